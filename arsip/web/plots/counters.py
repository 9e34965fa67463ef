"""How often articles have been shown, by the counter that each page printed when it was last fetched."""

from bisect import bisect_right
from functools import partial
from math import ceil

from arsip.web.plots.counted import WITHIN
from arsip.web.plots.drawn import Plot, Table
from arsip.web.plots.marks import GAP, ROW, SOLID, boxes, counted, nothing, ticks_below
from arsip.web.plots.paper import INK, SMALL, Paper, Sheet, width_of
from arsip.web.plots.period import Period
from arsip.web.plots.words import at_rank, count
from scraper.archive.database import Database

_COUNTS = f"SELECT views, count(*) FROM articles WHERE {WITHIN} GROUP BY 1 ORDER BY 1"  # noqa: S608 - a constant of ours

_A_DECADE = 5
"""Bins from one power of ten to the next."""

EDGES = (0, *(ceil(10 ** (step / _A_DECADE)) for step in range(18 * _A_DECADE)))
"""Where bins begin; nothing is a bin of its own."""

_HEIGHT, _HEADROOM = 220, 26

_Pairs = list[tuple[int, int]]
"""Counters, rising, each with how many articles have it."""


def counters(db: Database, period: Period) -> Plot:
    """Sort the articles by their counters, in steps that grow with them."""
    found = db.execute(_COUNTS, period.values).fetchall()
    pairs: _Pairs = [(views, number) for views, number in found if views is not None]
    without = sum(number for views, number in found if views is None)
    bins = _bins(pairs)
    first = next((at for at, number in enumerate(bins) if number), 0)
    return Plot(
        name="views",
        title="Views",
        about=_about(pairs, without, period),
        table=Table(
            ("views", "articles"), tuple((_range(at), number) for at, number in enumerate(bins) if at >= first)
        ),
        draw=partial(_draw, bins, first, at_rank(pairs, 0.5)) if pairs else nothing,
    )


def _bins(pairs: _Pairs) -> list[int]:
    """Count by bins, up to the last that is not empty."""
    bins = [0] * (bisect_right(EDGES, pairs[-1][0]) if pairs else 0)
    for views, number in pairs:
        bins[bisect_right(EDGES, views) - 1] += number
    return bins


def _range(at: int) -> str:
    low, high = EDGES[at], EDGES[at + 1] - 1
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _about(pairs: _Pairs, without: int, period: Period) -> str:
    without_one = f"{count(without, 'article')} {'shows' if without == 1 else 'show'} no counter."
    if not pairs:
        return f"{period.opening}, {without_one if without else 'there are no articles.'}"
    articles = sum(number for _, number in pairs)
    if articles == 1:
        said = f"{period.opening}, one article has a counter: it had been viewed {count(pairs[0][0], 'time')}."
    else:
        half = count(at_rank(pairs, 0.5), "time")
        said = (
            f"{period.opening}, half of {count(articles, 'article')} had been viewed {half} or less when last fetched, "
            f"and the most viewed one {count(pairs[-1][0], 'time')}."
        )
    return f"{said} {without_one}" if without else said


def _draw(bins: list[int], first: int, median: int, paper: Paper) -> Sheet:
    sheet = paper.sheet(_HEIGHT)
    shown = bins[first:]
    axes = counted(sheet, _HEADROOM, sheet.height - 2 * ROW, max(shown))
    axes.set_xlim(0, len(shown))
    boxes(axes, [(at + 0.06, 0, at + 0.94, number) for at, number in enumerate(shown)], SOLID)
    left, width = sheet.span(axes)
    at = bisect_right(EDGES, median) - 1
    place = at - first + (median - EDGES[at]) / (EDGES[at + 1] - EDGES[at])
    axes.axvline(place, color=INK, linewidth=1.5, linestyle=(0, (4, 2)))
    said = f"half have {median:,} or less"
    half = width_of(said, SMALL) / 2
    middle = min(max(left + width * place / len(shown), half), sheet.width - half)
    sheet.write(middle, _HEADROOM / 2 - 2, said, size=SMALL, align="center")
    ticks_below(axes, _ticks(first, len(shown), width))
    sheet.write(left + width / 2, sheet.height - ROW / 2, "views of an article", size=SMALL, align="center")
    return sheet


def _ticks(first: int, bins: int, width: float) -> list[tuple[float, str]]:
    """Label the bins at which a power of ten begins, as far as there is room; where there is none, the first."""
    named = [(EDGES.index(10**power) - first, f"{10**power:,}") for power in range(18)]
    named = [(at, label) for at, label in [(-first, "0"), *named] if 0 <= at < bins] or [(0, f"{EDGES[first]:,}")]
    ticks: list[tuple[float, str]] = []
    free = -GAP
    for at, label in named:
        place, half = width * at / bins, width_of(label, SMALL) / 2
        if place - half >= free and place + half <= width + GAP:
            ticks.append((at, label))
            free = place + half + GAP
    return ticks
