"""Puts a backup back: beside the archive first, whole and looked at, and then in its place."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import zstandard

from arsip.night.backup.manifest import BackupError, Manifest, Stored, stamp
from arsip.night.backup.place import Place, Watch, silent
from scraper.archive.backing_up import Copied, examine, swap
from scraper.archive.opening import ArchiveError
from scraper.crawl import clock
from scraper.crawl.lock import ArchiveLock
from scraper.crawl.warc_files import Listed
from scraper.warc.disk import sha256_of
from scraper.warc.reading import file_in
from scraper.warc.writing import OPEN

CHUNK = 1 << 20
SLACK = 100 * 1000**2
"""Bytes of disk that stay free beside what is restored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back.

    Attributes:
        name: of the backup.
        holds: what the archive holds now.
        before: the file that the archive was before is now; None where there was none.
        warc_files: that were lacking, or differed, and were put back.
        newer: WARC files here of which the backup knows nothing yet; `arsip reparse` reads them.
    """

    name: str
    holds: Copied
    before: Path | None
    warc_files: int
    newer: int


def backups(target: str) -> list[Manifest]:
    """Return the backups at a place, the newest first.

    Raises:
        BackupError: where it cannot be read.
    """
    place = Place(target)
    with place.used():
        return _manifests(place)


def restore(target: str, archive: Path, *, at: str | None = None, now: datetime, watch: Watch = silent) -> Restored:
    """Put a backup in the place of an archive; what was there stays beside it.

    Args:
        target: where the backups are.
        archive: its file; there need be none.
        at: which backup, by the beginning of its name's moment; the newest unless said.
        now: the moment; it names what was there before.
        watch: told of progress.

    Raises:
        BackupError: where there is none, it is damaged, or it is of another archive; nothing has changed then.
        scraper.crawl.stops.CannotRun: where a run holds the archive.
    """
    place = Place(target)
    with place.used():
        chosen = _choose(place, at)
    archive.parent.mkdir(parents=True, exist_ok=True)
    lock = ArchiveLock(archive, started_at=clock.now_stamp())
    beside = archive.with_name(f"{archive.name}.restoring")
    try:
        _refuse_another(archive, chosen, place)
        with place.used():
            lacking = lacking_warc(archive.parent / "warc", chosen)
            _refuse_full_disk(archive, chosen.database.bytes + sum(file.bytes for file in lacking))
            _unpack(place, chosen, beside, watch)
            holds = _examined(place, chosen, beside)
            for number, file in enumerate(lacking, 1):
                fetch_warc(place, chosen, file, archive.parent / "warc", now=now)
                watch("warc", number, len(lacking))
        before = swap(beside, archive, archive.with_name(f"{archive.name}.before-{stamp(now)}"))
    finally:
        beside.unlink(missing_ok=True)
        lock.release()
    return Restored(
        name=chosen.stamp,
        holds=holds,
        before=before,
        warc_files=len(lacking),
        newer=_newer(archive, chosen),
    )


def _manifests(place: Place) -> list[Manifest]:
    if not place.exists:
        raise BackupError(f"{place.name}: there is no such place; name the folder or URL that `arsip backup` was given")
    return place.manifests()


def _choose(place: Place, at: str | None) -> Manifest:
    there = _manifests(place)
    if not there:
        raise BackupError(f"{place.name}: there is no backup here; `arsip backup` makes one")
    if at is None:
        return there[0]
    wanted = "".join(letter for letter in at.upper() if letter.isalnum())
    found = [manifest for manifest in there if manifest.stamp.startswith(wanted)]
    if not found:
        raise BackupError(f"{place.name}: there is no backup of {at}; --list names those there are")
    return found[0]


def _refuse_another(archive: Path, chosen: Manifest, place: Place) -> None:
    if not archive.exists():
        return
    try:
        here = examine(archive).archive
    except ArchiveError:
        return  # damaged: that is what backups are for
    if here != chosen.holds.archive:
        raise BackupError(f"{place.name}: these are backups of another archive than {archive}; name another with --db")


def _refuse_full_disk(archive: Path, needed: int) -> None:
    free = shutil.disk_usage(archive.parent).free
    if free < needed + SLACK:
        raise BackupError(
            f"{archive.parent}: {needed / 1e9:.2f} GB are needed, and {free / 1e9:.2f} GB are free; make room first"
        )


def _unpack(place: Place, chosen: Manifest, target: Path, watch: Watch) -> None:
    """Unpack the database beside the archive, and hold it against its digest."""
    size = chosen.database.bytes
    try:
        with (
            place.reading(chosen.compressed.name) as packed,
            zstandard.ZstdDecompressor().stream_reader(packed) as plain,
        ):
            name = chosen.compressed.name
            seen = place.copy(plain, target, name=name, limit=size, watch=lambda done: watch("database", done, size))
    except zstandard.ZstdError as error:
        raise _damaged(place, chosen.compressed, str(error)) from error
    except FileNotFoundError as error:
        raise BackupError(f"{place.name}: {chosen.compressed.name} is missing; choose another with --at") from error
    if seen != chosen.database.sha256:
        target.unlink()
        raise _damaged(place, chosen.compressed, "its digest is another than its manifest says")


def _examined(place: Place, chosen: Manifest, beside: Path) -> Copied:
    """Look at what was unpacked; it must be the archive that the manifest names."""
    try:
        holds = examine(beside)
    except ArchiveError as error:
        raise _damaged(place, chosen.compressed, str(error).removeprefix(f"{beside}: ")) from error
    if (holds.archive, holds.site) != (chosen.holds.archive, chosen.holds.site):
        raise _damaged(place, chosen.compressed, "it is another archive than its manifest says")
    return holds


def _damaged(place: Place, file: Stored, why: str) -> BackupError:
    return BackupError(f"{place.name}: {file.name} is damaged: {why}; choose another backup with --at")


def lacking_warc(folder: Path, chosen: Manifest) -> list[Stored]:
    """Return the files that are not here as the backup has them."""
    lacking = [file for file in chosen.warc if not _is_same(folder / file.name, file)]
    for file in chosen.unfinished:
        finished = folder / file.name.removesuffix(OPEN)
        if not finished.exists() and not _begins_with(folder / file.name, file):
            lacking.append(file)
    return lacking


def _is_same(path: Path, file: Stored) -> bool:
    return path.is_file() and path.stat().st_size == file.bytes and sha256_of(path) == file.sha256


def _begins_with(path: Path, file: Stored) -> bool:
    """Whether a file that is being written has grown since the backup, or stands as it was."""
    if not path.is_file() or path.stat().st_size < file.bytes:
        return False
    seen, left = sha256(), file.bytes
    with path.open("rb") as here:
        while left and (piece := here.read(min(CHUNK, left))):
            seen.update(piece)
            left -= len(piece)
    return seen.hexdigest() == file.sha256


def fetch_warc(place: Place, chosen: Manifest, file: Stored, folder: Path, *, now: datetime) -> None:
    """Put a WARC file back; one that differs stays beside the right one.

    Raises:
        BackupError: where it is not there, or damaged there.
    """
    folder.mkdir(exist_ok=True)
    target = file_in(folder, file.name)
    source = f"open/{chosen.stamp}/{file.name}" if file.name.endswith(OPEN) else f"warc/{file.name}"
    beside = folder / f".{file.name}.restoring"
    try:
        seen = place.get(source, beside, limit=file.bytes)
    except FileNotFoundError as error:
        raise BackupError(f"{place.name}: {source} is missing; the backup is not whole") from error
    if seen != file.sha256:
        beside.unlink()
        raise _damaged(place, file, "its digest is another than its manifest says")
    if target.exists():
        target.replace(folder / f"{file.name}.before-{stamp(now)}")
    beside.replace(target)


def _newer(archive: Path, chosen: Manifest) -> int:
    """Count the archive's WARC files that were finished after the backup was made."""
    known = {file.name for file in chosen.warc} | {file.name.removesuffix(OPEN) for file in chosen.unfinished}
    files = Listed.beside(archive)
    return len(files.closed - files.not_of(chosen.holds.archive) - known)
