"""Packs files into a ZIP, in bounded memory and always to the same bytes, with the digest and size of each."""

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP64_LIMIT, ZIP_DEFLATED, ZIP_STORED, LargeZipFile, ZipFile, ZipInfo

from export.lines import BackgroundWriter, copy

CHUNK = 1 << 20
LEVEL = 4
"""Of compression: half the time of zlib's own choice, which is 6, for a tenth more bytes (see docs/decisions.md)."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can hold: the real one would make other bytes each time."""

_MODE = 0o644 << 16
_UNIX = 3


@dataclass(slots=True)
class Packed:
    """A file in the ZIP: its path there, how many bytes were written so far and may be, and the number of its lines."""

    path: str
    size: int = 0
    count: int = 0
    max_size: float = inf
    _digest: Any = field(default_factory=sha256, repr=False)
    _out: IO[bytes] | None = field(default=None, repr=False)

    @property
    def hash(self) -> str:
        """`sha256:` and hexadecimal digits."""
        return f"sha256:{self._digest.hexdigest()}"

    def write(self, data: bytes, /) -> None:
        """Write some of the file; LargeZipFile where it becomes too large for a ZIP without the extensions of ZIP64."""
        assert self._out is not None
        if self.size + len(data) > self.max_size:
            raise LargeZipFile(self.path)
        self._out.write(data)
        self._digest.update(data)
        self.size += len(data)


def pack_file(archive: ZipFile, path: str, source: Path, report: Callable[[int], object]) -> Packed:
    """Pack a file uncompressed, so that its records can be read in place; report the number of bytes packed so far."""
    with source.open("rb") as stream, _entry(archive, path, stored_size=source.stat().st_size) as packed:
        while chunk := stream.read(CHUNK):
            packed.write(chunk)
            report(packed.size)
    return packed


def pack_lines(
    archive: ZipFile,
    path: str,
    lines: Generator[bytes, None, None],
    report: Callable[[int], object] = lambda _: None,
    *,
    zip64: bool = True,
) -> Packed:
    """Pack lines, each with its end, as one compressed file; report the number of lines packed so far.

    Raises:
        LargeZipFile: where there are more than 2 GiB of them and the extensions of ZIP64 are not to be used.
    """
    with _entry(archive, path, zip64=zip64) as packed, BackgroundWriter(packed) as out:
        packed.count = copy(lines, out, report)
    return packed


def pack_bytes(archive: ZipFile, path: str, data: bytes, *, zip64: bool = True) -> Packed:
    """Pack bytes as one compressed file."""
    with _entry(archive, path, zip64=zip64) as packed:
        packed.write(data)
    return packed


def pack_text(archive: ZipFile, path: str, text: str) -> Packed:
    """Pack a text as one compressed file."""
    return pack_bytes(archive, path, text.encode())


def pack_json(archive: ZipFile, path: str, value: object) -> Packed:
    """Pack a value as one compressed file of JSON."""
    return pack_text(archive, path, f"{json.dumps(value, ensure_ascii=False, indent=2)}\n")


@contextmanager
def _entry(archive: ZipFile, path: str, *, stored_size: int | None = None, zip64: bool = True) -> Iterator[Packed]:
    """Open a file in the ZIP; uncompressed where its size is known beforehand."""
    entry = ZipInfo(path, _EARLIEST)
    entry.compress_type = ZIP_DEFLATED if stored_size is None else ZIP_STORED
    entry._compresslevel = LEVEL  # type: ignore[attr-defined]  # noqa: SLF001 - public from Python 3.13 on
    entry.external_attr, entry.create_system = _MODE, _UNIX
    entry.file_size = stored_size or 0
    with archive.open(entry, "w", force_zip64=zip64 and stored_size is None) as out:
        yield Packed(path, max_size=inf if zip64 else ZIP64_LIMIT, _out=out)
