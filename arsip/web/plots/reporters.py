"""The reporters whose names stand above most articles."""

from arsip.web.plots.drawn import Plot, Table
from arsip.web.plots.marks import nothing, ranking
from arsip.web.plots.period import Period
from arsip.web.plots.words import count, plain
from scraper.archive.database import Database

SHOWN = 15
"""How many are shown."""

_COUNTS = """
    SELECT person, count(*) FROM articles INDEXED BY articles_by_date CROSS JOIN bylines USING (key)
    WHERE role = 'reporter' AND date BETWEEN :since AND :until AND +key BETWEEN :low AND :high
    GROUP BY person ORDER BY 2 DESC, 1
"""
"""In this order, because few days have few articles, and both are found without their texts."""


def reporters(db: Database, period: Period) -> Plot:
    """Count the articles of each reporter; one of several reporters counts for each."""
    found = [(plain(person) or "(unprintable)", number) for person, number in db.execute(_COUNTS, period.values)]
    ranked = found[:SHOWN]
    return Plot(
        name="reporters",
        title="Reporters",
        about=_about(found, period),
        table=Table(("reporter", "articles"), tuple(ranked)),
        draw=ranking(ranked) if ranked else nothing,
    )


def _about(found: list[tuple[str, int]], period: Period) -> str:
    if not found:
        return f"{period.opening}, no article names a reporter."
    (name, number), *others = found
    if not others:
        return f"{period.opening}, {name} is the only reporter named, on {count(number, 'article')}."
    return f"{period.opening}, of {len(found):,} reporters {name} wrote most: {count(number, 'article')}."
