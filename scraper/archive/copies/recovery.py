"""What a damaged database still gives: each table that can be read from its beginning to its end.

A table is copied whole or not at all; indexes and the full-text index are made anew. A table with a damaged page is
lost here: the WARC files, backups and the site have what was in it (`arsip repair`).
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from uuid import UUID

from scraper.archive.captures import note_imported
from scraper.archive.connection import Database
from scraper.archive.copies.snapshot import BROKEN
from scraper.archive.database import ArchiveError, address_to_read, column_names, create_or_open
from scraper.archive.fulltext import word_forms
from scraper.archive.schema.tables import RECORD_TABLES, VERSION, WORKING_TABLES
from scraper.atomic_file import remove_database


def recover(damaged: Path, target: Path, *, archive_id: str | None) -> tuple[str, ...] | None:
    """Copy what a damaged database gives into a new one; the damaged file stays as it is.

    `archive_id` is the id that the WARC files name, in case that the database gives none.

    Returns:
        The tables that could not be read from end to end, and are empty; the record tables all are where one of them
        is. None where there is nothing, and no file.
    """
    remove_database(target)
    with suppress(*BROKEN, ArchiveError), closing(create_or_open(target)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("ATTACH ? AS damaged", [address_to_read(damaged)])
        if _copy_meta(db, archive_id):
            word_forms.suspend_index(db)
            lost: tuple[str, ...] = () if _copy_record_tables(db) else RECORD_TABLES
            lost += tuple(table for table in WORKING_TABLES if not _copy(db, table))
            word_forms.rebuild_index(db)
            return lost
    target.unlink(missing_ok=True)
    return None


def _copy_meta(db: Database, archive_id: str | None) -> bool:
    """Copy what the archive says of itself; whether its id is known afterwards."""
    with suppress(*BROKEN):
        facts = {str(name): value for name, value in db.execute("SELECT name, value FROM damaged.meta NOT INDEXED")}
        with suppress(ValueError, TypeError, AttributeError):
            archive_id = str(UUID(facts.get("archive")))
        if archive_id is not None:
            facts |= {"archive": archive_id, "schema": VERSION}
            with db.atomic():
                db.execute("DELETE FROM meta")
                db.conn.executemany("INSERT INTO meta (name, value) VALUES (?, ?)", facts.items())
            return True
    return False


def _copy_record_tables(db: Database) -> bool:
    """Copy the record tables, or leave them all empty: half of them would be no archive.

    The names of WARC files are noted as imported where the table of captures can be read: else a rebuild would take
    those that other programs made for somebody else's.
    """
    with suppress(sqlite3.Error), db.atomic():
        if all(_copy(db, table) for table in RECORD_TABLES) and not db.execute("PRAGMA foreign_key_check").fetchone():
            return True
        raise sqlite3.DatabaseError  # takes the copied ones back
    with suppress(*BROKEN):
        names = db.execute("SELECT DISTINCT warc FROM damaged.captures NOT INDEXED").fetchall()
        note_imported(db, [str(name) for (name,) in names])
    return False


def _copy(db: Database, table: str) -> bool:
    """Copy a table by reading all of it; its columns may stand in another order, and an older one may lack some."""
    with suppress(*BROKEN), db.atomic():
        there = {row[1] for row in db.execute(f"PRAGMA damaged.table_info({table})")}
        names = ", ".join(name for name in column_names(db, table) if name in there)
        db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM damaged.{table} NOT INDEXED")  # noqa: S608 - our names
        return True
    return False
