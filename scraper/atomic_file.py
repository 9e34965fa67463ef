"""Files and folders that appear under their names whole or not at all.

What is written stands beside the target as `.NAME.UUID.partial`, is synced, and is renamed. A process that is killed
leaves such a file behind; the next writer to the same target removes it. A writer that lives holds a lock on its own.
"""

import ctypes
import errno
import fcntl
import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

SQLITE_SUFFIXES = ("-journal", "-wal", "-shm")
"""Endings of what SQLite keeps beside a database, and takes for that file's own whatever file it was."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
"""Of Linux's renameat2(2): two names change places in one step. Python has no name for either."""

_TEMPORARIES: set[Path] = set()
"""What this process is writing now."""


def sync(path: Path) -> None:
    """Flush a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def replace_file(target: Path) -> Iterator[BinaryIO]:
    """Open a stream whose content takes the target's place at the end of the block.

    Where the target is a symbolic link, the file that it leads to is replaced; a FIFO or device is written into. The
    target's folder is made where it is missing.

    Raises:
        OSError: where it cannot be written, or is a folder; the old file stands then as it was.
    """
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "this is a folder; give the name of a file", str(target))
    if target.exists() and not target.is_file():
        with _errors_name(target, target), target.open("wb") as stream:
            yield stream
        return
    if target.is_symlink():
        try:
            target = target.resolve(strict=False)
        except RuntimeError as error:  # a link that leads to itself, before Python 3.13
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(target)) from error
    with temporary_beside(target) as temporary:
        with temporary.open("wb") as stream:
            yield stream
        move_into_place(temporary, target)


@contextmanager
def replace_folder(target: Path) -> Iterator[Path]:
    """Make a folder that takes the target's place at the end of the block: readers find all of the old or of the new.

    A file of the target's name is replaced too. Where it cannot be written, the old one stands as it was.
    """
    with temporary_beside(target, folder=True) as temporary:
        yield temporary
        move_into_place(temporary, target)


@contextmanager
def temporary_beside(target: Path, *, folder: bool = False) -> Iterator[Path]:
    """Make an empty file or folder beside the target, for what is to take its place or is needed on the way to it.

    It is removed at the end of the block, with what SQLite keeps beside it, unless `move_into_place` renamed it. An
    OSError of it names the target: the other name means nothing to anybody.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(target)
    while True:
        temporary = target.with_name(f".{target.name}.{uuid4()}.partial")
        with _errors_name(target, temporary), ExitStack() as lock:
            _TEMPORARIES.add(temporary)
            try:
                if folder:
                    temporary.mkdir()
                else:
                    temporary.touch(exist_ok=False)
                try:
                    lock.enter_context(_locked(temporary))
                except (BlockingIOError, FileNotFoundError):
                    continue  # another writer has taken it for a leftover before it was locked
                yield temporary
                return
            finally:
                _remove(temporary)
                _TEMPORARIES.discard(temporary)


def move_into_place(temporary: Path, target: Path) -> None:
    """Sync a file or folder, give it the target's name, and sync the name.

    Where the disk fails, the old target stands as it was, or the new one is whole.
    """
    if not temporary.is_dir():
        sync(temporary)
        temporary.replace(target)
    else:
        for path in [*temporary.rglob("*"), temporary]:
            sync(path)
        if not target.exists():
            temporary.rename(target)
        elif not _exchange(temporary, target):
            _move_aside(temporary, target)
    sync(target.parent)


def remove_leftovers(target: Path) -> None:
    """Remove what killed writers have left beside the target."""
    for partial in target.parent.glob(f".{glob.escape(target.name)}.*.partial"):
        with suppress(OSError), _locked(partial):
            _remove(partial)


def remove_own_temporaries() -> None:
    """Remove what this process has beside targets: for one that must end now, with another thread still writing."""
    for temporary in list(_TEMPORARIES):
        with suppress(OSError):
            _remove(temporary)


def remove_database(path: Path) -> None:
    """Remove a file, if it is there, with what SQLite keeps beside it."""
    for suffix in ("", *SQLITE_SUFFIXES):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def _errors_name(target: Path, temporary: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        ours = error.filename is None or Path(str(error.filename)).is_relative_to(temporary)
        if error.errno is None or not ours:
            raise
        raise OSError(error.errno, error.strerror, str(target)) from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that shows others that the writer lives.

    Raises:
        BlockingIOError: another holds it.
        FileNotFoundError: it is not there, or was removed before the lock was taken.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(descriptor), path.stat()):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        yield
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    if not path.is_dir():
        remove_database(path)
    while path.is_dir():
        with suppress(FileNotFoundError):  # another writer removes the same leftover
            shutil.rmtree(path)


def _exchange(one: Path, other: Path) -> bool:
    """Let two names change places; False where the C library or the file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _move_aside(temporary: Path, target: Path) -> None:
    """Do as `_exchange` in two steps, between which there is no target."""
    aside = target.with_name(f".{target.name}.{uuid4()}.partial")
    with _locked(target):  # nobody takes what is aside for a leftover
        target.rename(aside)
        try:
            temporary.rename(target)
        except OSError:
            aside.rename(target)
            raise
        aside.rename(temporary)
