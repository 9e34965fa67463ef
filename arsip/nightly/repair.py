"""Repairs an archive: from backups and WARC files what they have; what neither has is fetched again."""

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from arsip.nightly.backup.destination import Destination
from arsip.nightly.backup.manifest import BackupError, Manifest, stamp
from arsip.nightly.backup.restore import FETCHED, fetch_database, fetch_warc, missing_warc, place_warc
from scraper.archive.copies.recovery import recover
from scraper.archive.copies.snapshot import BROKEN, Contents, examine, swap
from scraper.archive.database import ArchiveError, NewerArchiveError, WrongArchiveError, create_or_open
from scraper.archive.frontier import store
from scraper.archive.schema.tables import RECORD_TABLES, VERSION
from scraper.atomic_file import temporary_beside
from scraper.exit_codes import CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance.origin import can_be_rebuilt, is_missing, lost
from scraper.maintenance.reparse import reparse
from scraper.maintenance.site import Site
from scraper.maintenance.verify.verification import Report, verify
from scraper.progress import Progress, no_progress


@dataclass(slots=True)
class Repaired:
    """What was done, and what is left.

    Attributes:
        damaged: where the damaged database is kept; None where it was sound.
        recovered: whether the damaged database gave its tables; None where it gave nothing.
        lost_tables: those of them that it did not give; the record tables are then rebuilt.
        restored: stamp of the backup whose database took its place; None where none did.
        put_back: WARC files that were restored from a backup.
        not_put_back: errors of what could not be restored.
        rebuilt: pages that were read again from the WARC files; None where that was not needed.
        kept: pages whose WARC record is lost, and whose rows stay as they were.
        to_fetch: articles whose current page is one of those; they are on the frontier again.
        notice: about WARC files of others, which were left alone.
        before: faults that were found at first; None where there was no sound database.
        after: what verification found at the end.
    """

    damaged: Path | None = None
    recovered: bool | None = None
    lost_tables: tuple[str, ...] = ()
    restored: str | None = None
    put_back: list[str] = field(default_factory=list)
    not_put_back: list[str] = field(default_factory=list)
    rebuilt: int | None = None
    kept: int = 0
    to_fetch: list[int] = field(default_factory=list)
    notice: str | None = None
    before: int | None = None
    after: Report | None = None

    @property
    def is_sound(self) -> bool:
        """Whether verification found no fault at the end."""
        return self.after is not None and not self.after.faults


def repair(
    archive: Path, site: Site, *, backups: str | None, now: datetime, workers: int = 1, progress: Progress = no_progress
) -> Repaired:
    """Repair an archive. Nothing that is damaged is deleted; after a kill the same command begins again.

    Backups are looked for at the place that is named, if any; `now` names what is set aside.

    Raises:
        CannotRun: where another run holds the archive, or there is nothing to repair it from.
        NewerArchiveError: where a newer Arsip made it: it stays.
        ArchiveError: where it cannot be repaired, or nothing shows that the file ever was an archive: it stays.
        OSError: where the disk fails.
    """
    done = Repaired()
    with ArchiveLock(archive) as lock, lock.lent():
        found = None if is_missing(archive) else _examined(archive)
        is_sound = isinstance(found, Contents)
        ids = {found.archive} if isinstance(found, Contents) else {origin.archive for origin in lost(archive)}
        sources = _backups_of(backups, ids, done)
        if isinstance(found, ArchiveError):
            _refuse_hopeless(found, has_warc=can_be_rebuilt(archive), has_backup=bool(sources))
        if not is_sound:
            _replace_database(archive, sources, done, ids, now=now, progress=progress)
        if sources:
            _restore_warc(archive.parent / "warc", *sources[0], done, now=now, progress=progress)
        if is_sound:
            done.before = verify(archive, workers=workers, progress=progress).faults
        if done.before != 0:
            _rebuild(archive, site, done, workers, progress)
        done.after = verify(archive, workers=workers, progress=progress)
    return done


