"""Packs files into a ZIP, in bounded memory and always to the same bytes, with the digest and size of each."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from export.lines import gather

CHUNK = 1 << 20
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can hold: the real one would make other bytes each time."""

_MODE = 0o644 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A file in the ZIP.

    Attributes:
        hash: `sha256:` and hexadecimal digits.
        count: number of its lines, or of its bytes where it was packed as a whole.
    """

    path: str
    hash: str
    bytes: int
    count: int


def pack_file(archive: ZipFile, path: str, source: Path, progress: Callable[[int], None] | None) -> Packed:
    """Pack a file uncompressed, so that its records can be read in place.

    Args:
        archive: the ZIP.
        path: name in it.
        source: the file.
        progress: called now and then with the number of bytes packed.
    """
    with source.open("rb") as stream:
        return _pack(archive, path, _chunks(stream), progress, stored_size=source.stat().st_size)


def pack_lines(
    archive: ZipFile, path: str, lines: Generator[bytes, None, None], progress: Callable[[int], None] | None = None
) -> Packed:
    """Pack lines as one file, compressed.

    Args:
        archive: the ZIP.
        path: name in it.
        lines: with their line ends.
        progress: called now and then with the number of lines packed.
    """
    return _pack(archive, path, gather(lines), progress)


def pack_text(archive: ZipFile, path: str, text: str) -> Packed:
    """Pack a text as one file, compressed."""
    return _pack(archive, path, [(text.encode(), 1)], None)


def _chunks(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        yield chunk, size


def _pack(
    archive: ZipFile,
    path: str,
    pieces: Iterable[tuple[bytes, int]],
    progress: Callable[[int], None] | None,
    *,
    stored_size: int | None = None,
) -> Packed:
    """Pack pieces, each with the count so far; uncompressed where their size is known beforehand."""
    entry = ZipInfo(path, _EARLIEST)
    entry.compress_type = ZIP_DEFLATED if stored_size is None else ZIP_STORED
    entry.external_attr, entry.create_system = _MODE, _UNIX
    entry.file_size = stored_size or 0
    digest = sha256()
    size = count = 0
    with archive.open(entry, "w", force_zip64=stored_size is None) as out:
        for piece, done in pieces:
            out.write(piece)
            digest.update(piece)
            size += len(piece)
            count = done
            if progress is not None:
                progress(count)
    return Packed(path=path, hash=f"sha256:{digest.hexdigest()}", bytes=size, count=count)
