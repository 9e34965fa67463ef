"""All waiting: when the next request may be sent.

`Pace` is pure, with the clock passed in; the middleware awaits it in `process_request`, as the innermost of all, so
that retries, redirects and robots.txt wait like everything else. Scrapy's own delay, AutoThrottle and retries are off.
"""

import asyncio
import logging
import math
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest, StopDownload

from scraper.clock import JAKARTA, now, now_stamp
from scraper.crawl.options import RunOptions
from scraper.crawl.run import Run

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger("arsip")

JITTER = 0.25
"""A pause is lengthened by up to this share of itself, never shortened."""

FIRST_BACKOFF, LONGEST_BACKOFF = RunOptions().first_backoff, RunOptions().longest_backoff
LEAST_SLOW_PAUSE = 0.5
"""A site that asks for less gets a pause of twice this at least, whatever pause was chosen."""
LONGEST_SLOW_PAUSE = 60.0
GOOD_ANSWERS = 50
"""After so many in a row a pause that was lengthened is halved again."""
LONGEST_ASKED = 10.0**10
"""Seconds; a number that is larger is taken for this one (it is 300 years)."""
NOTABLE_WAIT = 60.0
"""A wait of so many seconds is logged at once, then after so many again, twice as many, and so on."""
SLOW_DOWN = frozenset({429, 503})
SLICE = 0.25
"""Seconds between checks whether the crawl should stop."""


