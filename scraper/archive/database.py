"""Opening and making archives, and the facts in `meta`: an archive's id, site and contact."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from uuid import uuid4

from scraper.archive import people
from scraper.archive.connection import Database as Database  # noqa: PLC0414 - only this package names SQLite
from scraper.archive.current_state import register_functions
from scraper.archive.frontier import sync
from scraper.archive.fulltext import word_forms
from scraper.archive.schema.check import differences, newer_schema
from scraper.archive.schema.tables import COPY_TABLES, PAGE_SIZE, VERSION, is_published, migrate, pending

BUSY_SECONDS = 30

STEPS_BETWEEN_SIGNALS = 100_000
"""Steps of SQLite's machine, some milliseconds, after which Python may handle a signal: Ctrl-C ends long SQL too."""

DatabaseError = sqlite3.Error
"""What reading or writing an open archive raises where the disk or the file fails."""

DAMAGED = "`arsip repair` rebuilds it from the WARC files, `arsip restore` takes a backup"
"""What to do about a damaged database."""

_UNFINISHED = {"_sqlite_migrations", "sqlite_sequence"}
"""Tables of an archive whose making was cut off."""


class ArchiveError(Exception):
    """The archive cannot be used; the text says which file, why, and what to do."""


class WrongArchiveError(ArchiveError):
    """The file is not the archive that was meant: nothing there, no archive, or one of another site."""


class NewerArchiveError(ArchiveError):
    """The archive has a schema that only a newer Arsip knows: it is neither read nor changed."""


