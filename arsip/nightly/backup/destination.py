"""Where backups are kept: a local folder, or any URL that fsspec can write to."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, cast

import fsspec
import zstandard

from arsip.nightly.backup.manifest import BackupError, Manifest, StoredFile, WrongPlaceError, made_at, stamp
from arsip.nightly.secret_addresses import without_secrets, without_secrets_in_text
from scraper.archive.database import ArchiveError
from scraper.progress import Progress, no_progress

CHUNK = 1 << 20
MAX_MANIFEST = 64 * 1000**2
"""Bytes of a manifest: some 300,000 WARC files."""

PARTIAL = ".partial"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NO_LINK = os.O_NOFOLLOW | os.O_CLOEXEC


class Destination:
    """Where backups are kept: a folder, or a URL such as `s3://bucket/arsip`.

    Raises:
        WrongPlaceError: where fsspec does not know the URL, or the package that it needs is not installed.
    """

    def __init__(self, target: str) -> None:
        self.name = without_secrets(target)
        try:
            self._fs, self._root = fsspec.core.url_to_fs(target)
        except (ValueError, ImportError) as error:
            raise WrongPlaceError(
                f"{self.name}: backups cannot go there: {without_secrets_in_text(str(error))}"
            ) from error
        is_local = isinstance(self._fs, fsspec.implementations.local.LocalFileSystem)
        self._folder = _LocalFolder(Path(self._root)) if is_local else None

    @contextmanager
    def named_errors(self) -> Iterator[None]:
        """Raise what fails within the block as a BackupError that names this destination."""
        try:
            yield
        except (BackupError, ArchiveError):
            raise
        except OSError as error:
            raise BackupError(f"{self.name}: {error.strerror or error}") from error
        except Exception as error:  # each file system of fsspec raises its own
            message = without_secrets_in_text(" ".join(str(error).split()))
            raise BackupError(f"{self.name}: {type(error).__name__}: {message}") from error

    def refuse_missing(self) -> None:
        """Raise WrongPlaceError where there is no such folder."""
        if not self._fs.isdir(self._root):
            why = "this is not a folder" if self._fs.exists(self._root) else "there is no such place"
            raise WrongPlaceError(f"{self.name}: {why}; name the folder or URL that `arsip backup` was given")

    def names(self, folder: str = "") -> dict[str, int]:
        """Return the names of the files in a folder, with their sizes; nothing where there is no folder."""
        with suppress(FileNotFoundError):
            self._fs.invalidate_cache()
            found = self._fs.ls(self._path(folder), detail=True)
            return {Path(each["name"]).name: int(each["size"] or 0) for each in found if each["type"] == "file"}
        return {}

    def put(self, source: Path, name: str) -> None:
        """Copy a file to the destination; it has its name when it is whole."""
        if self._folder is not None:
            self._folder.put(source, name)
            return
        path, partial = self._path(name), self._path(name + PARTIAL)
        self._fs.makedirs(self._fs._parent(path), exist_ok=True)  # noqa: SLF001 - fsspec's only way to name it
        self._fs.put_file(str(source), partial)
        self._fs.mv(partial, path)

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """Read a file; BackupError where it is a link or no regular file: a backup may be somebody else's."""
        opened = self._fs.open(self._path(name), "rb") if self._folder is None else self._folder.reading(name)
        with opened as file:
            yield cast("BinaryIO", file)

    def fetch(
        self, file: StoredFile, name: str, target: Path, *, lost: str, unpack: bool = False,
        progress: Progress = no_progress,
    ) -> None:  # fmt: skip
        """Copy a file of a backup to this machine's disk, and check it against what its manifest says of it.

        Of a compressed file, the manifest describes the content. Where an error is raised, the target may be there in
        part; `lost` says what to do where the file is missing. Progress is reported as of the database.

        Raises:
            BackupError: where it is missing or damaged.
        """
        digest, size = sha256(), 0
        try:
            with self.reading(name) as stored, target.open("wb") as out:
                stream = zstandard.ZstdDecompressor().stream_reader(stored) if unpack else stored
                while size <= file.bytes and (piece := stream.read(min(CHUNK, file.bytes - size + 1))):
                    size += len(piece)
                    out.write(piece)
                    digest.update(piece)
                    progress("database", size, file.bytes)
                out.flush()
                os.fsync(out.fileno())
        except zstandard.ZstdError as error:
            raise self.damaged(name, str(error)) from error
        except FileNotFoundError as error:
            raise BackupError(f"{self.name}: {name} is missing; {lost}") from error
        if size > file.bytes:
            raise BackupError(f"{self.name}: {name} is longer than the {file.bytes:,} bytes that its manifest says")
        if digest.hexdigest() != file.sha256:
            raise self.damaged(Path(name).name, "its digest is another than its manifest says")

    def damaged(self, name: str, why: str) -> BackupError:
        """Return the error about a file that is not what its manifest says."""
        return BackupError(f"{self.name}: {name} is damaged: {why}; choose another backup with --at")

    def remove(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it; nothing happens where there is none."""
        if self._folder is not None:
            self._folder.remove(name)
            return
        with suppress(FileNotFoundError):
            self._fs.rm(self._path(name), recursive=True)

    def manifests(self, of: str = "", *, rejected: list[str] | None = None) -> list[Manifest]:
        """Return the manifests of the backups whose stamp begins with `of`, the newest first; others are not read.

        The errors of manifests that cannot be read go to `rejected`; without it, the first BackupError is raised.
        """
        found = []
        for name, size in sorted(self.names().items(), reverse=True):
            moment = made_at(name)
            if not name.endswith(".json") or moment is None or not stamp(moment).startswith(of):
                continue
            try:
                found.append(self._manifest(name, size))
            except BackupError as error:
                if rejected is None:
                    raise
                rejected.append(str(error))
        return found

    def _manifest(self, name: str, size: int) -> Manifest:
        if size > MAX_MANIFEST:
            raise BackupError(f"{self.name}/{name}: with {size:,} bytes it is too large for a manifest; look at it")
        with self.reading(name) as file:
            return Manifest.from_json(file.read(MAX_MANIFEST), name=f"{self.name}/{name}")

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root


class _LocalFolder:
    """A local folder: nothing in it is reached through a symbolic link, and no fifo is waited for.

    Whoever can write to the folder can put anything there. The folder itself may be a link: that is whoever names it.
    Names are relative to it and may have folders in them.
    """

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
