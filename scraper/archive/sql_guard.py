"""Sets bounds to the SQL that strangers type: what it may build, and what it may find out."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any

from scraper.archive.database import Database

LARGEST = 1_000_000
"""Bytes of a value or row, unless the archive itself has such long ones.

SQLite looks at the time only between two steps of its machine. To look for one half of such a value in the other is one
step, and takes some 3 seconds; with twice as many bytes it takes 18 (measured 2026-11-26).
"""

ROOM = 4
"""Times that a value may be as long as the longest row of the archive, so that it can be read, sorted and marked."""

LONGEST_PATTERN = 250
"""Bytes of a pattern of LIKE and GLOB, which are as slow."""

MOST_COMPARED = 500_000_000
"""Bytes that one call of a function may compare: the length of one value times that of the other; some 0.1 seconds."""

_QUADRATIC = {"instr": (2,), "replace": (3,), "trim": (2,), "ltrim": (2,), "rtrim": (2,), "json_patch": (2,)}
"""Functions whose time grows with the product of the lengths of their first two values, by their number of values.

SQLite cannot be stopped inside one call: `instr` of 900,000 and 450,000 bytes took 30 seconds (measured 2026-11-30).
"""

_WIDEST = 9_999
_WIDE = re.compile(r"[0-9]{5}")
"""A width or precision of printf that a text of the archive has no need of."""

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
        columns = [_quoted(name) for (name,) in copy.execute("SELECT name FROM pragma_table_info(?)", [table])]
        length = " + ".join(f"ifnull(length(CAST({column} AS BLOB)), 0)" for column in columns)
        found = copy.execute(f"SELECT max({length}) FROM {_quoted(table)}").fetchone()[0]  # noqa: S608 - quoted names
        longest = max(longest, found or 0)
    copy.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [_LONGEST, longest])


def _quoted(name: str) -> str:
    """Quote a name of somebody else's table or column, so that nothing in it is SQL."""
    return '"' + name.replace('"', '""') + '"'


def restrain(copy: sqlite3.Connection) -> None:
    """Let SQL build no value that is much longer than what a copy has, nor find out where the copy's file is.

    Args:
        copy: an open copy. It can be read whole nevertheless.
    """
    (longest,) = copy.execute("SELECT value FROM meta WHERE name = ?", [_LONGEST]).fetchone()
    copy.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(LARGEST, ROOM * int(longest)))
    copy.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
    copy.set_authorizer(_allow)
    sqlite3.enable_callback_tracebacks(False)  # which Datasette turns on: a refusal would print one
    plain = sqlite3.connect(":memory:", check_same_thread=False)
    plain.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, copy.getlimit(sqlite3.SQLITE_LIMIT_LENGTH))
    for name, counts in _QUADRATIC.items():
        for values in counts:
            copy.create_function(name, values, _bounded(plain, name, _refuse_long), deterministic=True)
    for name in ("printf", "format"):
        copy.create_function(name, -1, _bounded(plain, name, _refuse_wide), deterministic=True)


def _bounded(plain: sqlite3.Connection, name: str, refuse: Callable[[tuple[object, ...]], None]) -> Callable[..., Any]:
    """Return SQLite's own function, called on a connection of its own, behind a check of its values."""

    def call(*values: object) -> Any:  # noqa: ANN401 - whatever SQLite's function gives
        refuse(values)
        marks = ", ".join("?" * len(values))
        try:
            (found,) = plain.execute(f"SELECT {name}({marks})", values).fetchone()
        except sqlite3.DataError as error:  # the result is too big
            raise OverflowError from error
        return found

    return call


def _refuse_long(values: tuple[object, ...]) -> None:
    one, other = (len(value) if isinstance(value, str | bytes) else 20 for value in values[:2])
    if one * other > MOST_COMPARED:
        raise OverflowError  # by which sqlite3 says "string or blob too big"


def _refuse_wide(values: tuple[object, ...]) -> None:
    """Refuse a width that is written in the format, or given beside it for a `*`."""
    text, given = str(values[0]) if values else "", values[1:]
    if _WIDE.search(text) or ("*" in text and any(_number(value) > _WIDEST for value in given)):
        raise OverflowError


def _number(value: object) -> float:
    """Return the size of a value as SQLite takes it for a number; 0 where it is none."""
    try:
        return abs(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return _WIDEST + 1 if isinstance(value, int) else 0


def _allow(action: int, what: str | None, *_: str | None) -> int:
    """Answer SQLite what it asks of each part of a statement; a pragma that is ignored gives no rows."""
    is_where = action == sqlite3.SQLITE_PRAGMA and (what or "").lower() == "database_list"
    return sqlite3.SQLITE_IGNORE if is_where else sqlite3.SQLITE_OK
