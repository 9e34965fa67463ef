"""A recovery: finds what a web archive has of the site, fetches what is chosen, and keeps it as captures.

Killed at any moment, it loses nothing: what was fetched stands in a WARC file and is taken in by the next run, which
requests the index again and fetches what is not there yet.
"""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import NAMESPACE_URL, uuid5

from scraper import clock
from scraper.archive import captures
from scraper.archive.database import (
    Database,
    archive_id,
    claim_site,
    create_or_open,
    open_to_read,
    remember_contact,
    site_of,
)
from scraper.archive.statistics.holdings import holdings
from scraper.archive.writer import Writer
from scraper.exit_codes import BREAKER, CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance import ingest
from scraper.maintenance.imports import resolve_revisits
from scraper.maintenance.origin import is_missing, opened_for_work
from scraper.maintenance.site import UNCHANGED, Site
from scraper.progress import Progress, no_progress
from scraper.recover.captures import IndexEntry, Recovered, UnplayableError, WebArchive
from scraper.recover.run import Identity, Summary, recorded, uninterrupted
from scraper.recover.selection import Plan, Sample, Selection, host_and_port, on_site, site_of_hosts
from scraper.warc.writer import WarcWriter

FLUSH_SECONDS = 1.0
"""A capture waits for its row no longer than this, while others come in."""

FAILURES_IN_ROW = 10
"""So many failures of the web archive, one after the other, end a run, unless it gives other captures."""

MAX_FRUITLESS = 100
"""So many captures that are not where the index says end a run that has got none, unless the archive has some: then
something is wrong with the index."""

MAX_REASONS = 3
"""Reasons that a summary names why captures could not be fetched."""


def recover(
    path: Path,
    archive: WebArchive,
    selection: Selection,
    site: Site,
    identity: Identity,
    *,
    only_missing: bool = False,
    dry_run: bool = False,
    progress: Progress = no_progress,
    summary: Summary | None = None,
) -> Summary:
    """Recover captures from a web archive; a later call with the same arguments goes on where this one ended.

    Args:
        path: of the archive, which is made where there is none.
        archive: the web archive.
        selection: what to look for; without hosts, all of the archive's site.
        site: how the site of an address is determined.
        identity: who makes the requests.
        only_missing: only articles that the archive lacks, or the site no longer has.
        dry_run: whether to search the index only; nothing is written.
        progress: gets `index`, lines, and `captures`.
        summary: is filled in, so that what was done is known where it is interrupted.

    Raises:
        CannotRun: where another run holds the archive, or the web archive does not answer, refuses, or fails ten times
            in a row and gives no other captures; what was fetched is kept.
        ArchiveError: where the archive cannot be used.
        DatabaseError: where the disk or the database fails.
        OSError: where the disk fails.
    """
    path = path.resolve()
    new_site = site_of_hosts(selection.only, site)
    with _opened(path, to_read=dry_run) as db:
        summary = summary or Summary()
        name = site_of(db) or new_site
        selection = on_site(selection, name, site)
        if not dry_run:
            salvaged = ingest.salvage(db, path.parent / "warc")
            summary.salvaged, summary.warning = salvaged.captures, salvaged.warning
            claim_site(db, name)
            if identity.contact:
                remember_contact(db, identity.contact)
        if only_missing:
            selection = replace(selection, there=captures.live_articles(db))
        with Plan(selection, None if dry_run else path.parent) as plan:
            recovery = _Recovery(
                db,
                path.parent / "warc",
                archive=archive,
                identity=identity,
                plan=plan,
                summary=summary,
                progress=progress,
            )
            if dry_run:
                recovery.search(selection)
                return summary
            with recorded(db, archive, selection, identity, summary):
                recovery.search(selection)
                recovery.fetch(selection.limit)
                resolve_revisits(db, path.parent / "warc", site)
    return summary


@contextmanager
def _opened(path: Path, *, to_read: bool) -> Iterator[Database]:
    """Hold an archive, made where there is none; to read, it stays as it is, and an empty one stands for none."""
    if not to_read:
        with ArchiveLock(path), opened_for_work(path) as db:
            yield db
        return
    with TemporaryDirectory() as folder:
        new = Path(folder) / path.name
        with closing(create_or_open(new) if is_missing(path) else open_to_read(path)) as db:
            yield db


