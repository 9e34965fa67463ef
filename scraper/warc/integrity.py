"""Walks a WARC file past what is damaged in it, so that every bit of it is accounted for; cuts what a killed run left.

Every record is a gzip member, so that a cut one shows.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from fastwarc import WarcRecord, WarcRecordType

from scraper.warc.records import MAX_RECORD_BYTES, WarcError, parse_fields, records

READ_BYTES = 1 << 20
"""Read at a time: memory does not grow with the file."""

GZIP_WINDOW = 16 + zlib.MAX_WBITS

_MAGIC = b"\x1f\x8b\x08"
_HEADER = _MAGIC + bytes(6)
"""How each member begins that FastWARC writes: no name, no time; then a byte that names the operating system."""

_HEADER_BYTES, _TRAILER_BYTES = 10, 8
_PROBE_BYTES = 256
_FIRST_BYTES = 1 << 16
"""A warcinfo record of ours takes less, packed or not; another program's first member may be the whole file."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A gzip member whose checksum is right; what was compressed in it is one record.

    `altered` says why it is not the very bytes that were written, although its content is; None where it is.
    """

    start: int
    length: int
    content: bytes
    altered: str | None

    @property
    def end(self) -> int:
        """The byte behind it."""
        return self.start + self.length

    def record(self) -> WarcRecord | None:
        """Return the record, HTTP not parsed; None where there is none."""
        try:
            return next(records(BytesIO(self.content), Path()), None)
        except WarcError:
            return None


@dataclass(frozen=True, slots=True)
class Damaged:
    """Bytes from `start` to before `end` that are no whole member; at `end` the next one begins, or the file ends."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Warcinfo:
    """What a file's first record says: which run, of which archive, wrote it, and where the responses are from."""

    run: str
    source: str
    archive: str | None = None


def read_warcinfo(path: Path) -> Warcinfo | None:
    """Return what a file says of itself; None where its first record cannot be read or is not of our making."""
    with path.open("rb") as stream:
        head = stream.read(_FIRST_BYTES)
    member = zlib.decompressobj(GZIP_WINDOW)
    try:
        content = member.decompress(head, _FIRST_BYTES)
    except zlib.error:
        return None
    record = Whole(0, len(head), content, None).record() if member.eof else None
    if record is None or record.record_type != WarcRecordType.warcinfo:
        return None
    fields = parse_fields(record.reader.read())
    if "arsip-run" not in fields:
        return None
    return Warcinfo(fields["arsip-run"], fields.get("arsip-source", ""), fields.get("arsip-archive"))


def walk(path: Path, since: int = 0, until: int | None = None) -> Iterator[Whole | Damaged]:
    """Walk the members that begin in a part of a file, and what is damaged between and behind them.

    Each record of the file is a gzip member of its own; the last may reach beyond `until`, which is the file's end by
    default. Parts that lie side by side give together what the whole file gives: what stands before the first member of
    a part is left to the part before it.
    """
    with path.open("rb") as stream:
        first, size = stream.read(_HEADER_BYTES), stream.seek(0, os.SEEK_END)
        position = _next_start(stream, since, size) if since else 0
        until = size if until is None else min(until, size)
        if position >= until:
            return
        while position < until:
            found = _read_member(stream, position, first) or Damaged(position, _next_start(stream, position + 1, size))
            yield found
            position = found.end
        if (behind := _next_start(stream, position, size)) > position:
            yield Damaged(position, behind)


def members_at(path: Path, offsets: Iterable[int]) -> Iterator[Whole | Damaged]:
    """Read the members that begin at certain bytes; damage of no length stands for those that are not there."""
    with path.open("rb") as stream:
        first = stream.read(_HEADER_BYTES)
        for offset in offsets:
            yield _read_member(stream, offset, first) or Damaged(offset, offset)


def next_member(path: Path, position: int) -> int | None:
    """Return the byte at or behind a position at which a member with a record begins; None where none does."""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        found = _next_start(stream, position, size)
    return found if found < size else None


def members(path: Path, since: int = 0) -> Iterator[tuple[int, int]]:
    """Yield offset and length in bytes of each gzip member whose checksum is right, up to the first that is not."""
    with path.open("rb") as stream:
        stream.seek(since)
        start = since
        rest = stream.read(READ_BYTES)
        while rest:
            member = zlib.decompressobj(GZIP_WINDOW)
            length = 0
            is_full = False
            while not member.eof:
                if not rest and not is_full and not (rest := stream.read(READ_BYTES)):
                    return
                try:
                    is_full = len(member.decompress(rest, READ_BYTES)) == READ_BYTES  # a MB can unpack to a GB
                except zlib.error:
                    return
                left = member.unused_data if member.eof else member.unconsumed_tail
                length += len(rest) - len(left)
                rest = left
            yield start, length
            start += length
            rest = rest or stream.read(READ_BYTES)


def cut_to_whole(path: Path) -> int:
    """Cut a dead run's file behind its last whole record, and return how many bytes that were.

    What is damaged before that record stays: those behind it may have been committed.
    """
    end = 0
    for found in walk(path):
        if isinstance(found, Whole):
            end = found.end
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.truncate(end)
        stream.flush()
        os.fsync(stream.fileno())
    return size - end


def _read_member(stream: BinaryIO, start: int, first: bytes) -> Whole | None:
    """Read the member that begins at a byte; None where no whole one does, or one that unpacks to too much."""
    if start < 0:
        return None
    stream.seek(start)
    member = zlib.decompressobj(GZIP_WINDOW)
    raw, content, room = bytearray(), [], MAX_RECORD_BYTES
    while not member.eof:
        packed = stream.read(READ_BYTES if raw else READ_BYTES >> 4)
        if not packed:
            return None
        try:
            content.append(member.decompress(packed, room + 1))
        except zlib.error:
            return None
        room -= len(content[-1])
        if room < 0:
            return None
        raw += packed
    length = len(raw) - len(member.unused_data)
    return Whole(start, length, b"".join(content), _alteration(bytes(raw[:length]), first))


def _alteration(raw: bytes, first: bytes) -> str | None:
    """Say which bits, of those that no checksum covers, are not as they were written; None where all are."""
    if raw[: len(_HEADER)] != _HEADER or raw[:_HEADER_BYTES] != first:
        return "its gzip header is not the one that Arsip writes"
    body, last, trailer = raw[:-_TRAILER_BYTES][:-1], raw[-_TRAILER_BYTES - 1], raw[-_TRAILER_BYTES:]
    if not last:
        return None
    # What fills up the last byte is zero as written: where its highest bit can be spared, that bit was part of it.
    spared = zlib.decompressobj(GZIP_WINDOW)
    try:
        spared.decompress(body)
        spared.decompress(bytes([last & ~(1 << last.bit_length() - 1)]) + trailer)
    except zlib.error:
        return None
    return "the bits behind its compressed data are not zero" if spared.eof else None


def _next_start(stream: BinaryIO, position: int, size: int) -> int:
    """Return the byte at or behind a position at which a member with a record begins, or at which the file ends."""
    while position < size:
        stream.seek(position)
        read = stream.read(READ_BYTES)
        at = read.find(_MAGIC)
        while at >= 0:
            if _begins_record(stream, position + at):
                return position + at
            at = read.find(_MAGIC, at + 1)
        position += max(len(read) - len(_MAGIC) + 1, 1)
    return size


def _begins_record(stream: BinaryIO, position: int) -> bool:
    stream.seek(position)
    try:
        return zlib.decompressobj(GZIP_WINDOW).decompress(stream.read(_PROBE_BYTES)).startswith(b"WARC/1.")
    except zlib.error:
        return False
