"""One run at a time: a `flock` on `archive.db.lock`, which the kernel lets go of when the process dies.

A job of several steps holds it once and lends it to them, and to the processes that it starts: the variable
`ARSIP_LOCK_FD` names the open file, which only those have that it was passed to.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from scraper.clock import in_jakarta
from scraper.exit_codes import BUSY, FAILED, CannotRun

_SQLITE = b"SQLite format 3\0"
"""How every SQLite database begins (sqlite.org/fileformat2.html)."""

LENT = "ARSIP_LOCK_FD"
"""Names the file descriptor of a lock that is lent."""


def holder(archive: Path) -> int | None:
    """Return the process that holds an archive just now; None where none does.

    Args:
        archive: the archive's file.
    """
    try:
        with archive.with_name(archive.name + ".lock").open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(json.loads(file.read())["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # no lock was ever taken here, or its holder has not said yet who it is
    return None


def is_under(process: int, holder: int | None) -> bool:
    """Whether a process is the one that holds an archive, or one that it has started and lent the lock to.

    Args:
        process: its number.
        holder: of the archive; None where nobody holds it.
    """
    if holder is None or process == holder:
        return process == holder
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii", "replace")
    except OSError:
        return False
    return f"PPid:\t{holder}\n" in status


class ArchiveLock:
    """Holds an archive for one run.

    Args:
        archive: the archive's file; the lock stands beside it.
        started_at: the moment, for whoever is turned away.

    Raises:
        CannotRun: with exit status 6 where another run holds the archive; names its process and start.
    """

    def __init__(self, archive: Path, *, started_at: str) -> None:
        path = archive.with_name(archive.name + ".lock")
        self._archive, self._path = archive, path
        self._is_lent = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lent = _lent(path)
            self._is_lent = lent is not None
            self._file: TextIO = path.open("a+") if lent is None else os.fdopen(os.dup(lent), "a+")
        except (FileExistsError, NotADirectoryError) as error:
            raise CannotRun(f"{archive}: {error.filename} is not a folder", exit_status=FAILED) from error
        except OSError as error:
            raise CannotRun(f"{path}: {error.strerror}", exit_status=FAILED) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = self._read()
            self._file.close()
            raise CannotRun(
                f"{archive}: another run holds this archive ({holder}); wait for it or stop it first", exit_status=BUSY
            ) from error
        if not self._is_lent and not _leads_to(path, self._file):
            self._file.close()  # its holder has removed it meanwhile, and somebody else may hold the one that is there
            raise CannotRun(f"{archive}: another run has just let it go; give the same command again", exit_status=BUSY)
        if not self._is_lent:
            try:
                self._file.truncate(0)
                told = json.dumps({"pid": os.getpid(), "started_at": started_at})
                os.write(self._file.fileno(), told.encode("ascii"))
            except OSError as error:  # a full disk
                self._file.close()
                raise CannotRun(f"{path}: {error.strerror}", exit_status=FAILED) from error

    def _read(self) -> str:
        """Say who holds the lock."""
        self._file.seek(0)
        try:
            holder = json.loads(self._file.read())
            return f"process {holder['pid']}, since {in_jakarta(holder['started_at'])}, Jakarta's time"
        except (ValueError, KeyError, TypeError):
            return "it has just begun"

    @contextmanager
    def lent(self) -> Iterator[int]:
        """Let this process take the lock again meanwhile, and those that are started with the file descriptor.

        Yields:
            the file descriptor, to be passed on.
        """
        os.environ[LENT] = str(self._file.fileno())
        try:
            yield self._file.fileno()
        finally:
            del os.environ[LENT]

    def release(self) -> None:
        """Let the archive go; one that was lent stays with its owner.

        The file of the lock stays, but beside what is no database: there is nothing to hold there.
        """
        if not self._is_lent:
            self._file.truncate(0)
            if not _is_database(self._archive):
                self._path.unlink(missing_ok=True)
        self._file.close()


def _leads_to(path: Path, file: TextIO) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _is_database(path: Path) -> bool:
    """Whether a file is an SQLite database, or may be one that cannot be looked at just now."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except (FileNotFoundError, IsADirectoryError):
        return False
    except OSError:
        return True


def _lent(path: Path) -> int | None:
    """Return the file descriptor of a lock on some file that this process was lent; None where it was lent none."""
    try:
        lent = int(os.environ[LENT])
        return lent if os.path.samestat(os.fstat(lent), path.stat()) else None
    except (KeyError, ValueError, OSError):
        return None
