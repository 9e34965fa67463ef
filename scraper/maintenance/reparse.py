"""Parses kept pages again with today's parser: all of an archive, or those that could not be read."""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.archive import reparse_differences, replacement
from scraper.archive.captures import note_imported, warc_names
from scraper.archive.database import Database, claim_site, create_or_open, open_to_read
from scraper.archive.rebuild_target import Rebuild, at_current_schema, identify, leave_wal_mode
from scraper.exit_codes import USAGE, CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance import ingest
from scraper.maintenance.cluster import pool_of
from scraper.maintenance.damage_report import DamageReport
from scraper.maintenance.ingest import complete, interpret_exchange
from scraper.maintenance.origin import can_be_rebuilt, is_missing, lost, refuse_several_sites, unclaimed
from scraper.maintenance.rebuild import Rebuilder, Report
from scraper.maintenance.site import Site
from scraper.maintenance.warc_files import IMPORTED, WarcFiles
from scraper.progress import Progress, no_progress
from scraper.warc.reader import Damage, file_in, read_at
from scraper.warc.records import WarcError

if TYPE_CHECKING:
    from scraper.archive.rows import AnsweredCapture

PROBLEMS_BATCH = 50
"""Problems that are parsed between two commits."""


@dataclass(slots=True)
class Reread(DamageReport):
    """The result of parsing problems again; a page that is damaged stays as it was.

    Attributes:
        tried: how many pages were parsed.
        became: what they amount to now, and how many to each.
    """

    tried: int = 0
    became: Counter[str] = field(default_factory=Counter)


def reparse(
    path: Path, site: Site, *, workers: int | str = 1, mirror: Path | None = None, progress: Progress = no_progress
) -> Report:
    """Rebuild the record tables of an archive. Until all is done, the archive stays as it is.

    It is made where it is missing and there are WARC files.

    Args:
        path: of the archive.
        site: how the site of a page is determined.
        workers: they share the reading: that many processes of this machine, or those of the Dask scheduler at an
            address.
        mirror: where the WARC files are read, as `mirror_at` returns it; `warc/` beside the archive by default.
        progress: gets `rebuild`, in bytes of the WARC files, and `captures`.

    Raises:
        CannotRun: where another run holds the archive, or there is nothing to read.
        ArchiveError: where the archive cannot be used.
        DatabaseError: where the disk or the old database fails.
        WarcError: where what a killed run left cannot be read.
        OSError: where the disk fails.
    """
    path = path.resolve()
    folder = path.parent / "warc"
    if is_missing(path) and not can_be_rebuilt(path, mirror):
        raise CannotRun(
            f"{path}: there is no archive here, nor WARC files of a lost one in {mirror or 'warc/ beside it'}",
            exit_status=USAGE,
        )
    report = Report()
    with ArchiveLock(path):
        with closing(_opened(path, site, mirror)) as db:
            report.salvaged = ingest.salvage(db, folder, rows=bool(warc_names(db))).captures
            # an archive without captures was made just now, or by a rebuild that was killed: what is left is its own
            left = () if warc_names(db) else unclaimed(path, mirror).names
            note_imported(db, (name for name in left if name.startswith(IMPORTED)))
            files = _files_of(path, db, left, mirror)
            leave_wal_mode(db, path)
        with _rebuilt(path, files, site, report, workers=workers, progress=progress) as rebuild:
            left_out = rebuild.take_working_tables()
            report.left_out += Counter({f"damaged row of {table}": number for table, number in left_out.items()})
            report.kept = rebuild.put_in_place()
    return report


def compare(
    path: Path,
    site: Site,
    *,
    examples: int,
    workers: int | str = 1,
    mirror: Path | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Report what a rebuild would change, with some examples of each kind of change; nothing is changed.

    The arguments are those of `reparse`.

    Raises:
        CannotRun: and others, as for `reparse`.
    """
    path = path.resolve()
    report = Report()
    open_to_read(path).close()  # before there is a lock beside what is no archive
    with ArchiveLock(path), at_current_schema(path) as old:
        with closing(open_to_read(old)) as db:
            files = _files_of(path, db, mirror=mirror)
        with _rebuilt(path, files, site, report, old=old, workers=workers, progress=progress) as rebuild:
            report.changes = reparse_differences.between(rebuild.db, examples=examples)
    return report


def _opened(path: Path, site: Site, mirror: Path | None) -> Database:
    """Open the archive; where it is missing, make one with the id and site that its WARC files name."""
    if not is_missing(path):
        return create_or_open(path)
    found = lost(path, mirror=mirror)
    refuse_several_sites(path, found, site.name_of)
    origin = next(iter(found), None)
    db = create_or_open(path)
    if origin is not None:
        identify(db, origin.archive)
    claim_site(db, site.name_of(origin.url) if origin is not None and origin.url else site.default)
    return db


def _files_of(path: Path, db: Database, imported: Collection[str] = (), mirror: Path | None = None) -> WarcFiles:
    """List the WARC files of an archive; CannotRun where there are none."""
    files = WarcFiles.beside(path, mirror).owned_by(db, imported=imported)
    if not files.closed:
        raise CannotRun(f"{files.folder}: there are no WARC files of {path.name} to read")
    return files


@contextmanager
def _rebuilt(
    path: Path,
    files: WarcFiles,
    site: Site,
    report: Report,
    *,
    old: Path | None = None,
    workers: int | str,
    progress: Progress,
) -> Iterator[Rebuild]:
    """Make a new database of all WARC files; unless it is put in place in the block, it is removed."""
    with pool_of(workers, files.folder) as pool, closing(Rebuild(path, old)) as rebuild:
        report.notice = files.notice
        Rebuilder(files, rebuild, site, report).run(pool, progress)
        yield rebuild


def reread(path: Path, *, progress: Progress = no_progress) -> Reread:
    """Parse the problems of an archive again; what can be parsed now takes its place in the record tables.

    `progress` gets `pages`, how many were parsed. A record that cannot be read is counted in the result.

    Raises:
        ArchiveError: there is no archive.
        scraper.exit_codes.CannotRun: a run holds it.
    """
    path = path.resolve()
    folder = path.parent / "warc"
    open_to_read(path).close()
    done, last = Reread(), ""
    with ArchiveLock(path), closing(create_or_open(path)) as db:
        ingest.salvage(db, folder)
        while some := replacement.problem_captures(db, after=last, limit=PROBLEMS_BATCH):
            last = some[-1].capture
            batch: list[AnsweredCapture] = []
            for capture in some:
                try:
                    exchange = complete(db, folder, capture, read_at(file_in(folder, capture.warc), capture.offset))
                except (WarcError, OSError) as error:
                    why = getattr(error, "strerror", None) or str(error)
                    done.add_damage(Damage(capture.warc, capture.offset, capture.length, why))
                else:
                    batch.append((capture, interpret_exchange(exchange)))
            replacement.replace(db, batch)
            done.tried += len(batch)
            done.became.update(answer.outcome for _, answer in batch)
            progress("pages", done.tried, None)
    return done
