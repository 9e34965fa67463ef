"""What all spiders do alike: request what the feed says is due, record every answer, follow what has moved."""

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.archive.database import Database
from scraper.archive.frontier.claims import Claimed
from scraper.archive.rows import is_incomplete
from scraper.archive.site_profile import profile_for
from scraper.crawl.canary import Canary
from scraper.crawl.feed import Due, Feed, Source
from scraper.crawl.middlewares.robots import Disallowed
from scraper.crawl.options import SpiderOptions
from scraper.crawl.preflight_advice import host_warning, short_list_warning
from scraper.crawl.run import Run
from scraper.crawl.site import is_own, is_photo_host
from scraper.crawl.transport_errors import in_words
from scraper.exit_codes import USAGE, CannotRun
from scraper.items import FAILURES, Answer
from scraper.maintenance.ingest import interpret_exchange
from scraper.urls import key_of, parse
from scraper.warc.exchange import Exchange
from spiders.feed_record import feed_record

MAX_REDIRECTS = 5

O = TypeVar("O", bound=SpiderOptions)  # noqa: E741 - as type variables are named


class CrawlingSpider(Spider, Generic[O]):
    """A spider that archives; each kind declares its options, and says in `configure` what it fetches.

    Raises:
        CannotRun: where an argument is invalid; names it.

    Attributes:
        kind: of its runs, for `runs`: the command.
        arguments: of its options' names, as given, for `runs`.
        needs_archive: whether it has nothing to fetch where there is no archive yet.
        lists: names of the lists to walk.
    """

    custom_settings = {"COMPRESSION_ENABLED": False}  # noqa: RUF012 - Scrapy's way; captures keep bodies as sent

    kind: str
    options_type: type[O]
    source: Source
    needs_archive = False
    lists: tuple[str, ...] = ()

    def __init__(self, **arguments: Any) -> None:  # noqa: ANN401 - Scrapy hands on whatever `-a` gives
        super().__init__()
        try:
            self.options = self.options_type.from_arguments(arguments)
            self.configure()
        except ValueError as error:
            raise CannotRun(str(error), exit_status=USAGE) from error
        self.site = self.options.site
        self.kind = getattr(self, "kind", f"crawl {self.name}")
        self.has_warned = False
        self.reasons_warned_of: set[str] = set()
        given = {**arguments, "site": self.site, "photos": self.options.photos or None}
        self.arguments = {name: value for name, value in given.items() if value is not None}

    def configure(self) -> None:
        """Set `source`, and `lists` where there are any; ValueError names a bad option."""
        raise NotImplementedError

    def check(self, db: Database) -> None:
        """Check the options against what the archive knows, before the run begins; ValueError names a bad one."""

    def prepare(self, run: Run) -> None:
        """Put on the frontier what a crawl is about, before anything is claimed."""

    async def start(self) -> AsyncIterator[Any]:
        """Yield the heads of the lists, then whatever is due, until nothing is."""
        self.run = run = Run.of(self.crawler)
        self.profile = run.attempt(lambda: profile_for(run.db, self.site), None)
        if (warning := host_warning(self.profile, self.site)) is not None:
            self.logger.warning(warning)
        run.attempt(lambda: self.prepare(run), None)
        self.feed = Feed(
            run,
            site=self.site,
            lists=self.lists,
            source=self.source,
            limit=getattr(self.options, "limit", None),
            is_photo_wanted=self.is_photo_wanted if self.options.photos else None,
        )
        self.canary = Canary(run)
        self.crawler.signals.connect(self.idle, signals.spider_idle)
        for request in self.opening():
            yield request
        while self.is_opening():
            await self.crawler.signals.wait_for(signals.scheduler_empty)
            for name, url in self.feed.heads():
                yield self.list_request(name, url)
        if (why := self.unopened()) is not None:
            self.run.abort("unreachable", why)
        while requests := list(self.requests(self.feed.due())):
            for request in requests:
                yield request
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    def opening(self) -> Iterator[Request]:
        """Request the first page of each list."""
        for name, url in self.feed.heads():
            yield self.list_request(name, url)

    def is_opening(self) -> bool:
        """Whether what leads to the articles is still being requested; nothing else is fetched meanwhile."""
        return self.feed.lists_are_under_way()

    def unopened(self) -> str | None:
        """Return why nothing is to be fetched: not one list could be read; None where one could, or there are none."""
        return None if self.feed.has_head() else self.feed.unread_list()

    def idle(self) -> None:
        """Go on where more has become due since, or will be soon, or where an absence is in doubt."""
        requests = list(self.requests(self.feed.due(idle=True))) or list(self.verification_requests(over=True))
        engine = self.crawler.engine
        assert engine is not None
        for request in requests:
            engine.crawl(request)
        if requests or self.feed.has_pending():
            raise DontCloseSpider
        if (why := self.feed.unread_list()) is not None:
            self.run.abort("unreachable", why)

    # -- requests

    def requests(self, due: Due) -> Iterator[Request]:
        """Turn what is due into requests."""
        for name, url in due.lists:
            yield self.list_request(name, url)
        for claimed in due.articles:
            yield self.claimed_request(claimed)
        for url in due.photos:
            yield self.photo_request((url,))

    def claimed_request(self, claimed: Claimed, *, priority: int = 0) -> Request:
        """Request an article on the site that is crawled, or ask whether it has changed."""
        request = self.article_request(claimed.key, (self.site + urlsplit(claimed.url).path,), priority=priority)
        if claimed.etag:
            request.headers["If-None-Match"] = claimed.etag
        if claimed.last_modified:
            request.headers["If-Modified-Since"] = claimed.last_modified
        request.meta["revalidated"] = claimed.capture
        return request

    def article_request(self, key: int, addresses: tuple[str, ...], *, priority: int = 0) -> Request:
        """Request an article; of the addresses the last one is requested, the others redirected to it."""
        request = Request(
            addresses[-1],
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"key": key},
            priority=priority,
            dont_filter=True,
        )
        request.cb_kwargs["requested"] = (*addresses[:-1], request.url)
        return request

    def list_request(self, name: str, url: str) -> Request:
        """Request one page of a list, before any article."""
        return Request(
            url,
            callback=self.parse_list,
            errback=self.list_failed,
            cb_kwargs={"name": name, "requested": url},
            priority=1,
            dont_filter=True,
        )

    def photo_request(self, addresses: tuple[str, ...]) -> Request:
        """Request a photo; addresses as for an article."""
        return Request(
            addresses[-1],
            callback=self.parse_photo,
            errback=self.photo_failed,
            cb_kwargs={"requested": addresses},
            headers={"Accept": "image/*"},
            dont_filter=True,
        )

    def is_photo_wanted(self, url: str) -> bool:
        """Whether photos may be fetched from an address."""
        return is_photo_host(url, self.site)

    def verification_requests(self, *, over: bool) -> Iterator[Request]:
        """Request what shows whether the site can be believed that articles are missing."""
        for early in self.canary.take_early():
            yield self.claimed_request(early, priority=1)
        if (claimed := self.canary.next(over=over)) is not None:
            yield self.claimed_request(claimed, priority=2)

    # -- responses

    def record(self, response: Response) -> tuple[Exchange, Answer]:
        """Record a response, and return what was captured and what it was parsed to."""
        exchange: Exchange = response.meta.pop("exchange")
        found = interpret_exchange(exchange)
        self.run.record(response.meta["capture"], found)
        return exchange, found

    def parse_list(self, response: Response, name: str, requested: str) -> None:
        """Record a list page; the feed knows then where its walk goes on."""
        _, found = self.record(response)
        if found.page is not None:
            self.warn_of_incomplete(response.url, found)
            if requested == f"{self.site}/{name}" and (warning := short_list_warning(self.profile, found.page)):
                self.logger.warning("%s: %s", requested, warning)
            self.feed.record_list(name, requested, [key_of(item.lang, item.id) for item in found.page.items])
            return
        error = found.reason or f"{found.outcome}, status {response.status}"
        self.logger.warning("%s: no list could be read: %s", response.url, error)
        is_final = found.outcome in ("missing", "unreadable")
        self.feed.record_list_failure(name, requested, error, final=is_final)

    def warn_of_incomplete(self, url: str, found: Answer) -> None:
        """Log what was left out of a page that could be read; warn once: many pages show the same popular list."""
        if is_incomplete(found):
            self.logger.log(logging.INFO if self.has_warned else logging.WARNING, "%s: %s", url, found.reason)
            self.has_warned = True

    def list_failed(self, failure: Failure) -> None:
        """Record that a list page could not be fetched."""
        request, error = request_of(failure), reason_of(failure)
        if not self.run.stopping:
            self.logger.warning("%s: %s", request.url, error)
        self.feed.record_list_failure(request.cb_kwargs["name"], request.cb_kwargs["requested"], error)

    def parse_article(self, response: Response, key: int, requested: tuple[str, ...]) -> Iterator[Any]:
        """Record the response for an article; follow it if it has only moved."""
        exchange, found = self.record(response)
        if found.article is not None and self.crawler.settings.getdict("FEEDS"):
            yield feed_record(response.meta["capture"], found.article)
        if found.outcome == "redirect" and exchange.redirect_to:
            request = self.article_request(key, (*requested, exchange.redirect_to), priority=1)
            if self.may_follow(request.url, key, requested):
                yield request
                return
            self.run.writer.fail(key, f"redirected, at last to {request.url}", postponed=True)
        elif found.outcome in FAILURES:
            self.logger.info("%s: %s, status %s", response.url, found.outcome, response.status)
        elif found.reason is not None and found.article is None:
            self.logger.warning("%s: %s", response.url, found.reason)
        self.warn_of_incomplete(response.url, found)
        self.canary.record(key, found.outcome)
        yield from self.verification_requests(over=False)

    def may_follow(self, url: str, key: int, requested: tuple[str, ...]) -> bool:
        """Whether a redirect leads to the same article of the same site, at an address not requested yet."""
        same = is_own(url, self.site) and parse(url, base=self.site).key == key
        return same and url not in requested and len(requested) <= MAX_REDIRECTS

    def article_failed(self, failure: Failure) -> None:
        """Record that an article could not be fetched; warn of each reason once."""
        request, error = request_of(failure), reason_of(failure)
        key = request.cb_kwargs["key"]
        if not self.run.stopping:
            level = logging.INFO if error in self.reasons_warned_of else logging.WARNING
            self.logger.log(level, "%s: %s", request.url, error)
            self.reasons_warned_of.add(error)
            self.run.writer.fail(key, error, postponed=isinstance(failure.value, Disallowed))
        self.canary.record(key, None)

    def parse_photo(self, response: Response, requested: tuple[str, ...]) -> Iterator[Request]:
        """Record a photo; follow it where it has moved on its own host, or from http to https."""
        url = self.record(response)[0].redirect_to
        if url and url not in requested and len(requested) <= MAX_REDIRECTS and self.is_photo_wanted(url):
            yield self.photo_request((*requested, url))

    def photo_failed(self, failure: Failure) -> None:
        """Leave a photo that could not be fetched to the next run."""
        if not self.run.stopping:
            self.logger.info("%s: %s", request_of(failure).url, reason_of(failure))


def request_of(failure: Failure) -> Request:
    """Return the request that failed: Scrapy puts it on the failure."""
    request: Request = getattr(failure, "request")  # noqa: B009 - Failure does not declare it
    return request


def reason_of(failure: Failure) -> str:
    """Return in one line why no response came."""
    assert failure.value is not None
    return in_words(failure.value)
