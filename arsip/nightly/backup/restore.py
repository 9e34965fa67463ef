"""Puts a backup back: beside the archive first, whole and looked at, and then in its place."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import zstandard

from arsip.nightly.backup.destination import Place, Watch, silent
from arsip.nightly.backup.manifest import BackupError, Manifest, Stored, WrongPlaceError, stamp
from scraper import clock
from scraper.archive.copies.snapshot import Copied, examine, swap
from scraper.archive.database import ArchiveError
from scraper.lock import ArchiveLock
from scraper.maintenance.warc_files import Listed
from scraper.warc.fsync import sha256_of
from scraper.warc.reader import file_in
from scraper.warc.writer import OPEN

CHUNK = 1 << 20
RESTORING = ".restoring"
"""Ending of what is fetched and not in its place yet."""

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
        WrongPlaceError: where there is none.
        BackupError: where it cannot be read.
    """
    place = Place(target)
    with place.used():
        place.refuse_missing()
        return place.manifests()


def restore(target: str, archive: Path, *, at: str | None = None, now: datetime, watch: Watch = silent) -> Restored:
    """Put a backup in the place of an archive; what was there stays beside it.

    Args:
        target: where the backups are.
        archive: its file; there need be none.
        at: which backup, by the beginning of its name's moment; the newest unless said.
        now: the moment; it names what was there before.
        watch: told of progress.

    Raises:
        WrongPlaceError: where there is none, or it is of another archive; nothing has changed then.
        BackupError: where it is damaged, or says what cannot be; likewise.
        scraper.exit_codes.CannotRun: where a run holds the archive.
    """
    place = Place(target)
    with place.used():
        chosen = _choose(place, at)
    archive.parent.mkdir(parents=True, exist_ok=True)
    lock = ArchiveLock(archive, started_at=clock.now_stamp())
    beside = archive.with_name(f"{archive.name}.restoring")
    folder = archive.parent / "warc"
    try:
        _clear(beside, folder)
        _refuse_another(archive, chosen, place)
        with place.used():
            lacking = lacking_warc(folder, chosen)
            _refuse_full_disk(archive, chosen.database.bytes + sum(file.bytes for file in lacking))
            _unpack(place, chosen, beside, watch)
            holds = _examined(place, chosen, beside)
            for number, file in enumerate(lacking, 1):
                fetch_warc(place, chosen, file, folder)
                watch("warc", number, len(lacking))
        for file in lacking:
            put_in_place(folder, file, now=now)
        before = swap(beside, archive, archive.with_name(f"{archive.name}.before-{stamp(now)}"))
    finally:
        _clear(beside, folder)
        lock.release()
    return Restored(
        name=chosen.stamp,
        holds=holds,
        before=before,
        warc_files=len(lacking),
        newer=_newer(archive, chosen),
    )


def _clear(beside: Path, folder: Path) -> None:
    """Remove what was fetched and did not come to its place, now or in a restoration that was killed."""
    for kind in ("", "-journal", "-wal", "-shm"):
        beside.with_name(beside.name + kind).unlink(missing_ok=True)
    for left in folder.glob(f".*{RESTORING}"):
        left.unlink(missing_ok=True)


def _choose(place: Place, at: str | None) -> Manifest:
    place.refuse_missing()
    there = place.manifests("".join(letter for letter in (at or "").upper() if letter.isalnum()))
    if there:
        return there[0]
    if at:
        raise WrongPlaceError(f"{place.name}: there is no backup of {at}; --list names those there are")
    raise WrongPlaceError(f"{place.name}: there is no backup here; `arsip backup` makes one")


def _refuse_another(archive: Path, chosen: Manifest, place: Place) -> None:
    if not archive.exists():
        return
    try:
        here = examine(archive).archive
    except ArchiveError:
        return  # damaged: that is what backups are for
    if here != chosen.holds.archive:
        why = f"these are backups of another archive than {archive}; name another with --db"
        raise WrongPlaceError(f"{place.name}: {why}")


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


def fetch_warc(place: Place, chosen: Manifest, file: Stored, folder: Path) -> None:
    """Fetch a WARC file beside its place; `put_in_place` gives it its name.

    Raises:
        BackupError: where it is not there, or damaged there.
    """
    folder.mkdir(exist_ok=True)
    source = f"open/{chosen.stamp}/{file.name}" if file.name.endswith(OPEN) else f"warc/{file.name}"
    beside = _restoring(folder, file)
    try:
        seen = place.get(source, beside, limit=file.bytes)
    except FileNotFoundError as error:
        raise BackupError(f"{place.name}: {source} is missing; the backup is not whole") from error
    if seen != file.sha256:
        beside.unlink()
        raise _damaged(place, file, "its digest is another than its manifest says")


def put_in_place(folder: Path, file: Stored, *, now: datetime) -> None:
    """Give a WARC file that was fetched its name; one that differs stays beside it.

    Raises:
        OSError: where the disk fails.
    """
    target = file_in(folder, file.name)
    if target.exists():
        target.replace(folder / f"{file.name}.before-{stamp(now)}")
    _restoring(folder, file).replace(target)


def _restoring(folder: Path, file: Stored) -> Path:
    return file_in(folder, file.name).with_name(f".{file.name}{RESTORING}")


def _newer(archive: Path, chosen: Manifest) -> int:
    """Count the archive's WARC files that were finished after the backup was made."""
    known = {file.name for file in chosen.warc} | {file.name.removesuffix(OPEN) for file in chosen.unfinished}
    files = Listed.beside(archive)
    return len(files.closed - files.not_of(chosen.holds.archive) - known)
