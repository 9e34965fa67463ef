"""Whether an edition has been silent for longer than it ever is: the sign of a crawl that sees nothing any more."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sqlite_utils import Database

LOOKED_AT = 90
"""Days before the newest article in which the longest silence is looked for."""

FEWEST_DAYS = 20
"""An edition with articles on fewer days than that is no measure."""

PATIENCE = 3
"""Days of silence that are never held against an edition."""


@dataclass(frozen=True, slots=True)
class Silence:
    """How long an edition has shown no new article.

    Attributes:
        lang: the edition.
        last: day of its newest article.
        days: since then.
        longest: days between two articles at most, in the three months before.
    """

    lang: str
    last: str
    days: int
    longest: int

    @property
    def is_too_long(self) -> bool:
        """Whether it is twice as long as any before, and longer than a holiday."""
        return self.days > max(PATIENCE, 2 * self.longest)


def silences(db: Database, today: date) -> list[Silence]:
    """Say for each edition that publishes regularly how long it has been silent.

    Args:
        db: the archive.
        today: the day in Jakarta.
    """
    found = []
    for lang, last in db.execute("SELECT lang, max(date) FROM articles GROUP BY lang ORDER BY lang DESC").fetchall():
        newest = date.fromisoformat(last)
        rows = db.execute(
            "SELECT DISTINCT date FROM articles WHERE lang = ? AND date >= ? ORDER BY date",
            [lang, (newest - timedelta(days=LOOKED_AT)).isoformat()],
        )
        days = [date.fromisoformat(day) for (day,) in rows]
        if len(days) >= FEWEST_DAYS:
            longest = max((after - before).days for before, after in pairwise(days))
            found.append(Silence(lang, last, (today - newest).days, longest))
    return found
