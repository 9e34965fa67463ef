"""What all spiders do alike: ask for what the feed says is due, keep every answer, follow what has moved."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.archive.database import Database
from scraper.archive.frontier.retry_policy import FAILURES
from scraper.archive.frontier.store import Claimed
from scraper.archive.rows import is_incomplete
from scraper.crawl.extensions.canary import Canary
from scraper.crawl.feed import Due, Feed
from scraper.crawl.middlewares.robots import Disallowed
from scraper.crawl.own_hosts import is_own
from scraper.crawl.pipeline import Answered
from scraper.crawl.run import Run
from scraper.crawl.sources import Source
from scraper.crawl.transport_errors import in_words
from scraper.exit_codes import USAGE, CannotRun
from scraper.items import Answer
from scraper.maintenance.interpretation import interpret_exchange
from scraper.urls import article_url, from_key, key_of, parse
from spiders import arguments

MAX_REDIRECTS = 5


class CrawlingSpider(Spider):
    """A spider that archives; each kind says in `choose` what it is about.

    Args:
        site: scheme and host to fetch from.
        photos: whether to fetch the articles' photos too: `1` or `0`.
        options: what `choose` takes.

    Raises:
        CannotRun: where an argument is not what it should be; names it.

    Attributes:
        site: as given, without a slash at its end.
        site_name: which site that is.
        arguments: as given, for `runs`.
        source: gives the articles.
        needs_archive: whether it has nothing to fetch where there is no archive yet.
        lists: names of the lists to walk.
        limit: articles to fetch at most; None for all.
        choose: reads what the crawl is about from its options: sets `source`, and `lists` and `limit` where there are
            any; raises ValueError where an option is not what it should be, and names it.
    """

    custom_settings = {"COMPRESSION_ENABLED": False}  # noqa: RUF012 - Scrapy's way; captures keep bodies as sent

    choose: Callable[..., None]
    source: Source
    needs_archive = False
    lists: tuple[str, ...] = ()
    limit: int | None = None

    def __init__(self, site: str | None = None, photos: str | bool | None = None, **options: Any) -> None:  # noqa: ANN401 - Scrapy hands on whatever `-a` gives
        super().__init__()
        if unknown := options.keys() - arguments.names(self.choose):
            raise CannotRun(f"there is no argument {', '.join(sorted(unknown))}", exit_status=USAGE)
        try:
            self.site = arguments.site(site)
            self.with_photos = arguments.switch("photos", photos)
            self.choose(**options)
        except ValueError as error:
            raise CannotRun(str(error), exit_status=USAGE) from error
        self.site_name = arguments.site_name(self.site)
        self.has_warned = False
        given = {**options, "site": self.site, "photos": self.with_photos or None}
        self.arguments = {name: value for name, value in given.items() if value is not None}

    def check(self, db: Database) -> None:
        """Hold the arguments against what the archive knows, before the run begins; ValueError names a bad one."""

    def prepare(self, run: Run) -> None:
        """Put on the frontier what a crawl is about, before anything is claimed."""

    async def start(self) -> AsyncIterator[Any]:
        """Yield the heads of the lists, then whatever is due, until nothing is."""
        run = self.crawler.get_extension(Run)
        assert run is not None
        self.run = run
        run.attempt(lambda: self.prepare(run), None)
        self.feed = Feed(
            run,
            site=self.site,
            lists=self.lists,
            source=self.source,
            limit=self.limit,
            photo_wanted=self.is_photo_wanted if self.with_photos else None,
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
        """Ask for the first page of each list."""
        for name, url in self.feed.heads():
            yield self.list_request(name, url)

    def is_opening(self) -> bool:
        """Whether what leads to the articles is still being asked for; nothing else is fetched meanwhile."""
        return self.feed.lists_are_under_way()

    def unopened(self) -> str | None:
        """Say why nothing is to be fetched: not one list could be read; None where one could, or there are none."""
        unread = self.feed.unread()
        return self.told(*unread[0]) if unread and not self.feed.has_head() else None

    def told(self, url: str, error: str) -> str:
        """Say that a list page could not be read."""
        return f"the list page {url} could not be read: {error}"

    def idle(self) -> None:
        """Go on where more has become due since, or will be soon, or where an absence is in doubt."""
        requests = list(self.requests(self.feed.due(idle=True))) or list(self.doubts(over=True))
        engine = self.crawler.engine
        assert engine is not None
        for request in requests:
            engine.crawl(request)
        if requests or self.feed.worth_waiting():
            raise DontCloseSpider
        if unread := self.feed.unread():
            self.run.abort("unreachable", self.told(*unread[0]))

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
        """Ask for an article on the site that is crawled, or whether it has changed."""
        request = self.article_request(claimed.key, (self.site + urlsplit(claimed.url).path,), priority=priority)
        if claimed.etag:
            request.headers["If-None-Match"] = claimed.etag
        if claimed.last_modified:
            request.headers["If-Modified-Since"] = claimed.last_modified
        request.meta["asked_about"] = claimed.capture
        return request

    def article_request(self, key: int, addresses: tuple[str, ...], *, priority: int = 0) -> Request:
        """Ask for an article.

        Args:
            key: the article.
            addresses: where it was asked for before, and last where to ask now.
            priority: above 0, before others.
        """
        request = Request(
            addresses[-1],
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"key": key},
            priority=priority,
            dont_filter=True,
        )
        request.cb_kwargs["asked"] = (*addresses[:-1], request.url)
        return request

    def list_request(self, name: str, url: str) -> Request:
        """Ask for one page of a list, before any article."""
        return Request(
            url,
            callback=self.parse_list,
            errback=self.list_failed,
            cb_kwargs={"name": name, "asked": url},
            priority=1,
            dont_filter=True,
        )

    def photo_request(self, addresses: tuple[str, ...]) -> Request:
        """Ask for a photo; addresses as for an article."""
        return Request(
            addresses[-1],
            callback=self.parse_photo,
            errback=self.photo_failed,
            cb_kwargs={"asked": addresses},
            headers={"Accept": "image/*"},
            dont_filter=True,
        )

    def is_photo_wanted(self, url: str) -> bool:
        """Whether photos may be fetched from where one lies."""
        return arguments.is_photo_host(url, self.site)

    def doubts(self, *, over: bool) -> Iterator[Request]:
        """Ask for what tells whether the site can be believed that articles are missing."""
        for key in self.canary.again():
            yield self.article_request(key, (self.site + urlsplit(article_url(*from_key(key), None)).path,), priority=1)
        if (claimed := self.canary.next(over=over)) is not None:
            yield self.claimed_request(claimed, priority=2)

    # -- answers

    def parse_list(self, response: Response, name: str, asked: str) -> Iterator[Answered]:
        """Keep a list page; the feed knows then where its walk goes on."""
        found = interpret_exchange(response.meta.pop("exchange"))
        yield Answered(response.meta["capture"], found)
        error = found.reason or f"{found.outcome}, status {response.status}"
        if found.page is None:
            self.logger.warning("%s: no list could be read: %s", response.url, error)
        self.note_incomplete(response.url, found)
        shown = None if found.page is None else [key_of(item.lang, item.id) for item in found.page.items]
        self.feed.list_answered(name, asked, shown=shown, error=error, final=found.outcome in ("missing", "unreadable"))

    def note_incomplete(self, url: str, found: Answer) -> None:
        """Say what was left out of a page that could be read; of many pages, once: they show the same popular list."""
        if is_incomplete(found):
            self.logger.log(logging.INFO if self.has_warned else logging.WARNING, "%s: %s", url, found.reason)
            self.has_warned = True

    def list_failed(self, failure: Failure) -> None:
        """Note that a list page could not be fetched."""
        request: Request = getattr(failure, "request")  # noqa: B009 - Scrapy puts it there
        error = reason_of(failure)
        if not self.run.stopping:
            self.logger.warning("%s: %s", request.url, error)
        self.feed.list_answered(request.cb_kwargs["name"], request.cb_kwargs["asked"], shown=None, error=error)

    def parse_article(self, response: Response, key: int, asked: tuple[str, ...]) -> Iterator[Answered | Request]:
        """Keep what came back for an article; follow it where it has only moved."""
        exchange = response.meta.pop("exchange")
        found = interpret_exchange(exchange)
        yield Answered(response.meta["capture"], found)
        if found.outcome == "redirect":
            request = self.article_request(key, (*asked, exchange.redirect_to), priority=1)
            if self.may_follow(request.url, key, asked):
                yield request
                return
            self.run.writer.fail(key, f"redirected, at last to {request.url}", postponed=True)
        elif found.outcome in FAILURES:
            self.logger.info("%s: %s, status %s", response.url, found.outcome, response.status)
        elif found.reason is not None and found.article is None:
            self.logger.warning("%s: %s", response.url, found.reason)
        self.note_incomplete(response.url, found)
        self.canary.answered(key, found.outcome)
        yield from self.doubts(over=False)

    def may_follow(self, url: str, key: int, asked: tuple[str, ...]) -> bool:
        """Whether a redirect leads to the same article of the same site, at an address not asked for yet."""
        same = is_own(url, self.site) and parse(url, base=self.site).key == key
        return same and url not in asked and len(asked) <= MAX_REDIRECTS

    def article_failed(self, failure: Failure) -> None:
        """Put an article off that could not be fetched."""
        request: Request = getattr(failure, "request")  # noqa: B009 - Scrapy puts it there
        key = request.cb_kwargs["key"]
        if not self.run.stopping:
            self.run.writer.fail(key, reason_of(failure), postponed=isinstance(failure.value, Disallowed))
        self.canary.answered(key, None)

    def parse_photo(self, response: Response, asked: tuple[str, ...]) -> Iterator[Answered | Request]:
        """Keep a photo; follow it where it has moved on its own host, or from http to https."""
        exchange = response.meta.pop("exchange")
        yield Answered(response.meta["capture"], interpret_exchange(exchange))
        url = exchange.redirect_to
        if url and url not in asked and len(asked) <= MAX_REDIRECTS and self.is_photo_wanted(url):
            yield self.photo_request((*asked, url))

    def photo_failed(self, failure: Failure) -> None:
        """Leave a photo that could not be fetched to the next run."""
        request: Request = getattr(failure, "request")  # noqa: B009 - Scrapy puts it there
        if not self.run.stopping:
            self.logger.info("%s: %s", request.url, reason_of(failure))


def reason_of(failure: Failure) -> str:
    """Say in one line why no response came."""
    assert failure.value is not None
    return in_words(failure.value)
