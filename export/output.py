"""Files that are written beside and renamed, so that an interrupted export leaves the old file whole."""

import errno
import fcntl
import glob
import gzip
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias
from uuid import uuid4

Watch: TypeAlias = Callable[[str, int, int], None]
"""What is told of progress: the part's name, how many rows of it are done, of how many."""

CHUNK = 1 << 16
"""Bytes gathered before they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written.

    Attributes:
        path: of the file or folder.
        counts: how many there are in it of what.
        notes: what has to be known of it, a sentence each.
    """

    path: Path
    counts: dict[str, int]
    notes: tuple[str, ...] = ()


_PARTIAL: set[Path] = set()
"""What is written beside a target in this process now."""


def remove_partials() -> None:
    """Remove what is still beside targets: for a process that has to end now, while another thread of it is at work."""
    for beside in list(_PARTIAL):
        with suppress(OSError):
            _remove(beside)


@contextmanager
def replacing(target: Path, *, compressed: bool) -> Iterator[BinaryIO]:
    """Open a file beside the target; it takes the target's place when all went well.

    Where the target is a symlink, the file that it leads to is replaced; a FIFO or device is written into.

    Args:
        target: the file to be made or replaced; its folder is made where it is missing.
        compressed: whether to gzip it, the same bytes for the same content.

    Yields:
        a stream to write to.

    Raises:
        OSError: where it cannot be written, or is a folder; the old one stands then as it was.
    """
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "this is a folder; give the name of a file", str(target))
    if target.exists() and not target.is_file():
        with _named(target, target), target.open("wb") as stream, _packing(stream, compressed=compressed) as out:
            yield out
        return
    if target.is_symlink():
        target = target.resolve()
    beside = _beside(target)
    with _named(target, beside), _removed(beside):
        with beside.open("xb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            with _packing(file, compressed=compressed) as out:
                yield out
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)


@contextmanager
def _packing(file: BinaryIO, *, compressed: bool) -> Iterator[BinaryIO]:
    if not compressed:
        yield file
        return
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as packed:
        yield packed  # type: ignore[misc]


@contextmanager
def scratch(target: Path) -> Iterator[Path]:
    """Make a folder beside the target for what is needed on the way to it, or is to take its place; then remove it.

    Args:
        target: the file or folder to be made; its folder is made where it is missing.

    Yields:
        the new folder. What is left of it by a killed export, the next one to the same target removes.
    """
    beside = _beside(target)
    with _named(target, beside), _removed(beside):
        beside.mkdir()
        with _locked(beside):
            yield beside


@contextmanager
def _named(target: Path, beside: Path) -> Iterator[None]:
    """Let an error of writing name the target: nobody knows of what is written beside it."""
    try:
        yield
    except OSError as error:
        ours = error.filename is None or Path(str(error.filename)).is_relative_to(beside)
        if error.errno is None or not ours:
            raise
        raise OSError(error.errno, error.strerror, str(target)) from error


@contextmanager
def _removed(beside: Path) -> Iterator[None]:
    """Remove what was written beside a target, if it is still there in the end."""
    _PARTIAL.add(beside)
    try:
        yield
    finally:
        _remove(beside)
        _PARTIAL.discard(beside)


def _beside(target: Path) -> Path:
    """Name what is written beside a target, in a folder that is there, after what killed exports have left is gone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for partial in target.parent.glob(f".{glob.escape(target.name)}.*.partial"):
        with suppress(OSError), _locked(partial):
            _remove(partial)
    return target.with_name(f".{target.name}.{uuid4()}.partial")


def _remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _locked(partial: Path) -> Iterator[None]:
    """Hold what is written beside a target, which says that its writer lives; OSError where another holds it."""
    handle = os.open(partial, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def copy(lines: Generator[bytes, None, None], out: BinaryIO, told: Callable[[int], None] | None = None) -> int:
    """Write lines in larger pieces, and close what gave them, whether or not all could be written.

    Args:
        lines: of the file.
        out: where to.
        told: told now and then how many are done.

    Returns:
        how many there were.
    """
    count = Count(told)
    out.writelines(pieces(lines, count))
    return count.lines


class Count:
    """How many lines are done.

    Args:
        told: told of it now and then.
    """

    def __init__(self, told: Callable[[int], None] | None = None) -> None:
        self.lines = 0
        self._told = told

    def add(self, lines: int) -> None:
        """Count some more."""
        self.lines += lines
        if self._told is not None:
            self._told(self.lines)


def pieces(lines: Generator[bytes, None, None], count: Count) -> Iterator[bytes]:
    """Gather lines into larger pieces, and close what gave them when it is over.

    Args:
        lines: of a file.
        count: is told of the lines of each piece.
    """
    gathered: list[bytes] = []
    size = 0
    with closing(lines):
        for line in lines:
            gathered.append(line)
            size += len(line)
            if size >= CHUNK:
                count.add(len(gathered))
                yield b"".join(gathered)
                gathered, size = [], 0
    count.add(len(gathered))
    yield b"".join(gathered)


def counted(watch: Watch | None, part: str, of: int, *, before: int = 0) -> Callable[[int], None] | None:
    """Return what to tell of the rows of one part; None where nobody watches.

    Args:
        watch: who is told.
        part: its name.
        of: how many rows it has.
        before: how many of them were done before the count begins.
    """
    return None if watch is None else lambda done: watch(part, before + done, of)
