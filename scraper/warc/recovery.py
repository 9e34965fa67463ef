"""What a killed run left whole: every record is a gzip member, so that a cut one shows."""

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

READ_BYTES = 1 << 20
"""Read at a time: memory does not grow with the file."""

GZIP_WINDOW = 16 + zlib.MAX_WBITS


def members(path: Path) -> Iterator[tuple[int, int]]:
    """Yield offset and length in bytes of each gzip member whose checksum is right, up to the first that is not."""
    with path.open("rb") as stream:
        start = 0
        rest = stream.read(READ_BYTES)
        while rest:
            member = zlib.decompressobj(GZIP_WINDOW)
            length = 0
            while not member.eof:
                if not rest and not (rest := stream.read(READ_BYTES)):
                    return
                try:
                    member.decompress(rest)
                except zlib.error:
                    return
                length += len(rest) - len(member.unused_data)
                rest = member.unused_data if member.eof else b""
            yield start, length
            start += length
            rest = rest or stream.read(READ_BYTES)


def cut_to_whole(path: Path) -> int:
    """Cut a dead run's file behind its last whole record, and return how many bytes that were."""
    end = 0
    for offset, length in members(path):
        end = offset + length
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.truncate(end)
        stream.flush()
        os.fsync(stream.fileno())
    return size - end
