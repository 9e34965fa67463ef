"""Restores a backup: beside the archive first, complete and checked, and then in its place."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import zstandard

from arsip.nightly.backup.destination import CHUNK, Destination
from arsip.nightly.backup.manifest import BackupError, Manifest, StoredFile, WrongPlaceError, stamp
from scraper import clock
from scraper.archive.copies.snapshot import Contents, examine, swap
from scraper.archive.database import ArchiveError
from scraper.lock import ArchiveLock
from scraper.maintenance.warc_files import WarcFiles, sha256_of
from scraper.progress import Progress, no_progress
from scraper.warc.reader import file_in
from scraper.warc.writer import OPEN

RESTORING = ".restoring"
"""Ending of what is fetched and not in its place yet."""

SLACK = 100 * 1000**2
"""Bytes of disk that stay free beside what is restored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored.

    Attributes:
        name: stamp of the backup.
        holds: what the archive holds now.
        before: where the former archive is kept; None where there was none.
        warc_files: number of those that were missing, or differed.
        newer: number of WARC files here that are newer than the backup; `arsip reparse` reads them.
    """

    name: str
    holds: Contents
    before: Path | None
    warc_files: int
    newer: int


def backups(target: str) -> list[Manifest]:
    """Return the backups at a destination, the newest first; BackupError where it cannot be read."""
    destination = Destination(target)
    with destination.named_errors():
        destination.refuse_missing()
        return destination.manifests()


def restore(
    target: str, archive: Path, *, at: str | None = None, now: datetime, progress: Progress = no_progress
) -> Restored:
    """Put a backup in the place of an archive; what was there stays beside it.

    Args:
        target: where the backups are.
        archive: its file; there need be none.
        at: how the stamp of the backup begins; None for the newest.
        now: names what was there before.
        progress: called with it.

    Raises:
        BackupError: where there is none, or it is damaged or of another archive; nothing has changed then.
        scraper.exit_codes.CannotRun: where a run holds the archive.
    """
    destination = Destination(target)
    with destination.named_errors():
        chosen = _chosen(destination, at)
    archive.parent.mkdir(parents=True, exist_ok=True)
    lock = ArchiveLock(archive, started_at=clock.now_stamp())
    folder = archive.parent / "warc"
    try:
        remove_leftovers(archive)
        _refuse_other_archive(archive, chosen, destination)
        with destination.named_errors():
            missing = missing_warc(folder, chosen)
            _refuse_full_disk(archive, chosen.database.bytes + sum(file.bytes for file in missing))
            beside, holds = fetch_database(destination, chosen, archive, progress)
            for number, file in enumerate(missing, 1):
                fetch_warc(destination, chosen, file, folder)
                progress("warc", number, len(missing))
        for file in missing:
            place_warc(folder, file, now=now)
        before = swap(beside, archive, archive.with_name(f"{archive.name}.before-{stamp(now)}"))
    finally:
        remove_leftovers(archive)
        lock.release()
    known = {file.name for file in chosen.warc} | {file.name.removesuffix(OPEN) for file in chosen.unfinished}
    files = WarcFiles.beside(archive)
    newer = len(files.closed - files.not_of(chosen.holds.archive) - known)
    return Restored(name=chosen.stamp, holds=holds, before=before, warc_files=len(missing), newer=newer)


def _chosen(destination: Destination, at: str | None) -> Manifest:
    destination.refuse_missing()
    found = destination.manifests("".join(letter for letter in (at or "").upper() if letter.isalnum()))
    if found:
        return found[0]
    if at:
        raise WrongPlaceError(f"{destination.name}: there is no backup of {at}; --list names those there are")
    raise WrongPlaceError(f"{destination.name}: there is no backup here; `arsip backup` makes one")


def _refuse_other_archive(archive: Path, chosen: Manifest, destination: Destination) -> None:
    if not archive.exists():
        return
    try:
        current = examine(archive).archive
    except ArchiveError:
        return  # damaged: that is what backups are for
    if current != chosen.holds.archive:
        raise WrongPlaceError(
            f"{destination.name}: these are backups of another archive than {archive}; name another with --db"
        )


def _refuse_full_disk(archive: Path, needed: int) -> None:
    free = shutil.disk_usage(archive.parent).free
    if free < needed + SLACK:
        raise BackupError(
            f"{archive.parent}: {needed / 1e9:.2f} GB are needed, and {free / 1e9:.2f} GB are free; make room first"
        )


def remove_leftovers(archive: Path) -> None:
    """Remove what was fetched and did not come to its place, now or in a restoration that was killed."""
    for ending in ("", "-journal", "-wal", "-shm"):
        archive.with_name(archive.name + RESTORING + ending).unlink(missing_ok=True)
    for left in (archive.parent / "warc").glob(f".*{RESTORING}"):
        left.unlink(missing_ok=True)


def fetch_database(
    destination: Destination, chosen: Manifest, archive: Path, progress: Progress
) -> tuple[Path, Contents]:
    """Unpack the database of a backup beside the archive, and return its file and what it holds.

    Raises:
        BackupError: where it is missing, damaged, or another archive than its manifest says.
    """
    target, size, name = archive.with_name(archive.name + RESTORING), chosen.database.bytes, chosen.compressed.name
    try:
        with destination.reading(name) as packed, zstandard.ZstdDecompressor().stream_reader(packed) as plain:
            digest = destination.copy(
                plain, target, name=name, limit=size, watch=lambda done: progress("database", done, size)
            )
    except zstandard.ZstdError as error:
        raise _damaged(destination, name, str(error)) from error
    except FileNotFoundError as error:
        raise BackupError(f"{destination.name}: {name} is missing; choose another with --at") from error
    if digest != chosen.database.sha256:
        target.unlink()
        raise _damaged(destination, name, "its digest is another than its manifest says")
    try:
        holds = examine(target)
    except ArchiveError as error:
        raise _damaged(destination, name, str(error).removeprefix(f"{target}: ")) from error
    if (holds.archive, holds.site) != (chosen.holds.archive, chosen.holds.site):
        raise _damaged(destination, name, "it is another archive than its manifest says")
    return target, holds


def _damaged(destination: Destination, name: str, why: str) -> BackupError:
    return BackupError(f"{destination.name}: {name} is damaged: {why}; choose another backup with --at")


def missing_warc(folder: Path, chosen: Manifest) -> list[StoredFile]:
    """Return the WARC files that are not here as the backup has them."""
    missing = [file for file in chosen.warc if not _is_same(folder / file.name, file)]
    for file in chosen.unfinished:
        finished = folder / file.name.removesuffix(OPEN)
        if not finished.exists() and not _begins_with(folder / file.name, file):
            missing.append(file)
    return missing


def _is_same(path: Path, file: StoredFile) -> bool:
    return path.is_file() and path.stat().st_size == file.bytes and sha256_of(path) == file.sha256


def _begins_with(path: Path, file: StoredFile) -> bool:
    """Whether a file that is being written has grown since the backup, or stands as it was."""
    if not path.is_file() or path.stat().st_size < file.bytes:
        return False
    digest, left = sha256(), file.bytes
    with path.open("rb") as opened:
        while left and (piece := opened.read(min(CHUNK, left))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest() == file.sha256


def fetch_warc(destination: Destination, chosen: Manifest, file: StoredFile, folder: Path) -> None:
    """Fetch a WARC file beside its place; `place_warc` gives it its name.

    Raises:
        BackupError: where it is missing or damaged at the destination.
    """
    folder.mkdir(exist_ok=True)
    name = f"open/{chosen.stamp}/{file.name}" if file.name.endswith(OPEN) else f"warc/{file.name}"
    beside = _restoring(folder, file)
    try:
        with destination.reading(name) as stored:
            digest = destination.copy(stored, beside, name=name, limit=file.bytes)
    except FileNotFoundError as error:
        raise BackupError(f"{destination.name}: {name} is missing; the backup is not whole") from error
    if digest != file.sha256:
        beside.unlink()
        raise _damaged(destination, file.name, "its digest is another than its manifest says")


def place_warc(folder: Path, file: StoredFile, *, now: datetime) -> None:
    """Give a WARC file that was fetched its name; one that differs stays beside it as `NAME.before-STAMP`."""
    target = file_in(folder, file.name)
    if target.exists():
        target.replace(folder / f"{file.name}.before-{stamp(now)}")
    _restoring(folder, file).replace(target)


def _restoring(folder: Path, file: StoredFile) -> Path:
    return file_in(folder, file.name).with_name(f".{file.name}{RESTORING}")
