"""Repairs an archive: from backups and from its WARC files what they have, and what they have not is fetched again."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from arsip.nightly.backup.destination import Place
from arsip.nightly.backup.manifest import BackupError, stamp
from arsip.nightly.backup.restore import fetch_warc, lacking_warc, put_in_place
from scraper import clock
from scraper.archive.captures import warc_names
from scraper.archive.copies.snapshot import BROKEN, examine, swap
from scraper.archive.database import ArchiveError, WrongArchiveError, create_or_open
from scraper.archive.frontier import store
from scraper.archive.salvage import mend_meta, salvage
from scraper.lock import ArchiveLock
from scraper.maintenance.origin import is_missing, lost, origins
from scraper.maintenance.rebuild import Site
from scraper.maintenance.reparse import reparse
from scraper.maintenance.verify.verification import Report, verify
from scraper.maintenance.warc_files import unclaimed

Watch = Callable[[str, int, int], None]
"""Told of progress: what is done, how much of it, of how much."""


@dataclass(slots=True)
class Repaired:
    """What was done, and what is left.

    Attributes:
        damaged: where the damaged database is kept; None where it was sound.
        rows: of it that could be read, by table.
        put_back: WARC files that were put back from a backup.
        not_put_back: why others could not be.
        rebuilt: pages that were read again from the WARC files; None where that was not needed.
        kept: pages of which the WARC record is lost, and the rows stay as they were.
        to_fetch: articles of which the present page is among those: they are fetched again with the next crawl.
        before: faults that were found at first; None where the database could not be opened.
        after: what is left.
    """

    damaged: Path | None = None
    rows: dict[str, int] = field(default_factory=dict)
    put_back: list[str] = field(default_factory=list)
    not_put_back: list[str] = field(default_factory=list)
    rebuilt: int | None = None
    kept: int = 0
    to_fetch: list[int] = field(default_factory=list)
    before: int | None = None
    after: Report | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing is left that is not as it should be."""
        return self.after is not None and not self.after.faults


def repair(
    archive: Path, site: Site, *, backups: str | None, now: datetime, jobs: int = 1, watch: Watch = lambda *_: None
) -> Repaired:
    """Repair an archive. Nothing that is damaged is thrown away; at any moment the archive is repaired or as it was.

    Args:
        archive: its file.
        site: tells which site pages are of.
        backups: a place where there may be some; None for none.
        now: the moment; it names what is set aside.
        jobs: processes that share the work.
        watch: told of progress.

    Raises:
        scraper.exit_codes.CannotRun: where another run holds the archive, or there is nothing to repair it from.
        scraper.archive.database.ArchiveError: where it cannot be repaired.
        OSError: where the disk fails.
    """
    done = Repaired()
    lock = ArchiveLock(archive, started_at=clock.now_stamp())
    try:
        with lock.lent():
            if not is_missing(archive):
                _save_database(archive, done, now, backups)
            if not is_missing(archive):
                _mend_name(archive)
            if backups is not None:
                _put_back(archive, backups, done, now, watch)
            if done.damaged is None and not is_missing(archive):
                done.before = verify(archive, jobs=jobs, watch=watch).faults
            if done.before != 0:
                _rebuild(archive, site, done, jobs, watch)
            done.after = verify(archive, jobs=jobs, watch=watch)
    finally:
        lock.release()
    return done


def _save_database(archive: Path, done: Repaired, now: datetime, backups: str | None) -> None:
    """Where SQLite finds the database damaged, put in its place what can be read of it.

    Raises:
        WrongArchiveError: where nothing tells that the file ever was an archive: it is somebody's, and stays.
    """
    try:
        create_or_open(archive).close()  # one that can be read may still refuse to be written
        examine(archive)
    except WrongArchiveError as error:
        is_database = error.__cause__ is None  # of others; else SQLite cannot read it
        if not lost(archive) and (is_database or backups is None):
            raise
        _set_aside(archive, done, now)
    except (ArchiveError, *BROKEN):
        _set_aside(archive, done, now)


def _set_aside(archive: Path, done: Repaired, now: datetime) -> None:
    """Keep a damaged database under another name, and put a new one with what can be read of it in its place."""
    beside = archive.with_name(f"{archive.name}.salvaged")
    done.rows = salvage(archive, beside)
    kept = archive.with_name(f"{archive.name}.damaged-{stamp(now)}")
    done.damaged = swap(beside, archive, kept)
    if not done.rows.get("meta"):  # it does not even say which archive it is: the WARC files do
        archive.unlink()


def _mend_name(archive: Path) -> None:
    """Where the archive's own id or schema is spoilt, take the id from the WARC files, and the schema that it has."""
    with closing(create_or_open(archive)) as db:
        files = unclaimed(archive)
        known = origins(files, sorted(files.closed | files.left, key=lambda name: (name not in warc_names(db), name)))
        mend_meta(db, next((origin.archive for origin in known), None))


def _put_back(archive: Path, backups: str, done: Repaired, now: datetime, watch: Watch) -> None:
    """Put back WARC files that are lost, or are not what they were, where a backup has them."""
    folder = archive.parent / "warc"
    try:
        place = Place(backups)
        with place.used():
            there = place.manifests()
            if not there or there[0].holds.archive != _id_of(archive, there[0].holds.archive):
                return
            lacking = lacking_warc(folder, there[0])
    except BackupError as error:
        done.not_put_back.append(str(error))
        return
    for number, file in enumerate(lacking, 1):
        try:
            with place.used():
                fetch_warc(place, there[0], file, folder)
                put_in_place(folder, file, now=now)
            done.put_back.append(file.name)
        except BackupError as error:
            done.not_put_back.append(str(error))
        watch("backup", number, len(lacking))


def _id_of(archive: Path, otherwise: str) -> str:
    """Return the archive's own id; where it cannot say so any more, take it to be the one that is asked for."""
    try:
        return examine(archive).archive
    except ArchiveError:
        return otherwise


def _rebuild(archive: Path, site: Site, done: Repaired, jobs: int, watch: Watch) -> None:
    """Make the record tables anew, and have fetched again what no record has any more."""
    report = reparse(archive, site, jobs=jobs, watch=lambda read, of, _: watch("rebuild", read, of))
    done.rebuilt, done.kept, done.to_fetch = report.captures, sum(report.carried.values()), report.lost
    if report.lost:
        with closing(create_or_open(archive)) as db:
            store.ask_again(db, report.lost)
