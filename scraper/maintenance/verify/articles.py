"""Checks the current state (articles, bylines, absences, links): derived again from the captures.

A database in memory has the four tables, empty, and the archive attached for reading only. SQLite looks for a name in
the main database first, so `scraper.archive.current_state` writes to the memory and reads the captures of the archive.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scraper.archive import current_state
from scraper.archive.database import Database, address_to_read, column_names, in_memory
from scraper.archive.schema.tables import declarations
from scraper.maintenance.verify.check import Check, Share
from scraper.maintenance.verify.database import readable

KEYS = 500
"""Articles that are derived at once: memory stays flat however many there are."""

_TABLES = {"articles": "key", "bylines": "key", "absences": "key", "links": "from_key"}
"""The tables of the current state, and the column of each that names the article."""

_KEYS = " UNION ".join(
    (
        "SELECT key FROM {0}captures WHERE outcome = 'article' AND key BETWEEN :since AND :until",
        *(f"SELECT {key} FROM {{0}}{table} WHERE {key} BETWEEN :since AND :until" for table, key in _TABLES.items()),  # noqa: S608 - our names
    )
)
"""Every article that a reading or one of these tables knows of."""

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


def ranges(db: Database) -> Iterator[tuple[int, int]]:
    """Yield first and last key of each range of articles to be checked at once."""
    keys = db.conn.execute(f"{_KEYS.format('')} ORDER BY 1", {"since": _SMALLEST, "until": _LARGEST})
    while some := [key for (key,) in keys.fetchmany(KEYS)]:
        yield some[0], some[-1]


def check(path: Path, share: Share, keys: tuple[int, int]) -> Check:
    """Derive the current state of the articles again whose keys lie in a range and in the share, and compare it."""
    found = Check("articles")
    between = dict(zip(("since", "until"), keys, strict=True))
    with _memory_beside(path) as scratch:
        known = scratch.conn.execute(_KEYS.format("archive."), between).fetchall()
        shared = [key for (key,) in known if share.has(key)]
        current_state.mark_dirty(scratch, shared, [])
        scratch.execute(
            "INSERT INTO main.links SELECT * FROM archive.links "
            "WHERE from_key IN (SELECT key FROM touched) OR to_key IN (SELECT key FROM touched)"
        )
        current_state.refresh(scratch)
        for table, key in _TABLES.items():
            columns = column_names(scratch, table)
            kept, derived = (
                scratch.execute(
                    f"SELECT {', '.join(columns)} FROM {one}.{table} "  # noqa: S608 - our names
                    f"WHERE {key} IN (SELECT key FROM touched) "
                    f"EXCEPT SELECT {', '.join(columns)} FROM {other}.{table} "
                    f"WHERE {key} IN (SELECT key FROM touched)"
                ).fetchall()
                for one, other in (("archive", "main"), ("main", "archive"))
            )
            found.compare_rows(scratch, table, columns, kept, derived, source="the captures")
        found.looked_at = len(shared)
    return found


@contextmanager
def _memory_beside(path: Path) -> Iterator[Database]:
    """Open a database in memory, with the archive attached, as it is at one moment."""
    with closing(in_memory()) as scratch:
        scratch.conn.text_factory = readable
        current_state.register_functions(scratch.conn)
        scratch.execute("ATTACH ? AS archive", [address_to_read(path)])
        for table in _TABLES:
            scratch.execute(declarations()[table][1])
        scratch.execute("BEGIN")
        yield scratch
