"""Copies a database as it is at one moment, while others write to it, and says what a copy holds."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from scraper.archive.database import ArchiveError, open_to_read

BROKEN = (sqlite3.Error, TypeError, ValueError)
"""What reading a damaged database raises: values come as other types, messages as no text."""

PAGES = 500
"""Pages that are copied between two looks at the progress: 8 MB."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy of an archive holds.

    Attributes:
        archive: the archive's own id.
        site: which site it is of; None where it is of none yet.
        schema: its version.
        run: the run that began last; None where there was none.
        articles: how many.
        captures: how many.
    """

    archive: str
    site: str | None
    schema: str
    run: str | None
    articles: int
    captures: int


def copy(archive: Path, target: Path, *, watch: Callable[[int, int], None] = lambda *_: None) -> None:
    """Copy an archive by SQLite's backup API, as it is at this moment; a crawl may be writing to it.

    Args:
        archive: its file.
        target: a file that is not there yet.
        watch: told of progress: pages copied, of how many.

    Raises:
        ArchiveError: where there is no archive, or it cannot be read or written.
    """
    try:
        with closing(open_to_read(archive)) as db, closing(sqlite3.connect(target)) as other:
            # an open transaction: else each commit of a crawl would begin the copy anew
            db.execute("BEGIN")
            db.execute("SELECT 1 FROM meta").fetchone()
            db.conn.backup(other, pages=PAGES, progress=lambda _, left, total: watch(total - left, total), sleep=0)
            other.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise ArchiveError(f"{archive}: it could not be copied: {error}") from error


def examine(path: Path) -> Copied:
    """Open a copy, check that it is whole, and say what it holds.

    Args:
        path: its file.

    Raises:
        ArchiveError: where it is no archive, or damaged.
    """
    with closing(open_to_read(path)) as db:
        try:
            found = [row[0] for row in db.execute("PRAGMA quick_check(1)").fetchall()]
            if found != ["ok"]:
                raise ArchiveError(f"{path}: it is damaged: {found[0]}")
            if (row := db.execute("PRAGMA foreign_key_check").fetchone()) is not None:
                raise ArchiveError(
                    f"{path}: it is damaged: a row of {row[0]} refers to one of {row[2]} that is not there"
                )
            meta = dict(db.execute("SELECT name, value FROM meta").fetchall())
            run = db.execute("SELECT run FROM runs ORDER BY started_at DESC LIMIT 1").fetchone()
            articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
            captures = db.execute("SELECT count(*) FROM captures").fetchone()[0]
        except (*BROKEN, KeyError) as error:
            raise ArchiveError(f"{path}: it is damaged: {error}") from error
    return Copied(meta["archive"], meta.get("site"), meta["schema"], run[0] if run else None, articles, captures)


def swap(beside: Path, archive: Path, before: Path) -> Path | None:
    """Put a database in the place of another at one stroke; no journal of the old one ever meets it.

    Args:
        beside: the new database, on the same disk.
        archive: the file whose place it takes; there need be none.
        before: the name under which the old one stays, with its journal where that could not be put into it.

    Returns:
        that name; None where there was none.

    Raises:
        OSError: where the disk fails.
    """
    journal, aside = (path.with_name(f"{path.name}-wal") for path in (archive, before))
    is_there = archive.exists()
    aside.unlink(missing_ok=True)
    if journal.exists():
        os.link(journal, aside)  # first: SQLite may throw away the journal of a database that it cannot read
    if is_there:
        with suppress(*BROKEN), closing(sqlite3.connect(archive)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before.unlink(missing_ok=True)
        os.link(archive, before)
    for kind in ("-wal", "-shm"):
        archive.with_name(archive.name + kind).unlink(missing_ok=True)
    if aside.exists() and not aside.stat().st_size:
        aside.unlink()
    beside.replace(archive)
    return before if is_there else None