class Pace:
    """Says how long to wait; all times are seconds of one monotonic clock.

    Args:
        pause: least time between the starts of two requests.
        first_backoff: wait after one failure; it doubles with each in a row, up to `longest_backoff`.
        jitter: returns a number from 0 to 1, by which a pause is lengthened.
    """

    def __init__(
        self,
        pause: float,
        *,
        first_backoff: float = FIRST_BACKOFF,
        longest_backoff: float = LONGEST_BACKOFF,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.pause = pause
        self.crawl_delay = 0.0
        self.slow_pause = 0.0
        self._first_backoff = first_backoff
        self._longest_backoff = longest_backoff
        self._jitter = jitter
        self._failures = 0
        self._good = 0
        self._last = 0.0
        self._next = 0.0
        self._asked_until = 0.0

    def wait(self, now: float) -> float:
        """Return how long the next request still has to wait."""
        return max(0.0, self._next - now)

    def started(self, now: float) -> None:
        """Record that a request is being sent."""
        self._last = now
        pause = max(self.pause, self.crawl_delay, self.slow_pause)
        self._postpone(now + pause * (1 + JITTER * self._jitter()))

    def asked_for_delay(self, seconds: float) -> None:
        """Record a Crawl-delay; the longest of several origins' counts, from the last request on; nan is ignored."""
        if math.isnan(seconds):
            return
        seconds = min(seconds, LONGEST_ASKED)
        self.crawl_delay = max(self.crawl_delay, seconds)
        self._postpone(self._last + self.crawl_delay)

    def failed(self, now: float) -> None:
        """Record that the site did not answer as it should: the wait doubles with each time in a row."""
        self._failures += 1
        self._good = 0
        doublings = min(self._failures - 1, 30)
        self._postpone(now + min(self._first_backoff * 2**doublings, self._longest_backoff))

    def asked_for_less(self, now: float) -> None:
        """Record that the site requested a slower pace: besides the wait, the pause itself doubles."""
        self.failed(now)
        longest = max(min(LONGEST_SLOW_PAUSE, self._longest_backoff), self.pause)
        self.slow_pause = min(2 * max(self.slow_pause, self.pause, LEAST_SLOW_PAUSE), longest)

    def asked_to_wait(self, now: float, seconds: float) -> None:
        """Record a Retry-After."""
        self._asked_until = max(self._asked_until, now + seconds)
        self._postpone(now + seconds)

    def asked(self, now: float) -> tuple[float, str]:
        """Return how long the site itself asks to wait, and in which form; a Crawl-delay counts as a whole."""
        return max((self.crawl_delay, "Crawl-delay"), (self._asked_until - now, "Retry-After"))

    @property
    def is_slowed(self) -> bool:
        """Whether failures, or a request of the site, have made the waits longer."""
        return bool(self._failures or self.slow_pause)

    def answered(self) -> None:
        """Record that the site answered as it should; a pause that was lengthened comes down again slowly."""
        self._failures = 0
        self._good += 1
        if self.slow_pause and self._good >= GOOD_ANSWERS:
            self._good = 0
            self.slow_pause = self.slow_pause / 2 if self.slow_pause / 2 > max(self.pause, LEAST_SLOW_PAUSE) else 0.0

    def _postpone(self, until: float) -> None:
        self._next = max(self._next, until)


def retry_after(value: str | None, *, now: datetime) -> float | None:
    """Parse a Retry-After header (RFC 9110 10.2.3): whole seconds or an HTTP date.

    Returns:
        seconds from now, not below 0; None where there is none, or an invalid one.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_ASKED)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_ASKED)


def span(seconds: float) -> str:
    """Format a duration in the largest unit that fits: `90 seconds`, `12 minutes`, `3 hours`, `11,574 days`."""
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * length or seconds == length:
            number = round(seconds / length)
            return f"{number:,} {unit}{'' if number == 1 else 's'}"
    return f"{seconds:.0f} seconds"


class WaitLog:
    """Logs long waits: at once, and then at intervals that double, however many waits there are."""

    def __init__(self) -> None:
        self._next_line = 0.0
        self._interval = NOTABLE_WAIT

    def record(self, now: float, wait: float, why: str) -> None:
        """Log that the crawl still waits so many seconds, where it is time to."""
        if wait < NOTABLE_WAIT or now < self._next_line:
            return
        logger.warning("waiting %s: %s", span(wait), why)
        self._next_line = now + self._interval
        self._interval *= 2


class PaceMiddleware:
    """Holds each request until it may be sent, and puts the moment into its `sent_at`.

    Where the budget or the window ends, so does the run.
    """

    def __init__(self, run: Run | None, options: RunOptions) -> None:
        self.pace = Pace(options.delay, first_backoff=options.first_backoff, longest_backoff=options.longest_backoff)
        self._run = run
        self._options = options
        self._sent = 0
        self._row = 0
        self._wait_log = WaitLog()
        self._window_opens: datetime | None = None

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Take the pauses, the budget and the window from the settings."""
        return cls(crawler.get_extension(Run), RunOptions.from_settings(crawler.settings))

    async def process_request(self, request: "Request") -> None:
        """Wait; raises IgnoreRequest where the crawl stops meanwhile."""
        self._learn_from_answers()
        while (wait := self._wait()) > 0:
            if self._stopping():
                raise IgnoreRequest("the crawl is stopping")
            if self._window_opens is None:
                self._wait_log.record(time.monotonic(), wait, self._why())
            await asyncio.sleep(min(wait, SLICE))
        if self._stopping():
            raise IgnoreRequest("the crawl is stopping")
        if (budget := self._options.budget) and self._sent >= budget:
            self._end("budget", f"done: the budget of {budget} requests is used up; the next run resumes")
        self._sent += 1
        self.pace.started(time.monotonic())
        request.meta["sent_at"] = now_stamp()

    def _wait(self) -> float:
        """Return the seconds until a request may be sent; end the run where that is too long."""
        wait = self.pace.wait(time.monotonic())
        asked, by = self.pace.asked(time.monotonic())
        if asked > self._options.longest_wait:
            most = f"{span(self._options.longest_wait)} at most (ARSIP_LONGEST_WAIT)"
            why = f"the site asks to wait {span(asked)} ({by}), and a crawl waits {most}"
            self._end("impatient", f"{why}: ended; run the same command to resume")
        if self._options.between is None:
            return wait
        moment = now()
        opens = self._options.between.opens_in(moment)
        if opens > 0:
            if self._sent:
                self._end("window", "done: the window has closed; the next run resumes")
            if self._window_opens is None:
                self._window_opens = there = (moment + timedelta(seconds=opens)).astimezone(JAKARTA)
                why = "the hours of --between have not begun"
                logger.warning("waiting until %s Jakarta's time: %s", f"{there:%Y-%m-%d %H:%M}", why)
            return max(opens, wait)
        self._window_opens = None
        if wait >= self._options.between.closes_in(moment):
            self._end("window", "done: the site asks to wait beyond the window's end; the next run resumes")
        return wait

    def _end(self, reason: str, verdict: str) -> None:
        """End the run, unless it is ending already; raise IgnoreRequest, as the request is for the next run."""
        if self._run is not None and not self._stopping():
            self._run.abort(reason, verdict)
        raise IgnoreRequest(verdict)

    def _why(self) -> str:
        """Return what a request waits for."""
        asked, by = self.pace.asked(time.monotonic())
        if asked > self.pace.pause:
            return f"the site asks for it ({by})"
        return "the site failed to answer, or asked for less" if self.pace.is_slowed else "so --delay says"

    def _stopping(self) -> bool:
        """Whether no more requests are to be made; in `scrapy shell`, which has no run, as many as somebody types."""
        return self._run is not None and self._run.stopping

    def _learn_from_answers(self) -> None:
        """Slow down where a response with a good status was a block, a login or another failure."""
        row = self._run.failures_in_row if self._run is not None else 0
        if row > self._row:
            self.pace.failed(time.monotonic())
        self._row = row

    def process_response(self, request: "Request", response: "Response") -> "Response":  # noqa: ARG002 - Scrapy's
        """Learn from an answer how fast the next request may follow."""
        if response.status in SLOW_DOWN:
            self.pace.asked_for_less(time.monotonic())
            header = response.headers.get("Retry-After")
            seconds = retry_after(header.decode("latin-1") if header else None, now=now())
            if seconds:
                self.pace.asked_to_wait(time.monotonic(), seconds)
        elif response.status < 500:  # noqa: PLR2004 - 5xx, the site's own failures
            self.pace.answered()
        return response

    def process_exception(self, request: "Request", exception: Exception) -> None:
        """Slow down where there was no response."""
        if isinstance(exception, IgnoreRequest | StopDownload):
            return
        self.pace.failed(time.monotonic())
        if self._run is not None and not request.meta.get("robots"):
            self._run.record_unanswered(request.url, exception)
            self._row = self._run.failures_in_row  # the wait for it was lengthened just now
