"""A local folder of backups: nothing in it is reached through a symbolic link, and no fifo is waited for.

Whoever can write to the folder can put anything there. The folder itself may be a link: that is whoever names it.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from arsip.nightly.backup.manifest import BackupError

PARTIAL = ".partial"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NO_LINK = os.O_NOFOLLOW | os.O_CLOEXEC


class LocalFolder:
    """A local folder; names are relative to it and may have folders in them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """Read a regular file; BackupError where it is none, or a link, or a folder on the way is one."""
        with self._parent_of(name) as folder:
            try:
                descriptor = os.open(Path(name).name, os.O_RDONLY | os.O_NONBLOCK | _NO_LINK, dir_fd=folder)
            except OSError as error:
                if error.errno == errno.ELOOP:
                    raise self._not_regular(name) from error
                raise
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise self._not_regular(name)
            yield file

    def put(self, source: Path, name: str) -> None:
        """Copy a file here; it has its name when it is whole and on the disk. A link of that name is replaced."""
        with self._parent_of(name, create=True) as folder:
            last = Path(name).name
            partial = last + PARTIAL
            with suppress(FileNotFoundError):
                os.unlink(partial, dir_fd=folder)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o666, dir_fd=folder)
            with os.fdopen(descriptor, "wb") as target, source.open("rb") as file:
                shutil.copyfileobj(file, target, 1 << 20)
                target.flush()
                os.fsync(descriptor)
            os.rename(partial, last, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)

    def remove(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it; nothing happens where there is none."""
        with suppress(FileNotFoundError), self._parent_of(name) as folder:
            last = Path(name).name
            if stat.S_ISDIR(os.stat(last, dir_fd=folder, follow_symlinks=False).st_mode):
                shutil.rmtree(last, dir_fd=folder)
            else:
                os.unlink(last, dir_fd=folder)

    @contextmanager
    def _parent_of(self, name: str, *, create: bool = False) -> Iterator[int]:
        """Open the folder that a file is in, from the root on step by step."""
        if create:
            self._root.mkdir(parents=True, exist_ok=True)
        folder = os.open(self._root, _FOLDER)
        try:
            for part in Path(name).parts[:-1]:
                if create:
                    with suppress(FileExistsError):
                        os.mkdir(part, dir_fd=folder)
                try:
                    inner = os.open(part, _FOLDER | _NO_LINK, dir_fd=folder)
                except OSError as error:
                    if error.errno in {errno.ELOOP, errno.ENOTDIR}:
                        raise self._not_regular(part) from error
                    raise
                os.close(folder)
                folder = inner
            yield folder
        finally:
            os.close(folder)

    def _not_regular(self, name: str) -> BackupError:
        return BackupError(f"{self._root}: {name} is a link or no regular file, which no backup contains; look at it")
