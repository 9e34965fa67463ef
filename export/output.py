"""Files that are written beside and renamed, so that an interrupted export leaves the old file whole."""

import fcntl
import glob
import gzip
import os
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

CHUNK = 1 << 16
"""Bytes gathered before they are written."""


@contextmanager
def replacing(target: Path, *, compressed: bool) -> Iterator[BinaryIO]:
    """Open a file beside the target; it takes the target's place when all went well.

    Args:
        target: the file to be made or replaced; its folder is made where it is missing.
        compressed: whether to gzip it, the same bytes for the same content.

    Yields:
        a stream to write to.

    Raises:
        OSError: where it cannot be written; the old file stands then as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _clear_up(target)
    beside = target.with_name(f".{target.name}.{uuid4()}.partial")
    try:
        with beside.open("xb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if compressed:
                with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as packed:
                    yield packed  # type: ignore[misc]
            else:
                yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _clear_up(target: Path) -> None:
    """Remove what killed exports to the same file have left; one that is being written is locked by its writer."""
    for partial in target.parent.glob(f".{glob.escape(target.name)}.*.partial"):
        with suppress(OSError), partial.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            partial.unlink()


def copy(lines: Generator[bytes, None, None], out: BinaryIO) -> int:
    """Write lines in larger pieces, and close what gave them, whether or not all could be written.

    Args:
        lines: of the file.
        out: where to.

    Returns:
        how many there were.
    """
    count, gathered, size = 0, [], 0
    with closing(lines):
        for line in lines:
            count += 1
            gathered.append(line)
            size += len(line)
            if size >= CHUNK:
                out.write(b"".join(gathered))
                gathered, size = [], 0
    out.write(b"".join(gathered))
    return count
