"""How the views of an article grow with its age, by every counter that its own page was seen with."""

from functools import partial
from itertools import groupby
from operator import itemgetter

from arsip.web.plots.ages import LABELS, step_of, when
from arsip.web.plots.drawn import Plot, Table
from arsip.web.plots.marks import GAP, ROW, counted, nothing, ticks_below
from arsip.web.plots.paper import FIRST, PAPER, SMALL, Paper, Sheet, width_of
from arsip.web.plots.period import Period
from arsip.web.plots.words import at_rank, count
from scraper.archive.database import Database

NEWEST = 10_000
"""Articles that are looked at, the newest of a period: a year of the site's, and more than a curve needs."""

_SEEN = """
    WITH chosen AS (
        SELECT key, date FROM articles INDEXED BY articles_by_date
        WHERE date BETWEEN :since AND :until AND +key BETWEEN :low AND :high
        ORDER BY date DESC, key DESC LIMIT :newest
    )
    SELECT c.key, CAST(julianday(v.fetched_at, '+7 hours') - julianday(c.date) AS INTEGER), v.views
    FROM chosen c CROSS JOIN view_counts v ON v.key = c.key AND v.source = 'own'
    ORDER BY c.key, v.fetched_at
"""
"""Ages are days in Jakarta."""

_HEIGHT = 240

_Point = tuple[int, int, int, int, int]
"""A step of age, how many articles were seen in it, and the quarter, the half and three quarters of their views."""


def growth(db: Database, period: Period) -> Plot:
    """Take the last counter of each article in each step of its age, and the middle of them all."""
    found = db.execute(_SEEN, {**period.values, "newest": NEWEST}).fetchall()
    seen: dict[int, dict[int, int]] = {}
    articles = 0
    for key, of_article in groupby(found, key=itemgetter(0)):
        articles += 1
        for _, days, views in of_article:
            seen.setdefault(step_of(days), {})[key] = views
    points = [_point(step, list(seen[step].values())) for step in sorted(seen)]
    return Plot(
        name="growth",
        title="Views by an article's age",
        about=_about(points, articles, period),
        table=Table(
            ("age in days", "articles", "a quarter have at most", "half have at most", "three quarters have at most"),
            tuple((LABELS[step], *numbers) for step, *numbers in points),
        ),
        draw=partial(_draw, points) if points else nothing,
    )


def _point(step: int, views: list[int]) -> _Point:
    pairs = [(each, 1) for each in sorted(views)]
    low, middle, high = (at_rank(pairs, part) for part in (0.25, 0.5, 0.75))
    return step, len(views), low, middle, high


def _about(points: list[_Point], articles: int, period: Period) -> str:
    if not points:
        return f"{period.opening}, no counter was seen on an article's own page."
    said = [
        f"{count(middle, 'view')} {when(step)} ({count(number, 'article')})"
        for step, number, _, middle, _ in (points if len(points) == 1 else (points[0], points[-1]))
    ]
    of = f"the newest {articles:,} articles with counters" if articles > 1 else "the one article with a counter"
    return (
        f"{period.opening}, of {of}, the middle one had {' and '.join(said)}. "
        "The shaded band holds the middle half; each step has the articles that were seen at that age."
    )


def _draw(points: list[_Point], paper: Paper) -> Sheet:
    sheet = paper.sheet(_HEIGHT)
    axes = counted(sheet, ROW, sheet.height - 2 * ROW, max(high for *_, high in points))
    places = list(range(len(points)))
    axes.set_xlim(-0.5, len(points) - 0.5)
    lows, middles, highs = (list(row) for row in list(zip(*points, strict=True))[2:])
    axes.fill_between(places, lows, highs, color=FIRST, alpha=0.2, linewidth=0)
    if len(points) == 1:
        axes.vlines(places, lows, highs, color=FIRST, alpha=0.4, linewidth=8)
    axes.plot(places, middles, color=FIRST, linewidth=2, marker="o", markersize=7, markeredgecolor=PAPER, clip_on=False)
    left, width = sheet.span(axes)
    a_step = width / len(points)
    for at, middle in enumerate(middles):
        label = f"{middle:,}"
        if width_of(label, SMALL) + GAP <= a_step:
            above = sheet.height - 2 * ROW - axes.bbox.height * middle / axes.get_ylim()[1] - 14
            sheet.write(left + a_step * (at + 0.5), above, label, size=SMALL, align="center")
    ticks_below(axes, [(at, label) for at, label in enumerate(_labels(points, a_step)) if label])
    sheet.write(left + width / 2, sheet.height - ROW / 2, "days since publication", size=SMALL, align="center")
    return sheet


def _labels(points: list[_Point], room: float) -> list[str]:
    """Label steps, every other one where not all have room."""
    labels = [LABELS[step] for step, *_ in points]
    if all(width_of(label, SMALL) + GAP / 2 <= room for label in labels):
        return labels
    return [label if at % 2 == 0 else "" for at, label in enumerate(labels)]
