"""How complete the archive is: a strip for each edition, a year a row and a month a cell."""

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import get_args

from arsip.web.plots.drawn import Plot, Table
from arsip.web.plots.marks import GAP, ROW, SOLID, Fill, boxes, legend, nothing
from arsip.web.plots.paper import BAD, MUTED, RULE, SMALL, Paper, Sheet, width_of
from arsip.web.plots.period import MONTHS, Period
from arsip.web.plots.words import count, share
from scraper.archive.database import Database
from scraper.archive.frontier.id_ranges import Range, holes
from scraper.archive.statistics.coverage import STATES, CoverageFilter, Month, State, by_month
from scraper.items import EDITION_NAMES, Lang

_YEAR = 12

YEARS = 40
"""Drawn at most, the newest: a page with a wrong date must not make them thousands."""

_MISSING = Fill(BAD, "/////", bare=True)
_NONE_KNOWN = Fill(RULE)

_CELL = 20.0
"""Units a year's row takes."""

_AROUND = 0.08
"""Of a cell, what is free on each side."""


@dataclass(frozen=True, slots=True)
class _Strip:
    """An edition's months.

    Attributes:
        lang: the edition.
        kept: by month, the share that is kept of what may be articles.
        years: in which there is anything, the newest of them.
        counts: by state, over all.
    """

    lang: Lang
    kept: dict[str, float]
    years: list[str]
    counts: Counter[State]


def gaps(db: Database, period: Period) -> Plot:
    """Count by month what is known of each id that lies between two that have a day."""
    months = by_month(db, CoverageFilter(lang=period.lang, since=period.since, until=period.until))
    strips = [strip for lang in get_args(Lang) if (strip := _strip(lang, months)) is not None]
    return Plot(
        name="gaps",
        title="How complete it is",
        about=_about(months, period, holes(db, period.lang)),
        table=Table(
            ("edition", "month", *STATES),
            tuple(
                (EDITION_NAMES[month.lang], month.month or "no day", *(month.counts[state] for state in STATES))
                for month in months
            ),
        ),
        draw=partial(_draw, strips) if strips else nothing,
    )


def _kept(counts: Counter[State]) -> tuple[int, int]:
    """How many are kept, and of how many that may be articles."""
    return counts["archived"] + counts["gone"], sum(counts.values()) - counts["absent"]


def _strip(lang: Lang, months: list[Month]) -> _Strip | None:
    counts: Counter[State] = Counter()
    shares: dict[str, float] = {}
    for month in months:
        if month.lang == lang:
            counts.update(month.counts)
            kept, may_be = _kept(month.counts)
            if month.month is not None and may_be:
                shares[month.month] = kept / may_be
    if not shares:
        return None
    return _Strip(lang, shares, sorted({month[:4] for month in shares})[-YEARS:], counts)


def _about(months: list[Month], period: Period, unnumbered: list[Range]) -> str:
    counts: Counter[State] = Counter()
    for month in months:
        counts.update(month.counts)
    kept, may_be = _kept(counts)
    if not may_be:
        return f"{period.opening}, no articles are known of."
    said = f"{period.opening}, {share(kept, may_be)} of what may be articles is kept: {kept:,} of {may_be:,}"
    if counts["gone"]:
        said += f", {counts['gone']:,} of which the site has taken down"
    words = {
        "unknown": "nobody has looked at {}",
        "pending": "{} are still to be fetched",
        "problematic": "{} could not be read",
    }
    missing = [words[state].format(count(counts[state], "id")) for state in STATES if state in words and counts[state]]
    said = f"{said}; {', '.join(missing)}." if missing else f"{said}."
    if unnumbered:
        named = ", ".join(map(str, unnumbered))
        said += f" Nothing was ever seen of {named}: they may be no articles, and are not counted."
    return said


def _draw(strips: list[_Strip], paper: Paper) -> Sheet:
    """Put the strips side by side, or below one another where that is too narrow."""
    beside = not paper.is_narrow and len(strips) > 1
    heights = [2 * ROW + _CELL * len(strip.years) for strip in strips]
    below = max(heights) if beside else sum(heights) + ROW / 2 * (len(strips) - 1)
    entries = [(SOLID, "kept"), (_MISSING, "missing"), (_NONE_KNOWN, "no article known of")]
    sheet = paper.sheet(below + ROW / 2 + ROW)
    width = (sheet.width - 3 * GAP) / 2 if beside else sheet.width
    left, top = 0.0, 0.0
    for strip, height in zip(strips, heights, strict=True):
        _draw_strip(sheet, strip, left, top, left + width)
        if beside:
            left += width + 3 * GAP
        else:
            top += height + ROW / 2
    legend(sheet, below + ROW / 2, entries)
    return sheet


def _draw_strip(sheet: Sheet, strip: _Strip, left: float, top: float, right: float) -> None:
    kept, may_be = _kept(strip.counts)
    sheet.write(left, top + ROW / 2, f"{EDITION_NAMES[strip.lang]}: {kept:,} of {may_be:,}", bold=True)
    begin = left + max(map(width_of, strip.years)) + GAP
    top += 2 * ROW
    axes = sheet.axes(begin, top, right, top + _CELL * len(strip.years))
    axes.set(xlim=(0, _YEAR), ylim=(len(strip.years), 0))
    filled, missing, unknown = [], [], []
    for row, year in enumerate(strip.years):
        sheet.write(begin - GAP, top + _CELL * (row + 0.5), year, colour=MUTED, size=SMALL, align="right")
        for month in range(_YEAR):
            west, east = month + _AROUND / 2, month + 1 - _AROUND / 2
            north, south = row + _AROUND, row + 1 - _AROUND
            part = strip.kept.get(f"{year}-{month + 1:02d}")
            if part is None:
                unknown.append((west, row + 0.46, east, row + 0.54))
                continue
            level = south - (south - north) * part
            filled.append((west, level, east, south))
            missing.append((west, north, east, level))
    boxes(axes, unknown, _NONE_KNOWN)
    boxes(axes, missing, _MISSING)
    boxes(axes, filled, SOLID)
    a_month = (right - begin) / _YEAR
    for month, name in enumerate(MONTHS):
        place = begin + a_month * (month + 0.5)
        sheet.write(place, top - ROW / 2, name[0], colour=MUTED, size=SMALL, align="center")
