"""Captures looked up: where the archive has what was fetched, and which capture a new response repeats."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from scraper.archive.connection import Database
from scraper.items import OF_THE_PAST, Outcome
from scraper.warc.exchange import Capture, Repeated
from scraper.warc.integrity import Warcinfo

_IMPORTED = "warc/"
"""How the names of the rows of `meta` begin that name imported files."""

_INCOMPLETE = "revisits/"
"""How the names of the rows of `meta` begin that name imported files with revisits of what is in no file here."""

PRECEDENCE = "({0}.warc NOT GLOB 'arsip-*', {0}.warc, {0}.offset)"
"""Of two places of one record the smaller counts, as for `Place.precedence`."""

RECOVERED = f"({', '.join(repr(source) for source in sorted(OF_THE_PAST))})"
"""The sources of `OF_THE_PAST` as a list in SQL."""

_SCHEME = "urn:uuid:"

_PLACE = "coalesce(p.warc, c.warc), coalesce(p.offset, c.offset)"
"""Of a revisit, the place of the payload that it repeats."""

_FROM = "FROM captures c LEFT JOIN captures p ON p.capture = c.revisit_of WHERE "
_KEPT = f"SELECT c.capture, c.url, c.fetched_at, c.outcome, {_PLACE} {_FROM}"
_NEWEST_FIRST = "ORDER BY c.fetched_at DESC, c.capture DESC"
_NEWEST = f" AND c.status = 200 {_NEWEST_FIRST} LIMIT 1"

_COLUMNS = "capture, url, fetched_at, payload_digest, warc, offset"
_REPEATABLE = f"SELECT {_COLUMNS} FROM captures WHERE revisit_of IS NULL AND "  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response stands: the WARC file's name, and the byte at which its record starts."""

    warc: str
    offset: int

    @property
    def precedence(self) -> tuple[bool, str, int]:
        """Of two places of one record the smaller counts, whichever came first: a file of Arsip's, then by name."""
        return not self.warc.startswith("arsip-"), self.warc, self.offset


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture, by the names of the columns of `captures`."""

    capture: str
    url: str
    fetched_at: str
    outcome: str
    place: Place


def warc_names(db: Database) -> frozenset[str]:
    """Return the names of the WARC files that the captures of an archive are in."""
    return frozenset(name for (name,) in db.execute("SELECT DISTINCT warc FROM captures"))


def imported_warcs(db: Database) -> frozenset[str]:
    """Return the names of imported WARC files, whether or not captures in them have rows."""
    names = db.execute("SELECT name FROM meta WHERE substr(name, 1, ?) = ?", [len(_IMPORTED), _IMPORTED])
    return frozenset(name.removeprefix(_IMPORTED) for (name,) in names)


def note_imported(db: Database, names: Iterable[str]) -> None:
    """Record the names in `warc/` of imported WARC files."""
    rows = ((f"{_IMPORTED}{name}", "imported") for name in names)
    with db.atomic():
        db.conn.executemany("INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)", rows)


def incomplete_warcs(db: Database) -> frozenset[str]:
    """Return the names of imported WARC files with revisits of what is in no file here, or found by a digest alone."""
    names = db.execute("SELECT name FROM meta WHERE substr(name, 1, ?) = ?", [len(_INCOMPLETE), _INCOMPLETE])
    return frozenset(name.removeprefix(_INCOMPLETE) for (name,) in names)


def note_incomplete(db: Database, warc: str, revisits: int) -> None:
    """Record how many revisits of an imported WARC file may repeat a record that comes later."""
    if revisits:
        row = [f"{_INCOMPLETE}{warc}", str(revisits)]
        db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", row)
    else:
        db.execute("DELETE FROM meta WHERE name = ?", [f"{_INCOMPLETE}{warc}"])


def places(db: Database, names: Iterable[str]) -> dict[str, Place]:
    """Return where the records of captures stand, of those that the archive has."""
    rows = db.execute(
        "SELECT capture, warc, offset FROM captures WHERE capture IN (SELECT value FROM json_each(?))",
        [json.dumps(list(names))],
    )
    return {capture: Place(warc, offset) for capture, warc, offset in rows}


def revisits(db: Database, names: Iterable[str]) -> dict[str, str]:
    """Return what captures repeat, of those that the archive has and that repeat another one's payload."""
    rows = db.execute(
        "SELECT capture, revisit_of FROM captures WHERE revisit_of IS NOT NULL "
        "AND capture IN (SELECT value FROM json_each(?))",
        [json.dumps(list(names))],
    )
    return dict(rows.fetchall())


def counts(capture: Capture, known: Mapping[str, Place]) -> bool:
    """Whether the record of a capture is the one that counts, by the places of those that an archive has."""
    place = known.get(capture.capture)
    return place is None or Place(capture.warc, capture.offset).precedence < place.precedence


def conflicts(db: Database, found: Iterable[Capture]) -> int:
    """Count the captures that are another response than the one of the same name, here or before them."""
    found = list(found)
    rows = db.execute(
        "SELECT capture, url, fetched_at, revisit_of, payload_digest FROM captures "
        "WHERE capture IN (SELECT value FROM json_each(?))",
        [json.dumps([capture.capture for capture in found])],
    )
    known = {name: _response(*row) for name, *row in rows}
    number = 0
    for each in found:
        response = _response(each.url, each.fetched_at, each.revisit_of, each.payload_digest)
        number += known.setdefault(each.capture, response) != response
    return number


