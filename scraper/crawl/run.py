"""One run of a spider: what it captures and records, what ends it, and the verdict at the end.

A Scrapy extension, so that plain `scrapy crawl` is covered too. Everything that writes goes through it.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Self, TypeVar

from scrapy import signals
from scrapy.core.downloader import Downloader as ScrapyDownloader
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred

from scraper.archive.database import ArchiveError, DatabaseError, explain
from scraper.archive.statistics import field_presence
from scraper.crawl import health
from scraper.crawl.options import RunOptions
from scraper.crawl.session import ArchiveSession, ArchivingSpider
from scraper.crawl.transport_errors import cannot_reach, in_words, timed_out
from scraper.exit_codes import DONE, EXIT_STATUS, FAILED, USAGE, CannotRun, printable
from scraper.items import FAILURES

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from scraper.items import Answer
    from scraper.warc.exchange import Capture, Exchange

logger = logging.getLogger("arsip")

T = TypeVar("T")

UNREACHABLE = 3
"""Requests without an answer that end a run of which none was answered; one that timed out does so alone."""

COUNTS_LATE = frozenset({"capture-failed", "archive-failed", "assumption-failed", "assumption-untested"})
"""Reasons that count also where a budget or a window has ended the run: what was fetched was not kept, or is bad."""

FLUSH_SECONDS = 1.0
"""A capture waits for its rows no longer than this."""

GRACE_SECONDS = 8.0
"""A run that ends waits so long for requests under way; with the rest of its end, that makes ten seconds at most."""


class Downloader(ScrapyDownloader):
    """Fetches as Scrapy does; the engine need not wait for an answer that does not come."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._under_way: set[Deferred[Response | Request]] = set()

    def fetch(self, request: "Request") -> "Deferred[Response | Request]":  # type: ignore[override]  # Scrapy's own takes a deprecated argument more
        """Fetch; the result fails with IgnoreRequest where the request is abandoned."""
        result: Deferred[Response | Request] = Deferred()
        self._under_way.add(result)

        def pass_on(outcome: "Response | Request | Failure") -> None:
            if result in self._under_way:
                self._under_way.remove(result)
                result.callback(outcome)  # a Failure has Twisted call the errbacks

        super().fetch(request).addBoth(pass_on)
        return result

    def abandon(self) -> int:
        """Abandon the requests under way; return how many there were."""
        abandoned, self._under_way = self._under_way, set()
        for result in abandoned:
            result.errback(IgnoreRequest("the crawl has ended, and the answer did not come in time"))
        return len(abandoned)


