"""Makes a copy of the archive to look at: one file, at rest, that no crawl changes."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from scraper.archive.opening import ArchiveError, open_to_read

READ_ONLY = 0o444


def publish(archive: Path, target: Path) -> int:
    """Copy the archive as it is now, packed, into a file without a journal; a crawl may be under way.

    Args:
        archive: its file.
        target: takes the place of the last copy, when it is whole; whoever reads that one goes on reading it.

    Returns:
        its size in bytes.

    Raises:
        ArchiveError: where there is no archive, or the copy cannot be made.
        OSError: where the target cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    clear_up(target)
    beside = target.with_name(f".{target.name}.{uuid4()}.partial")
    try:
        with closing(open_to_read(archive)) as db:
            db.execute("VACUUM INTO ?", [str(beside)])
        with closing(sqlite3.connect(beside)) as copy:
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.execute("ANALYZE")
            copy.commit()
        beside.chmod(READ_ONLY)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        size = beside.stat().st_size
        beside.replace(target)
    except sqlite3.Error as error:
        raise ArchiveError(f"{target}: {error}") from error
    else:
        return size
    finally:
        beside.unlink(missing_ok=True)


def clear_up(target: Path) -> None:
    """Remove what killed publications have left; the caller holds the archive's lock."""
    for partial in target.parent.glob(f".{target.name}.*.partial*"):
        partial.unlink(missing_ok=True)
