"""The place that backups stand in: a folder, or anything else that fsspec can write to."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import fsspec

from arsip.night.backup.manifest import BackupError, Manifest, made_at
from scraper.warc.disk import sync

PARTIAL = ".partial"
CHUNK = 1 << 20
MAX_MANIFEST = 64 * 1000**2
"""Bytes of a manifest: some 300,000 WARC files."""


class Place:
    """A place for backups.

    Args:
        target: a folder, or an address such as `s3://bucket/arsip`.

    Raises:
        BackupError: where there is no such kind of place, or what it needs is not installed.
    """

    def __init__(self, target: str) -> None:
        self.name = shown(target)
        try:
            self._fs, self._root = fsspec.core.url_to_fs(target)
        except (ValueError, ImportError) as error:
            raise BackupError(f"{self.name}: backups cannot go there: {error}") from error
        self.is_local = isinstance(self._fs, fsspec.implementations.local.LocalFileSystem)

    @contextmanager
    def used(self) -> Iterator[None]:
        """Say of what fails within the block that it was this place."""
        try:
            yield
        except BackupError:
            raise
        except OSError as error:
            raise BackupError(f"{self.name}: {error.strerror or error}") from error
        except Exception as error:  # each kind of place raises its own
            raise BackupError(f"{self.name}: {type(error).__name__}: {' '.join(str(error).split())}") from error

    @property
    def exists(self) -> bool:
        """Whether there is such a place yet."""
        return bool(self._fs.exists(self._root))

    def names(self, folder: str = "") -> dict[str, int]:
        """Return the names of the files in a folder, with their sizes; nothing where there is no folder."""
        with suppress(FileNotFoundError):
            self._fs.invalidate_cache()
            found = self._fs.ls(self._path(folder), detail=True)
            return {Path(each["name"]).name: int(each["size"] or 0) for each in found if each["type"] == "file"}
        return {}

    def put(self, source: Path, name: str) -> None:
        """Copy a file to the place; it has its name when it is whole."""
        path, partial = self._path(name), self._path(name + PARTIAL)
        if self.is_local:
            self._refuse_links(name)
            Path(partial).unlink(missing_ok=True)
        self._fs.makedirs(self._fs._parent(path), exist_ok=True)  # noqa: SLF001 - fsspec's only way to name it
        self._fs.put_file(str(source), partial)
        if self.is_local:
            sync(Path(partial))
        self._fs.mv(partial, path)

    def get(self, name: str, target: Path, *, limit: int) -> str:
        """Copy a file from the place.

        Args:
            name: of the file.
            target: where to; nothing stays there where it fails.
            limit: bytes that it has at most.

        Returns:
            the SHA-256 of what was copied.

        Raises:
            BackupError: where it is longer, or no regular file.
        """
        with self.reading(name) as file:
            return self.copy(file, target, name=name, limit=limit)

    def copy(
        self, file: BinaryIO, target: Path, *, name: str, limit: int, watch: Callable[[int], None] = lambda _: None
    ) -> str:
        """Copy a stream to a file and to the disk, up to a limit; as `get`."""
        seen, size = sha256(), 0
        try:
            with target.open("wb") as out:
                while size <= limit and (piece := file.read(min(CHUNK, limit - size + 1))):
                    size += len(piece)
                    out.write(piece)
                    seen.update(piece)
                    watch(size)
                out.flush()
                os.fsync(out.fileno())
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        if size > limit:
            target.unlink()
            raise BackupError(f"{self.name}: {name} is longer than the {limit:,} bytes that its manifest says")
        return seen.hexdigest()

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """Read a file of the place.

        Raises:
            BackupError: where it is a link or no regular file: a backup may be somebody else's.
        """
        if self.is_local:
            self._refuse_links(name)
        with self._fs.open(self._path(name), "rb") as file:
            yield cast("BinaryIO", file)

    def _refuse_links(self, name: str) -> None:
        """Refuse a name that leads out of the place by a link, or to a device or a pipe."""
        path = Path(self._path(name))
        if path.resolve() != Path(self._root).resolve() / name or (path.exists() and not path.is_file()):
            raise BackupError(f"{self.name}: {name} is a link or no regular file, which no backup has; look at it")

    def remove(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it; nothing happens where there is none."""
        with suppress(FileNotFoundError):
            self._fs.rm(self._path(name), recursive=True)

    def manifests(self) -> list[Manifest]:
        """Return the backups there are, the newest first.

        Raises:
            BackupError: where one of them cannot be read.
        """
        found = []
        for name, size in sorted(self.names().items(), reverse=True):
            if not name.endswith(".json") or made_at(name) is None:
                continue
            if size > MAX_MANIFEST:
                raise BackupError(f"{self.name}/{name}: with {size:,} bytes it is too large for a manifest; look at it")
            with self.reading(name) as file:
                found.append(Manifest.from_json(file.read(MAX_MANIFEST), name=f"{self.name}/{name}"))
        return found

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root


def shown(target: str) -> str:
    """Return a target as it may be shown: without a password or key."""
    parts = urlsplit(target)
    if not parts.scheme or "@" not in parts.netloc:
        return target.partition("?")[0] if parts.scheme else target
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


Watch = Callable[[str, int, int], None]
"""Told of progress: what is done, how much of it, of how much."""


def silent(*_: Any) -> None:  # noqa: ANN401 - takes what a watcher takes
    """Watch without a word."""
