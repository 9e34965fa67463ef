"""A run's hold on its archive: the lock, the database, the WARC file, and the row in `runs`."""

import json
import logging
import os
import shutil
from contextlib import ExitStack
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from uuid import uuid4

from scraper import clock
from scraper.archive import captures, runs
from scraper.archive.database import (
    ArchiveError,
    Database,
    DatabaseError,
    WrongArchiveError,
    archive_id,
    claim_site,
    explain,
    remember_contact,
)
from scraper.archive.frontier import claims
from scraper.archive.writer import Writer
from scraper.counts import count
from scraper.crawl.options import RunOptions
from scraper.crawl.site import is_anonymous, site_name
from scraper.exit_codes import FAILED, USAGE, CannotRun
from scraper.file_modes import private_files
from scraper.items import Answer
from scraper.lock import ArchiveLock
from scraper.maintenance import ingest
from scraper.maintenance.origin import create_unless_lost, is_missing, lost
from scraper.urls import REPLICA
from scraper.warc.exchange import Capture, Exchange, Repeated
from scraper.warc.reader import read_at
from scraper.warc.records import WarcError, digest
from scraper.warc.writer import WarcWriter

if TYPE_CHECKING:
    from scraper.crawl.feed import Source

logger = logging.getLogger("arsip")

NOT_MODIFIED = 304
GB = 1000**3


@runtime_checkable
class ArchivingSpider(Protocol):
    """A spider whose answers are archived: `needs_archive` says that there is nothing to fetch without an archive."""

    name: str
    kind: str
    site: str
    arguments: dict[str, object]
    needs_archive: bool
    source: "Source"

    def check(self, db: Database) -> None:
        """Raise ValueError, which names the argument, where it contradicts what the archive knows."""


