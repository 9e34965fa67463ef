"""Copies what can be read of a damaged database into a new one, from both ends of each table towards the damage."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from uuid import UUID, uuid4

from sqlite_utils import Database

from scraper.archive.database import create_or_open
from scraper.archive.rebuild_target import identify
from scraper.archive.schema.migrations import VERSION
from scraper.archive.schema.tables import TABLES, WORKING_TABLES

BATCH = 200


def salvage(damaged: Path, target: Path) -> dict[str, int]:
    """Copy what can be read; rows that refer to what is lost are left out.

    Args:
        damaged: the database; it is only read.
        target: a file that is not there yet.

    Returns:
        how many rows of each table were copied; nothing where the file cannot be opened at all.

    Raises:
        scraper.archive.database.ArchiveError: where the new database cannot be made.
    """
    for left in target.parent.glob(f"{target.name}*"):
        left.unlink()
    copied: dict[str, int] = {}
    with closing(create_or_open(target)) as new:
        new.execute("PRAGMA foreign_keys = OFF")
        # not in read-only mode: SQLite must be able to read the journal that stands beside it
        with closing(sqlite3.connect(damaged)) as old:
            old.text_factory = lambda raw: raw.decode("utf-8", "replace")
            for table in TABLES:
                if not _is_table(old, table):
                    copied[table] = 0  # what stands in its place may be a SELECT without end
                    continue
                columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
                order = ", ".join(row[1] for row in new.execute(f"PRAGMA table_info({table})") if row[5])
                copied[table] = _copy(old, new.conn, table, columns, order)
        _drop_orphans(new.conn)
        new.execute("PRAGMA journal_mode = DELETE")
    return copied


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str, columns: list[str], order: str) -> int:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    verb = "REPLACE" if table == "meta" else "IGNORE"  # the new database has an id of its own already
    insert = f"INSERT OR {verb} INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our names
    count = 0
    for direction in ("ASC", "DESC"):
        select = f"SELECT {names} FROM {table} ORDER BY {_by(order, direction)}"  # noqa: S608 - our names
        whole = False
        for some in _readable(old, select):
            whole = whole or not some
            for row in some:
                with suppress(sqlite3.Error):  # a value that the schema refuses is damaged
                    count += new.execute(insert, row).rowcount
        new.commit()
        if whole:
            break
    return count


def _is_table(old: sqlite3.Connection, table: str) -> bool:
    """Whether a name is one of a table that keeps rows; where the schema cannot be read, its rows may still be."""
    try:
        found = old.execute("SELECT type, sql FROM sqlite_master WHERE name = ? COLLATE NOCASE", [table]).fetchall()
    except (sqlite3.Error, UnicodeError):
        return True
    return all(kind == "table" and not str(sql).upper().startswith("CREATE VIRTUAL") for kind, sql in found)


def _by(order: str, direction: str) -> str:
    return ", ".join(f"{column.strip()} {direction}" for column in order.split(","))


def _readable(old: sqlite3.Connection, select: str) -> Iterator[list[tuple[object, ...]]]:
    """Yield rows until one cannot be read; nothing, at last, where all could be."""
    with suppress(sqlite3.Error, UnicodeError, OverflowError):
        cursor = old.execute(select)
        while some := cursor.fetchmany(BATCH):
            yield some
        yield []


def _drop_orphans(db: sqlite3.Connection) -> None:
    """Leave out rows that refer to others that are lost, until there is none."""
    left = True
    while left:
        left = False
        for table in TABLES:
            if table in WORKING_TABLES:
                continue
            for _, _, parent, column, other, *_ in db.execute(f"PRAGMA foreign_key_list({table})").fetchall():
                gone = db.execute(
                    f"DELETE FROM {table} WHERE {column} IS NOT NULL "  # noqa: S608 - our names
                    f"AND {column} NOT IN (SELECT {other or column} FROM {parent})"
                )
                left = left or gone.rowcount > 0
        db.commit()


def mend_meta(db: Database, archive: str | None) -> None:
    """Put right what an archive says of itself, where it says what cannot be.

    Args:
        db: the archive, open for writing, at today's schema.
        archive: its id, as its WARC files tell it; None where there are none.
    """
    (kept,) = db.execute("SELECT value FROM meta WHERE name = 'archive'").fetchone()
    with db.atomic():
        if not _is_uuid(kept):
            identify(db, archive or str(uuid4()))
        db.execute("UPDATE meta SET value = ? WHERE name = 'schema' AND value <> ?", [VERSION, VERSION])


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
