"""Guards around SQL that people type: it can only read, and on a published copy it has bounds.

A connection of `database.open_to_read` cannot write to the archive, but could still attach another file, copy the
archive over one or fill temporary tables; `read_only` refuses all of it. `restrict` bounds what visitors' SQL may
build on a copy that is served, and what it may find out.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

from scraper.archive.connection import Database
from scraper.archive.database import ArchiveError, explain, is_corrupt

_ALLOWED_ACTIONS = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION, # by which all that is read is of one moment
        sqlite3.SQLITE_SAVEPOINT,
    }
)  # fmt: skip
_REFUSED_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer"})
_ALLOWED_PRAGMAS = frozenset(
    {
        "data_version", # used by full-text search
        "database_list", "foreign_key_list", "index_info", "index_list", "index_xinfo",
        "table_info", "table_list", "table_xinfo",
    }
)  # fmt: skip
"""Pragmas that only read, whatever their argument."""

_SCHEMA_TABLES = frozenset({"sqlite_master", "sqlite_temp_master"})

_STATEMENT_ERRORS = frozenset(
    {
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_RANGE,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_TOOBIG,
    }
)
"""Result codes of a wrong statement; all others are about the file or the machine."""

_NUMBERED_BY_SQLITE = 4
"""SQLite numbers equal column names up to `a:4`, and further ones at random, differently each time."""

MAX_VALUE_BYTES = 1_000_000
"""Bytes of a value or row, unless the archive itself has such long ones.

SQLite checks the time only between two steps of its machine. Searching for one half of such a value in the other is one
step and takes some 3 seconds; with twice as many bytes it takes 18 (measured 2026-11-26).
"""

ROW_LENGTH_FACTOR = 4
"""Times the longest row of the archive that a value may be long, so that rows can be read, sorted and highlighted."""

MAX_PATTERN_BYTES = 250
"""Bytes of a pattern of LIKE and GLOB, which are as slow."""

MAX_COMPARED_BYTES = 500_000_000
"""Product of the lengths of two values that one function call may compare: some 0.1 seconds."""

_QUADRATIC = {"instr": 2, "replace": 3, "trim": 2, "ltrim": 2, "rtrim": 2, "json_patch": 2}
"""Functions whose time grows with the product of the lengths of their first two arguments, by number of arguments.

SQLite cannot be stopped inside one call: `instr` of 900,000 and 450,000 bytes took 30 seconds (measured 2026-11-30).
"""

_MAX_WIDTH = 9_999
_WIDE = re.compile(r"[0-9]{5}")
"""A width or precision of printf above `_MAX_WIDTH`."""

_LONGEST_ROW = "longest_row"
"""The name in `meta` of a copy of the bytes of its longest row."""


class StatementError(ArchiveError):
    """A statement is wrong, or would do more than read; the archive may be sound."""


def read_only(db: Database) -> None:
    """Let a connection of `open_to_read` only read from now on; anything else raises SQLite's "not authorized"."""
    db.execute("PRAGMA query_only = ON")
    db.conn.set_authorizer(_authorize)