class ArchiveSession:
    """Holds an archive from before the first request until after the last row.

    Attributes:
        id: the run's UUID, in `captures`, `runs` and every warcinfo.
        begun: the row in `runs` as the run began.
        salvaged: captures of a killed run that were ingested at the start.

    Raises:
        CannotRun: where the archive is held by another run, cannot be opened, or is another site's.
    """

    def __init__(self, options: RunOptions, spider: ArchivingSpider, *, user_agent: str) -> None:
        self.id = str(uuid4())
        self.path = options.db.resolve()  # one lock and one warc/ for all its names
        self.warc_folder = self.path.parent / "warc"
        self._min_free = options.min_free
        self._unrecorded: dict[str, str] = {}
        self.begun = runs.NewRun(
            run=self.id,
            kind=spider.kind,
            arguments=json.dumps(spider.arguments, ensure_ascii=False),
            site=spider.site,
            user_agent=user_agent,
            robots="ignore" if options.ignore_robots else "obey",
            pid=os.getpid(),
            started_at=clock.now_stamp(),
        )
        if site_name(spider.site) != REPLICA and is_anonymous(user_agent):
            raise CannotRun(
                "say who is crawling, so that the site can reach you: --contact you@example.org, or ARSIP_CONTACT=…",
                exit_status=USAGE,
            )
        if spider.needs_archive and is_missing(self.path) and not lost(self.path):
            raise CannotRun(
                f"{self.path}: there is no archive here; make one with `arsip crawl articles`, or name one with --db",
                exit_status=USAGE,
            )
        self._held = ExitStack()
        try:
            self._held.enter_context(private_files(self.path))
            self._lock = ArchiveLock(self.path, started_at=self.begun.started_at)
            self._held.callback(self._lock.release)
            self._open(options, spider)
        except Exception as error:
            self._held.close()
            raise self._cannot_run(error) from error

    def _open(self, options: RunOptions, spider: ArchivingSpider) -> None:
        """Open the archive, salvage what a killed run left, and begin."""
        if (shortage := self.disk_shortage()) is not None:
            raise CannotRun(shortage)
        self.db = create_unless_lost(self.path)
        if not self.warc_folder.exists() and (names := captures.warc_names(self.db)):
            logger.warning(
                "%s is missing, with the %s of this archive: `arsip verify` fails until they are there; "
                "the crawl goes on in a new folder of that name, into which the files can be moved",
                self.warc_folder,
                count(len(names), "WARC file"),
            )
        if options.contact:
            remember_contact(self.db, options.contact)
        claims.release_leases(self.db, now=clock.now())
        self.salvaged = ingest.salvage(self.db, self.warc_folder)
        claim_site(self.db, site_name(spider.site))  # by now every capture has its row: one without any is of no site
        try:
            spider.check(self.db)
        except ValueError as error:
            raise CannotRun(str(error), exit_status=USAGE) from error
        self._warc = WarcWriter(
            self.warc_folder,
            archive=archive_id(self.db),
            run=self.id,
            source="site",
            user_agent=self.begun.user_agent,
            robots=self.begun.robots,
            software=f"arsip/{version('arsip')}",
            now=clock.now_stamp,
        )
        self.writer = Writer(self.db, sync=self._warc.sync)
        runs.begin(self.db, self.begun)

    def _cannot_run(self, error: Exception) -> CannotRun:
        if isinstance(error, CannotRun):
            return error
        known = isinstance(error, ArchiveError | WarcError | OSError)
        what = explain(error) if isinstance(error, DatabaseError) else repr(error)
        why = str(error) if known else f"{self.path}: {what}"
        return CannotRun(" ".join(why.split()), exit_status=USAGE if isinstance(error, WrongArchiveError) else FAILED)

    def disk_shortage(self) -> str | None:
        """Return what is short and what to do, where too little of the archive's disk is free."""
        return disk_shortage(self.path.parent, self._min_free)

    def is_orphan(self) -> bool:
        """Whether the job that started this run has died; from then on this process is the holder of the archive."""
        return self._lock.take_over()

    def find_repeated(self, exchange: Exchange, revalidated: str | None) -> Repeated | None:
        """Return the earlier capture whose payload a response repeats, by the site's word or by its digest."""
        if exchange.status == NOT_MODIFIED:
            return None if revalidated is None else captures.named(self.db, revalidated)
        if exchange.truncated or not exchange.body:
            return None
        return captures.same_payload(
            self.db, exchange.url, exchange.status, digest(exchange.body), is_there=self._has_record
        )

    def _has_record(self, warc: str, offset: int) -> bool:
        """Whether a record can still be read: a page that was lost must not be stored as a revisit of itself."""
        try:
            read_at(self.warc_folder / warc, offset)
        except (OSError, WarcError):
            return False
        return True

    def capture(self, exchange: Exchange, repeats: Repeated | None) -> Capture:
        """Write a response into the WARC file."""
        capture = self._warc.write(exchange, repeats=repeats)
        self._unrecorded[capture.capture] = capture.warc
        return capture

    def record(self, capture: Capture, result: Answer) -> None:
        """Take in what a capture was parsed to."""
        self.writer.add(capture, result)
        self._unrecorded.pop(capture.capture, None)

    def flush(self) -> None:
        """Commit what was taken in, and close the WARC files that are full."""
        self.writer.flush()
        self._warc.finish_full_files(but=frozenset(self._unrecorded.values()))

    def ingest_unrecorded(self) -> None:
        """Parse the captures without a result from the WARC files, before those are closed."""
        self._warc.sync()
        if self._unrecorded:
            ingested = ingest.ingest_files(self.writer, self._warc.unfinished)
            if ingested.damages:  # what this run has just written itself
                raise WarcError(f"{self.warc_folder}: what this run has written cannot be read back")

    def close_warc(self, status: int, verdict: str) -> None:
        """Close the WARC file with a record of how the run ended: whoever finds the file alone can read it there."""
        tally = asdict(self.writer.tally)
        counted = ("captures", "articles", "new", "changed", "problems", "failures")
        summary: dict[str, str | int] = {
            "arsip-run": self.id,
            "command": self.begun.kind,
            "arguments": self.begun.arguments,
            **{name: tally[name] for name in counted},
            "exit-status": status,
            "verdict": verdict,
        }
        self._warc.close(summary)

    def end(self, reason: str, status: int, verdict: str, counts: dict[str, object]) -> None:
        """Record the run's end, and release the archive.

        Raises:
            ArchiveError, DatabaseError: where it could not be recorded.
        """
        try:
            runs.end(
                self.db,
                self.id,
                ended_at=clock.now_stamp(),
                reason=reason,
                verdict=verdict,
                exit_status=status,
                counts=json.dumps(counts, ensure_ascii=False),
            )
        finally:
            self.db.close()
            self._held.close()


def disk_shortage(folder: Path, least: int) -> str | None:
    """Return one line that says what to do where less than so many bytes are free on the disk of a folder to be made.

    Of that disk the nearest folder above is asked that exists.

    Raises:
        OSError: where the disk cannot be read.
    """
    if least <= 0:
        return None
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free >= least:
        return None
    needed = f"{least / GB:,.1f}".removesuffix(".0")
    return f"{free / GB:,.1f} GB are free at {there}, but {needed} GB must be free: make room, or lower --min-free"