def create_or_open(path: Path) -> Database:
    """Open an archive for writing, at today's schema; make it where there is none.

    It is in WAL mode, and every commit reaches the disk before it returns.

    Raises:
        NewerArchiveError: it has a newer schema.
        ArchiveError: the file is no archive or cannot be opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = is_fresh(path)
    except OSError as error:
        raise ArchiveError(f"{path}: {error}") from error
    with _connected(path, f"{path.resolve().as_uri()}?mode=rwc") as connection:
        if fresh:
            connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        else:
            _refuse_foreign(connection, path, unfinished=True)
            _refuse_newer(connection, path)
            refuse_dangerous(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -8000")
        db = Database(connection, path)
        register_functions(connection)
        if is_published(db):
            with db.atomic():
                for table in COPY_TABLES:
                    db.execute(f"DROP TABLE {table}")
                db.execute("PRAGMA user_version = 0")
        if pending(db):
            with db.atomic():
                migrate(db)
                db.execute("UPDATE meta SET value = ? WHERE name = 'schema'", [VERSION])
                word_forms.refresh(db)  # which Python computes
        if fact(db, "archive") is None:
            with db.atomic():
                db.execute("INSERT INTO meta (name, value) VALUES ('archive', ?)", [str(uuid4())])
                db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('schema', ?)", [VERSION])
    return db


def is_fresh(path: Path) -> bool:
    """Whether `create_or_open` would make an archive at a path: there is no file, or an empty one.

    Raises:
        ArchiveError: a parent is no folder.
    """
    there = next(above for above in (path, *path.absolute().parents) if above.exists())
    if there == path:
        return path.is_file() and path.stat().st_size == 0
    if not there.is_dir():
        raise ArchiveError(f"{path}: {there} is not a folder")
    return True


def is_empty(path: Path) -> bool:
    """Whether a database has no table: not yet, or because they were in a `-wal` file that is lost."""
    try:
        with _connected(path, address_to_read(path)) as connection:
            tables = _tables(connection)
        connection.close()
    except (ArchiveError, sqlite3.Error, OSError):
        return False
    return tables <= _UNFINISHED


def in_memory() -> Database:
    """Return an empty database in memory, to which archives may be attached by their URIs."""
    return Database(_connect("file::memory:"))


def _connect(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE deletes from the full-text index, too
    people.register_functions(connection)
    return connection


def open_to_read(path: Path, *, any_schema: bool = False) -> Database:
    """Open an archive that must exist, for reading only.

    With `any_schema`, whatever tables, views and triggers it has; the caller examines these first.

    Raises:
        WrongArchiveError: there is no such file, it is no archive, or is still empty.
        NewerArchiveError: it has a newer schema.
        ArchiveError: it cannot be opened.
    """
    try:
        there = path.is_file()
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}") from error
    if not there:
        raise WrongArchiveError(f"{path}: there is no archive here; make one with `arsip crawl`, or name one with --db")
    with _connected(path, address_to_read(path)) as connection:
        _refuse_foreign(connection, path, unfinished=False)
        _refuse_newer(connection, path)
        if not any_schema:
            refuse_dangerous(connection, path)
    return Database(connection, path)


def address_to_read(path: Path) -> str:
    """Return the URI by which SQLite opens or attaches an archive for reading only, on a read-only disk too."""
    mode = "ro&immutable=1" if _is_at_rest(path) else "ro"
    return f"{path.resolve().as_uri()}?mode={mode}"


def _is_at_rest(path: Path) -> bool:
    """Whether nobody has an archive open, and its folder cannot be written to, as on a DVD or in somebody else's home.

    SQLite would have to make files beside it to read it then, unless it is told that the file does not change.
    """
    if _can_write_beside(path) or _has_journal(path):
        return False
    beside = (path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm"))
    return bool(os.statvfs(path.parent).f_flag & os.ST_RDONLY) or not any(each.exists() for each in beside)


def _can_write_beside(path: Path) -> bool:
    return os.access(path.parent, os.W_OK, effective_ids=True)


def _has_journal(path: Path) -> bool:
    """Whether rows of an archive are still in its journal, so that it cannot be read without."""
    journal = path.with_name(f"{path.name}-wal")
    return journal.exists() and journal.stat().st_size > 0


@contextmanager
def _connected(path: Path, address: str) -> Iterator[sqlite3.Connection]:
    """Connect to a file; where the block fails, close it, and have the error name the file.

    By a URI, because only such a connection may attach another archive for reading only (`merge.take_in`).
    """
    if path.is_dir():
        raise WrongArchiveError(f"{path}: this is a folder; name the archive's file with --db")
    connection = None
    try:
        connection = _connect(address)
        connection.set_progress_handler(_let_signals_in, STEPS_BETWEEN_SIGNALS)
        yield connection
    except BaseException as error:
        if connection is not None:
            connection.close()
        refuse_interrupted(error)
        if isinstance(error, UnicodeDecodeError):  # SQLite's message about a damaged schema may be no text
            raise ArchiveError(f"{path}: the database is damaged, in its schema; {DAMAGED}") from error
        if isinstance(error, sqlite3.Error):
            raise _as_archive_error(error, path) from error
        raise


def is_corrupt(error: Exception) -> bool:
    """Whether SQLite says that the database is damaged."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT  # the lowest byte is the kind


def explain(error: Exception) -> str:
    """Return what an error says in one line, and where the database is damaged what to do about it."""
    message = " ".join(str(error).split())  # one that quotes a damaged schema has several lines
    return f"the database is damaged: {message}; {DAMAGED}" if is_corrupt(error) else message


def _as_archive_error(error: sqlite3.Error, path: Path) -> ArchiveError:
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_NOTADB:
        what = "this file is not an archive of Arsip, or one that is damaged at its beginning"
        return WrongArchiveError(f"{path}: {what}; name another one with --db, or `arsip repair` it")
    if not _can_write_beside(path) and _has_journal(path):
        what = f"its last rows are in {path.name}-wal, which SQLite cannot read in a folder that is read-only"
        return ArchiveError(f"{path}: {what}; copy both files to another folder and name the copy")
    return ArchiveError(f"{path}: {explain(error)}")


def _let_signals_in() -> int:
    """Let Python run signal handlers, which it does between lines of its own; an exception of theirs ends the SQL."""
    return 0


def refuse_interrupted(error: BaseException) -> None:
    """Raise KeyboardInterrupt where a signal ended the SQL: SQLite reports that as an error of the database."""
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
        raise KeyboardInterrupt from error


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}


