"""How long after publication texts were seen changed."""

from arsip.web.plots.ages import NAMES, step_of, when
from arsip.web.plots.counted import WITHIN
from arsip.web.plots.drawn import Plot, Table
from arsip.web.plots.marks import nothing, ranking
from arsip.web.plots.period import Period
from arsip.web.plots.words import count
from scraper.archive.database import Database
from scraper.archive.schema.tables import VERSIONS

_CHANGED = f"SELECT key FROM articles WHERE version > 1 AND {WITHIN}"  # noqa: S608 - a constant of ours

_SEEN = f"""
    SELECT v.key, CAST(julianday(v.fetched_at, '+7 hours') - julianday(a.date) AS INTEGER)
    FROM ({VERSIONS.format(restriction=f"AND key IN ({_CHANGED})")}) v JOIN articles a ON a.key = v.key
    WHERE v.version > 1
"""  # noqa: S608 - a constant of ours
"""Only the captures of articles that have changed at all are gone through. Ages are days in Jakarta."""


def changes(db: Database, period: Period) -> Plot:
    """Count the versions after the first by the age that the article had when each was first seen."""
    found = db.execute(_SEEN, period.values).fetchall()
    steps = [0] * len(NAMES)
    for _, days in found:
        steps[step_of(days)] += 1
    ranked = [(name, number) for name, number in zip(NAMES, steps, strict=True)]
    return Plot(
        name="changes",
        title="Texts changed after publication",
        about=_about(steps, len({key for key, _ in found}), period),
        table=Table(("seen changed", "versions"), tuple(ranked) if found else ()),
        draw=ranking(ranked) if found else nothing,
    )


def _about(steps: list[int], articles: int, period: Period) -> str:
    versions = sum(steps)
    if not versions:
        return f"{period.opening}, no article was seen with another text than at first."
    return (
        f"{period.opening}, {count(articles, 'article')} {'was' if articles == 1 else 'were'} seen with another text "
        f"than at first, {count(versions, 'time')} in all; most often {when(steps.index(max(steps)))}. "
        "A change is dated by the fetch that first saw it, and so at the latest."
    )
