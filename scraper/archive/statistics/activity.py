"""Recent activity: what changed in the archive since a moment, and how long each edition has been silent."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice, pairwise

from scraper.archive.changes import Change, ChangeSelection, Kind, Position, count, stream
from scraper.archive.connection import Database

SILENCE_WINDOW = 90
"""Days before the newest article in which the longest silence is measured."""

MIN_DAYS = 20
"""An edition with articles on fewer days of that window is not judged."""

MIN_SILENCE = 3
"""Days of silence that are never too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What became known since a moment.

    Attributes:
        new: number of new articles by edition.
        changed: the newest changes of articles; `changed_count` in all.
        gone: the newest removals of articles; `gone_count` in all.
        returned: number of articles that were gone and are back.
        view_counts: number of view counts added.
    """

    new: dict[str, int]
    changed: tuple[Change, ...]
    changed_count: int
    gone: tuple[Change, ...]
    gone_count: int
    returned: int
    view_counts: int


def activity_since(db: Database, moment: str, *, limit: int) -> Activity:
    """Return what became known since a moment (UTC, as the archive writes it), with `limit` changes of each kind."""
    since = ChangeSelection(after=Position.at(moment))
    numbers = count(db, since)

    def newest(kind: Kind) -> tuple[Change, ...]:
        return tuple(islice(stream(db, replace(since, kinds=frozenset({kind}))), limit))

    new = "SELECT lang, count(*) FROM articles WHERE first_seen >= ? GROUP BY lang ORDER BY lang DESC"
    (views,) = db.execute("SELECT count(*) FROM view_counts WHERE fetched_at >= ?", [moment]).fetchone()
    return Activity(
        new=dict(db.execute(new, [moment]).fetchall()),
        changed=newest("changed"),
        changed_count=numbers["changed"],
        gone=newest("removed"),
        gone_count=numbers["removed"],
        returned=numbers["returned"],
        view_counts=views,
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