def _refuse_foreign(connection: sqlite3.Connection, path: Path, *, unfinished: bool) -> None:
    """Refuse a file that is no archive, before anything in it is written; `unfinished`: one half made passes."""
    tables = _tables(connection)
    if tables <= _UNFINISHED:
        if unfinished:
            return
        raise WrongArchiveError(f"{path}: this archive has nothing in it yet; fill it with `arsip crawl`")
    if not {"meta", "captures"} <= tables:
        raise WrongArchiveError(f"{path}: this SQLite file is not an archive of Arsip; name another one with --db")


def _refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse an archive of a newer schema, before it is compared with ours: what it has more is no damage."""
    if (has := newer_schema(connection)) is not None:
        made = f"made by a newer Arsip: it has schema {has}, and this one knows {VERSION}"
        raise NewerArchiveError(f"{path}: this archive was {made}; update Arsip")


def refuse_dangerous(
    connection: sqlite3.Connection, path: Path, *, database: Literal["main", "other"] = "main"
) -> None:
    """Refuse an archive whose schema is not ours, before anything but that is read; tables of earlier ones may differ.

    Raises:
        ArchiveError: a table or view of ours is another one, or there is a trigger that is not ours.
    """
    found = [each for each in differences(connection, database) if each.is_dangerous or each.wrong == "declaration"]
    wrong = next((each for each in found if each.is_dangerous), None)
    if wrong is None and found:
        kept = connection.execute(f"SELECT value FROM {database}.meta WHERE name = 'schema'").fetchone()  # noqa: S608 - one of two
        wrong = found[0] if kept == (VERSION,) else None
    if wrong is not None:
        raise ArchiveError(
            f"{path}: the schema is not Arsip's: {wrong.name}: {wrong.what}; `arsip verify` names all that does not "
            "belong, `arsip repair` drops it"
        )


def column_names(db: Database, table: str) -> list[str]:
    """Return the names of a table's columns."""
    return [each.name for each in db.columns(table)]


def copy_rows(db: Database, table: str, *, source: str, where: str, conflict: str = "ON CONFLICT DO NOTHING") -> None:
    """Copy rows of a table from the attached database `source`; its columns may have another order."""
    names = ", ".join(column_names(db, table))
    db.execute(
        f"INSERT INTO main.{table} ({names}) SELECT {names} FROM {source}.{table} "  # noqa: S608 - our names
        f"WHERE {where} {conflict}"
    )


def fact(db: Database, name: str) -> str | None:
    """Return what `meta` says under a name: `schema`, `site`, `contact`; None where it does not."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
    return None if row is None else str(row[0])


def archive_id(db: Database) -> str:
    """Return the archive's own id, a UUID."""
    return str(db.execute("SELECT value FROM meta WHERE name = 'archive'").fetchone()[0])


def site_of(db: Database) -> str | None:
    """Return the name of the site that an archive is of; None where it is of none yet."""
    return fact(db, "site")


def refuse_other_site(db: Database, site: str) -> None:
    """Raise WrongArchiveError where an archive is of another site than this one, named such as `beritajakarta.id`."""
    if (kept := site_of(db)) not in {None, site}:
        raise WrongArchiveError(f"this is an archive of {kept}, not of {site}; name another one with --db")


def claim_site(db: Database, site: str) -> None:
    """Bind an archive to a site, named such as `beritajakarta.id`. One without captures may be bound anew.

    Its frontier is emptied then: it has addresses of the other site.

    Raises:
        WrongArchiveError: it has captures of another site.
    """
    kept = site_of(db)
    if kept == site:
        return
    if db.execute("SELECT 1 FROM captures LIMIT 1").fetchone():
        refuse_other_site(db, site)
    with db.atomic():
        if kept is not None:
            sync.clear(db)
        db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('site', ?)", [site])


def contact_of(db: Database) -> str | None:
    """Return the mail address or web page of whoever crawled last; None where none was given."""
    return fact(db, "contact")


def remember_contact(db: Database, contact: str) -> None:
    """Keep the contact for later crawls."""
    db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('contact', ?)", [contact])
