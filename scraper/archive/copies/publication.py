"""A published copy of the archive: one file, at rest, that no crawl changes, with indexes for browsing."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scraper.archive.database import ArchiveError, Database, archive_id, create_or_open, open_to_read
from scraper.archive.fulltext import word_forms
from scraper.archive.schema.tables import COPY_TABLES
from scraper.archive.sql_guard import record_longest_row
from scraper.archive.statistics.coverage import store_by_day
from scraper.archive.statistics.monthly_sums import store_monthly_sums
from scraper.atomic_file import SQLITE_SUFFIXES, move_into_place, remove_leftovers, temporary_beside
from scraper.progress import Progress, no_progress

READ_ONLY = 0o444

EDITION = 7
"""Version of what a copy has besides the archive, in `user_version`; a copy of another version is made again.

An archive itself has none, so it also tells a copy from an archive.
"""

_WITHOUT_TEXT = "key, lang, date, category_slug, category, status, template, version, views, reporter, published_at"
INDEXES = (
    f"CREATE INDEX browse_articles ON articles ({_WITHOUT_TEXT})",
    "CREATE INDEX browse_by_category ON articles (category_slug, date)",
    "CREATE INDEX browse_by_views ON articles (views, date)",
    "CREATE INDEX browse_changed ON articles (last_seen) WHERE version > 1",
    "CREATE INDEX browse_own_counts ON view_counts (key, fetched_at, views) WHERE source = 'own'",
    "CREATE INDEX browse_by_outcome ON captures (outcome, fetched_at)",
    "CREATE INDEX browse_by_moment ON captures (fetched_at)",
)
"""What a crawl does not need. The first is all of an article but its text: to count by any of it reads a twentieth."""

ANONYMISATION = (
    "DELETE FROM meta WHERE name = 'contact'",
    "UPDATE runs SET user_agent = substr(user_agent, 1, instr(user_agent || ' ', ' ') - 1)",
)
"""Removes who crawls, which is not for those who look at the copy; of a User-Agent the program's name stays."""

_STEPS_BETWEEN_PROGRESS = 500_000
"""Steps of SQLite's virtual machine between two reports of progress: some hundredths of a second."""

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY = 0xFF
"""The part of SQLite's result code that says which kind of error it is."""

_MAGIC, _JOURNAL, _WAL = b"SQLite format 3\0", 18, 2
"""How a file of SQLite begins, and the byte that says whether it is written through a journal beside it (file format,
1.3). SQLite itself does not say so of an immutable file, whose journal it must not take for this one's."""


def publish(archive: Path, target: Path, progress: Progress = no_progress) -> int:
    """Copy the archive as it is now, packed, into a file without a journal, and return its size in bytes.

    A crawl may run meanwhile. When whole, the copy replaces the last copy of this archive, whose readers keep reading
    it. Nothing else is ever replaced. `progress` gets bytes.

    Raises:
        ArchiveError: where there is no archive, or the copy cannot be made.
        OSError: where the target cannot be written, or is anything but a copy of this archive (`refuse_foreign`).
        KeyboardInterrupt: at Ctrl-C, with nothing left behind.
    """
    remove_leftovers(target)
    with closing(open_to_read(archive)) as db:
        refuse_foreign(archive_id(db), target)
        with temporary_beside(target) as partial:
            changed_at = _changed_at(archive)
            with _errors_named(archive, target):
                _vacuum_into(db, partial, progress)
                _finish(partial)
            os.utime(partial, ns=(changed_at, changed_at))
            # the mode of the last copy, or read-only for those who may read the archive
            partial.chmod(READ_ONLY & (target if target.exists() else archive).stat().st_mode)
            for suffix in SQLITE_SUFFIXES:
                target.with_name(target.name + suffix).unlink(missing_ok=True)
            move_into_place(partial, target)
    return target.stat().st_size


def is_current(archive: Path, target: Path) -> bool:
    """Whether a copy is of the archive as it is now: a copy bears the time at which its archive was last written."""
    if not target.is_file() or target.stat().st_mtime_ns != _changed_at(archive):
        return False
    try:
        with closing(open_to_read(archive)) as db:
            return refuse_foreign(archive_id(db), target) == EDITION
    except FileExistsError:
        return False


