"""Finds what a killed run left whole: every record is a gzip member, so a cut one shows by itself."""

import fcntl
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

CHUNK = 1 << 20
"""Bytes read at a time: memory does not grow with the file."""

_GZIP = 16 + zlib.MAX_WBITS


def members(path: Path) -> Iterator[tuple[int, int]]:
    """Walk the whole gzip members of a file.

    Args:
        path: a `.warc.gz` file, perhaps cut off anywhere.

    Yields:
        offset and length in bytes of each member whose checksum is right, up to the first that is not.
    """
    with path.open("rb") as stream:
        start = 0
        rest = stream.read(CHUNK)
        while rest:
            member = zlib.decompressobj(_GZIP)
            length = 0
            while not member.eof:
                if not rest and not (rest := stream.read(CHUNK)):
                    return
                try:
                    member.decompress(rest)
                except zlib.error:
                    return
                length += len(rest) - len(member.unused_data)
                rest = member.unused_data if member.eof else b""
            yield start, length
            start += length
            rest = rest or stream.read(CHUNK)


def is_being_written(path: Path) -> bool:
    """Whether a living run has a file open: another archive's, of the same id, as a copy of a database has.

    Args:
        path: a file that still ends in `.open`.
    """
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def cut_to_whole(path: Path) -> int:
    """Cut a dead run's file behind its last whole record.

    Args:
        path: a file that nobody writes any more.

    Returns:
        bytes cut off; 0 where the file was whole.
    """
    end = 0
    for offset, length in members(path):
        end = offset + length
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.truncate(end)
        stream.flush()
        os.fsync(stream.fileno())
    return size - end