def _authorize(action: int, one: str | None, two: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        allowed = two not in _REFUSED_FUNCTIONS
    elif action == sqlite3.SQLITE_PRAGMA:
        allowed = one in _ALLOWED_PRAGMAS
    elif action == sqlite3.SQLITE_UPDATE:
        # SQLite asks so when it connects a virtual table; it refuses a real update itself
        allowed = one in _SCHEMA_TABLES
    else:
        allowed = action in _ALLOWED_ACTIONS
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def stream_rows(db: Database, statement: str, values: Sequence[object] = ()) -> Iterator[tuple[object, ...]]:
    """Stream the rows of a statement.

    Raises:
        StatementError: where the statement is wrong or does more than read.
        ArchiveError: where the archive is damaged.
        KeyboardInterrupt: where Ctrl-C stopped it.
    """
    try:
        for row in _execute(db, statement, values):  # noqa: UP028 - `yield from` would close the cursor after the database
            yield row
    except (sqlite3.Error, OverflowError) as error:
        raise _error_of(error, db) from error


def column_names(db: Database, sql: str) -> tuple[str, ...]:
    """Return the names of a SELECT's columns without running it; repeated names are numbered, as `a` and `a:1`.

    Raises:
        StatementError: where it is no SELECT that the archive can answer.
    """
    for _ in stream_rows(db, f"EXPLAIN {sql}"):  # reports the mistake in the statement itself, not in what encloses it
        break
    cursor = _execute(db, f"SELECT * FROM {_enclosed(sql)} LIMIT 0")  # noqa: S608 - only reading is authorized
    return _renumbered([column[0] for column in cursor.description])


def _renumbered(names: Sequence[str]) -> tuple[str, ...]:
    """Replace the numbers that SQLite chose at random by the lowest free ones; case does not matter in names."""
    taken = {name.casefold() for name in names}
    earlier: set[str] = set()
    renumbered = []
    for name in names:
        first, _, number = name.rpartition(":")
        ordinary = {first, *(f"{first}:{n}" for n in range(1, _NUMBERED_BY_SQLITE + 1))}
        if number.isdecimal() and {each.casefold() for each in ordinary} <= earlier:
            free = (f"{first}:{n}" for n in count(_NUMBERED_BY_SQLITE + 1))
            name = next(each for each in free if each.casefold() not in taken)  # noqa: PLW2901 - replaced on purpose
        renumbered.append(name)
        earlier.add(name.casefold())
        taken.add(name.casefold())
    return tuple(renumbered)


def subquery(sql: str, names: Sequence[str]) -> str:
    """Return a SELECT in parentheses, for another one to read from; `names` are its `column_names`."""
    alias = "selected"
    while alias in sql.lower():  # a table of that name would be taken for the SELECT itself
        alias += "_"
    columns = ", ".join(quoted(name) for name in names)
    return f"(WITH {alias} ({columns}) AS {_enclosed(sql)} SELECT * FROM {alias})"  # noqa: S608 - only reading is authorized


def _enclosed(sql: str) -> str:
    return f"({sql.rstrip().rstrip(';')}\n)"


def quoted(name: str) -> str:
    """Quote the name of a table or column, so that nothing in it is SQL."""
    return '"' + name.replace('"', '""') + '"'


def _execute(db: Database, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
    try:
        return db.execute(statement, list(values))
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:  # ValueError: a NUL or a lone surrogate in it
        raise _error_of(error, db) from error


def _error_of(error: Exception, db: Database) -> BaseException:
    """Return our error for one of SQLite's: an interrupt, a wrong statement, or a damaged archive."""
    if getattr(error, "sqlite_errorname", None) == "SQLITE_INTERRUPT":
        return KeyboardInterrupt()
    if is_corrupt(error):
        return ArchiveError(f"{db.path}: {explain(error)}")
    message = " ".join(str(error).split())
    if message.startswith("not authorized"):
        return StatementError(f"only a SELECT that reads is answered here: {message}")
    code = getattr(error, "sqlite_errorcode", None)
    # Python raises errors without a code, before SQLite runs it or after: of a text that it cannot decode
    is_archive = isinstance(error, sqlite3.OperationalError) if code is None else code & 0xFF not in _STATEMENT_ERRORS
    return (ArchiveError if is_archive else StatementError)(f"the archive cannot answer this: {message}")


def record_longest_row(copy: Database) -> None:
    """Measure the rows of a copy, and record in its `meta` how long the longest is; the copy is open for writing."""
    tables = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage").fetchall()
    longest = 0
    for (table,) in tables:
        columns = [quoted(name) for (name,) in copy.execute("SELECT name FROM pragma_table_info(?)", [table])]
        length = " + ".join(f"ifnull(length(CAST({column} AS BLOB)), 0)" for column in columns)
        found = copy.execute(f"SELECT max({length}) FROM {quoted(table)}").fetchone()[0]  # noqa: S608 - quoted names
        longest = max(longest, found or 0)
    copy.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [_LONGEST_ROW, longest])


def restrict(copy: sqlite3.Connection) -> None:
    """Let SQL on a copy build no value much longer than its longest row, nor find out where its file is."""
    (longest,) = copy.execute("SELECT value FROM meta WHERE name = ?", [_LONGEST_ROW]).fetchone()
    copy.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(MAX_VALUE_BYTES, ROW_LENGTH_FACTOR * int(longest)))
    copy.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, MAX_PATTERN_BYTES)
    copy.set_authorizer(_hide_path)
    sqlite3.enable_callback_tracebacks(False)  # which Datasette turns on: a refusal would print one
    plain = sqlite3.connect(":memory:", check_same_thread=False)
    plain.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, copy.getlimit(sqlite3.SQLITE_LIMIT_LENGTH))
    for name, arguments in _QUADRATIC.items():
        copy.create_function(name, arguments, _bounded(plain, name, _refuse_long), deterministic=True)
    for name in ("printf", "format"):
        copy.create_function(name, -1, _bounded(plain, name, _refuse_wide), deterministic=True)


def _hide_path(action: int, what: str | None, *_: str | None) -> int:
    """Ignore `PRAGMA database_list`, which then returns no rows."""
    is_path = action == sqlite3.SQLITE_PRAGMA and (what or "").lower() == "database_list"
    return sqlite3.SQLITE_IGNORE if is_path else sqlite3.SQLITE_OK


def _bounded(plain: sqlite3.Connection, name: str, refuse: Callable[[tuple[object, ...]], None]) -> Callable[..., Any]:
    """Return SQLite's own function, run on a connection of its own after a check of its arguments."""

    def call(*values: object) -> Any:  # noqa: ANN401 - whatever SQLite's function returns
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
    if one * other > MAX_COMPARED_BYTES:
        raise OverflowError  # which sqlite3 reports as "string or blob too big"


def _refuse_wide(values: tuple[object, ...]) -> None:
    """Refuse a width that is written in the format, or given beside it for a `*`."""
    text, given = str(values[0]) if values else "", values[1:]
    if _WIDE.search(text) or ("*" in text and any(_size(value) > _MAX_WIDTH for value in given)):
        raise OverflowError


def _size(value: object) -> float:
    """Return the magnitude of a value as SQLite takes it for a number; 0 where it is none."""
    try:
        return abs(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return _MAX_WIDTH + 1 if isinstance(value, int) else 0