def _response(url: str, fetched_at: str, revisit_of: str | None, digest: str) -> tuple[str, str, str | None]:
    """Return what tells one response from another; the digest of a revisit's payload may be unknown."""
    return url, fetched_at, digest if revisit_of is None else None


def kept_as(db: Database, capture: str) -> Kept | None:
    """Return a capture by its name, `urn:uuid:…`."""
    return next(_kept(db, f"{_KEPT} c.capture = ?", [capture]), None)


def newest_of(db: Database, key: int) -> Kept | None:
    """Return the newest page with status 200 that was fetched for an article, whatever it turned out to be."""
    return next(_kept(db, f"{_KEPT} c.key = ? {_NEWEST}", [key]), None)


def newest_at(db: Database, url: str) -> Kept | None:
    """Return the newest page with status 200 that was fetched from a URL."""
    return next(_kept(db, f"{_KEPT} c.url = ? {_NEWEST}", [url]), None)


def of_article(db: Database, key: int, name: str) -> list[Kept]:
    """Return the captures of an article and of its photo whose names begin so, the newest first.

    The beginning of a name may lack `urn:uuid:`.
    """
    beginning = name if name.startswith(_SCHEME) else _SCHEME + name
    of = "(c.key = ?1 OR c.url = (SELECT photo_url FROM articles WHERE key = ?1))"
    statement = f"{_KEPT} {of} AND substr(c.capture, 1, length(?2)) = ?2 {_NEWEST_FIRST}"
    return list(_kept(db, statement, [key, beginning.lower()]))


def of_run(db: Database, run: str) -> list[tuple[Place, Place | None]]:
    """Return where the captures of a run are, in the order of their requests; of a revisit also its payload's place."""
    statement = f"SELECT c.warc, c.offset, p.warc, p.offset {_FROM} c.run = ? ORDER BY c.fetched_at, c.offset"
    rows = db.execute(statement, [run])
    return [(Place(*row[:2]), None if row[2] is None else Place(*row[2:])) for row in rows]


def with_outcome(db: Database, url: str, outcome: Outcome) -> Iterator[Place]:
    """Yield where the captures of a URL are that had an outcome, such as `robots`; of the site itself, newest first."""
    statement = f"{_KEPT} c.url = ? AND c.outcome = ? AND c.source = 'site' {_NEWEST_FIRST}"
    return (kept.place for kept in _kept(db, statement, [url, outcome]))


def named(db: Database, capture: str) -> Repeated | None:
    """Return a capture that a revisit may refer to: it has its payload itself."""
    row = db.execute(f"{_REPEATABLE} capture = ?", [capture]).fetchone()
    return None if row is None else _repeated(row)


def is_recovered(db: Database, source: str, url: str, moment: str) -> bool:
    """Whether the capture that a web archive made of a URL in a second is here; the moment is without milliseconds."""
    statement = "SELECT 1 FROM captures WHERE url = ? AND fetched_at BETWEEN ? AND ? AND source = ?"
    found = db.execute(statement, [url, f"{moment[:19]}.000Z", f"{moment[:19]}.999Z", source])
    return found.fetchone() is not None


def has_source(db: Database, source: str) -> bool:
    """Whether the archive has a capture from a source, such as `wayback`."""
    return db.execute("SELECT 1 FROM captures WHERE source = ? LIMIT 1", [source]).fetchone() is not None


def written_by(db: Database, warc: str) -> Warcinfo | None:
    """Return run and source of the captures in a WARC file of ours, by their rows; None where it has none."""
    row = db.execute("SELECT run, source FROM captures WHERE warc = ? LIMIT 1", [warc]).fetchone()
    return None if row is None else Warcinfo(*row)


def source_of(db: Database, capture: str) -> str:
    """Return where a capture is from: `site`, `wayback`, `commoncrawl` or `file`."""
    return str(db.execute("SELECT source FROM captures WHERE capture = ?", [capture]).fetchone()[0])


def live_articles(db: Database) -> frozenset[int]:
    """Return the keys of the articles that are here, and of which nothing says that the site has removed them."""
    return frozenset(key for (key,) in db.execute("SELECT key FROM articles WHERE status = 'live'"))


def same_payload(
    db: Database, url: str, status: int, digest: str, *, is_there: Callable[[str, int], bool]
) -> Repeated | None:
    """Return the newest capture of a URL that had the same payload, so that a WARC file need not keep it twice.

    `is_there` says whether its record still exists, by the name of its WARC file and the byte where it begins.
    """
    row = db.execute(
        f"{_REPEATABLE} url = ? AND status = ? AND payload_digest = ? AND truncated IS NULL "
        "ORDER BY fetched_at DESC, capture DESC LIMIT 1",
        [url, status, digest],
    ).fetchone()
    return _repeated(row) if row is not None and is_there(*row[4:]) else None


def _kept(db: Database, statement: str, values: list[str | int]) -> Iterator[Kept]:
    for capture, url, fetched_at, outcome, warc, offset in db.execute(statement, values):
        yield Kept(capture, url, fetched_at, outcome, Place(warc, offset))


def _repeated(row: tuple[str, str, str, str, str, int]) -> Repeated:
    capture, url, fetched_at, digest, *_ = row
    return Repeated(capture=capture, url=url, fetched_at=fetched_at, payload_digest=digest)
