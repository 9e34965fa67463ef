"""The archive lock: a `flock` on `archive.db.lock`, which the kernel releases when the process dies.

A job of several steps holds it once and lends it to its steps, and to the processes that it starts: the variable
`ARSIP_LOCK_FD` names the file descriptor, which is open only in those that it was passed to.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TextIO

from scraper.clock import in_jakarta, now_stamp
from scraper.exit_codes import BUSY, CannotRun

_SQLITE = b"SQLite format 3\0"
"""How every SQLite database begins (sqlite.org/fileformat2.html)."""

LENT = "ARSIP_LOCK_FD"
"""Environment variable with the file descriptor of a lock that is lent."""


def is_locked(path: Path) -> bool:
    """Whether a living process holds a lock on a file, as the writer of a file does."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def holder(archive: Path) -> int | None:
    """Return the id of the process that holds an archive; None where none does."""
    path = _lock_of(archive)
    try:
        return int(json.loads(path.read_text())["pid"]) if is_locked(path) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # no lock was ever taken here, or its holder has not written its id yet


def is_running(archive: Path, pid: int) -> bool:
    """Whether a process holds an archive, or was started by the one that does and has lent it the lock."""
    holding = holder(archive)
    if holding is None or pid == holding:
        return pid == holding
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return False
    return f"PPid:\t{holding}\n" in status


class ArchiveLock:
    """Holds an archive for one run, until `release` or the end of a `with` block.

    `started_at` is shown to whoever is turned away; now, unless given.

    Raises:
        CannotRun: with exit status 6 where another run holds the archive; names its process and start.
    """

    def __init__(self, archive: Path, *, started_at: str | None = None) -> None:
        path = _lock_of(archive)
        self._archive, self._path, self._started_at = archive, path, started_at or now_stamp()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lent = _lent(path)
            self._is_lent = lent is not None
            self._file: TextIO = path.open("a+") if lent is None else os.fdopen(os.dup(lent), "a+")
        except (FileExistsError, NotADirectoryError) as error:
            raise CannotRun(f"{archive}: {error.filename} is not a folder") from error
        except OSError as error:
            raise CannotRun(f"{path}: {error.strerror}") from error
        try:
            self._take()
        except CannotRun:
            self._file.close()
            raise

    def _take(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotRun(
                f"{self._archive}: another run holds this archive ({self._holder()}); wait for it or stop it first",
                exit_status=BUSY,
            ) from error
        if self._is_lent:
            self._lender = self._recorded().get("pid")
            return
        if not _is_same_file(self._file.fileno(), self._path):  # removed meanwhile; there may be another one
            raise CannotRun(
                f"{self._archive}: another run has just released it; give the same command again", exit_status=BUSY
            )
        try:
            self._record_holder()
        except OSError as error:  # a full disk
            raise CannotRun(f"{self._path}: {error.strerror}") from error

    def _record_holder(self) -> None:
        self._file.truncate(0)
        content = json.dumps({"pid": os.getpid(), "started_at": self._started_at})
        os.write(self._file.fileno(), content.encode("ascii"))

    def _recorded(self) -> dict[str, Any]:
        """Return the process that the lock's file names; nothing where it names none yet."""
        self._file.seek(0)
        try:
            recorded = json.loads(self._file.read())
        except ValueError:
            return {}
        return recorded if isinstance(recorded, dict) else {}

    def _holder(self) -> str:
        holder = self._recorded()
        try:
            since = f"since {in_jakarta(holder['started_at'])}, Jakarta's time"
            if Path(f"/proc/{holder['pid']}").exists() or not Path("/proc/self").exists():
                return f"process {holder['pid']}, {since}"
        except (ValueError, KeyError, TypeError):
            return "it has just begun"
        else:
            return f"started by process {holder['pid']}, {since}; that one was killed, and it is about to end"

    def take_over(self) -> bool:
        """Become the holder where the process that lent the lock has died; return whether it has.

        False where the lock's file did not name that process: then nothing tells.

        Raises:
            OSError: where the lock's file cannot be written.
        """
        if not self._is_lent or self._lender in {None, os.getpid(), os.getppid()}:
            return False
        self._is_lent = False
        self._record_holder()
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    @contextmanager
    def lent(self) -> Iterator[int]:
        """Lend the lock during the block: to this process, and to those started with the yielded file descriptor."""
        os.environ[LENT] = str(self._file.fileno())
        try:
            yield self._file.fileno()
        finally:
            del os.environ[LENT]

    def release(self) -> None:
        """Release the archive; one that was lent stays with its owner.

        The lock's file stays, unless what it stands beside is no database: then there is nothing to hold.
        """
        if not self._is_lent:
            self._file.truncate(0)
            if not _is_database(self._archive):
                self._path.unlink(missing_ok=True)
        self._file.close()


def _lock_of(archive: Path) -> Path:
    return archive.with_name(archive.name + ".lock")


def _is_same_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def _is_database(path: Path) -> bool:
    """Whether a file is an SQLite database, or may be one that cannot be read just now."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except (FileNotFoundError, IsADirectoryError):
        return False
    except OSError:
        return True


def _lent(path: Path) -> int | None:
    """Return the file descriptor of the lock at a path, if this process was lent it."""
    try:
        lent = int(os.environ[LENT])
    except (KeyError, ValueError):
        return None
    return lent if _is_same_file(lent, path) else None
