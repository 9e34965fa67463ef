"""Bounds the bytes of the answers under way: many requests at once are for small pages."""

import asyncio
import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import IgnoreRequest, StopDownload

from scraper.crawl.run import Run

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger("arsip")

MAX_BYTES = 40 << 20
"""Bytes of unfinished answers that are held at once; more than the largest answer that is taken (DOWNLOAD_MAXSIZE)."""

SLICE = 0.05
"""Seconds between checks whether the request before has been answered."""


class InFlightMiddleware:
    """Cancels a download where all of them together hold too much; from there on requests go one at a time.

    The request that was cancelled is made again.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._received: dict[Request, int] = {}
        self._total = 0
        self._one_at_a_time = False

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Count the bytes that come in."""
        middleware = cls(Run.of(crawler))
        crawler.signals.connect(middleware._bytes_received, signals.bytes_received)
        return middleware

    async def process_request(self, request: "Request") -> None:
        """Wait for the request before, where requests go one at a time."""
        while self._one_at_a_time and self._received:
            if self._run.stopping:
                raise IgnoreRequest("the crawl is stopping")
            await asyncio.sleep(SLICE)
        self._received[request] = 0

    def process_response(self, request: "Request", response: "Response") -> "Response":
        """Forget a request that is answered."""
        self._forget(request)
        return response

    def process_exception(self, request: "Request", exception: Exception) -> "Request | None":
        """Forget a request that failed; repeat one that was cancelled here."""
        self._forget(request)
        if not isinstance(exception, StopDownload):
            return None
        exception.response = None  # it holds what was received
        return request

    def _bytes_received(self, data: bytes, request: "Request") -> None:
        if request not in self._received:
            return
        self._received[request] += len(data)
        self._total += len(data)
        if self._total > MAX_BYTES and len(self._received) > 1:
            if not self._one_at_a_time:
                logger.warning(
                    "the site's answers are too large to take several at once: more than %d MB were under way; "
                    "from here on this crawl makes one request at a time",
                    MAX_BYTES >> 20,
                )
            self._one_at_a_time = True
            raise StopDownload

    def _forget(self, request: "Request") -> None:
        self._total -= self._received.pop(request, 0)
