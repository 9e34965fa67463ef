"""One run's hold on the archive: the lock, the database, the WARC file, the batch, and the verdict at the end.

A Scrapy extension, so that plain `scrapy crawl` is covered too. Everything that writes goes through it.
"""

import json
import logging
import os
import time
from collections import Counter
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar
from uuid import uuid4

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from scraper import clock
from scraper.archive import captures, runs
from scraper.archive.database import (
    ArchiveError,
    DatabaseError,
    WrongArchiveError,
    archive_id,
    claim_site,
    remember_contact,
)
from scraper.archive.frontier import store
from scraper.archive.frontier.retry_policy import FAILURES
from scraper.archive.statistics import field_presence
from scraper.archive.writer import Writer
from scraper.crawl import free_space, health
from scraper.crawl.breaker import Breaker
from scraper.crawl.downloader import Downloader
from scraper.crawl.identity import checked_contact, is_anonymous
from scraper.crawl.spider import ArchivingSpider
from scraper.crawl.transport_errors import cannot_reach, in_words, timed_out
from scraper.exit_codes import EXIT_STATUS, FAILED, USAGE, VERDICT, CannotRun, printable
from scraper.lock import ArchiveLock
from scraper.maintenance import ingest
from scraper.maintenance.origin import create_unless_lost, is_missing, lost
from scraper.urls import REPLICA
from scraper.warc.exchange import Capture, Exchange, Repeated
from scraper.warc.reader import read_at
from scraper.warc.records import WarcError, digest
from scraper.warc.writer import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

    from scraper.items import Answer

logger = logging.getLogger("arsip")

T = TypeVar("T")

NOT_MODIFIED = 304

UNREACHABLE = 3
"""Requests without an answer that end a run of which none was answered; one that timed out does so alone."""

FLUSH_SECONDS = 1.0
"""A capture waits for its rows no longer than this."""

GRACE_SECONDS = 8.0
"""A run that ends waits so long for requests under way; with the rest of its end, that makes ten seconds at most."""


