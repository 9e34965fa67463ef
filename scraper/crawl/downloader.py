"""Scrapy's downloader, which can abandon the requests under way when a crawl has to end."""

from typing import TYPE_CHECKING

from scrapy.core.downloader import Downloader as ScrapyDownloader
from scrapy.exceptions import IgnoreRequest
from twisted.internet.defer import Deferred

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure


class Downloader(ScrapyDownloader):
    """Fetches as Scrapy does; the engine need not wait for an answer that does not come."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self.abandoned = False
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
        self.abandoned = True
        abandoned, self._under_way = self._under_way, set()
        for result in abandoned:
            result.errback(IgnoreRequest("the crawl has ended, and the answer did not come in time"))
        return len(abandoned)
