"""Puts what a page says to a newer parser in the place of what it said before, without reading all others again.

What comes of it is what a rebuild of the whole archive would give.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields

from sqlite_utils import Database

from scraper.archive import capture_rows, current_state, frontier_sync, rows
from scraper.archive.capture_rows import Answered
from scraper.archive.frontier import store
from scraper.archive.fulltext.word_forms import Filing
from scraper.warc.exchange import Capture

_COLUMNS = ", ".join(f"c.{column.name}" for column in fields(Capture))
_REREAD = "capture IN (SELECT capture FROM temp.reread)"
_KEYS = f"(SELECT key FROM captures WHERE {_REREAD})"  # noqa: S608 - constants

_READ_IN = {
    "links": f"from_key IN {_KEYS} AND {_REREAD}",
    **dict.fromkeys(("view_counts", "listings", "problems", "captures"), _REREAD),
}
"""Which rows were read in the pages that are read again, in an order that leaves none without its capture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A page that could not be read, by the names of the columns of `problems`."""

    capture: str
    key: int | None
    url: str
    fetched_at: str
    reader: str
    reason: str


def problems(db: Database) -> Iterator[Problem]:
    """Return the pages that could not be read, newest first."""
    columns = [column.name for column in fields(Problem)]
    found = db.execute(f"SELECT {', '.join(columns)} FROM problems ORDER BY fetched_at DESC, capture DESC")  # noqa: S608 - our names
    return (Problem(**dict(zip(columns, row, strict=True))) for row in found)


def problem_captures(db: Database, *, after: str, limit: int) -> list[Capture]:
    """Return where pages stand that could not be read.

    Args:
        db: the archive.
        after: name of the last one that was returned; empty at first.
        limit: how many at most.
    """
    found = db.execute(
        f"SELECT {_COLUMNS} FROM problems p JOIN captures c ON c.capture = p.capture "  # noqa: S608 - our names
        "WHERE p.capture > ? ORDER BY p.capture LIMIT ?",
        [after, limit],
    )
    return [Capture(**dict(zip((each.name for each in fields(Capture)), row, strict=True))) for row in found]


def replace(db: Database, batch: list[Answered]) -> None:
    """Put new readings in the place of old ones, in one transaction.

    Args:
        db: the archive, open for writing.
        batch: captures that it has, with what they amount to now.
    """

    def commit(some: list[Answered]) -> None:
        with db.atomic():
            _replace(db, some)

    try:
        commit(batch)
    except sqlite3.IntegrityError:
        capture_rows.one_by_one(commit, batch)


def _replace(db: Database, batch: list[Answered]) -> None:
    db.execute("CREATE TEMP TABLE IF NOT EXISTS reread (capture TEXT PRIMARY KEY)")
    db.execute("DELETE FROM temp.reread")
    db.conn.executemany("INSERT INTO temp.reread VALUES (?)", ((capture.capture,) for capture, _ in batch))
    keys = [answer.key for _, answer in batch if answer.key is not None]
    condition = f"c.key IN ({', '.join(map(str, keys)) or 'NULL'})"
    frontier_sync.note_what_was_said(db, condition=condition)
    named = current_state.slugs_decided_by(db, listings=_READ_IN["listings"], links=_READ_IN["links"])
    db.execute("PRAGMA defer_foreign_keys = ON")  # until the captures are back
    for table, read_in in _READ_IN.items():
        db.execute(f"DELETE FROM {table} WHERE {read_in}")  # noqa: S608 - our names
    capture_rows.insert(db, batch, also=named)
    current_state.refresh(db)
    Filing(db).add(rows.searched(batch))
    frontier_sync.reconcile(db, condition=condition, captures=_REREAD)
    store.refresh_states(db)