class Run:
    """Keeps what a spider fetches, from before the first request until after the last row.

    Attributes:
        options: of the run.
        session: its hold on the archive.
        db, writer: the session's.
        errors: requests that failed, by the reason.
        failures_in_row: requests that failed since the last one that succeeded.
        abandoned: whether the requests under way were abandoned; what still comes of them is not kept.
        exit_status: the truth about the run, once it has ended; None before.
        verdict: the same in a sentence.
        seconds: how long it took, once it has ended.

    Raises:
        CannotRun: as `ArchiveSession` does.
    """

    def __init__(self, crawler: "Crawler", spider: ArchivingSpider) -> None:
        self._crawler = crawler
        try:
            self.options = RunOptions.from_settings(crawler.settings)
        except ValueError as error:
            raise CannotRun(str(error), exit_status=USAGE) from error
        self.exit_status: int | None = None
        self.verdict: str | None = None
        self.seconds = 0.0
        self.failures_in_row = 0
        self.abandoned = False
        self._archive_error: str | None = None
        self._reason: str | None = None
        self.errors: Counter[str] = Counter()
        self._unanswered = 0
        self._was_answered = False
        self._stopping_since: float | None = None
        self._began = time.monotonic()
        self.session = ArchiveSession(self.options, spider, user_agent=str(crawler.settings["USER_AGENT"]))
        self.db, self.writer = self.session.db, self.session.writer

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

    @classmethod
    def of(cls, crawler: "Crawler") -> Self:
        """Return the run of a crawler; NotConfigured where nothing is archived (`scrapy shell`)."""
        run = crawler.get_extension(cls)
        if run is None:
            raise NotConfigured("nothing is archived")
        return run

    # -- what is fetched

    def capture(self, exchange: "Exchange", *, revalidated: str | None = None) -> "Capture":
        """Write a response into the WARC file; its row follows with `record`.

        Args:
            exchange: the request and its response, the body as sent.
            revalidated: the capture whose validators the conditional request had.

        Raises:
            OSError: where it cannot be written, or an earlier one could not.
        """
        if self._archive_error is not None:
            raise OSError(self._archive_error)
        self._was_answered = True
        repeats = self.attempt(lambda: self.session.find_repeated(exchange, revalidated), None)
        return self.session.capture(exchange, repeats)

    def record(self, capture: "Capture", result: "Answer") -> None:
        """Take in what a capture was parsed to, and count it as a success or a failure."""
        self.attempt(lambda: self.session.record(capture, result), None)
        if result.outcome in FAILURES:
            self.errors[f"{result.outcome} {capture.status}"] += 1
            self.count_failure(f"{result.outcome}, status {capture.status}")
        elif result.outcome != "robots":
            self.failures_in_row = 0

    def record_unanswered(self, url: str, error: Exception) -> None:
        """Count a request without an answer; where none of the run's has got one, the run soon ends."""
        why = in_words(error)
        self.errors[why] += 1
        self._unanswered += 1
        if not self._was_answered and (self._unanswered >= UNREACHABLE or timed_out(error)):
            self.abort("unreachable", f"{cannot_reach(url, error)}; run the same command later")
        self.count_failure(why)

    def count_failure(self, why: str) -> None:
        """Count a request that failed; too many in a row are an outage or a block, and open the circuit breaker."""
        self.failures_in_row += 1
        if self.failures_in_row >= self.options.breaker:
            self.abort(
                "breaker",
                f"{self.failures_in_row} requests in a row failed, the last with {why.rstrip('.')}: the site is down, "
                "or turns this crawl away; run the same command to resume",
            )

    def flush(self) -> None:
        """Commit what has come in; a failure ends the run, and so does a disk that is nearly full."""
        self.attempt(self.session.flush, None)
        if (shortage := self.attempt(self.session.disk_shortage, None)) is not None:
            self.abort("disk-low", f"{shortage}; run the same command to resume")

    # -- what ends it

    def abort(self, reason: str, verdict: str) -> None:
        """End the run for a reason of `EXIT_STATUS`: what is under way comes in, nothing more is requested.

        The first reason counts, but where that is a good end, `COUNTS_LATE` does so as well.
        """
        is_ending = self._reason is not None
        if self._reason is not None and not (EXIT_STATUS[self._reason] == DONE and reason in COUNTS_LATE):
            return
        self._reason = reason
        self._archive_error = verdict if reason in {"capture-failed", "archive-failed"} else None
        self.verdict = printable(verdict)
        if (engine := self._crawler.engine) is not None and not is_ending:
            deferred_from_coro(engine.close_spider_async(reason=reason))

    def attempt(self, work: Callable[[], T], otherwise: T) -> T:
        """Read or write the archive; where that fails, or failed before, end the run and return something else."""
        if self._archive_error is not None:
            return otherwise
        try:
            return work()
        except Exception as error:
            logger.debug("the archive failed", exc_info=True)
            why = f"the archive could not be read or written: {explain(error)}"
            self.abort("archive-failed", f"{self.session.path}: {why}")
            return otherwise

    @property
    def stopping(self) -> bool:
        """Whether no more requests are to be made."""
        return self._reason is not None or not self._crawler.crawling

    def _spider_opened(self) -> None:
        self._clock = create_looping_call(self._tick)
        self._clock.start(FLUSH_SECONDS, now=False)

    def _tick(self) -> None:
        """Commit what has come in; end with the job that started the run; abandon requests that get no answer then."""
        self.flush()
        if self.attempt(self.session.is_orphan, False):
            self.abort("shutdown", "the nightly run that started this crawl was killed; run the same command to resume")
        if not self.stopping:
            return
        if self._stopping_since is None:
            self._stopping_since = time.monotonic()
        downloader = self._crawler.engine.downloader if self._crawler.engine is not None else None
        if time.monotonic() - self._stopping_since < GRACE_SECONDS or not isinstance(downloader, Downloader):
            return
        self.abandoned = True
        if abandoned := downloader.abandon():
            logger.warning(
                "%d requests were not answered in time and were abandoned; the next run asks again", abandoned
            )

    # -- its end

    def _spider_closed(self, reason: str) -> None:
        """Commit the rest, close the WARC file, and judge the run."""
        self.seconds = time.monotonic() - self._began
        self.exit_status = FAILED  # until the judgement, should anything below go wrong
        if self._clock.running:
            self._clock.stop()
        self.attempt(self.session.flush, None)
        self.attempt(self.session.ingest_unrecorded, None)
        if EXIT_STATUS.get(reason) == DONE and self._reason in COUNTS_LATE:
            reason = self._reason  # Scrapy has the first one
        presence = self.attempt(lambda: field_presence.presence_of_run(self.db, self.session.id), None)
        salvage_warning = self.session.salvaged.warning
        unhealthy = health.check(health.RunReport(self.writer.tally, presence, self._page_without, salvage_warning))
        notice = health.notice(presence)
        status, verdict = self._judge(reason, unhealthy, notice)
        self.attempt(lambda: self.session.close_warc(status, verdict), None)
        status, verdict = self._judge(reason, unhealthy, notice)  # closing the file may have failed
        self.exit_status, self.verdict = status, verdict
        if status:
            logger.error(verdict)
        try:
            self.session.end(reason, status, verdict, self._counts(presence, unhealthy))
        except (ArchiveError, DatabaseError) as error:
            logger.error("%s: the run's end could not be recorded: %s", self.session.path, error)  # noqa: TRY400 - one line

    def _page_without(self, field: field_presence.FieldComparison) -> str | None:
        return self.attempt(lambda: field_presence.first_missing(self.db, self.session.id, field), None)

    def _judge(self, reason: str, unhealthy: str | None, notice: str | None) -> tuple[int, str]:
        stats = self._crawler.stats
        return health.verdict(
            reason,
            given=self.verdict,
            failed=self._archive_error is not None,
            spider_errors=stats.get_value("spider_exceptions/count", 0) if stats else 0,
            unhealthy=unhealthy,
            notice=notice,
        )

    def _counts(self, presence: field_presence.FieldPresence | None, unhealthy: str | None) -> dict[str, object]:
        """Return all that the run counted, for `runs.counts`."""
        tally = self.writer.tally
        requests = tally.captures + self._unanswered
        counts: dict[str, object] = {
            **asdict(tally),
            "unchanged": tally.unchanged,
            "requests": requests,
            "requests_per_article": round(requests / tally.seen, 3) if tally.seen else None,
            "seconds": round(self.seconds, 1),
            "pages_per_second": round(tally.captures / self.seconds, 2) if self.seconds else None,
            "errors": dict(sorted(self.errors.items())),
        }
        if presence is not None:
            counts |= health.counts(presence)
        if damages := self.session.salvaged.damages:
            counts["salvage_damages"] = damages
        if unhealthy is not None:
            counts["unhealthy"] = unhealthy  # also where the run was interrupted: its pages are no measure
        return counts
