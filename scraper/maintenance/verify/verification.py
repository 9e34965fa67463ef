"""Verifies an archive: its database, its WARC files, and that each row is what its page says. It only reads."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from scraper.archive.copies.snapshot import copy
from scraper.archive.database import Database, DatabaseError, archive_id, refuse_interrupted
from scraper.atomic_file import temporary_beside
from scraper.maintenance.cluster import pool_of
from scraper.maintenance.verify import articles, captures, database, frontier, fulltext, readings
from scraper.maintenance.verify.check import ALL, RESTORE_DATABASE, Check, Name, Share
from scraper.maintenance.warc_files import WarcFiles
from scraper.maintenance.workers import Pool
from scraper.parser import PARSER
from scraper.progress import Progress, no_progress
from scraper.warc.writer import OPEN

DAMAGED: tuple[type[Exception], ...] = (DatabaseError, TypeError, ValueError, ArithmeticError, LookupError)
"""What reading a damaged database raises: a flipped bit in a row's header makes a column come as another type."""

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a verification has found: of which site the archive is, as far as it says, and the checks in their order."""

    site: str | None
    checks: tuple[Check, ...]

    @property
    def faults(self) -> int:
        """How many faults there are."""
        return sum(check.found for check in self.checks)

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences that are worth knowing and no faults."""
        older = sum((check.older for check in self.checks), Counter[str]())
        return (
            *(
                f"{number:,} pages were read by parser {reader}, today's is {PARSER}: `arsip reparse` reads them again"
                for reader, number in sorted(older.items())
            ),
            *(notice for check in self.checks for notice in check.notices),
        )


def verify(path: Path, *, share: Share = ALL, workers: int | str = 1, progress: Progress = no_progress) -> Report:
    """Verify an archive. A crawl may be under way: what it adds meanwhile is not checked.

    In a share of the texts, captures and articles, records without a row and damage between records are not looked for,
    and SQLite's check is the quick one. `workers` share the work: that many processes of this machine, or those of the
    Dask scheduler at an address. `progress` gets the name of a check, and rows or records of it.

    Raises:
        ArchiveError: where there is no archive, or one of an older schema.
        OSError: where the folder of WARC files cannot be read.
    """
    files = WarcFiles.beside(path)  # before the snapshot, which then has a row for each record of a file that is closed
    with database.snapshot(path) as db:
        if unreadable := database.unreadable(db):
            if "meta" not in unreadable:
                database.named_site(db, path)  # refuses an archive of an older schema, which is no damage
            return Report(site=None, checks=(database.check(db, quick=not share.is_all),))
        site = database.named_site(db, path)
        with _readable_by(workers, path) as shared, pool_of(workers, files.folder) as pool:
            verification = _Verification(shared, db, pool, share, progress)
            return Report(site=site, checks=verification.run(_own_files(files, db)))


@contextmanager
def _readable_by(workers: int | str, path: Path) -> Iterator[Path]:
    """Give the database that workers open: of a cluster, a copy without a write-ahead log, for the block.

    SQLite's log is memory that processes of one machine share, so another machine must not open the archive itself.
    """
    path = path.resolve()
    if isinstance(workers, int):
        yield path
        return
    with temporary_beside(path.with_name(f"{path.name}.verify")) as shared:
        copy(path, shared)
        yield shared


@dataclass(frozen=True, slots=True)
class _Verification:
    """One verification under way. Where the database cannot be read, that is a fault of the check that found it."""

    path: Path
    db: Database
    pool: Pool
    share: Share
    progress: Progress

    def run(self, files: WarcFiles) -> tuple[Check, ...]:
        db, quick = self.db, not self.share.is_all
        return (
            self._check_whole("database", lambda: database.check(db, quick=quick)),
            self._check_texts(),
            *self._check_captures(files),
            self._check_parts("articles", partial(articles.check, self.path, self.share), articles.ranges(db)),
            self._check_whole("search", lambda: fulltext.check(db, quick=quick)),
            self._check_whole("frontier", lambda: frontier.check(db)),
        )

    def _check_texts(self) -> Check:
        work = partial(readings.check_texts, self.path, self.share)
        check = self._check_parts("texts", work, readings.text_ranges(self.db))
        with _damage_is_fault(check):
            check.add(readings.check_unused_texts(self.db))
        return check

    def _check_captures(self, files: WarcFiles) -> tuple[Check, Check]:
        """Check rows against records, and what was read against the pages, in one pass: each record is read once."""
        of_captures, of_readings = Check("captures"), Check("readings")
        total = self._total("captures")
        with _damage_is_fault(of_captures):
            chunks = captures.partition(self.path, self.db, files, self.share, of_captures)
            for result in self.pool.each(captures.check_chunk, chunks):
                with _damage_is_fault(of_captures, OSError):
                    found = result()
                    of_captures.add(found[0])
                    of_readings.add(found[1])
                self.progress("captures", of_captures.looked_at, total)
        with _damage_is_fault(of_readings):
            of_readings.add(readings.check_carries(self.db))
        self.progress("captures", of_captures.looked_at, of_captures.looked_at)
        of_captures.notices += [
            f"warc/{name}{OPEN} was left by a run that died; the next `arsip crawl` takes it in"
            for name in sorted(files.left)
        ]
        of_captures.notices += [files.notice] if files.notice else []
        return of_captures, of_readings

    def _check_parts(self, name: Name, work: Callable[[Part], Check], parts: Iterable[Part]) -> Check:
        check, total = Check(name), self._total(name)
        with _damage_is_fault(check, table=name):
            for result in self.pool.each(work, parts):
                with _damage_is_fault(check, table=name):
                    check.add(result())
                self.progress(name, check.looked_at, total)
        return check

    def _check_whole(self, name: Name, work: Callable[[], Check]) -> Check:
        self.progress(name, 0, 1)
        check = Check(name)
        with _damage_is_fault(check):
            check = work()
        self.progress(name, check.looked_at, check.looked_at)
        return check

    def _total(self, table: str) -> int:
        """Return how many rows of a table are checked, about; 0 where it cannot be read."""
        try:
            count = int(self.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our names
        except DatabaseError as error:
            refuse_interrupted(error)
            return 0
        return self.share.part_of(count)


@contextmanager
def _damage_is_fault(check: Check, *errors: type[Exception], table: str | None = None) -> Iterator[None]:
    """Add what reading a damaged database raises, or one of some other errors, to a check."""
    try:
        yield
    except (*DAMAGED, *errors) as error:
        refuse_interrupted(error)
        check.fault(f"it cannot be read: {error}", RESTORE_DATABASE, table=table)


def _own_files(files: WarcFiles, db: Database) -> WarcFiles:
    """Leave out the files of other archives; where the rows cannot say which those are, the file names do."""
    try:
        return files.owned_by(db)
    except DAMAGED as error:
        refuse_interrupted(error)
        with suppress(*DAMAGED):
            return files.without(files.not_of(archive_id(db)))
        return files