class Run:
    """Holds one archive from before the first request until after the last row.

    Attributes:
        id: the run's UUID, in `captures`, `runs` and every warcinfo.
        path: the archive's file.
        db: the archive, open for writing.
        writer: takes captures with their answers.
        breaker: counts the failures in a row.
        salvaged: captures of a dead run that were taken in at the start.
        robots: `obey`, or `ignore` where the user decided so.
        exit_status: the truth about the run, once it has ended; None before.
        verdict: the same in a sentence.
        seconds: how long it took, once it has ended.

    Raises:
        CannotRun: where the archive is held by another run, cannot be opened, or is another site's.
    """

    def __init__(self, crawler: "Crawler", spider: "ArchivingSpider") -> None:
        settings = crawler.settings
        self._crawler = crawler
        self.id = str(uuid4())
        self.path = Path(settings["ARSIP_DB"]).resolve()  # one lock and one warc/ for all its names
        self.robots = "ignore" if settings.getbool("ARSIP_IGNORE_ROBOTS") else "obey"
        self.exit_status: int | None = None
        self.verdict: str | None = None
        self.seconds = 0.0
        self.breaker = Breaker(settings.getint("ARSIP_BREAKER"))
        self._presence: field_presence.FieldPresence | None = None
        self._health: tuple[int, str] | None = None
        self._error: str | None = None
        self._reason: str | None = None
        self._errors: Counter[str] = Counter()
        self._unanswered = 0
        self._min_free = settings.getint("ARSIP_MIN_FREE")
        self._stopping_since: float | None = None
        self._was_answered = False
        self._waiting: dict[str, str] = {}
        self._began = time.monotonic()
        self._started_at = clock.now_stamp()
        try:
            self._contact = checked_contact(given) if (given := str(settings["ARSIP_CONTACT"] or "")) else ""
        except ValueError as error:
            raise CannotRun(str(error), exit_status=USAGE) from error
        if spider.site_name != REPLICA and is_anonymous(str(settings["USER_AGENT"])):
            raise CannotRun(
                "say who is crawling, so that the site can reach you: --contact you@example.org, or ARSIP_CONTACT=…",
                exit_status=USAGE,
            )
        if spider.needs_archive and is_missing(self.path) and not lost(self.path):
            raise CannotRun(
                f"{self.path}: there is no archive here; make one with `arsip crawl articles`, or name one with --db",
                exit_status=USAGE,
            )
        self._lock = ArchiveLock(self.path, started_at=self._started_at)
        try:
            self._open(str(settings["USER_AGENT"]), spider)
        except CannotRun:
            self._lock.release()
            raise
        except Exception as error:
            self._lock.release()
            known = isinstance(error, ArchiveError | WarcError | OSError)
            why = str(error) if known else f"{self.path}: {error if isinstance(error, DatabaseError) else repr(error)}"
            status = USAGE if isinstance(error, WrongArchiveError) else FAILED
            raise CannotRun(" ".join(why.split()), exit_status=status) from error

    def _open(self, user_agent: str, spider: "ArchivingSpider") -> None:
        """Open the archive, salvage what a dead run left, and note that this one begins."""
        folder = self.path.parent / "warc"
        if (lacking := free_space.lacking(self.path.parent, self._min_free)) is not None:
            raise CannotRun(lacking, exit_status=FAILED)
        self.db = create_unless_lost(self.path)
        if self._contact:
            remember_contact(self.db, self._contact)
        store.release_leases(self.db, now=clock.now())
        self.salvaged = ingest.salvage(self.db, folder)
        claim_site(self.db, spider.site_name)  # by now every capture has its row: one without any is of no site
        try:
            spider.check(self.db)
        except ValueError as error:
            raise CannotRun(str(error), exit_status=USAGE) from error
        self._warc = WarcWriter(
            folder,
            archive=archive_id(self.db),
            run=self.id,
            source="site",
            user_agent=user_agent,
            robots=self.robots,
            software=f"arsip/{version('arsip')}",
            now=clock.now_stamp,
        )
        self.writer = Writer(self.db, sync=self._warc.sync)
        self._command = f"crawl {spider.name}"
        self._arguments = json.dumps(spider.arguments, ensure_ascii=False)
        runs.begin(
            self.db,
            runs.NewRun(
                run=self.id,
                kind=self._command,
                arguments=self._arguments,
                site=spider.site,
                user_agent=user_agent,
                robots=self.robots,
                pid=os.getpid(),
                started_at=self._started_at,
            ),
        )

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Take hold of the archive that the setting `ARSIP_DB` names; only for spiders that archive a site."""
        spider: object = crawler.spider
        if not isinstance(spider, ArchivingSpider):
            raise NotConfigured("nothing is archived")
        run = cls(crawler, spider)
        crawler.signals.connect(run._spider_opened, signals.spider_opened)
        crawler.signals.connect(run._spider_closed, signals.spider_closed)
        return run

    def capture(self, exchange: Exchange, *, asked_about: str | None = None) -> Capture:
        """Put a response into the WARC file; its row follows with `answered`.

        Args:
            exchange: what went over the wire.
            asked_about: the capture of which the request asked whether it still holds.

        Raises:
            OSError: where it cannot be written, or an earlier one could not.
        """
        if self._error is not None:
            raise OSError(self._error)
        self._was_answered = True
        capture = self._warc.write(exchange, repeats=self.attempt(lambda: self._repeated(exchange, asked_about), None))
        self._waiting[capture.capture] = capture.warc
        return capture

    def _repeated(self, exchange: Exchange, asked_about: str | None) -> Repeated | None:
        """Name the earlier capture whose payload a response repeats, by its own word or by its digest."""
        if exchange.status == NOT_MODIFIED:
            return None if asked_about is None else captures.named(self.db, asked_about)
        if exchange.truncated or not exchange.body:
            return None
        return captures.same_payload(
            self.db, exchange.url, exchange.status, digest(exchange.body), is_there=self._has_record
        )

    def _has_record(self, warc: str, offset: int) -> bool:
        """Whether a record can still be read: a page that was lost must not be kept as the repetition of itself."""
        folder = self.path.parent / "warc"
        try:
            read_at(folder / warc, offset)
        except (OSError, WarcError):
            return False
        return True

    def add_discovered(self, discovered: "list[store.Discovered]") -> None:
        """Put articles on the frontier that were heard of."""
        self.writer.add_discovered(discovered)

    def has_article(self, key: int) -> bool:
        """Whether the archive has an article, whatever has become of it."""
        return self.attempt(lambda: store.has_article(self.db, key), False)

    def answered(self, capture: Capture, answer: "Answer") -> None:
        """Take in what a captured response amounts to.

        Args:
            capture: as `capture` returned it.
            answer: as it was read.
        """
        self.attempt(lambda: self.writer.add(capture, answer), None)
        if self._error is None:
            self._waiting.pop(capture.capture, None)
        if answer.outcome in FAILURES:
            self._errors[f"{answer.outcome} {capture.status}"] += 1
            self.request_failed(f"{answer.outcome}, status {capture.status}")
        elif answer.outcome != "robots":
            self.breaker.succeeded()

    def unanswered(self, url: str, error: Exception) -> None:
        """Note a request that got no answer; where none of the run's has got one, the run soon ends.

        Args:
            url: that was asked for.
            error: as the transport raised it; counted by its class.
        """
        self._errors[type(error).__name__] += 1
        self._unanswered += 1
        if not self._was_answered and (self._unanswered >= UNREACHABLE or timed_out(error)):
            self.abort("unreachable", f"{cannot_reach(url, error)}; the same command goes on later")
        self.request_failed(in_words(error))

    def request_failed(self, why: str) -> None:
        """Note a request that was to no avail; after a row of them the run ends.

        Args:
            why: in one line.
        """
        self.breaker.failed(why)
        if (verdict := self.breaker.verdict) is not None:
            self.abort("breaker", verdict)

    def flush(self) -> None:
        """Commit what has come in; a failure ends the run, and so does a disk that is nearly full."""
        self.attempt(self._flush, None)
        lacking = self.attempt(lambda: free_space.lacking(self.path.parent, self._min_free), None)
        if lacking is not None:
            self.abort("disk-low", f"{lacking}; the same command goes on where this run ended")

    def _flush(self) -> None:
        self.writer.flush()
        self._warc.finish_full_files(but=frozenset(self._waiting.values()))

    def abort(self, reason: str, error: str) -> None:
        """End the run: what is on its way comes in, nothing more is asked for.

        Args:
            reason: a key of `scraper.exit_codes.EXIT_STATUS`.
            error: one line for whoever started it.
        """
        if self._error is None and self._reason is None:
            self._reason = reason
            self._error = error if reason in {"capture-failed", "archive-failed"} else None
            self.verdict = printable(error)
            engine = self._crawler.engine
            if engine is not None:
                deferred_from_coro(engine.close_spider_async(reason=reason))

    @property
    def abandoned(self) -> bool:
        """Whether the requests under way were given up; what still comes of them is not kept."""
        downloader = self._downloader
        return downloader is not None and downloader.abandoned

    @property
    def _downloader(self) -> Downloader | None:
        downloader = self._crawler.engine.downloader if self._crawler.engine is not None else None
        return downloader if isinstance(downloader, Downloader) else None

    @property
    def stopping(self) -> bool:
        """Whether no more requests are to be made."""
        return self._reason is not None or not self._crawler.crawling

    def attempt(self, work: "Callable[[], T]", otherwise: "T") -> "T":
        """Do something with the archive; where that fails, end the run.

        Args:
            work: reads or writes the archive.
            otherwise: what to return where it fails, or an earlier one has.
        """
        if self._error is not None:
            return otherwise
        try:
            return work()
        except Exception as error:
            logger.debug("the archive failed", exc_info=True)
            self.abort("archive-failed", f"{self.path}: the archive could not be read or written: {error}")
            return otherwise

    def _spider_opened(self) -> None:
        self._clock = create_looping_call(self._tick)
        self._clock.start(FLUSH_SECONDS, now=False)

    def _tick(self) -> None:
        """Commit what has come in; where the run is ending, do not wait for the site for ever."""
        self.flush()
        if not self.stopping:
            return
        if self._stopping_since is None:
            self._stopping_since = time.monotonic()
        if time.monotonic() - self._stopping_since < GRACE_SECONDS or self._downloader is None:
            return
        if given_up := self._downloader.abandon():
            logger.warning(
                "%d requests were not answered in time and were abandoned; the next run asks again", given_up
            )

    def _spider_closed(self, reason: str) -> None:
        """Commit the rest, give the WARC file its name, and judge the run."""
        self.seconds = time.monotonic() - self._began
        self.exit_status = FAILED  # until the judgement, should anything below go wrong
        if self._clock.running:
            self._clock.stop()
        self.attempt(self._flush, None)
        self.attempt(self._take_in_unanswered, None)
        self._look_at_health()
        judged = self._judge(reason)
        self.attempt(lambda: self._warc.close(self._summary(*judged)), None)
        status, verdict = judged if self._error is None else self._judge(reason)
        self.exit_status, self.verdict = status, verdict
        if status:
            logger.error(verdict)
        try:
            runs.end(
                self.db,
                self.id,
                ended_at=clock.now_stamp(),
                reason=reason,
                verdict=verdict,
                exit_status=status,
                counts=json.dumps(self._counts(), ensure_ascii=False),
            )
        except DatabaseError as error:
            logger.error("%s: the run's end could not be noted: %s", self.path, error)  # noqa: TRY400 - one line
        finally:
            self.db.close()
            self._lock.release()

    def _judge(self, reason: str) -> tuple[int, str]:
        """Return the run's exit status and verdict."""
        status = FAILED if self._error is not None else EXIT_STATUS.get(reason, FAILED)
        bugs = self._crawler.stats.get_value("spider_exceptions/count", 0) if self._crawler.stats else 0
        if status == 0 and bugs:
            return FAILED, f"the spider failed on {bugs} pages; they are archived, the log says where it failed"
        if status == 0 and self._health is not None:
            status, told = self._health
            return (status, told) if status or self.verdict is None else (status, self.verdict)
        return status, self.verdict or VERDICT.get(reason, reason)

    def _look_at_health(self) -> None:
        """Compare what was read with what was read before."""
        found = self._presence = self.attempt(lambda: field_presence.presence_of_run(self.db, self.id), None)
        self._health = health.judge(self.writer.tally)
        if self._health is None and found is not None:
            self._health = health.judge_presence(
                found, lambda field: self.attempt(lambda: field_presence.first_missing(self.db, self.id, field), None)
            )

    def _counts(self) -> dict[str, object]:
        """Return all that the run counted, for `runs.counts`."""
        tally = self.writer.tally
        requests = tally.captures + self._unanswered
        read = tally.articles + tally.unchanged
        counts: dict[str, object] = {
            **asdict(tally),
            "requests": requests,
            "requests_per_article": round(requests / read, 3) if read else None,
            "seconds": round(self.seconds, 1),
            "pages_per_second": round(tally.captures / self.seconds, 2) if self.seconds else None,
            "errors": dict(sorted(self._errors.items())),
        }
        if self._presence is not None:
            counts |= health.told(self._presence)
        if self._health is not None and self._health[0]:
            counts["unhealthy"] = self._health[1]  # also where the run was interrupted: its pages are no measure
        return counts

    def _take_in_unanswered(self) -> None:
        """Read responses that nobody answered for from the WARC files, before those get their lasting names."""
        self._warc.sync()
        if self._waiting:
            ingest.take_in(self.writer, self._warc.unfinished)

    def _summary(self, status: int, verdict: str) -> dict[str, str | int]:
        """Say for the WARC file what came of the run; whoever finds the file alone can read it there."""
        tally = self.writer.tally
        return {
            "arsip-run": self.id,
            "command": self._command,
            "arguments": self._arguments,
            "captures": tally.captures,
            "articles": tally.articles,
            "new": tally.new,
            "changed": tally.changed,
            "problems": tally.problems,
            "failures": tally.failures,
            "exit-status": status,
            "verdict": verdict,
        }
