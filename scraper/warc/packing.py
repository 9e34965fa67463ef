"""How records are packed in a WARC file: plain, a gzip member for each, or several in one; copies with a member each.

A capture is read by the byte at which its record starts, so in `warc/` each record has a member of its own. FastWARC's
own writer would normalise a record's headers, and a record is kept as it is.
"""

import gzip
import shutil
import zlib
from collections.abc import Iterator
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import BinaryIO, Self, cast

from scraper.warc.integrity import GZIP_WINDOW, READ_BYTES, members
from scraper.warc.records import WarcError, records
from scraper.warc.writer import GZIP_LEVEL

MAX_GAPS = 100
"""Places in a file that cannot be read and behind which a record is looked for: each time, it is unpacked anew."""

_GZIP_MAGIC = b"\x1f\x8b"
_END = b"\r\n\r\n"
_RECORD = _END + b"WARC/1."
"""The end of a record, and how the next begins."""


def is_packed(path: Path) -> bool:
    """Whether a file is compressed."""
    with path.open("rb") as stream:
        return stream.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC


def copy(source: Path, target: Path) -> None:
    """Copy a WARC file, so that each record is a gzip member; the same byte for byte where that is so already.

    Memory stays flat, whatever the file unpacks to. What is damaged or cut off at its end is copied as far as it goes.

    Raises:
        WarcError: where there is no record.
        OSError: where a file cannot be read or written.
    """
    if is_packed(source) and _has_member_per_record(source):
        shutil.copyfile(source, target)
        return
    starts = list(_starts(source))
    with _plain(source) as stream, target.open("wb") as out:
        for start, end in pairwise([*starts, None]):
            assert start is not None
            _pack(stream, out, None if end is None else end - start)


def _has_member_per_record(path: Path) -> bool:
    """Whether each record is a member by itself, as far as the file can be read."""
    end = 0
    with path.open("rb") as stream:
        try:
            for record, member in zip_longest(records(stream, path), members(path)):
                if member is None:  # where the file is damaged or cut off, the record was in no whole member
                    return 0 < end < path.stat().st_size
                if record is None:
                    break
                if record.stream_pos != member[0]:
                    return False
                end = sum(member)
        except WarcError:  # in the last member, what cannot be read may be more records
            return 0 < end < path.stat().st_size
    return end > 0


def _starts(path: Path) -> Iterator[int]:
    """Yield the byte of the unpacked file at which each record starts; what cannot be read belongs to that before it.

    Behind a record that says a wrong length, the next begins at the next line that begins as records do.
    """
    begin: int | None = 0
    last, gaps = -1, 0
    while begin is not None and gaps < MAX_GAPS:
        at = begin
        with _plain(path) as stream:
            stream.skip(at)
            try:
                for record in records(stream, path):  # type: ignore[arg-type]  # it calls `read` and `tell` alone
                    last = record.stream_pos
                    yield last
                begin = None
            except WarcError:
                if last < 0:
                    raise
                begin, gaps = _next_record(path, max(last, at) + 1), gaps + 1
    if last < 0:
        raise WarcError(f"{path}: there is no WARC record in it")


def _next_record(path: Path, position: int) -> int | None:
    """Return the byte of the unpacked file, at or behind a position, at which what looks like a record begins."""
    with _plain(path) as stream:
        stream.skip(position)
        rest = b""
        while piece := stream.read():
            rest += piece
            if (at := rest.find(_RECORD)) >= 0:
                return stream.tell() - len(rest) + at + len(_END)
            rest = rest[-len(_RECORD) :]
    return None


def _pack(stream: "_Unpacked", out: BinaryIO, size: int | None) -> None:
    """Copy so many bytes, or all that are left, as one gzip member."""
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP_WINDOW)
    while size is None or size > 0:
        piece = stream.read(READ_BYTES if size is None else min(READ_BYTES, size))
        if not piece:
            break
        out.write(packer.compress(piece))
        size = None if size is None else size - len(piece)
    out.write(packer.flush())


class _Unpacked:
    """A file as it is unpacked, which ends where it cannot be unpacked further."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._position = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, size: int = READ_BYTES) -> bytes:
        """Read at most so many bytes."""
        try:
            piece: bytes = self._stream.read1(size)  # type: ignore[attr-defined]
        except (EOFError, gzip.BadGzipFile, zlib.error):
            return b""
        self._position += len(piece)
        return piece

    def skip(self, size: int) -> None:
        """Read so many bytes, or all that are left."""
        end = self._position + size
        while self._position < end and self.read(min(READ_BYTES, end - self._position)):
            pass

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._position


def _plain(path: Path) -> _Unpacked:
    return _Unpacked(cast("BinaryIO", gzip.open(path)) if is_packed(path) else path.open("rb"))
