"""The transport of a crawl: Scrapy's handler for aiohttp, which here sends what is recorded, and nothing twice."""

from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler
from scrapy.http import Headers

if TYPE_CHECKING:
    import aiohttp
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_LONGEST = 1 << 16
"""Bytes of a status line or a header."""


class AiohttpHandler(AiohttpDownloadHandler):
    """Fetches as Scrapy's own does, but sends what was asked for and no more, and gives headers byte for byte."""

    experimental: ClassVar[bool] = False  # else each crawl would warn of it

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._session: Any = _PlainSession(self._session)

    async def download_request(self, request: "Request") -> "Response":
        """Fetch the very address that is asked for: aiohttp would normalise its percent-encoding."""
        request.meta["verbatim_url"] = True
        return await super().download_request(request)

    @staticmethod
    def _extract_headers(response: "aiohttp.ClientResponse") -> Headers:
        return Headers(list(response.raw_headers))


class _PlainSession:
    """A session of aiohttp that sends no `Content-Length: 0`, and nothing twice.

    By itself aiohttp repeats a request at once where the connection is closed before an answer. When to ask again is
    for the frontier and the pace.
    """

    def __init__(self, session: "aiohttp.ClientSession") -> None:
        session._retry_connection = False  # noqa: SLF001 - there is no option
        self._session = session

    def request(self, method: str, url: Any, *, data: bytes, **options: Any) -> Any:  # noqa: ANN401 - aiohttp's
        options |= {"max_line_size": _LONGEST, "max_field_size": _LONGEST}
        return self._session.request(method, url, data=data or None, **options)

    async def close(self) -> None:
        await self._session.close()
