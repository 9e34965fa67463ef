"""A local folder of backups: what is in it is reached without following a symbolic link, or waiting for a fifo.

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
_ALONE = os.O_NOFOLLOW | os.O_CLOEXEC


class LocalFolder:
    """A local folder.

    Args:
        root: its path.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """Read a regular file.

        Args:
            name: of it, with the folders within this one.

        Raises:
            BackupError: where it is a link or no regular file, or a folder on the way is no folder.
            FileNotFoundError: where there is none.
        """
        with self._folder_of(name) as folder:
            try:
                descriptor = os.open(Path(name).name, os.O_RDONLY | os.O_NONBLOCK | _ALONE, dir_fd=folder)
            except OSError as error:
                if error.errno == errno.ELOOP:
                    raise self._refused(name) from error
                raise
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise self._refused(name)
            yield file

    def put(self, source: Path, name: str) -> None:
        """Copy a file here; it has its name when it is whole and on the disk. A link of that name is replaced."""
        with self._folder_of(name, make=True) as folder:
            last = Path(name).name
            partial = last + PARTIAL
            with suppress(FileNotFoundError):
                os.unlink(partial, dir_fd=folder)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _ALONE, 0o666, dir_fd=folder)
            with os.fdopen(descriptor, "wb") as there, source.open("rb") as here:
                shutil.copyfileobj(here, there, 1 << 20)
                there.flush()
                os.fsync(descriptor)
            os.rename(partial, last, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)

    def remove(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it; nothing happens where there is none."""
        with suppress(FileNotFoundError), self._folder_of(name) as folder:
            last = Path(name).name
            if stat.S_ISDIR(os.stat(last, dir_fd=folder, follow_symlinks=False).st_mode):
                shutil.rmtree(last, dir_fd=folder)
            else:
                os.unlink(last, dir_fd=folder)

    @contextmanager
    def _folder_of(self, name: str, *, make: bool = False) -> Iterator[int]:
        """Open the folder that a file is in, from this one on step by step."""
        if make:
            self._root.mkdir(parents=True, exist_ok=True)
        here = os.open(self._root, _FOLDER)
        try:
            for part in Path(name).parts[:-1]:
                if make:
                    with suppress(FileExistsError):
                        os.mkdir(part, dir_fd=here)
                try:
                    inner = os.open(part, _FOLDER | _ALONE, dir_fd=here)
                except OSError as error:
                    if error.errno in {errno.ELOOP, errno.ENOTDIR}:
                        raise self._refused(part) from error
                    raise
                os.close(here)
                here = inner
            yield here
        finally:
            os.close(here)

    def _refused(self, name: str) -> BackupError:
        return BackupError(f"{self._root}: {name} is a link or no regular file, which no backup has; look at it")
