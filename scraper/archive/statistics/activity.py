"""Recent activity: what changed in the archive since a moment, and how long each edition has been silent."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from scraper.archive.connection import Database

SILENCE_WINDOW = 90
"""Days before the newest article in which the longest silence is measured."""

MIN_DAYS = 20
"""An edition with articles on fewer days of that window is not judged."""

MIN_SILENCE = 3
"""Days of silence that are never too long."""


@dataclass(frozen=True, slots=True)
class Headline:
    """An article by its key, address, day and title."""

    key: int
    url: str
    date: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What happened since a moment.

    Attributes:
        new: number of new articles by edition.
        changed: the newest articles with a new version; `changed_count` in all.
        gone: the newest articles that the site has removed; `gone_count` in all.
        returned: number of articles that were gone and are back.
        view_counts: number of view counts added.
    """

    new: dict[str, int]
    changed: tuple[Headline, ...]
    changed_count: int
    gone: tuple[Headline, ...]
    gone_count: int
    returned: int
    view_counts: int


_CHANGED = "FROM articles a WHERE a.version > 1 AND a.key IN (SELECT key FROM captures WHERE fetched_at >= ?1) AND \
EXISTS (SELECT 1 FROM versions v WHERE v.key = a.key AND v.version > 1 AND v.fetched_at >= ?1)"
_GONE = "FROM absences n JOIN articles a USING (key) WHERE n.gone_at >= ?1"


def activity_since(db: Database, moment: str, *, limit: int) -> Activity:
    """Return what happened since a moment (UTC, as the archive writes it), naming `limit` articles of each kind."""

    def count(sql: str) -> int:
        return int(db.execute(f"SELECT count(*) {sql}", [moment]).fetchone()[0])

    def headlines(sql: str) -> tuple[Headline, ...]:
        found = db.execute(
            f"SELECT a.key, a.url, a.date, a.title {sql} ORDER BY a.date DESC, a.key DESC LIMIT {limit:d}", [moment]
        )
        return tuple(Headline(*row) for row in found)

    new = db.execute(
        "SELECT lang, count(*) FROM articles WHERE first_seen >= ? GROUP BY lang ORDER BY lang DESC", [moment]
    )
    return Activity(
        new=dict(new.fetchall()),
        changed=headlines(_CHANGED),
        changed_count=count(_CHANGED),
        gone=headlines(_GONE),
        gone_count=count(_GONE),
        returned=count("FROM absences WHERE gone_at IS NOT NULL AND until >= ?1"),
        view_counts=count("FROM view_counts WHERE fetched_at >= ?1"),
    )


@dataclass(frozen=True, slots=True)
class Silence:
    """How long an edition has shown no new article: `days` since the last, its day.

    `longest` is the most days between two articles in the three months before.
    """

    lang: str
    last: str
    days: int
    longest: int

    @property
    def is_too_long(self) -> bool:
        """Whether it is over twice the longest one before, and longer than a holiday."""
        return self.days > max(MIN_SILENCE, 2 * self.longest)


def silences(db: Database, today: date) -> list[Silence]:
    """Return for each edition that publishes regularly how long it has been silent; `today` is the day in Jakarta."""
    found = []
    for lang, last in db.execute("SELECT lang, max(date) FROM articles GROUP BY lang ORDER BY lang DESC").fetchall():
        newest = date.fromisoformat(last)
        rows = db.execute(
            "SELECT DISTINCT date FROM articles WHERE lang = ? AND date >= ? ORDER BY date",
            [lang, (newest - timedelta(days=SILENCE_WINDOW)).isoformat()],
        )
        days = [date.fromisoformat(day) for (day,) in rows]
        if len(days) >= MIN_DAYS:
            longest = max((after - before).days for before, after in pairwise(days))
            found.append(Silence(lang, last, (today - newest).days, longest))
    return found
