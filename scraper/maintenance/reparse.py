"""Rebuilds an archive's record tables from its WARC files, or compares what that would give."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from scraper import clock
from scraper.archive import changes
from scraper.archive.captures import note_imported, warc_names
from scraper.archive.database import Database, archive_id, claim_site, create_or_open, open_to_read
from scraper.archive.rebuild_target import Rebuild, at_current_schema, identify, leave_wal_mode
from scraper.exit_codes import FAILED, USAGE, CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance import ingest, warc_import
from scraper.maintenance.origin import is_missing, lost, origins, refuse_several_sites
from scraper.maintenance.rebuild import Rebuilder, Report, Site
from scraper.maintenance.warc_files import WarcFiles, unclaimed
from scraper.maintenance.workers import Workers
from scraper.progress import Progress, no_progress


def reparse(
    path: Path, site: Site, *, sources: Sequence[Path] = (), jobs: int = 1, progress: Progress = no_progress
) -> Report:
    """Rebuild the record tables of an archive. Until all is done, the archive stays as it is.

    Args:
        path: the archive's file; `warc/` stands beside it. It is made where it is missing and there are WARC files.
        site: determines the site of a page.
        sources: WARC files that are brought in first.
        jobs: processes that share the reading.
        progress: called with `rebuild`, in bytes of the WARC files, and with `captures`.

    Raises:
        CannotRun: where another run holds the archive, or there is nothing to read.
        ArchiveError: where the archive cannot be used.
        scraper.archive.database.DatabaseError: where the disk or the old database fails.
        scraper.warc.records.WarcError: where what a killed run left cannot be read.
        OSError: where the disk fails.
    """
    path = path.resolve()
    folder = path.parent / "warc"
    if is_missing(path) and not sources and not lost(path):
        raise CannotRun(
            f"{path}: there is no archive here, nor WARC files of a lost one in warc/ beside it", exit_status=USAGE
        )
    report = Report()
    with _locked(path):
        brought_in = warc_import.import_files(sources, folder) if sources else {}
        report.copied = [name for name, copied in brought_in.items() if copied]
        with closing(_opened(path, site, brought_in)) as db:
            if not warc_names(db):
                ingest.close_left(folder, archive_id(db))
            report.salvaged = ingest.salvage(db, folder)
            # an archive without captures was made just now, or by a rebuild that was killed: what is left is its own
            left = () if warc_names(db) else unclaimed(path).names
            files = _files_of(path, db, {*brought_in, *left})
            note_imported(db, brought_in.keys() & files.not_of(archive_id(db)))
            leave_wal_mode(db, path)
        with _rebuilt(path, files, site, report, jobs=jobs, progress=progress) as rebuild:
            rebuild.take_working_tables()
            report.kept = rebuild.put_in_place()
    return report


def compare(path: Path, site: Site, *, examples: int, jobs: int = 1, progress: Progress = no_progress) -> Report:
    """Report what a rebuild would change; nothing is changed.

    Args:
        path: the archive's file.
        site: determines the site of a page.
        examples: of each kind of change, how many are kept.
        jobs: processes that share the reading.
        progress: called with `rebuild`, in bytes of the WARC files, and with `captures`.

    Raises:
        CannotRun: and others, as for `reparse`.
    """
    path = path.resolve()
    report = Report()
    with closing(open_to_read(path)):
        pass  # before there is a lock beside what is no archive
    with _locked(path), at_current_schema(path) as old:
        with closing(open_to_read(old)) as db:
            files = _files_of(path, db)
        with _rebuilt(path, files, site, report, old=old, jobs=jobs, progress=progress) as rebuild:
            report.changes = changes.between(rebuild.db, examples=examples)
    return report


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = ArchiveLock(path, started_at=clock.now_stamp())
    try:
        yield
    finally:
        lock.release()


def _opened(path: Path, site: Site, brought_in: Collection[str]) -> Database:
    """Open the archive; where it is missing, make one with the id and site that its WARC files name.

    Raises:
        CannotRun: where they are of several sites.
    """
    if not is_missing(path):
        return create_or_open(path)
    found = lost(path) or origins(WarcFiles.beside(path), brought_in)
    refuse_several_sites(path, found, site.name_of)
    origin = next(iter(found), None)
    db = create_or_open(path)
    if origin is not None:
        identify(db, origin.archive)
    claim_site(db, site.name_of(origin.url) if origin is not None and origin.url else site.default)
    return db


def _files_of(path: Path, db: Database, brought_in: Collection[str] = ()) -> WarcFiles:
    """List the WARC files of an archive.

    Raises:
        CannotRun: where there are none.
    """
    files = WarcFiles.beside(path).owned_by(db, brought_in=brought_in)
    if not files.closed:
        raise CannotRun(f"{files.folder}: there are no WARC files of {path.name} to read", exit_status=FAILED)
    return files


@contextmanager
def _rebuilt(
    path: Path,
    files: WarcFiles,
    site: Site,
    report: Report,
    *,
    old: Path | None = None,
    jobs: int,
    progress: Progress,
) -> Iterator[Rebuild]:
    """Make a new database of all WARC files; unless it is put in place in the block, it is removed."""
    with Workers(jobs) as workers:
        rebuild = Rebuild(path, old)
        report.notice = files.notice
        try:
            Rebuilder(files, rebuild, site, report).run(workers, progress)
            yield rebuild
        finally:
            rebuild.close()
