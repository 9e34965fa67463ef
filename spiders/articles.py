"""The spider `articles`: from the lists to the articles, newest first."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.address import parse
from scraper.archive.writing import FAILURES
from scraper.crawl.feed import Due, Feed
from scraper.crawl.ingest import answer
from scraper.crawl.pipeline import Answered
from scraper.crawl.robots import Disallowed
from scraper.crawl.run import Run
from scraper.crawl.stops import USAGE, CannotRun
from spiders import arguments

INDEX = {"id": "berita/terkini", "en": "latest-news"}
MAX_REDIRECTS = 5


class ArticlesSpider(Spider):
    """Walks the lists and fetches every article that the archive does not have.

    Args:
        since: first day, `YYYY-MM-DD`, inclusive.
        until: last day, inclusive.
        category: slug of a category: only its list is walked.
        lang: one edition, `id` or `en`; both by default.
        limit: articles to fetch at most.
        site: scheme and host to fetch from.

    Raises:
        CannotRun: where an argument is not what it should be; names it.
    """

    name = "articles"
    custom_settings = {"COMPRESSION_ENABLED": False}  # noqa: RUF012 - Scrapy's way; captures keep bodies as sent

    def __init__(  # noqa: PLR0917 - Scrapy names them all
        self,
        since: str | None = None,
        until: str | None = None,
        category: str | None = None,
        lang: str | None = None,
        limit: str | int | None = None,
        site: str | None = None,
        **unknown: str,
    ) -> None:
        super().__init__()
        if unknown:
            raise CannotRun(f"there is no argument {', '.join(unknown)}", exit_status=USAGE)
        try:
            self.site = arguments.site(site)
            self.limit = arguments.limit(limit)
            self.scope = arguments.scope(since=since, until=until, category=category, lang=lang)
        except ValueError as error:
            raise CannotRun(str(error), exit_status=USAGE) from error
        self.site_name = arguments.site_name(self.site)
        given = {"since": since, "until": until, "category": category, "lang": lang, "limit": limit, "site": self.site}
        self.last_error = ""
        self.arguments = {name: value for name, value in given.items() if value is not None}

    def lists(self) -> list[str]:
        """Return the names of the lists to walk."""
        if self.scope.category:
            return [f"kategori/{self.scope.category}"]
        return [name for lang, name in INDEX.items() if self.scope.lang in (None, lang)]

    async def start(self) -> AsyncIterator[Any]:
        """Yield the heads of the lists, then whatever is due, until nothing is."""
        run = self.crawler.get_extension(Run)
        assert run is not None
        self.feed = Feed(run, site=self.site, lists=self.lists(), scope=self.scope, limit=self.limit)
        self.run = run
        self.crawler.signals.connect(self.idle, signals.spider_idle)
        for name, url in self.feed.heads():
            yield self.list_request(name, url)
        while self.feed.lists_are_under_way():
            await self.crawler.signals.wait_for(signals.scheduler_empty)
        while requests := list(self.requests(self.feed.due())):
            for request in requests:
                yield request
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    def idle(self) -> None:
        """Go on where more has become due since, or will be soon."""
        requests = list(self.requests(self.feed.due()))
        engine = self.crawler.engine
        assert engine is not None
        for request in requests:
            engine.crawl(request)
        if requests or self.feed.worth_waiting():
            raise DontCloseSpider
        if unread := self.feed.unread():
            self.run.give_up("unreachable", f"the list page {unread[0]} could not be read: {self.last_error}")

    def requests(self, due: Due) -> Iterator[Request]:
        """Turn what is due into requests."""
        for name, url in due.lists:
            yield self.list_request(name, url)
        for key, url in due.articles:
            yield self.article_request(key, (self.site + urlsplit(url).path,))

    def article_request(self, key: int, addresses: tuple[str, ...]) -> Request:
        """Ask for an article.

        Args:
            key: the article.
            addresses: where it was asked for before, and last where to ask now.
        """
        request = Request(
            addresses[-1],
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"key": key},
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
            cb_kwargs={"name": name},
            priority=1,
            dont_filter=True,
        )

    def parse_list(self, response: Response, name: str) -> Iterator[Answered]:
        """Keep a list page; the feed knows then where its walk goes on."""
        found = answer(response.meta["exchange"])
        yield Answered(response.meta["capture"], found)
        if found.page is None:
            self.last_error = found.reason or f"{found.outcome}, status {response.status}"
            self.logger.warning("%s: no list could be read: %s", response.url, self.last_error)
        self.feed.list_answered(
            name, response.url, read=found.page is not None, final=found.outcome in ("missing", "unreadable")
        )

    def list_failed(self, failure: Failure) -> None:
        """Note that a list page could not be fetched."""
        request: Request = getattr(failure, "request")  # noqa: B009 - Scrapy puts it there
        self.last_error = _reason(failure)
        if not self.run.stopping:
            self.logger.warning("%s: %s", request.url, self.last_error)
        self.feed.list_answered(request.cb_kwargs["name"], request.url, read=False)

    def parse_article(self, response: Response, key: int, asked: tuple[str, ...]) -> Iterator[Answered | Request]:
        """Keep what came back for an article; follow it where it has only moved."""
        exchange = response.meta["exchange"]
        found = answer(exchange)
        yield Answered(response.meta["capture"], found)
        if found.outcome in FAILURES:
            self.logger.info("%s: %s, status %s", response.url, found.outcome, response.status)
        elif found.reason is not None:
            self.logger.warning("%s: %s", response.url, found.reason)
        elif found.outcome == "redirect":
            request = self.article_request(key, (*asked, exchange.redirect_to))
            if self.may_follow(request.url, key, asked):
                yield request
            else:
                self.run.writer.fail(key, f"redirected, at last to {request.url}", put_off=True)

    def may_follow(self, url: str, key: int, asked: tuple[str, ...]) -> bool:
        """Whether a redirect leads to the same article of the same site, at an address not asked for yet."""
        same = arguments.site_name(url) == self.site_name and parse(url, base=self.site).key == key
        return same and url not in asked and len(asked) <= MAX_REDIRECTS

    def article_failed(self, failure: Failure) -> None:
        """Put an article off that could not be fetched."""
        request: Request = getattr(failure, "request")  # noqa: B009 - Scrapy puts it there
        if not self.run.stopping:
            put_off = isinstance(failure.value, Disallowed)
            self.run.writer.fail(request.cb_kwargs["key"], _reason(failure), put_off=put_off)


def _reason(failure: Failure) -> str:
    """Say in one line why no response came."""
    return " ".join(failure.getErrorMessage().split()) or type(failure.value).__name__
