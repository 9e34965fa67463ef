"""Refuses values in another archive that no archive of ours has, before any of its rows are taken in.

What the schema's own CHECKs refuse, SQLite refuses when the rows are written. It does not look at these: text that is
no UTF-8, a place in a WARC file that no file has, a text of gigabytes.
"""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from scraper.archive.database import ArchiveError, refuse_interrupted
from scraper.archive.schema import tables

LARGEST = 64 * 2**20
"""Bytes of one value. A page has 32 MB at most (`DOWNLOAD_MAXSIZE`), and a value is a part of what a page says."""

FURTHEST = 2**53
"""Where a capture may end in its WARC file: beyond it no number of JSON is exact, and no disk reaches."""

_TABLES = (
    *(table for table in tables.RECORD_TABLES if table not in {"articles", "bylines", "absences"}),
    "frontier",
    "walks",
)
"""The tables whose rows a merge reads."""


def refuse_values(db: Database, path: Path) -> None:
    """Refuse an archive with a value that no archive has. The connection takes no larger values from then on.

    Args:
        db: the archive, opened for reading.
        path: its file.

    Raises:
        ArchiveError: names the table.
    """
    db.conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
    db.conn.create_function("is_utf8", 1, _is_utf8, deterministic=True)
    for table in _TABLES:
        try:
            wrong = db.execute(_wrong(db, table)).fetchone()
        except sqlite3.Error as error:
            refuse_interrupted(error)
            raise ArchiveError(
                f"{path}: {table} cannot be read: {error}; `arsip verify --db {path}` says more"
            ) from error
        if wrong is not None:
            raise ArchiveError(f"{path}: {table} has {wrong[0]}; `arsip verify --db {path}` says more")


def _wrong(db: Database, table: str) -> str:
    """Return the statement that finds one row with such a value: what it is."""
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[2] == "TEXT"]
    together = " || ' ' || ".join(f"coalesce({name}, '')" for name in columns)  # halves of a letter make none
    found = f"SELECT 'text that is no UTF-8' FROM {table} WHERE NOT is_utf8(CAST({together} AS BLOB))"  # noqa: S608 - our names
    if table == "captures":
        found += (
            " UNION ALL SELECT 'a place that no WARC file has' FROM captures "  # noqa: S608 - constants
            f"WHERE offset NOT BETWEEN 0 AND {FURTHEST} OR length NOT BETWEEN 1 AND {FURTHEST}"
        )
    return f"{found} LIMIT 1"


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
