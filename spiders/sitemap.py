"""The spider `sitemap`: what the site's sitemap names."""

import zlib
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots
from twisted.python.failure import Failure

from scraper.address import article_url, key_of, parse
from scraper.archive.frontier import Known, Scope
from scraper.crawl.ingest import answer
from scraper.crawl.own_hosts import is_own
from scraper.crawl.pipeline import Answered
from scraper.crawl.sources import Waiting
from spiders import arguments
from spiders.crawling import CrawlingSpider, reason_of

MAX_FILES = 50_000
"""Parts of a sitemap that are read at most (as many as one index may name, sitemaps.org)."""

_GZIP = b"\x1f\x8b"
MAX_BYTES = 64 << 20
"""A part that unpacks to more is cut there; sitemaps.org allows 50 MB."""


class SitemapSpider(CrawlingSpider):
    """Reads the site's sitemap, and fetches every article that the archive does not have."""

    name = "sitemap"

    def choose(self, url: str | None = None, limit: str | int | None = None) -> None:
        """Read what the crawl is about.

        Args:
            url: of the sitemap; those that robots.txt names, else `/sitemap.xml`, by default.
            limit: articles to fetch at most.

        Raises:
            ValueError: where one of them is not what it should be; names it.
        """
        if url and not is_own(url, self.site):
            raise ValueError(f"url: {url} is not an address of {self.site}")
        self.url = url
        self.limit = arguments.limit(limit)
        self.source = Waiting(Scope())
        self.seen: set[str] = set()
        self.named = 0
        self.trouble: list[str] = []

    def opening(self) -> Iterator[Request]:
        """Ask for the sitemap, or for the robots.txt that says where it is."""
        if self.url:
            yield from self.part_request(self.url)
        else:
            yield Request(
                f"{self.site}/robots.txt", callback=self.parse_robots, errback=self.part_failed, dont_filter=True,
                meta={"robots": True}, priority=1,
            )  # fmt: skip

    def part_request(self, url: str) -> Iterator[Request]:
        """Ask for a sitemap, or a part of one, that was not asked for yet."""
        here = is_own(url, self.site) and url not in self.seen and len(self.seen) < MAX_FILES
        if here:
            self.seen.add(url)
            yield Request(url, callback=self.parse_sitemap, errback=self.part_failed, dont_filter=True, priority=1)

    def parse_robots(self, response: Response) -> Iterator[Answered | Request]:
        """Find the sitemaps that robots.txt names."""
        exchange = response.meta.pop("exchange")
        found = answer(exchange)
        yield Answered(response.meta["capture"], found)
        rules = exchange.decoded if found.outcome == "robots" else b""
        for url in list(sitemap_urls_from_robots(rules, base_url=self.site)) or [f"{self.site}/sitemap.xml"]:
            yield from self.part_request(url)

    def parse_sitemap(self, response: Response) -> Iterator[Any]:
        """Put the articles that a sitemap names on the frontier, and ask for the parts of an index."""
        exchange = response.meta.pop("exchange")
        found = answer(exchange)
        yield Answered(response.meta["capture"], found)
        if found.outcome == "redirect" and exchange.redirect_to:
            yield from self.part_request(exchange.redirect_to)
            return
        if found.outcome != "page":
            self.trouble.append(f"{response.url}: {found.outcome}, status {response.status}")
            return
        try:
            part = Sitemap(_unpacked(exchange.decoded))
            entries = [entry["loc"] for entry in part if entry.get("loc")]
        except (ValueError, TypeError, SyntaxError, AttributeError, zlib.error) as error:
            self.trouble.append(f"{response.url}: it is no sitemap: {' '.join(str(error).split())}")
            return
        if part.type == "sitemapindex":
            for url in entries:
                yield from self.part_request(url)
            return
        heard_of = [
            Known(key_of(at.lang, at.id), article_url(at.lang, at.id, at.slug), None, "sitemap")
            for at in (parse(url, base=self.site) for url in entries)
            if at.kind == "article" and at.lang and at.id
        ]
        self.named += len(heard_of)
        self.run.hear_of(heard_of)

    def part_failed(self, failure: Failure) -> None:
        """Note that a sitemap could not be fetched."""
        request: Request = getattr(failure, "request")  # noqa: B009 - Scrapy puts it there
        self.trouble.append(f"{request.url}: {reason_of(failure)}")

    def idle(self) -> None:
        """Go on as every spider does; a sitemap that named no article is a failure."""
        super().idle()
        if not self.named and not self.run.stopping:
            why = self.trouble[0] if self.trouble else "it names no article"
            self.run.give_up("unreachable", f"no sitemap could be read: {why}")
        elif self.trouble and not self.run.stopping:
            self.run.give_up("unreachable", f"a part of the sitemap could not be read: {self.trouble[0]}")


def _unpacked(body: bytes) -> bytes:
    """Unpack a sitemap that is a gzip file itself, whatever its headers say."""
    if not body.startswith(_GZIP):
        return body
    return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body, MAX_BYTES)
