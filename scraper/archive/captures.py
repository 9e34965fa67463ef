"""Looks captures up: where the archive has what was once fetched."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

    from scraper.items import Outcome


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response stands: the WARC file's name, and the byte at which its record starts."""

    warc: str
    offset: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A page that the archive keeps, by the names of the columns of `captures`."""

    capture: str
    url: str
    fetched_at: str
    outcome: str
    place: Place


def warc_names(db: "Database") -> frozenset[str]:
    """Return the names of the WARC files in which the captures of an archive stand."""
    return frozenset(name for (name,) in db.execute("SELECT DISTINCT warc FROM captures"))


def brought_in(db: "Database") -> frozenset[str]:
    """Return the names of the WARC files that were brought in, whether or not captures in them have rows."""
    names = db.execute("SELECT name FROM meta WHERE substr(name, 1, ?) = ?", [len(_BROUGHT_IN), _BROUGHT_IN])
    return frozenset(name.removeprefix(_BROUGHT_IN) for (name,) in names)


def note_brought_in(db: "Database", names: "Iterable[str]") -> None:
    """Note the names of WARC files that were brought in.

    Args:
        db: the archive, open for writing.
        names: of the files in `warc/`.
    """
    rows = [{"name": f"{_BROUGHT_IN}{name}", "value": "brought in"} for name in names]
    db.table("meta").insert_all(rows, pk="name", ignore=True)


_BROUGHT_IN = "warc/"
"""How the names of the rows of `meta` begin that tell of files that were brought in."""

_SCHEME = "urn:uuid:"

_PLACE = "coalesce(p.warc, c.warc), coalesce(p.offset, c.offset)"
"""Of a revisit, the place of the payload that it repeats."""

_FROM = "FROM captures c LEFT JOIN captures p ON p.capture = c.revisit_of WHERE "
_KEPT = f"SELECT c.capture, c.url, c.fetched_at, c.outcome, {_PLACE} {_FROM}"
_NEWEST = " AND c.status = 200 ORDER BY c.fetched_at DESC, c.capture DESC LIMIT 1"


def kept_as(db: "Database", capture: str) -> Kept | None:
    """Return a capture by its name, `urn:uuid:…`; None where there is none."""
    return _kept(db, f"{_KEPT} c.capture = ?", capture)


def newest_of(db: "Database", key: int) -> Kept | None:
    """Return the newest page that was fetched for an article, whatever it turned out to be; None where there is none.

    Args:
        db: the archive.
        key: the article's.
    """
    return _kept(db, f"{_KEPT} c.key = ? {_NEWEST}", key)


def newest_at(db: "Database", url: str) -> Kept | None:
    """Return the newest page that was fetched from an address; None where there is none.

    Args:
        db: the archive.
        url: as it was asked for.
    """
    return _kept(db, f"{_KEPT} c.url = ? {_NEWEST}", url)


def of_article(db: "Database", key: int, name: str) -> list[Kept]:
    """Return the captures of an article, its photo's among them, whose names begin so, the newest first.

    Args:
        db: the archive.
        key: the article's.
        name: of a capture, or the beginning of it; without `urn:uuid:` too.
    """
    beginning = name if name.startswith(_SCHEME) else _SCHEME + name
    of = "(c.key = ?1 OR c.url = (SELECT photo_url FROM articles WHERE key = ?1))"
    found = db.execute(
        f"{_KEPT} {of} AND substr(c.capture, 1, length(?2)) = ?2 ORDER BY c.fetched_at DESC, c.capture DESC",
        [key, beginning.lower()],
    )
    return [_of_row(row) for row in found]


def _kept(db: "Database", statement: str, value: str | int) -> Kept | None:
    row = db.execute(statement, [value]).fetchone()
    return None if row is None else _of_row(row)


def _of_row(row: tuple[str, str, str, str, str, int]) -> Kept:
    capture, url, fetched_at, outcome, warc, offset = row
    return Kept(capture, url, fetched_at, outcome, Place(warc, offset))


def last_good(db: "Database", url: str, outcome: "Outcome") -> Place | None:
    """Return the newest capture of an address that had a given outcome; None where there is none.

    Args:
        db: the archive.
        url: as it was asked for.
        outcome: such as `robots`.
    """
    row = db.execute(
        f"SELECT {_PLACE} {_FROM} c.url = ? AND c.outcome = ? ORDER BY c.fetched_at DESC, c.capture DESC LIMIT 1",
        [url, outcome],
    ).fetchone()
    return None if row is None else Place(*row)
