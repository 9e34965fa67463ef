"""One run at a time: a `flock` on `archive.db.lock`, which the kernel lets go of when the process dies."""

import fcntl
import json
import os
from pathlib import Path
from typing import TextIO

from scraper.crawl.stops import BUSY, CannotRun


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
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: TextIO = path.open("a+")
        except OSError as error:
            raise CannotRun(f"{path}: {error.strerror}", exit_status=1) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = self._read()
            self._file.close()
            raise CannotRun(
                f"{archive}: another run holds this archive ({holder}); wait for it or stop it first", exit_status=BUSY
            ) from error
        self._file.truncate(0)
        self._file.write(json.dumps({"pid": os.getpid(), "started_at": started_at}))
        self._file.flush()

    def _read(self) -> str:
        """Say who holds the lock."""
        self._file.seek(0)
        try:
            holder = json.loads(self._file.read())
            return f"process {holder['pid']}, since {holder['started_at']}"
        except (ValueError, KeyError, TypeError):
            return "it has just begun"

    def release(self) -> None:
        """Let the archive go."""
        self._file.truncate(0)
        self._file.close()
