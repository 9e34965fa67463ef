"""Packs files into a ZIP, in bounded memory and always to the same bytes, and notes the digest and size of each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

CHUNK = 1 << 20
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP knows: the real one would make other bytes each time."""

_MODE = 0o644 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A file in the ZIP.

    Attributes:
        path: its name there.
        hash: `sha256:` and hexadecimal digits.
        bytes: its size.
    """

    path: str
    hash: str
    bytes: int


def pack_file(archive: ZipFile, path: str, source: Path, watch: Callable[[int], None]) -> Packed:
    """Put a file into a ZIP as it is, uncompressed, so that its records can be read in their places.

    Args:
        archive: the ZIP.
        path: name in it.
        source: the file.
        watch: told of each piece's bytes.
    """
    with source.open("rb") as stream:
        return _pack(archive, path, _pieces(iter(lambda: stream.read(CHUNK), b""), watch), source.stat().st_size)


def pack_lines(archive: ZipFile, path: str, lines: Iterable[bytes]) -> Packed:
    """Put lines into a ZIP as one file, compressed.

    Args:
        archive: the ZIP.
        path: name in it.
        lines: with their line ends.
    """
    return _pack(archive, path, lines, None)


def _pieces(pieces: Iterable[bytes], watch: Callable[[int], None]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        watch(len(piece))


def _pack(archive: ZipFile, path: str, pieces: Iterable[bytes], stored: int | None) -> Packed:
    """Put pieces into a ZIP; where their size is known beforehand, they are stored."""
    about = ZipInfo(path, _LONG_AGO)
    about.compress_type = ZIP_DEFLATED if stored is None else ZIP_STORED
    about.external_attr, about.create_system = _MODE, _UNIX
    about.file_size = stored or 0
    digest, size = sha256(), 0
    with archive.open(about, "w", force_zip64=stored is None) as out:
        for piece in pieces:
            out.write(piece)
            digest.update(piece)
            size += len(piece)
    return Packed(path=path, hash=f"sha256:{digest.hexdigest()}", bytes=size)
