"""How the nightly runs went: how each ended, what it asked of the site, what it found, how long it took."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from matplotlib.axes import Axes

from arsip.web.plots.drawn import Plot, Table
from arsip.web.plots.marks import GAP, ROW, SOLID, boxes, columns, counted, nothing, ticks_below
from arsip.web.plots.paper import BAD, MUTED, PAPER, RULE, SMALL, Paper, Sheet, width_of
from arsip.web.plots.period import Period
from arsip.web.plots.steps import Steps
from arsip.web.plots.words import count, listed
from scraper.archive.database import Database
from scraper.archive.runs import NIGHTLY
from scraper.clock import at_jakarta

NEWEST = 366
"""Nights that are looked at: the newest of a period."""

_NIGHTS = """
    SELECT started_at, ended_at, exit_status, json_extract(counts, '$.requests'), json_extract(counts, '$.new')
    FROM runs WHERE kind = :kind AND started_at >= :begin AND started_at < :end ORDER BY started_at DESC LIMIT :newest
"""

ENDS = {
    0: "done",
    1: "failed",
    2: "wrong usage",
    3: "unhealthy",
    4: "gave up",
    5: "interrupted",
    6: "locked out",
}
"""By exit status, as the README has them."""

_UNENDED = "did not end"

_END, _HEAD, _BAND = 18.0, 22.0, 64.0
"""Units: a row of how nights ended; a heading; a band of bars."""


@dataclass(frozen=True, slots=True)
class _Night:
    """A night.

    Attributes:
        day: on which it began in Jakarta.
        end: how it ended, in words.
        requests: to the site; None where nothing was counted.
        new: articles, likewise.
        minutes: that it took; None where it did not end.
    """

    day: str
    end: str
    requests: int | None
    new: int | None
    minutes: int | None


def nights(db: Database, period: Period) -> Plot:
    """Read the newest nights that began in a period; the edition makes no difference."""
    asked = {**period.moments, "kind": NIGHTLY, "newest": NEWEST}
    found = [_night(*row) for row in db.execute(_NIGHTS, asked)][::-1]
    return Plot(
        name="nights",
        title="Nightly runs",
        about=_about(found, period),
        table=Table(
            ("night", "ended", "requests", "new articles", "minutes"),
            tuple(
                (night.day, night.end, *("" if number is None else number for number in
                 (night.requests, night.new, night.minutes)))
                for night in found
            ),
        ),
        draw=partial(_draw, found) if found else nothing,
    )  # fmt: skip


def _night(began: str, ended: str | None, status: int | None, requests: int | None, new: int | None) -> _Night:
    start = datetime.fromisoformat(began)
    took = None if ended is None else round((datetime.fromisoformat(ended) - start).total_seconds() / 60)
    end = _UNENDED if status is None else ENDS.get(status, f"exit {status}")
    return _Night((at_jakarta(began) or start).date().isoformat(), end, requests, new, took)


def _about(found: list[_Night], period: Period) -> str:
    opening = Period(period.since, period.until).opening
    if not found:
        return f"{opening}, no nightly run is noted."
    done = sum(night.end == ENDS[0] for night in found)
    ends = list(dict.fromkeys(night.end for night in found if night.end != ENDS[0]))
    bad = [f"{sum(night.end == end for night in found):,} {end}" for end in ends]
    few = f"{opening}, of {count(len(found), 'nightly run')} {done:,} ended well"
    said = f"{few}, {listed(bad)}" if bad else few
    new = sum(night.new or 0 for night in found)
    return f"{said}; together they brought {count(new, 'new article')}."


def _draw(found: list[_Night], paper: Paper) -> Sheet:
    ends = [end for end in (*ENDS.values(), _UNENDED) if any(night.end == end for night in found)]
    ends += sorted({night.end for night in found} - set(ends))
    bands = [
        ("requests", [night.requests for night in found]),
        ("new articles", [night.new for night in found]),
        ("minutes", [night.minutes for night in found]),
    ]
    steps = _steps(found)
    ended = _END * len(ends)
    sheet = paper.sheet(_HEAD + ended + (_HEAD + _BAND) * len(bands) + ROW)
    labels = [*ends, *(f"{_highest(numbers):,}" for _, numbers in bands)]
    left = GAP + max(width_of(label, SMALL) for label in labels)
    places = [steps.at(night.day) for night in found]
    sheet.write(0, _HEAD / 2, "how it ended", size=SMALL, bold=True)
    axes = sheet.axes(left, _HEAD, sheet.width - GAP, _HEAD + ended)
    axes.set(xlim=(0, len(steps)), ylim=(len(ends), 0))
    for row, end in enumerate(ends):
        sheet.write(left - GAP, _HEAD + _END * (row + 0.5), end, size=SMALL, colour=MUTED, align="right")
        at = [place for place, night in zip(places, found, strict=True) if night.end == end]
        _mark(axes, row, at, well=end == ENDS[0])
    top = _HEAD + ended
    for name, numbers in bands:
        sheet.write(0, top + _HEAD / 2, name, size=SMALL, bold=True)
        axes = counted(sheet, top + _HEAD + 4, top + _HEAD + _BAND, _highest(numbers), lines=2, least=left)
        axes.set_xlim(0, len(steps))
        heights = [0] * len(steps)
        for place, number in zip(places, numbers, strict=True):
            heights[place] += number or 0
        columns(axes, heights, SOLID)
        top += _HEAD + _BAND
    ticks_below(axes, steps.ticks(axes.bbox.width))
    return sheet


def _mark(axes: Axes, row: int, places: list[int], *, well: bool) -> None:
    """Mark nights in the row of how they ended: with a stroke where they ended well, else with a cross."""
    axes.axhline(row + 0.5, color=RULE, linewidth=1, zorder=0)
    if well:
        boxes(axes, [(at + 0.1, row + 0.25, at + 0.9, row + 0.75) for at in places], SOLID)
    else:
        middles = [at + 0.5 for at in places]
        axes.plot(middles, [row + 0.5] * len(places), linestyle="none", marker="X", markersize=8, color=BAD,
                  markeredgecolor=PAPER, clip_on=False)  # fmt: skip


def _steps(found: list[_Night]) -> Steps:
    """Days, however many they are: a night is of one."""
    first, last = (date.fromisoformat(found[at].day).toordinal() for at in (0, -1))
    return Steps("day", first, max(last, first))


def _highest(numbers: list[int | None]) -> int:
    return max((number or 0 for number in numbers), default=0) or 1
