"""All waiting: when the next request may be sent.

`Pace` is pure, with the clock passed in; the middleware awaits it in `process_request`, as the innermost of all, so
that retries, redirects and robots.txt wait like everything else. Scrapy's own delay, AutoThrottle and retries are off.
"""

import asyncio
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest

from scraper.crawl.clock import now, now_stamp

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

JITTER = 0.25
"""A pause is lengthened by up to this share of itself, never shortened."""

FIRST_BACKOFF = 2.0
LONGEST_BACKOFF = 300.0
LONGEST_RETRY_AFTER = 24 * 3600.0
"""A site that asks for more than a day means not this run; a run that has waited so long asks once more."""
SLOW_DOWN = frozenset({429, 503})
SLICE = 0.25
"""Seconds between looks at whether the crawl has been told to stop."""


class Pace:
    """Says how long to wait; all times are seconds of one clock that never goes back.

    Args:
        pause: least time between the starts of two requests.
        jitter: gives a number from 0 to 1, by which a pause is lengthened.
    """

    def __init__(self, pause: float, *, jitter: Callable[[], float] = random.random) -> None:
        self.pause = pause
        self.crawl_delay = 0.0
        self._jitter = jitter
        self._failures = 0
        self._last = 0.0
        self._next = 0.0

    def wait(self, now: float) -> float:
        """Return how long the next request has to wait still; 0 where it may go."""
        return max(0.0, self._next - now)

    def started(self, now: float) -> None:
        """Note that a request is being sent."""
        self._last = now
        self._put_off(now + max(self.pause, self.crawl_delay) * (1 + JITTER * self._jitter()))

    def asked_for_delay(self, seconds: float) -> None:
        """Note a Crawl-delay; of several origins' the longest counts, from the last request on."""
        self.crawl_delay = max(self.crawl_delay, seconds)
        self._put_off(self._last + self.crawl_delay)

    def failed(self, now: float) -> None:
        """Note that the site did not answer, or asked for less: the pause doubles with each time in a row."""
        self._failures += 1
        self._put_off(now + min(FIRST_BACKOFF * 2 ** (self._failures - 1), LONGEST_BACKOFF))

    def asked_to_wait(self, now: float, seconds: float) -> None:
        """Note a Retry-After."""
        self._put_off(now + seconds)

    def answered(self) -> None:
        """Note that the site answered as it should."""
        self._failures = 0

    def _put_off(self, until: float) -> None:
        self._next = max(self._next, until)


def retry_after(value: str | None, *, now: datetime) -> float | None:
    """Read a Retry-After header (RFC 9110 10.2.3).

    Args:
        value: whole seconds or an HTTP date; None where there is none.
        now: the moment.

    Returns:
        seconds from now, not below 0; None where the value says nothing.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_RETRY_AFTER)


class PaceMiddleware:
    """Holds each request until it may be sent, and notes on it when it was."""

    def __init__(self, crawler: "Crawler", pace: Pace) -> None:
        self.pace = pace
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Take the pause from the setting `ARSIP_DELAY`, in seconds."""
        return cls(crawler, Pace(crawler.settings.getfloat("ARSIP_DELAY")))

    async def process_request(self, request: "Request") -> None:
        """Wait; gives up where the crawl has been told to stop meanwhile."""
        while (wait := self.pace.wait(time.monotonic())) > 0:
            if not self._crawler.crawling:
                raise IgnoreRequest("the crawl is stopping")
            await asyncio.sleep(min(wait, SLICE))
        self.pace.started(time.monotonic())
        request.meta["sent_at"] = now_stamp()

    def process_response(self, request: "Request", response: "Response") -> "Response":  # noqa: ARG002 - Scrapy's
        """Learn from an answer how fast the next request may follow."""
        if response.status in SLOW_DOWN:
            self.pace.failed(time.monotonic())
            header = response.headers.get("Retry-After")
            seconds = retry_after(header.decode("latin-1") if header else None, now=now())
            if seconds:
                self.pace.asked_to_wait(time.monotonic(), seconds)
        else:
            self.pace.answered()
        return response

    def process_exception(self, request: "Request", exception: Exception) -> None:  # noqa: ARG002 - Scrapy's
        """Slow down where no answer came."""
        if not isinstance(exception, IgnoreRequest):
            self.pace.failed(time.monotonic())