def refuse_foreign(archive: str, target: Path) -> int | None:
    """Return the edition of the copy that a target is; None where there is nothing.

    Raises:
        FileExistsError: where it is anything but a copy of the archive of this id; says what it is and what to do.
        OSError: where there can be no copy of this name.
    """
    try:
        str(target).encode()
    except UnicodeEncodeError as error:
        why = "SQLite makes no file whose name is not UTF-8; give another one"
        raise OSError(errno.EILSEQ, why, str(target)) from error
    if not target.exists():
        return None
    found = _identity(target) if target.is_file() else None
    if found is None:
        what = "this is not a copy of an archive"
    elif not found[1]:
        what = "this is an archive itself, not a copy of one"
    elif found[0] != archive:
        what = "this is a copy of another archive"
    else:
        return found[1]
    raise FileExistsError(errno.EEXIST, f"{what}, and is not replaced; move it away", str(target))


def is_archive(path: Path) -> bool:
    """Whether a file is an archive itself, and no copy of one."""
    found = _identity(path)
    return found is not None and not found[1]


def _identity(path: Path) -> tuple[str, int] | None:
    """Return the id of the archive that a file is or is a copy of, and the copy's edition, which is 0 for an archive.

    A copy that has since been written to has become an archive. None where the file is neither.
    """
    with path.open("rb") as file:
        head = file.read(_JOURNAL + 1)
    if not head.startswith(_MAGIC):
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            row = db.execute("SELECT value FROM meta WHERE name = 'archive'").fetchone()
            (edition,) = db.execute("PRAGMA user_version").fetchone()
    except (sqlite3.Error, ValueError):  # of a damaged one, messages and values may be no text
        return None
    return None if row is None else (str(row[0]), 0 if head[_JOURNAL] == _WAL else int(edition))


@contextmanager
def _errors_named(archive: Path, target: Path) -> Iterator[None]:
    """Turn errors of SQLite into ones that name the file at fault: what cannot be read is so in the archive."""
    try:
        yield
    except sqlite3.Error as error:
        code = error.sqlite_errorcode & _PRIMARY
        if code == sqlite3.SQLITE_INTERRUPT:  # by Ctrl-C
            raise KeyboardInterrupt from error
        if code in _DAMAGED:
            raise ArchiveError(f"{archive}: {error}; `arsip repair` mends what can be mended") from error
        raise ArchiveError(f"{archive if code == sqlite3.SQLITE_BUSY else target}: {error}") from error


def _vacuum_into(db: Database, partial: Path, progress: Progress) -> None:
    (pages,), (page_size,) = (db.execute(f"PRAGMA {of}").fetchone() for of in ("page_count", "page_size"))

    def report() -> bool:
        """Report progress; true stops SQLite, for Ctrl-C."""
        try:
            progress("copying", partial.stat().st_size, pages * page_size)
        except KeyboardInterrupt:
            return True
        return False

    db.conn.set_progress_handler(report, _STEPS_BETWEEN_PROGRESS)
    db.execute("VACUUM INTO ?", [str(partial)])


def _finish(copy: Path) -> None:
    """Bring a copy of an older archive to today's schema, remove who crawls, add what browsing needs, count rows."""
    with closing(create_or_open(copy)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA secure_delete = ON")  # what is removed must not stay in freed pages
        for statement in (*ANONYMISATION, *INDEXES):
            db.execute(statement)
        for table in COPY_TABLES:
            db.execute(f"DROP TABLE IF EXISTS {table}")  # the user's own of that name stay in the archive
        word_forms.refresh(db)
        record_longest_row(db)
        store_by_day(db)
        store_monthly_sums(db)
        db.execute(f"PRAGMA user_version = {EDITION}")
        db.execute("ANALYZE")
        db.execute("PRAGMA journal_mode = DELETE")


def _changed_at(archive: Path) -> int:
    """When the archive was last written, in nanoseconds: its file, or the journal that runs ahead of it."""
    wal = archive.with_name(f"{archive.name}-wal")
    times = [archive.stat().st_mtime_ns]
    if wal.exists() and (status := wal.stat()).st_size:  # an empty one is made by whoever opens the archive
        times.append(status.st_mtime_ns)
    return max(times)
