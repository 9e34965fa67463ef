"""Makes a copy of the archive to look at: one file, at rest, that no crawl changes, with indexes for browsing."""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

from scraper.archive.copies.marker import EDITION, refuse_foreign
from scraper.archive.database import ArchiveError, Database, archive_id, create_or_open, open_to_read
from scraper.archive.fulltext import word_forms
from scraper.archive.sql_guard import note_longest

READ_ONLY = 0o444

_WITHOUT_TEXT = "key, lang, date, category_slug, category, status, template, version, views, reporter"

INDEXES = (
    f"CREATE INDEX browse_articles ON articles ({_WITHOUT_TEXT})",
    "CREATE INDEX browse_by_category ON articles (category_slug, date)",
    "CREATE INDEX browse_by_views ON articles (views)",
    "CREATE INDEX browse_changed ON articles (last_seen) WHERE version > 1",
    "CREATE INDEX browse_own_counts ON view_counts (key, fetched_at, views) WHERE source = 'own'",
    "CREATE INDEX browse_by_outcome ON captures (outcome, fetched_at)",
    "CREATE INDEX browse_by_moment ON captures (fetched_at)",
)
"""What a crawl has no use for. The first is all of an article but its text: to count by any of it reads a twentieth."""

UNNAMED = (
    "DELETE FROM meta WHERE name = 'contact'",
    "UPDATE runs SET user_agent = substr(user_agent, 1, instr(user_agent || ' ', ' ') - 1)",
)
"""Leaves out who crawls, which is nobody's business who looks at the copy; of a User-Agent the program's name stays."""

Watch: TypeAlias = Callable[[int, int], None]
"""What is told of progress: bytes written, and bytes that are expected."""

_STEPS = 500_000
"""Of SQLite's machine, between two looks at how far a copy has come: some hundredths of a second."""

_BESIDE = ("-journal", "-wal", "-shm")
"""Endings of what SQLite keeps beside a file, and takes for that file's own whatever file it was."""

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY = 0xFF
"""Of a code of SQLite's, what says which kind of error it is."""


def publish(archive: Path, target: Path, watch: Watch | None = None) -> int:
    """Copy the archive as it is now, packed, into a file without a journal; a crawl may be under way.

    Args:
        archive: its file.
        target: takes the place of the last copy of this archive, when it is whole; whoever reads that one goes on
            reading it. Nothing else is ever replaced.
        watch: told of progress, if anyone is.

    Returns:
        its size in bytes.

    Raises:
        ArchiveError: where there is no archive, or the copy cannot be made.
        FileExistsError: where the target is anything but a copy of this archive; says what it is and what to do.
        OSError: where the target cannot be written.
        KeyboardInterrupt: at Ctrl-C, with nothing left behind.
    """
    clear_up(target)
    with closing(open_to_read(archive)) as db:
        refuse_foreign(archive_id(db), target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _beside(target) as beside:
            changed_at = _changed_at(archive)
            with _at_fault(archive, target):
                _copy(db, beside, watch)
                _finish(beside)
            os.utime(beside, ns=(changed_at, changed_at))
            beside.chmod(_mode(archive, target))
            with beside.open("rb") as file:
                os.fsync(file.fileno())
            size = beside.stat().st_size
            _remove(target, _BESIDE)
            beside.replace(target)
    return size


def _mode(archive: Path, target: Path) -> int:
    """Return the mode of a copy: that of the last one, or read-only for those who may read the archive."""
    return READ_ONLY & ((target if target.exists() else archive).stat().st_mode)


def is_current(archive: Path, target: Path) -> bool:
    """Whether a copy is of the archive as it is now: a copy bears the time at which its archive was last written.

    Args:
        archive: its file.
        target: the copy, if there is one.

    Raises:
        OSError: where one of them cannot be looked at, or there is no archive.
    """
    if not target.is_file() or target.stat().st_mtime_ns != _changed_at(archive):
        return False
    try:
        with closing(open_to_read(archive)) as db:
            return refuse_foreign(archive_id(db), target) == EDITION
    except FileExistsError:
        return False


def clear_up(target: Path) -> None:
    """Remove what killed publications have left; one that is under way holds its file, and is let be."""
    for partial in target.parent.glob(f".{target.name}.*.partial"):
        with partial.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            _remove(partial, ("", *_BESIDE))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Hold an empty file beside the target, which is gone in the end unless it was renamed.

    Raises:
        OSError: where there can be none; names the target, for the other is nobody's concern.
    """
    beside = target.with_name(f".{target.name}.{uuid4()}.partial")
    try:
        with beside.open("xb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            try:
                yield beside
            finally:
                _remove(beside, ("", *_BESIDE))
    except OSError as error:
        if error.filename == str(beside):
            error.filename = str(target)
        raise


@contextmanager
def _at_fault(archive: Path, target: Path) -> Iterator[None]:
    """Say which of the two it was where SQLite fails: what cannot be read is so in the archive, of which the copy is.

    Raises:
        ArchiveError: names it.
        KeyboardInterrupt: at Ctrl-C.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = error.sqlite_errorcode & _PRIMARY
        if code == sqlite3.SQLITE_INTERRUPT:  # by Ctrl-C
            raise KeyboardInterrupt from error
        if code in _DAMAGED:
            raise ArchiveError(f"{archive}: {error}; `arsip repair` mends what can be mended") from error
        raise ArchiveError(f"{archive if code == sqlite3.SQLITE_BUSY else target}: {error}") from error


def _copy(db: Database, beside: Path, watch: Watch | None) -> None:
    (pages,), (page_size,) = (db.execute(f"PRAGMA {of}").fetchone() for of in ("page_count", "page_size"))
    db.conn.set_progress_handler(_looking(beside, pages * page_size, watch), _STEPS)
    db.execute("VACUUM INTO ?", [str(beside)])


def _looking(beside: Path, size: int, watch: Watch | None) -> Callable[[], bool]:
    """Return what SQLite is to call now and then: it tells of progress, and says whether to stop, for Ctrl-C."""

    def look() -> bool:
        try:
            if watch is not None:
                watch(beside.stat().st_size, size)
        except KeyboardInterrupt:
            return True
        return False

    return look


def _remove(path: Path, endings: tuple[str, ...]) -> None:
    for ending in endings:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _finish(copy: Path) -> None:
    """Bring a copy of an older archive to today's schema, leave out who crawls, add what browsing needs, count rows."""
    with closing(create_or_open(copy)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA secure_delete = ON")  # what is left out is not to stand in what becomes free
        for statement in UNNAMED:
            db.execute(statement)
        for index in INDEXES:
            db.execute(index)
        word_forms.refresh(db)
        note_longest(db)
        db.execute(f"PRAGMA user_version = {EDITION}")
        db.execute("ANALYZE")
        db.execute("PRAGMA journal_mode = DELETE")


def _changed_at(archive: Path) -> int:
    """When the archive was last written, in nanoseconds: its file, or the journal that runs ahead of it."""
    wal = archive.with_name(f"{archive.name}-wal")
    times = [archive.stat().st_mtime_ns]
    if wal.exists() and (there := wal.stat()).st_size:  # an empty one is made by whoever looks at the archive
        times.append(there.st_mtime_ns)
    return max(times)
