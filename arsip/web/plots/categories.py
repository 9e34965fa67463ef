"""Articles a month in each of the largest categories, as the pages print them."""

from functools import partial

from arsip.web.plots.counted import WITHIN, Counted, by
from arsip.web.plots.drawn import Plot, Table
from arsip.web.plots.marks import GAP, ROW, SOLID, Fill, columns, nothing, ticks_below
from arsip.web.plots.paper import MUTED, RULE, Paper, Sheet, fitted, width_of
from arsip.web.plots.period import Period
from arsip.web.plots.words import count, plain
from scraper.archive.database import Database

_COUNTS = f"SELECT substr(date, 1, :letters), category, count(*) FROM articles WHERE {WITHIN} GROUP BY 1, 2"  # noqa: S608 - ours

LARGEST = 9
"""Categories that are shown by themselves."""

_REST = Fill(MUTED, "////", bare=True)

_BAND, _NAMES = 34.0, 190.0
"""Units: the height of a category's bars; what its name beside them takes at most."""

Band = tuple[str, list[int], bool]
"""A name, how many there are in each step, and whether it is a category of the site's."""


def categories(db: Database, period: Period) -> Plot:
    """Count the articles of each category by the day or month in which they came out."""
    found = by(db, period, _COUNTS)
    if found is None:
        return Plot(
            name="categories",
            title="Articles a month, by category",
            about=f"{period.opening}, there are no articles.",
            table=Table(("month", "no category"), ()),
            draw=nothing,
        )
    bands = _bands(found)
    columns = [*bands, ("no category", found.of[None], False)] if None in found.of else bands
    return Plot(
        name="categories",
        title=f"Articles a {found.steps.unit}, by category",
        about=_about(found, period),
        table=Table(
            (found.steps.unit, *(name for name, _, _ in columns)),
            tuple(
                (found.steps.name(at), *numbers)
                for at, numbers in enumerate(zip(*(numbers for _, numbers, _ in columns), strict=True))
            ),
        ),
        draw=partial(_draw, found, bands) if bands else nothing,
    )


def _bands(found: Counted) -> list[Band]:
    """Return the largest categories, and all others together."""
    named = [name for name in found.of if name is not None]
    shown, others = (named, []) if len(named) <= LARGEST + 1 else (named[:LARGEST], named[LARGEST:])
    bands: list[Band] = [(plain(name) or "(unprintable)", found.of[name], True) for name in shown]
    if others:
        together = [sum(numbers) for numbers in zip(*(found.of[name] for name in others), strict=True)]
        bands.append((f"{len(others):,} others", together, False))
    return bands


def _about(found: Counted, period: Period) -> str:
    named = [name for name in found.of if name is not None]
    if not named:
        return f"{period.opening}, no category is printed on any of {count(found.total, 'article')}."
    most = found.sums[named[0]]
    said = f"{period.opening}, {plain(named[0])} had most articles: {most:,} of {found.total:,}."
    without = found.sums.get(None, 0)
    if not without:
        return said
    verbs = ("names", "is") if without == 1 else ("name", "are")
    return f"{said} {count(without, 'article')} {verbs[0]} no category and {verbs[1]} not shown."


def _draw(found: Counted, bands: list[Band], paper: Paper) -> Sheet:
    line = ROW if paper.is_narrow else 0.0
    sheet = paper.sheet((_BAND + line) * len(bands) + ROW)
    sums = [f"{sum(numbers):,}" for _, numbers, _ in bands]
    left = 0.0 if paper.is_narrow else GAP + min(_NAMES, max(width_of(name) for name, _, _ in bands))
    right = sheet.width - (0.0 if paper.is_narrow else GAP + max(map(width_of, sums)))
    highest = max(max(numbers) for _, numbers, _ in bands)
    for at, ((name, numbers, is_category), said) in enumerate(zip(bands, sums, strict=True)):
        top = (_BAND + line) * at + line
        axes = sheet.axes(left, top + 4, right, top + _BAND)
        axes.set(xlim=(0, len(found.steps)), ylim=(0, highest))
        axes.axhline(0, color=RULE, linewidth=1, zorder=0)
        columns(axes, numbers, SOLID if is_category else _REST)
        beside = top - line / 2 if paper.is_narrow else top + _BAND / 2 + 2
        room = sheet.width - GAP - width_of(said) if paper.is_narrow else left - GAP
        sheet.write(0, beside, fitted(name, room))
        sheet.write(sheet.width, beside, said, colour=MUTED, align="right")
    ticks_below(axes, found.steps.ticks(right - left, beside=0 if paper.is_narrow else GAP))
    return sheet