def _examined(archive: Path) -> Contents | ArchiveError:
    """Return what a database holds, or why it is of no use; wrong rows are for `verify` to find."""
    try:
        create_or_open(archive).close()  # one that can be read may still refuse to be written
        holds = examine(archive)
        if holds.schema != VERSION or str(UUID(holds.archive)) != holds.archive:
            return ArchiveError(f"{archive}: it is damaged: schema {holds.schema!r}, id {holds.archive!r}")
    except NewerArchiveError:
        raise
    except ArchiveError as error:
        return error
    except BROKEN as error:
        return ArchiveError(f"{archive}: it is damaged: {error}")
    return holds


def _refuse_hopeless(damage: ArchiveError, *, has_warc: bool, has_backup: bool) -> None:
    """Leave alone a file that never was an archive, and one that nothing is there to rebuild from."""
    is_other_database = isinstance(damage, WrongArchiveError) and damage.__cause__ is None
    if has_warc or (has_backup and not is_other_database):
        return
    if isinstance(damage, WrongArchiveError):
        raise damage
    raise CannotRun(f"{damage}; but there are no WARC files and no backup to repair it from")


def _backups_of(backups: str | None, ids: set[str], done: Repaired) -> list[tuple[Destination, Manifest]]:
    """Return the backups of an archive, the newest first; where nothing shows its id, any are taken to be its own."""
    if backups is None:
        return []
    try:
        destination = Destination(backups)
        with destination.named_errors():
            manifests = destination.manifests(rejected=done.not_put_back)
    except BackupError as error:
        done.not_put_back.append(str(error))
        return []
    return [(destination, manifest) for manifest in manifests if not ids or manifest.holds.archive in ids]


def _replace_database(
    archive: Path,
    sources: Sequence[tuple[Destination, Manifest]],
    done: Repaired,
    ids: Collection[str],
    *,
    now: datetime,
    progress: Progress,
) -> None:
    """Replace the database by its own tables where the record tables can be read, else by a backup, else by the rest.

    The damaged one stays beside it. Where nothing takes its place, the WARC files will.
    """
    aside = archive.with_name(f"{archive.name}.damaged-{stamp(now)}")
    with temporary_beside(archive) as recovered, temporary_beside(archive) as fetched:
        found = None
        if not is_missing(archive):
            found = recover(archive, recovered, archive_id=next(iter(ids)) if len(ids) == 1 else None)
        has_records = found is not None and not set(RECORD_TABLES).intersection(found)
        for destination, manifest in () if has_records else sources:
            try:
                with destination.named_errors():
                    fetch_database(destination, manifest, fetched, progress)
            except BackupError as error:
                done.not_put_back.append(str(error))
            else:
                done.damaged, done.restored = swap(fetched, archive, aside), manifest.stamp
                return
        if found is not None:
            done.damaged, done.recovered, done.lost_tables = swap(recovered, archive, aside), not found, found
            return
    if is_missing(archive):
        return
    for ending in ("-wal", "-shm", ""):  # the log first: it must never meet another database
        path = archive.with_name(archive.name + ending)
        if path.exists():
            path.replace(aside.with_name(aside.name + ending))
    done.damaged = aside


def _restore_warc(
    folder: Path, destination: Destination, manifest: Manifest, done: Repaired, *, now: datetime, progress: Progress
) -> None:
    """Restore WARC files that are lost or damaged, each that can be."""
    missing = missing_warc(folder, manifest)
    with temporary_beside(folder / FETCHED, folder=True) as fetched:
        for number, file in enumerate(missing, 1):
            try:
                with destination.named_errors():
                    fetch_warc(destination, manifest, file, fetched)
                    place_warc(fetched, folder, file, now=now)
                done.put_back.append(file.name)
            except BackupError as error:
                done.not_put_back.append(str(error))
            progress("backup", number, len(missing))


def _rebuild(archive: Path, site: Site, done: Repaired, workers: int, progress: Progress) -> None:
    """Rebuild the record tables, and put on the frontier the articles whose record is lost."""
    report = reparse(archive, site, workers=workers, progress=progress)
    done.rebuilt, done.kept, done.to_fetch = report.captures, sum(report.carried.values()), report.lost
    done.notice = report.notice
    if report.lost:
        with closing(create_or_open(archive)) as db:
            store.refetch(db, report.lost)
