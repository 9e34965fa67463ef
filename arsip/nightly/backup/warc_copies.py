"""Copies the WARC files of an archive to where its backups are, each once; none is replaced or removed there."""

from pathlib import Path

from arsip.nightly.backup.destination import Place, Watch
from arsip.nightly.backup.manifest import BackupError, Manifest, Stored
from scraper.maintenance.warc_files import Listed
from scraper.warc.fsync import sha256_of
from scraper.warc.writer import OPEN


class WarcCopies:
    """Copies the WARC files that are not there yet.

    The rows of a database never run ahead of the WARC files on the disk. So these are listed after it was copied, and
    what is being written is copied as far as it goes.

    Args:
        place: where to.
        before: the backups that are there, the newest first: files that they name are not read again.
        name: of this backup.

    Attributes:
        finished: files that stand in `warc/` there now, old and new.
        unfinished: files that were being written; they stand in `open/` there, by the name of the backup.
        copied: those that were not there yet.
    """

    def __init__(self, place: Place, before: list[Manifest], name: str) -> None:
        self.finished: list[Stored] = []
        self.unfinished: list[Stored] = []
        self.copied: list[Stored] = []
        self._place = place
        self._name = name
        self._known = {file.name: file for manifest in reversed(before) for file in manifest.warc}
        self._there = place.names("warc")

    def copy(self, files: Listed, room: Path, watch: Watch) -> None:
        """Copy what is lacking.

        Args:
            files: the archive's own.
            room: a folder for what is being written.
            watch: told of progress.

        Raises:
            BackupError: where another file of the same name is there.
        """
        names = sorted(files.names)
        for number, name in enumerate(names, 1):
            path = files.folder / name
            if name in files.closed or not self._copy_unfinished(path.with_name(name + OPEN), room):
                self._copy_finished(path)
            watch("warc", number, len(names))

    def _copy_unfinished(self, path: Path, room: Path) -> bool:
        """Copy a file that is being written; return whether it still had that name."""
        snapshot = room / path.name
        try:
            snapshot.write_bytes(path.read_bytes())
        except FileNotFoundError:
            return False
        file = Stored(path.name, snapshot.stat().st_size, sha256_of(snapshot))
        self._place.put(snapshot, f"open/{self._name}/{path.name}")
        snapshot.unlink()
        self.unfinished.append(file)
        self.copied.append(file)
        return True

    def _copy_finished(self, path: Path) -> None:
        size, known = path.stat().st_size, self._known.get(path.name)
        file = known if known and known.bytes == size else Stored(path.name, size, sha256_of(path))
        if path.name not in self._there:
            self._place.put(path, f"warc/{path.name}")
            self.copied.append(file)
        elif self._there[path.name] != size or (known and known.sha256 != file.sha256):
            told = f"{self._place.name}: warc/{path.name} there is another file than here"
            raise BackupError(f"{told}; `arsip verify` says whether the one here is right")
        self.finished.append(file)