class _Recovery:
    """Searches the index, fetches captures, and writes them into WARC files, those of each host in files of its own."""

    def __init__(
        self,
        db: Database,
        folder: Path,
        *,
        archive: WebArchive,
        identity: Identity,
        plan: Plan,
        summary: Summary,
        progress: Progress,
    ) -> None:
        self._db = db
        self._folder = folder
        self._archive = archive
        self._identity = identity
        self._plan = plan
        self._summary = summary
        self._progress = progress
        self._warc: WarcWriter | None = None
        self._host = ""
        self._writer = Writer(db, sync=self._sync)
        self._flushed = time.monotonic()
        self._failures = 0
        self._probes: list[IndexEntry] = []

    def search(self, selection: Selection) -> None:
        """Request the whole index, and count what is to be fetched."""
        summary = self._summary
        for host in selection.hosts:
            for found in self._archive.find(host, selection.period, summary.skipped):
                if not clock.is_of_the_web(found.moment):
                    summary.skipped[clock.NOT_OF_THE_WEB] += 1
                    continue
                summary.found += 1
                self._plan.add(found)
                self._progress("index", summary.found, None)
        self._progress("index", summary.found, summary.found)
        known, missing = Sample(), Sample()
        for found in self._plan.chosen():
            (known if self._is_here(found) else missing).add(found)
        summary.known, summary.left = known.count, missing.count
        summary.chosen = known.count + missing.count
        self._probes = (known.kept or missing.kept)[::-1]

    def fetch(self, limit: int | None) -> None:
        """Fetch what is not there yet, or as many captures of it as the limit says."""
        summary, before = self._summary, holdings(self._db)
        total = summary.left if limit is None else min(summary.left, limit)
        try:
            missing = (found for found in self._plan.chosen() if not self._is_here(found))
            for number, (found, recovered) in enumerate(self._archive.fetch_each(missing), 1):
                if isinstance(recovered, UnplayableError):
                    self._count_failure(str(recovered), is_outage=recovered.is_outage)
                else:
                    with uninterrupted():
                        self._take(found, recovered)
                self._progress("captures", number if limit is None else summary.fetched, total)
                if summary.fetched == limit:
                    break
            self._progress("captures", total, total)
        finally:
            with uninterrupted():
                self._close()
                summary.added = holdings(self._db) - before

    def _is_here(self, found: IndexEntry) -> bool:
        return captures.is_recovered(self._db, self._archive.source, found.url, found.moment)

    def _take(self, found: IndexEntry, recovered: Recovered) -> None:
        self._failures, self._probes = 0, [found]
        self._summary.left -= 1
        if recovered.answer.outcome == "unchanged":
            self._summary.skipped[UNCHANGED] += 1
            return
        host = host_and_port(found.url).removeprefix("www.")
        if self._warc is None or host != self._host:
            self._close()
            self._warc, self._host = self._open(host), host
        try:
            capture = self._warc.write(
                recovered.exchange, name=recovered.name, source_uri=recovered.source_uri, block=recovered.block
            )
            self._writer.add(capture, recovered.answer)
        except Exception:
            self._warc.abandon()
            self._warc = None
            raise
        self._summary.count(capture.fetched_at, recovered.answer.outcome)
        if time.monotonic() - self._flushed >= FLUSH_SECONDS:
            self._flush()

    def _count_failure(self, why: str, *, is_outage: bool) -> None:
        """Count a capture that cannot be had; the run ends where the web archive seems to be out of order."""
        summary = self._summary
        summary.unplayable += 1
        why = " ".join(why.split())
        if len(summary.reasons) < MAX_REASONS:
            summary.reasons.append(why)
        self._failures = self._failures + 1 if is_outage else 0
        if self._failures >= FAILURES_IN_ROW and self._probe_archive():
            self._failures = 0
        if self._failures >= FAILURES_IN_ROW:
            what = f"{self._failures} captures in a row could not be fetched"
        elif summary.unplayable >= MAX_FRUITLESS and self._nothing_recovered():
            what = f"none of {summary.unplayable} captures could be fetched"
        else:
            return
        raise CannotRun(
            f"{self._archive.address}: {what}, the last with: {why.rstrip('.')}; run the same command later to resume",
            exit_status=BREAKER,
        )

    def _probe_archive(self) -> bool:
        """Whether the web archive gives another capture: the last that it gave, else one that it gave once, or any."""
        for found in self._probes:
            try:
                self._archive.fetch(found)
            except UnplayableError as error:
                if error.is_outage:
                    continue
            self._probes = [found]
            return True
        return False

    def _nothing_recovered(self) -> bool:
        return not self._summary.fetched and not captures.has_source(self._db, self._archive.source)

    def _open(self, host: str) -> WarcWriter:
        """Begin the WARC files of a host: its captures, whenever they are fetched, are one run of the web archive's."""
        return WarcWriter(
            self._folder,
            archive=archive_id(self._db),
            run=str(uuid5(NAMESPACE_URL, f"{self._archive.source}/{host}")),
            source=self._archive.source,
            user_agent=self._identity.user_agent,
            robots="none",
            software=f"arsip/{version('arsip')}",
            now=clock.now_stamp,
            description=self._archive.description,
        )

    def _sync(self) -> None:
        if self._warc is not None:
            self._warc.sync()

    def _flush(self) -> None:
        self._writer.flush()
        self._flushed = time.monotonic()
        if self._warc is not None:
            self._warc.finish_full_files()

    def _close(self) -> None:
        """Commit what was fetched, and close the files."""
        if self._warc is None:
            return
        self._flush()
        self._warc.close({"web-archive": self._archive.address, "host": self._host})
        self._warc = None
