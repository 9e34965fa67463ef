"""Checks what holds now (articles, bylines, absences, links): settled again from the captures, beside the archive.

A database in memory has these four tables, empty, and the archive attached for reading only. SQLite looks for a name in
the main database first, so `scraper.archive.current_state` writes to the memory and reads the captures of the archive.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from scraper.archive import current_state
from scraper.archive.database import BUSY_SECONDS, address_to_read
from scraper.archive.schema.migrations import declarations
from scraper.maintenance.verify.database import primary_key
from scraper.maintenance.verify.findings import REPARSE, Check, named, shown
from scraper.maintenance.verify.share import Share
from scraper.maintenance.verify.snapshot import readable

KEYS = 500
"""Articles that are settled at once: memory stays flat however many there are."""

_TABLES = {"articles": "key", "bylines": "key", "absences": "key", "links": "from_key"}
"""The tables that settling writes, and the column of each that names the article."""

_KEYS = " UNION ".join(
    (
        "SELECT key FROM {0}captures WHERE outcome = 'article' AND key BETWEEN :since AND :until",
        *(f"SELECT {key} FROM {{0}}{table} WHERE {key} BETWEEN :since AND :until" for table, key in _TABLES.items()),  # noqa: S608 - our names
    )
)
"""Every article that a reading or one of these tables knows of."""

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


def stretches(db: Database) -> Iterator[tuple[int, int]]:
    """Part the articles: first and last key of each stretch."""
    keys = db.conn.execute(f"{_KEYS.format('')} ORDER BY 1", {"since": _SMALLEST, "until": _LARGEST})
    while some := [key for (key,) in keys.fetchmany(KEYS)]:
        yield some[0], some[-1]


def check(path: Path, since: int, until: int, share: Share) -> Check:
    """Settle some articles again, and hold the archive against the outcome.

    Args:
        path: the archive's file.
        since: first key.
        until: last key.
        share: which of them.
    """
    found = Check("articles")
    with _beside(path) as scratch:
        known = scratch.conn.execute(_KEYS.format("archive."), {"since": since, "until": until}).fetchall()
        keys = [key for (key,) in known if share.has(key)]
        current_state.mark_dirty(scratch, keys, [])
        scratch.execute(
            "INSERT INTO main.links SELECT * FROM archive.links "
            "WHERE from_key IN (SELECT key FROM touched) OR to_key IN (SELECT key FROM touched)"
        )
        current_state.refresh(scratch)
        for table, key in _TABLES.items():
            _compare(scratch, table, key, found)
        found.looked_at = len(keys)
    return found


@contextmanager
def _beside(path: Path) -> Iterator[Database]:
    """Open a database in memory, with the archive attached, as it is at one moment."""
    connection = sqlite3.connect("file::memory:", uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        connection.text_factory = readable
        current_state.register_functions(connection)
        connection.execute("ATTACH ? AS archive", [address_to_read(path)])
        for table in _TABLES:
            connection.execute(declarations()[table][1])
        connection.execute("BEGIN")
        yield Database(connection)
    finally:
        connection.close()


def _compare(scratch: Database, table: str, key: str, found: Check) -> None:
    """Hold the rows of one table against those that were settled again."""
    columns = [row[1] for row in scratch.execute(f"PRAGMA main.table_info({table})")]
    primary = primary_key(scratch, table)
    places = [columns.index(column) for column in primary]
    names = ", ".join(columns)

    def only_in(one: str, other: str) -> dict[tuple[object, ...], tuple[object, ...]]:
        rows = scratch.execute(
            f"SELECT {names} FROM {one}.{table} WHERE {key} IN (SELECT key FROM touched) "  # noqa: S608 - our names
            f"EXCEPT SELECT {names} FROM {other}.{table} WHERE {key} IN (SELECT key FROM touched)"
        )
        return {tuple(row[place] for place in places): row for row in rows}

    kept, settled = only_in("archive", "main"), only_in("main", "archive")
    for at in sorted(kept.keys() | settled.keys(), key=repr):
        row = named(primary, at)
        if at not in settled:
            found.fault("by the captures there is no such row", REPARSE, table=table, row=row)
        elif at not in kept:
            found.fault("by the captures there should be such a row", REPARSE, table=table, row=row)
        else:
            for column, has, should in zip(columns, kept[at], settled[at], strict=True):
                if has != should:
                    what = f"it is {shown(has)}, and by the captures {shown(should)}"
                    found.fault(what, REPARSE, table=table, row=row, column=column)
