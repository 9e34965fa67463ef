"""Restores a backup: beside the archive first, complete and checked, and then in its place."""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from arsip.nightly.backup.destination import CHUNK, Destination
from arsip.nightly.backup.manifest import BackupError, Manifest, StoredFile, WrongPlaceError, stamp
from scraper.archive.copies.snapshot import Contents, examine, swap
from scraper.archive.database import ArchiveError, NewerArchiveError, create_or_open
from scraper.atomic_file import temporary_beside
from scraper.lock import ArchiveLock
from scraper.maintenance.warc_files import WarcFiles, sha256_of
from scraper.progress import Progress, no_progress
from scraper.warc.reader import file_in
from scraper.warc.writer import OPEN

FETCHED = "restored"
"""Names the folder in `warc/` for files that are fetched and not in their places yet."""

SLACK = 100 * 1000**2
"""Bytes of disk that stay free beside what is restored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored.

    Attributes:
        name: stamp of the backup.
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
    """Put a backup in the place of an archive, which need not be there; what was there stays beside it, named by `now`.

    `at` is how the stamp of the backup begins; None for the newest.

    Raises:
        BackupError: where there is none, or it is damaged or of another archive; nothing has changed then.
        scraper.exit_codes.CannotRun: where a run holds the archive.
    """
    archive = Path(os.path.realpath(archive))  # of a link, what it leads to is replaced; one to itself is as well
    destination, folder = Destination(target), archive.parent / "warc"
    with destination.named_errors():
        chosen = _chosen(destination, at)
    with ArchiveLock(archive), temporary_beside(archive) as beside:
        _refuse_other_archive(archive, chosen, destination)
        with destination.named_errors():
            missing = missing_warc(folder, chosen)
            _refuse_full_disk(archive, chosen.database.bytes + sum(file.bytes for file in missing))
            holds = fetch_database(destination, chosen, beside, progress)
        create_or_open(beside).close()  # brings an older one to today's schema, which `arsip verify` expects
        with temporary_beside(folder / FETCHED, folder=True) as fetched:
            with destination.named_errors():
                for number, file in enumerate(missing, 1):
                    fetch_warc(destination, chosen, file, fetched)
                    progress("warc", number, len(missing))
            for file in missing:
                place_warc(fetched, folder, file, now=now)
        before = swap(beside, archive, archive.with_name(f"{archive.name}.before-{stamp(now)}"))
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
    except NewerArchiveError:
        raise
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


def fetch_database(destination: Destination, chosen: Manifest, target: Path, progress: Progress) -> Contents:
    """Unpack the database of a backup, and return what it holds.

    Raises:
        BackupError: where it is missing, damaged, or another archive than its manifest says.
    """
    name = chosen.compressed.name
    destination.fetch(chosen.database, name, target, lost="choose another with --at", unpack=True, progress=progress)
    try:
        holds = examine(target)
    except NewerArchiveError as error:
        raise BackupError(str(error).replace(str(target), f"{destination.name}: {name}")) from error
    except ArchiveError as error:
        raise destination.damaged(name, str(error).removeprefix(f"{target}: ")) from error
    if (holds.archive, holds.site) != (chosen.holds.archive, chosen.holds.site):
        raise destination.damaged(name, "it is another archive than its manifest says")
    return holds


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


def fetch_warc(destination: Destination, chosen: Manifest, file: StoredFile, fetched: Path) -> None:
    """Fetch a WARC file into a folder, from which `place_warc` takes it to its place.

    Raises:
        BackupError: where it is missing or damaged at the destination.
    """
    place = f"open/{chosen.stamp}" if file.name.endswith(OPEN) else "warc"
    destination.fetch(file, f"{place}/{file.name}", fetched / file.name, lost="the backup is not whole")


def place_warc(fetched: Path, folder: Path, file: StoredFile, *, now: datetime) -> None:
    """Put a fetched WARC file into `warc/`; one that differs stays beside it as `NAME.before-STAMP`."""
    target = file_in(folder, file.name)
    if target.exists():
        target.replace(folder / f"{file.name}.before-{stamp(now)}")
    (fetched / file.name).replace(target)
