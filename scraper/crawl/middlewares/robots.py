"""Obeys robots.txt by RFC 9309: a 2xx has rules, a 4xx allows all; for an unreachable one the last good copy counts.

Scrapy's own middleware fails open (a reset, and the page is fetched) and takes any status's body for rules.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK

from scraper import clock
from scraper.archive.captures import with_outcome
from scraper.crawl.middlewares.pace import PaceMiddleware
from scraper.crawl.run import Run
from scraper.crawl.site import is_own
from scraper.crawl.transport_errors import cannot_reach
from scraper.maintenance.ingest import interpret_exchange
from scraper.warc.exchange import IncompleteError
from scraper.warc.reader import file_in, read_at
from scraper.warc.records import WarcError

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from scraper.warc.exchange import Exchange

MAX_BYTES = 500 * 1024
"""What a crawler has to read of a robots.txt at least (RFC 9309 2.5)."""

MAX_REDIRECTS = 5
"""Redirects of a robots.txt that a crawler should follow (RFC 9309 2.3.1.2)."""

ALLOW_ALL = Protego.parse("")

LASTS = timedelta(hours=24)
"""How long a copy may be used (RFC 9309 2.4)."""


class Disallowed(IgnoreRequest):
    """robots.txt disallows a request."""


class NoRulesError(Exception):
    """The host answers a request for robots.txt, but not with rules."""


def rules_of(body: bytes) -> Protego:
    """Parse the decoded body of a robots.txt that was answered with a 2xx."""
    return Protego.parse(body[:MAX_BYTES].decode("utf-8-sig", "replace"))


class RobotsMiddleware:
    """Rejects what robots.txt disallows, before anything else sees a request."""

    def __init__(self, crawler: "Crawler", run: Run) -> None:
        self._crawler = crawler
        self._run = run
        self._agent = str(crawler.settings["USER_AGENT"])
        self._rules: dict[str, tuple[Protego, datetime]] = {}
        self._one_at_a_time = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Be disabled where nothing is archived, or where the user decided to ignore robots.txt."""
        run = Run.of(crawler)
        if run.options.ignore_robots:
            raise NotConfigured("robots.txt is not obeyed")
        return cls(crawler, run)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise Disallowed, or IgnoreRequest where the rules cannot be fetched."""
        if request.meta.get("robots"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._one_at_a_time:
            if self._run.stopping:
                raise IgnoreRequest("the crawl is stopping")
            rules, until = self._rules.get(origin, (None, clock.now()))
            if rules is None or until <= clock.now():
                rules = await self._rules_of(origin)
                self._rules[origin] = (rules, clock.now() + LASTS)
        if not rules.can_fetch(request.url, self._agent):
            raise Disallowed(f"robots.txt disallows {request.url}")

    def process_response(self, request: Request, response: "Response") -> "Response":
        """Take the rules from a robots.txt that a spider has requested itself, so that it is not requested again."""
        parts = urlsplit(request.url)
        if parts.path == "/robots.txt" and not parts.query and "exchange" in request.meta:
            exchange: Exchange = request.meta["exchange"]
            if exchange.status < 300 or 400 <= exchange.status < 500:  # noqa: PLR2004 - RFC 9309 2.3.1
                with suppress(IncompleteError):  # it is requested again before anything else
                    self._rules[f"{parts.scheme}://{parts.netloc}"] = self._heeded(exchange), clock.now() + LASTS
        return response

    async def _rules_of(self, origin: str) -> Protego:
        """Fetch the rules of an origin, and hand their Crawl-delay to the pace."""
        url = f"{origin}/robots.txt"
        try:
            return self._heeded(await self._fetch(url, origin))
        except IgnoreRequest:
            raise
        except (NoRulesError, IncompleteError) as error:
            advice = "try again later, or decide otherwise with --ignore-robots"
            verdict = f"{url} could not be read ({error}), so nothing may be crawled; {advice}"
            rules = self._last_good_copy(url, "robots-unreadable", verdict)
        except Exception as error:  # noqa: BLE001 - whatever the transport raises, the rules could not be had
            rules = self._last_good_copy(url, "unreachable", f"{cannot_reach(url, error)}; run the same command later")
        self._heed_delay(rules)
        return rules

    def _heeded(self, exchange: "Exchange") -> Protego:
        """Return the rules in an answer: none unless it is a 2xx (RFC 9309 2.3.1.3).

        Raises:
            IncompleteError: where a 2xx is not whole: what it lacks may forbid what the rest allows.
        """
        is_good = 200 <= exchange.status < 300  # noqa: PLR2004 - RFC 9309 2.3.1.1
        rules = rules_of(exchange.complete_to(MAX_BYTES)) if is_good else ALLOW_ALL
        self._heed_delay(rules)
        return rules

    def _heed_delay(self, rules: Protego) -> None:
        """Hand the Crawl-delay of some rules to the pace."""
        pace = self._crawler.get_downloader_middleware(PaceMiddleware)
        if pace is not None:
            pace.pace.asked_for_delay(rules.crawl_delay(self._agent) or 0.0)

    async def _fetch(self, url: str, origin: str) -> "Exchange":
        """Fetch robots.txt, following redirects on the site's own hosts; every answer is archived like any other."""
        engine = self._crawler.engine
        assert engine is not None
        for _ in range(MAX_REDIRECTS + 1):
            request = Request(url, meta={"robots": True}, callback=NO_CALLBACK, dont_filter=True)
            await engine.download_async(request)
            exchange: Exchange = request.meta["exchange"]
            self._run.record(request.meta["capture"], interpret_exchange(exchange))
            if exchange.redirect_to is None:
                break
            url = exchange.redirect_to
            if not is_own(url, origin):
                raise NoRulesError(f"it redirects to another site, {url}")
        if exchange.status >= 500:  # noqa: PLR2004 - RFC 9309 2.3.1.4
            raise NoRulesError(f"status {exchange.status}")
        return exchange

    def _last_good_copy(self, url: str, reason: str, verdict: str) -> Protego:
        """Return the rules that the archive has from before; without any, end the run and raise IgnoreRequest."""
        for kept in with_outcome(self._run.db, url, "robots"):
            try:
                exchange = read_at(file_in(self._run.session.warc_folder, kept.warc), kept.offset)
                return rules_of(exchange.complete_to(MAX_BYTES))
            except IncompleteError:
                continue
            except (OSError, WarcError) as error:
                verdict = f"{verdict}; the copy in {kept.warc} could not be read either: {error}"
                break
        self._run.abort(reason, verdict)
        raise IgnoreRequest("robots.txt could not be read")
