"""The spider `sitemap`: what the site's sitemap names."""

import zlib
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots
from twisted.python.failure import Failure

from scraper.archive.frontier import claims
from scraper.archive.frontier.claims import Scope
from scraper.archive.frontier.store import Discovered
from scraper.crawl.feed import PendingSource
from scraper.crawl.options import SitemapOptions
from scraper.crawl.run import Run
from scraper.crawl.site import is_own
from scraper.urls import article_url, key_of, parse
from spiders.base import MAX_REDIRECTS, CrawlingSpider, reason_of, request_of

MAX_FILES = 2_000
"""Sitemaps and parts that are read in a run; one a month of both editions would be a few hundred."""

MAX_DEPTH = 3
"""An index may name parts, and those may be indexes once more (sitemaps.org has it once only)."""

MAX_NAMED = 50_000
"""Addresses that are read of one sitemap; the most that sitemaps.org allows."""

MAX_ARTICLES = 500_000
"""Articles that are taken from all of them; in 2026 the site has some 220,000."""

_GZIP = b"\x1f\x8b"
MAX_BYTES = 64 << 20
"""A part that unpacks to more is cut there; sitemaps.org allows 50 MB."""


class SitemapSpider(CrawlingSpider[SitemapOptions]):
    """Reads the site's sitemap, and fetches every article that the archive does not have."""

    name = "sitemap"
    options_type = SitemapOptions

    def configure(self) -> None:
        """Read one sitemap, or those that robots.txt names."""
        self.source = PendingSource(Scope(among="requested"))
        self.seen: set[str] = set()
        self.under_way = 0
        self.named: set[int] = set()
        self.errors: list[str] = []
        self.left_out: dict[str, None] = {}

    def prepare(self, run: Run) -> None:
        """Name no article yet: what else is still to be fetched is no matter of this crawl."""
        claims.set_requested(run.db, ())

    def opening(self) -> Iterator[Request]:
        """Ask for the sitemap, or for the robots.txt that says where it is."""
        if self.options.url:
            yield from self.part_request(self.options.url)
        else:
            self.under_way += 1
            yield Request(
                f"{self.site}/robots.txt", callback=self.parse_robots, errback=self.part_failed, dont_filter=True,
                meta={"robots": True}, priority=1,
            )  # fmt: skip

    def is_opening(self) -> bool:
        """Whether requests for sitemaps are in flight."""
        return self.under_way > 0

    def unopened(self) -> str | None:
        """Say why nothing is to be fetched; else name what is."""
        for what in self.left_out:
            self.logger.warning("sitemap: %s; what they name beyond that is left out", what)
        if not self.named:
            why = self.errors[0] if self.errors else "it names no article"
            return f"no sitemap could be read: {why}"
        self.run.flush()
        self.run.attempt(lambda: claims.set_requested(self.run.db, self.named), None)
        return None

    def part_request(self, url: str, *, depth: int = 1, hops: int = 0) -> Iterator[Request]:
        """Request a sitemap, or a part of one, that was not requested yet.

        Args:
            url: of it.
            depth: how many sitemaps lead to it, itself too.
            hops: how many redirects.
        """
        try:
            request = Request(
                urldefrag(url).url, callback=self.parse_sitemap, errback=self.part_failed, dont_filter=True, priority=1,
                cb_kwargs={"depth": depth, "hops": hops},
            )  # fmt: skip
        except ValueError as error:
            self.errors.append(f"{url}: {error}")
            return
        if not is_own(request.url, self.site) or request.url in self.seen:
            return
        if depth > MAX_DEPTH:
            self.left_out[f"sitemaps name sitemaps more than {MAX_DEPTH} deep"] = None
        elif len(self.seen) >= MAX_FILES:
            self.left_out[f"there are more than {MAX_FILES:,} sitemaps"] = None
        elif hops > MAX_REDIRECTS:
            self.errors.append(f"{url}: more than {MAX_REDIRECTS} redirects")
        else:
            self.seen.add(request.url)
            self.under_way += 1
            yield request

    def parse_robots(self, response: Response) -> Iterator[Request]:
        """Find the sitemaps that robots.txt names."""
        exchange, found = self.record(response)
        rules = exchange.decoded if found.outcome == "robots" else b""
        for url in list(sitemap_urls_from_robots(rules, base_url=self.site)) or [f"{self.site}/sitemap.xml"]:
            yield from self.part_request(url)
        self.under_way -= 1

    def parse_sitemap(self, response: Response, depth: int, hops: int) -> Iterator[Request]:
        """Read a sitemap; it is under way until all that it leads to is."""
        try:
            yield from self.read_sitemap(response, depth, hops)
        finally:
            self.under_way -= 1

    def read_sitemap(self, response: Response, depth: int, hops: int) -> Iterator[Request]:
        """Put the articles that a sitemap names on the frontier, and ask for the parts of an index."""
        exchange, found = self.record(response)
        if found.outcome == "redirect" and exchange.redirect_to:
            yield from self.part_request(exchange.redirect_to, depth=depth, hops=hops + 1)
            return
        if found.outcome != "page":
            self.errors.append(f"{response.url}: {found.outcome}, status {response.status}")
            return
        try:
            part = Sitemap(_unpacked(exchange.decoded))
            entries = [entry["loc"] for entry in islice(part, MAX_NAMED + 1) if entry.get("loc")]
        except (ValueError, TypeError, SyntaxError, AttributeError, StopIteration, zlib.error) as error:
            why = " ".join(str(error).split()) or "it has no element of XML"  # StopIteration says nothing
            self.errors.append(f"{response.url}: it is not a sitemap: {why}")
            return
        if len(entries) > MAX_NAMED:
            self.left_out[f"a sitemap names more than {MAX_NAMED:,} addresses"] = None
        if part.type == "sitemapindex":
            for url in entries[:MAX_NAMED]:
                yield from self.part_request(url, depth=depth + 1)
            return
        found_here = {
            key: Discovered(key, article_url(at.lang, at.id, at.slug), None, "sitemap")
            for at in (parse(url, base=self.site) for url in entries[:MAX_NAMED])
            if at.kind == "article" and at.lang and at.id and (key := key_of(at.lang, at.id)) not in self.named
        }
        if len(self.named) + len(found_here) > MAX_ARTICLES:
            self.left_out[f"the sitemaps name more than {MAX_ARTICLES:,} articles"] = None
        discovered = list(islice(found_here.values(), MAX_ARTICLES - len(self.named)))
        self.named |= {each.key for each in discovered}
        self.run.writer.add_discovered(discovered)

    def part_failed(self, failure: Failure) -> None:
        """Note that a sitemap could not be fetched."""
        self.under_way -= 1
        self.errors.append(f"{request_of(failure).url}: {reason_of(failure)}")

    def idle(self) -> None:
        """Go on as every spider does; a part that could not be read is a failure."""
        super().idle()
        if self.errors and not self.run.stopping:
            self.run.abort("unreachable", f"a part of the sitemap could not be read: {self.errors[0]}")


def _unpacked(body: bytes) -> bytes:
    """Unpack a sitemap that is a gzip file itself, whatever its headers say."""
    if not body.startswith(_GZIP):
        return body
    return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body, MAX_BYTES)
