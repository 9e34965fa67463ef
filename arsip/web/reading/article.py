"""What the page of an article says: what it said in a version, what leads to and from it, its counters."""

from dataclasses import dataclass
from typing import Any

from arsip.api.citation import Source
from arsip.web.reading.home import rows
from scraper.archive.database import Database
from scraper.archive.history import Absence, History, Record, Version

_LINKS = """
    SELECT l.kind, l.to_key, l.url, coalesce(l.title, a.title) AS title, coalesce(l.date, a.date) AS date,
           a.key IS NOT NULL AS archived
    FROM links l LEFT JOIN articles a ON a.key = l.to_key
    WHERE l.from_key = ? ORDER BY l.kind DESC, l.position
"""
_LINKED_FROM = """
    SELECT DISTINCT a.key, a.lang, a.title, a.date FROM links l JOIN articles a ON a.key = l.from_key
    WHERE l.to_key = ? AND l.from_key <> l.to_key ORDER BY a.date DESC, a.key DESC LIMIT 10
"""
_COUNTERS = """
    SELECT max(fetched_at) AS fetched_at, source, views FROM view_counts WHERE key = ? AND views IS NOT NULL
    GROUP BY coalesce(date(fetched_at, '+7 hours'), fetched_at), source ORDER BY 1, 2
"""
"""The last of each day in Jakarta and source: what stands in every popular list is seen thousands of times."""

_PHOTO = """
    SELECT capture, warc FROM captures WHERE url = ? AND outcome = 'photo'
    ORDER BY fetched_at DESC, capture DESC LIMIT 1
"""
_PERSONS = "SELECT role, person FROM bylines WHERE key = ? ORDER BY role, position"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of an article.

    Attributes:
        record: what held in the version that is shown: a row of `articles`.
        newest: what holds now.
        versions: oldest first.
        absences: likewise.
        links: of the newest reading, the only ones kept: `kind, to_key, url, title, date, archived`.
        linked_from: articles that lead here: `key, lang, title, date`.
        counters: the last of each day and source, by time: `fetched_at, source, views`.
        photo: the capture of the photo and its WARC file's name; None where it was not kept.
        persons: role and name of each person in the newest reading.
        source: where it is from, for citing it.
    """

    record: Record
    newest: Record
    versions: list[Version]
    absences: list[Absence]
    links: list[dict[str, Any]]
    linked_from: list[dict[str, Any]]
    counters: list[dict[str, Any]]
    photo: tuple[str, str] | None
    persons: list[tuple[str, str]]
    source: Source

    @property
    def is_newest(self) -> bool:
        """Whether what is shown is what holds now."""
        return bool(self.record["version"] == self.newest["version"])


def told(db: Database, key: int, version: int | None) -> Told | None:
    """Find out what is told of an article.

    Args:
        db: the copy.
        key: the article's.
        version: which one is shown, as it was first seen; None for what holds now.

    Returns:
        None where it is not archived, or has no such version.
    """
    history = History(db, key)
    newest = history.at()
    if newest is None:
        return None
    versions = history.versions()
    is_newest = version is None or version == len(versions)
    record = newest if is_newest else history.version(version or 0)
    if record is None:
        return None
    photo = db.execute(_PHOTO, [record["photo_url"]]).fetchone() if record["photo_url"] else None
    return Told(
        record=record,
        newest=newest,
        versions=versions,
        absences=history.absences,
        links=rows(db, _LINKS, key) if is_newest else [],
        linked_from=rows(db, _LINKED_FROM, key),
        counters=rows(db, _COUNTERS, key),
        photo=photo,
        persons=db.execute(_PERSONS, [key]).fetchall(),
        source=Source.of(db),
    )


def how_many(db: Database, key: int) -> int:
    """Return how many versions an article has; 0 where it is not archived."""
    return len(History(db, key))


def pair(db: Database, key: int, before: int | None, after: int | None) -> tuple[Record, Record, int] | None:
    """Return two versions of an article, the last two unless others are named, and how many there are.

    Args:
        db: the copy.
        key: the article's.
        before: number of the older one.
        after: number of the newer one.

    Returns:
        None where there are no such two.
    """
    history = History(db, key)
    after = len(history) if after is None else after
    before = after - 1 if before is None else before
    found = history.version(before), history.version(after)
    return None if found[0] is None or found[1] is None else (found[0], found[1], len(history))
