"""Writes every response to a WARC file before it is parsed: bodies still compressed, redirects and errors too."""

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from scraper.crawl.run import Run
from scraper.warc.exchange import Exchange, Headers

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers as ScrapyHeaders
    from scrapy.http import Response


HIGHEST_STATUS = 999
"""A status has three digits (RFC 9110 15)."""


class NoStatusError(Exception):
    """The status of an answer is invalid."""


class CaptureMiddleware:
    """A downloader middleware close to the wire; a capture that fails ends the run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Capture for the crawler's run."""
        return cls(Run.of(crawler))

    def process_response(self, request: "Request", response: "Response") -> "Response":
        """Capture a response, and put the capture into the request's meta.

        Raises:
            IgnoreRequest: where it comes too late, or cannot be written.
            NoStatusError: where its status has more than three digits; a database could not hold every one.
        """
        if self._run.abandoned:
            raise IgnoreRequest("the answer came too late: the crawl has ended")
        if not 0 <= response.status <= HIGHEST_STATUS:
            error = NoStatusError("the answer is not HTTP: its status has more than three digits")
            if not request.meta.get("robots"):
                self._run.record_unanswered(request.url, error)
            raise error
        try:
            exchange = _exchange(request, response)
            request.meta["capture"] = self._run.capture(exchange, revalidated=request.meta.get("revalidated"))
            request.meta["exchange"] = exchange
        except OSError as error:
            self._run.abort("capture-failed", f"a page could not be written to the WARC file: {error}")
            raise IgnoreRequest("the page could not be captured") from error
        return response


def _exchange(request: "Request", response: "Response") -> Exchange:
    """Return the request and its response: the body as sent but for chunking, the head as Scrapy parsed it."""
    return Exchange(
        url=response.url,
        method=request.method,
        request_headers=(("Host", urlsplit(request.url).netloc), *_headers(request.headers)),
        status=response.status,
        headers=_headers(response.headers),
        body=response.body,
        fetched_at=request.meta["sent_at"],
        ip_address=str(response.ip_address) if response.ip_address else None,
        truncated="disconnect" if "dataloss" in response.flags else None,
    )


def _headers(headers: "ScrapyHeaders") -> Headers:
    return tuple(
        (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
        for name, values in headers.items()
        for value in values
    )
