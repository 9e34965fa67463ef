"""Sets bounds to the SQL that strangers type: what it may build, and what it may find out."""

import sqlite3

from scraper.archive.opening import Database

LARGEST = 1_000_000
"""Bytes of a value or row, unless the archive itself has such long ones.

SQLite looks at the time only between two steps of its machine. To look for one half of such a value in the other is one
step, and takes some 3 seconds; with twice as many bytes it takes 18 (measured 2026-11-26).
"""

ROOM = 4
"""Times that a value may be as long as the longest row of the archive, so that it can be read, sorted and marked."""

LONGEST_PATTERN = 1_000
"""Bytes of a pattern of LIKE and GLOB, which are as slow."""

_LONGEST = "longest_row"
"""The row of `meta` that has the bytes of the longest row."""


def note_longest(copy: Database) -> None:
    """Measure the rows of a copy, and note in it how long the longest is.

    Args:
        copy: it, open for writing.
    """
    tables = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage").fetchall()
    longest = 0
    for (table,) in tables:
        columns = [row[1] for row in copy.execute(f"PRAGMA table_info([{table}])")]
        length = " + ".join(f"ifnull(length(CAST([{column}] AS BLOB)), 0)" for column in columns)
        found = copy.execute(f"SELECT max({length}) FROM [{table}]").fetchone()[0]  # noqa: S608 - names of the schema
        longest = max(longest, found or 0)
    copy.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [_LONGEST, longest])


def restrain(copy: sqlite3.Connection) -> None:
    """Let SQL build no value that is much longer than what a copy has, nor find out where the copy's file is.

    Args:
        copy: an open copy. It can be read whole nevertheless.
    """
    (longest,) = copy.execute("SELECT value FROM meta WHERE name = ?", [_LONGEST]).fetchone()
    copy.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(LARGEST, ROOM * int(longest)))
    copy.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
    copy.set_authorizer(_allow)


def _allow(action: int, what: str | None, *_: str | None) -> int:
    """Answer SQLite what it asks of each part of a statement; a pragma that is ignored gives no rows."""
    is_where = action == sqlite3.SQLITE_PRAGMA and (what or "").lower() == "database_list"
    return sqlite3.SQLITE_IGNORE if is_where else sqlite3.SQLITE_OK
