"""Files that are written beside and renamed, so that an interrupted export leaves the old file whole."""

import gzip
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

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
    beside = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with beside.open("xb") as file:
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


def copy(lines: Iterable[bytes], out: BinaryIO) -> int:
    """Write lines in larger pieces.

    Args:
        lines: of the file.
        out: where to.

    Returns:
        how many there were.
    """
    count, gathered, size = 0, [], 0
    for line in lines:
        count += 1
        gathered.append(line)
        size += len(line)
        if size >= CHUNK:
            out.write(b"".join(gathered))
            gathered, size = [], 0
    out.write(b"".join(gathered))
    return count
