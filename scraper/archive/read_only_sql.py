"""Lets anybody's SQL read an archive, and do nothing else.

A connection of `opening.open_to_read` cannot write to the archive, but by itself it could still write elsewhere: attach
another file, copy the archive over one, fill temporary tables. The authorizer refuses all of it before it runs.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import count

from sqlite_utils import Database

from scraper.archive.database import ArchiveError

_READS = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION, # by which all that is read is of one moment
        sqlite3.SQLITE_SAVEPOINT,
    }
)  # fmt: skip
"""What a statement may do."""

_REFUSED_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer"})

_PRAGMAS = frozenset(
    {
        "data_version", # full-text search asks for it
        "database_list",
        "foreign_key_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "table_info",
        "table_list",
        "table_xinfo",
    }
)  # fmt: skip
"""Pragmas that only tell something, whatever is given to them."""

_SCHEMA_TABLES = frozenset({"sqlite_master", "sqlite_temp_master"})

STEPS_BETWEEN_LOOKS = 100_000
"""Steps of SQLite's machine between two looks for an interrupt: some milliseconds."""


class StatementError(ArchiveError):
    """A statement is wrong, or would do more than read; the archive may be sound."""


def read_only(db: Database) -> None:
    """Let a connection do nothing but read from now on, and let Ctrl-C stop a statement that runs long.

    Args:
        db: the archive, opened by `open_to_read`. What is refused raises SQLite's "not authorized".
    """
    db.execute("PRAGMA query_only = ON")
    db.conn.set_authorizer(_authorize)
    db.conn.set_progress_handler(_look_up, STEPS_BETWEEN_LOOKS)


def columns(db: Database, sql: str) -> tuple[str, ...]:
    """Name the columns of what a SELECT gives, without running it.

    Args:
        db: the archive.
        sql: one SELECT; it may have a semicolon at its end.

    Returns:
        names that differ from one another: those given twice are numbered, as `a` and `a:1`.

    Raises:
        StatementError: where it is no SELECT that the archive can answer.
        ArchiveError: where the archive is damaged.
    """
    for _ in answers(db, f"EXPLAIN {sql}"):  # names the mistake in the statement itself, not in what surrounds it
        break
    cursor = _run(db, f"SELECT * FROM {_enclosed(sql)} LIMIT 0", ())  # noqa: S608 - that it only reads is seen to
    return _numbered([column[0] for column in cursor.description])


_NUMBERED_BY_SQLITE = 4
"""SQLite numbers equal names up to `a:4`; all that follow it numbers at random, and otherwise the next time."""


def _numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Give names that SQLite has numbered at random the least numbers that are free; SQLite minds no case in names."""
    taken = {name.casefold() for name in names}
    before: set[str] = set()
    told = []
    for name in names:
        first, _, number = name.rpartition(":")
        ordinary = {first, *(f"{first}:{n}" for n in range(1, _NUMBERED_BY_SQLITE + 1))}
        if number.isdecimal() and {each.casefold() for each in ordinary} <= before:
            free = (f"{first}:{n}" for n in count(_NUMBERED_BY_SQLITE + 1))
            name = next(each for each in free if each.casefold() not in taken)  # noqa: PLW2901 - it goes by this one
        told.append(name)
        before.add(name.casefold())
        taken.add(name.casefold())
    return tuple(told)


def subquery(sql: str, names: Sequence[str]) -> str:
    """Return a SELECT as another one may read from it.

    Args:
        sql: it may have a semicolon or a comment at its end.
        names: those that its columns are to have, as `columns` gives them.
    """
    asked = "asked"
    while asked in sql.lower():  # a table of that name would be taken for the SELECT itself
        asked += "_"
    listed = ", ".join(quoted(name) for name in names)
    return f"(WITH {asked} ({listed}) AS {_enclosed(sql)} SELECT * FROM {asked})"  # noqa: S608 - as for `columns`


def _enclosed(sql: str) -> str:
    return f"({sql.rstrip().rstrip(';')}\n)"


def quoted(name: str) -> str:
    """Return the name of a table or column as SQL takes it, whatever characters are in it."""
    return '"' + name.replace('"', '""') + '"'


def answers(db: Database, statement: str, values: Sequence[object] = ()) -> Iterator[tuple[object, ...]]:
    """Stream the rows that a statement gives.

    Args:
        db: the archive.
        statement: in SQL.
        values: its parameters.

    Yields:
        one tuple a row.

    Raises:
        StatementError: where the statement is wrong or does more than read.
        ArchiveError: where the archive is damaged.
        KeyboardInterrupt: where Ctrl-C stopped it.
    """
    try:
        for row in _run(db, statement, values):  # noqa: UP028 - `yield from` would close the cursor after the database
            yield row
    except (sqlite3.Error, OverflowError) as error:
        raise _told(error) from error


def _run(db: Database, statement: str, values: Sequence[object]) -> sqlite3.Cursor:
    try:
        return db.execute(statement, list(values))
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:  # ValueError: a NUL or half a character in it
        raise _told(error) from error


_MISTAKES = frozenset(
    {
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_RANGE,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_TOOBIG,
    }
)
"""What SQLite answers to a statement that is wrong; its other answers tell of the file and the machine."""


def _told(error: Exception) -> BaseException:
    """Say in one line what was wrong with a statement."""
    if getattr(error, "sqlite_errorname", None) == "SQLITE_INTERRUPT":
        return KeyboardInterrupt()
    if str(error).startswith("not authorized"):
        return StatementError(f"only a SELECT that reads is answered here: {error}")
    text = f"the archive cannot answer this: {' '.join(str(error).split())}"
    return StatementError(text) if _is_mistake(error) else ArchiveError(text)


def _is_mistake(error: Exception) -> bool:
    """Tell whether what was asked is wrong, and not the archive."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # an error of Python's own, before SQLite was asked, or after: of a text that it cannot decode
        return not isinstance(error, sqlite3.OperationalError)
    return code & 0xFF in _MISTAKES


def _authorize(action: int, one: str | None, two: str | None, *_: str | None) -> int:
    """Decide on each thing that a statement would do, before it does any."""
    if action == sqlite3.SQLITE_FUNCTION:
        allowed = two not in _REFUSED_FUNCTIONS
    elif action == sqlite3.SQLITE_PRAGMA:
        allowed = one in _PRAGMAS
    elif action == sqlite3.SQLITE_UPDATE:
        allowed = (
            one in _SCHEMA_TABLES
        )  # so SQLite asks when it connects a virtual table; a real update it refuses itself
    else:
        allowed = action in _READS
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _look_up() -> None:
    """Give Python a turn: an interrupt is raised here, by which SQLite stops the statement."""
