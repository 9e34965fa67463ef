"""Copies of a database as it is at one moment, while others write to it; checking one, and putting one in place."""

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from scraper.archive.database import ArchiveError, Database, open_to_read
from scraper.atomic_file import move_into_place
from scraper.progress import Progress, no_progress

BROKEN = (sqlite3.Error, TypeError, ValueError)
"""What reading a damaged database raises: values come as other types, messages as no text."""

_PAGES_PER_STEP = 500
"""Pages copied between two reports of progress: 8 MB."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a copy of an archive holds: its own id, its site, the schema, the newest run, and how many rows."""

    archive: str
    site: str | None
    schema: str
    run: str | None
    articles: int
    captures: int


def copy(archive: Path, target: Path, *, progress: Progress = no_progress) -> None:
    """Copy an archive to a new file by SQLite's backup API, as it is now; a crawl may be writing to it.

    Raises:
        ArchiveError: where there is no archive, or it cannot be read or written.
    """

    def report(_: int, left: int, total: int) -> None:
        progress("database", total - left, total)

    try:
        with closing(open_to_read(archive)) as db, closing(sqlite3.connect(target)) as other:
            # an open transaction: else each commit of a crawl would restart the copy
            db.execute("BEGIN")
            db.execute("SELECT 1 FROM meta").fetchone()
            db.conn.backup(other, pages=_PAGES_PER_STEP, progress=report, sleep=0)
            other.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise ArchiveError(f"{archive}: it could not be copied: {error}") from error


def examine(path: Path) -> Contents:
    """Check that a copy is whole, and return what it holds.

    Raises:
        ArchiveError: where it is no archive, or damaged.
    """
    with closing(open_to_read(path)) as db:
        try:
            if (damage := first_damage(db)) is not None:
                raise ArchiveError(f"{path}: it is damaged: {damage}")
            meta = dict(db.execute("SELECT name, value FROM meta").fetchall())
            run = db.execute("SELECT run FROM runs ORDER BY started_at DESC LIMIT 1").fetchone()
            articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
            captures = db.execute("SELECT count(*) FROM captures").fetchone()[0]
        except (*BROKEN, KeyError) as error:
            raise ArchiveError(f"{path}: it is damaged: {error}") from error
    return Contents(meta["archive"], meta.get("site"), meta["schema"], run[0] if run else None, articles, captures)


def first_damage(db: Database) -> str | None:
    """Return what SQLite's quick check, then that of foreign keys finds first; None where a database is sound."""
    found = db.execute("PRAGMA quick_check(1)").fetchall()[0][0]
    if found != "ok":
        return str(found)
    row = db.execute("PRAGMA foreign_key_check").fetchone()
    return None if row is None else f"a row of {row[0]} refers to a missing one of {row[2]}"


def swap(beside: Path, archive: Path, before: Path) -> Path | None:
    """Replace a database, if there is one, by another atomically; no journal of the old one ever meets the new one.

    The old one is kept as `before`, with its journal where that could not be checkpointed, and `before` returned. The
    new one must stand on the same disk.
    """
    journal, aside = (path.with_name(f"{path.name}-wal") for path in (archive, before))
    existed = archive.exists()
    aside.unlink(missing_ok=True)
    if journal.exists():
        os.link(journal, aside)  # first: SQLite may throw away the journal of a database that it cannot read
    if existed:
        with suppress(*BROKEN), closing(sqlite3.connect(archive)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before.unlink(missing_ok=True)
        os.link(archive, before)
    for kind in ("-wal", "-shm"):
        archive.with_name(archive.name + kind).unlink(missing_ok=True)
    if aside.exists() and not aside.stat().st_size:
        aside.unlink()
    move_into_place(beside, archive)
    return before if existed else None
