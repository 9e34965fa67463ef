"""HTTP with web archives: their rate limits, Retry-After, retries, and another server in the place of archive.org.

Built on the session of the package `wayback`, whose limits are four fifths of those that the Internet Archive has
given to its authors (wayback 0.5.1, `_client.py`).
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from wayback import WaybackSession
from wayback.exceptions import RateLimitError, WaybackRetryError

from scraper.clock import duration
from scraper.exit_codes import BREAKER, CannotRun
from scraper.recover.selection import host_and_port
from scraper.urls import host_of, is_loopback

LONGEST_WAIT = 3600.0
"""Seconds that a web archive may ask to wait for; a longer pause ends the run, as in a crawl."""

NOTICED_WAIT = 8.0
"""Seconds of a pause that is reported, on standard error."""

BACKOFF_SECONDS = 2
"""Before the third try, doubled with each further one; the second is made at once, or as the server asks."""

MEMENTO = "Memento-Datetime"
"""Header of every archived response that a web archive replays (RFC 7089), and of none of its own."""

WAYBACK = "https://web.archive.org"
_REPLAY = f"{WAYBACK}/web/"
SEARCH = f"{WAYBACK}/cdx/search/cdx"
_REPLAYED = re.compile(r"/web/([0-9]{14})id_/", re.ASCII)

LONGEST_LINE = 1 << 20
"""Bytes of a line of an index; no page has so long an address."""

_CHUNK = 1 << 16

_NOTHING_FOUND = re.compile(r"no (?:captures|resource) found|page [0-9]+ invalid|url \S+ not found", re.IGNORECASE)
"""How pywb and Common Crawl's servers say, with status 404 or 400, that an index has no further lines."""

_DENIED = ("AdministrativeAccessControlException", "RobotAccessControlException")
"""What archive.org says of a site that it does not show."""

_CDX_FIELDS = "urlkey,timestamp,url,mime,status,digest,length"
"""The seven fields of archive.org's CDX server by the names of pywb's, which gives others by default."""

logging.getLogger("wayback").setLevel(logging.ERROR)  # what it says of retries is counted and reported here
_LOG = logging.getLogger(__name__)


class Session(WaybackSession):  # type: ignore[misc]  # the package has no types
    """Requests to one web archive: paced, repeated where that may help, and under our own name.

    Args:
        user_agent: with the contact of whoever recovers.
        address: of the server, which needs no pauses where it is this machine.
        searches, fetches: requests a second at most, of archive.org's index and of anything else.
    """

    def __init__(self, user_agent: str, address: str, *, fetches: float, searches: float = 0) -> None:
        is_here = is_loopback(host_of(address))  # where there is nobody to spare
        super().__init__(
            user_agent=user_agent,
            backoff=0.001 if is_here else BACKOFF_SECONDS,
            search_calls_per_second=0 if is_here else searches,
            memento_calls_per_second=0 if is_here else fetches,
        )
        self._address = address
        self._was_answered = False

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # noqa: ANN401 - requests' own
        """Send a request; the body of a replay is left to be read.

        A replay of another second than was requested is not marked as a memento.
        """
        replayed = _REPLAYED.search(request.url or "")
        if replayed:
            options["stream"] = True
        response: requests.Response = super().send(request, **options)
        self._was_answered = True
        if replayed and MEMENTO in response.headers and _second(response.headers[MEMENTO]) != replayed[1]:
            del response.headers[MEMENTO]
        return response

    def get_redirect_target(self, response: requests.Response) -> str | None:
        """Return where a redirect leads; None for another host: nobody has named it, and its pace is unknown."""
        target: str | None = super().get_redirect_target(response)
        here = response.url
        return target if target and host_and_port(urljoin(here, target)) == host_and_port(here) else None

    def should_retry(self, response: requests.Response) -> bool:
        """Repeat what may pass, and a request that came too soon."""
        return bool(super().should_retry(response)) or response.status_code == requests.codes.too_many_requests

    def should_retry_error(self, error: Exception) -> bool:
        """Repeat where a connection fails, unless there never was one: a mistyped address shows at once."""
        return self._was_answered and isinstance(error, requests.RequestException)

    def get_retry_delay(self, retries: int, response: requests.Response | None = None) -> float:
        """Return the seconds to wait before the next try, as the web archive asks.

        Raises:
            CannotRun: where it asks for too long a pause.
        """
        if response is not None and MEMENTO in response.headers:
            return 0.0  # its headers are the site's
        delay: float = super().get_retry_delay(retries, response)  # of a size that may be no float
        if delay > LONGEST_WAIT:
            if response is not None:
                response.close()
            host = urlsplit(self._address).netloc
            raise CannotRun(
                f"{host} asks to wait {duration(delay)}; run the same command then to resume", exit_status=BREAKER
            )
        if delay >= NOTICED_WAIT and (response is None or self.should_retry(response)):
            _LOG.warning("%s: waiting %s before the next try", urlsplit(self._address).netloc, duration(delay))
        return delay


class Endpoint(HTTPAdapter):
    """Sends what is meant for archive.org to another server, and gives back its responses as archive.org's.

    The package `wayback` knows one server only. Another one, such as pywb, has its captures at
    `ADDRESS/20190102030405id_/http://…` and its index at `ADDRESS/cdx`.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = f"{address.rstrip('/')}/"

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]  # noqa: ANN401 - requests' own
        """Send a request."""
        url = request.url or ""
        there = request.copy()
        if url.startswith(SEARCH):
            there.url = f"{self._address}cdx{url[len(SEARCH) :]}&output=text&fl={_CDX_FIELDS}"
        else:
            there.url = self._address + url.removeprefix(_REPLAY)
        response = super().send(there, **{**options, "proxies": get_environ_proxies(there.url)})
        response.url, response.request = url, request
        response.headers.pop("Link", None)  # to that server, which the package does not know
        if (location := response.headers.pop("Location", None)) is not None:
            self._translate_location(location, response)
        return response

    def _translate_location(self, location: str, response: requests.Response) -> None:
        """Tell a redirect within the web archive from the site's own, which some servers give as it was sent."""
        for own in (self._address, urlsplit(self._address).path):
            if location.startswith(own):
                response.headers["Location"] = _REPLAY + location[len(own) :]
                return
        response.headers["X-Archive-Orig-Location"] = location


def index_lines(session: Session, url: str, address: str, query: dict[str, Any]) -> Iterator[str]:
    """Request lines of an index, and yield them as they come: neither their number nor what they unpack to is known.

    Messages name the web archive by its `address`.

    Raises:
        CannotRun: where the answer is no index; says what it is.
        RequestException, WaybackException: where there is none.
    """
    with session.get(url, params=query, stream=True) as response:
        chunks = response.iter_content(_CHUNK)
        if response.status_code != requests.codes.ok:
            message = next(chunks, b"").decode(errors="replace")
            if _NOTHING_FOUND.search(message):
                return
            if any(denied in message for denied in _DENIED):
                raise CannotRun(f"{address} does not show captures of {query['url']}")
            why = f"status {response.status_code}"
            raise CannotRun(f"{address}: its index cannot be read: {why}")
        rest = b""
        for chunk in chunks:
            *whole, rest = (rest + chunk).split(b"\n")
            yield from (line.decode(errors="replace").strip("\r") for line in whole)
            if len(rest) > LONGEST_LINE:
                raise CannotRun(
                    f"{address}: its index cannot be read: a line of it has more than {LONGEST_LINE >> 20} MB"
                )
        yield rest.decode(errors="replace").strip("\r")


@contextmanager
def answering(address: str) -> Iterator[None]:
    """Turn what a web archive that does not answer raises into a CannotRun, which says what to do."""
    try:
        yield
    except RateLimitError as error:
        raise CannotRun(
            f"{address} answers that these are too many requests; run the same command later to resume",
            exit_status=BREAKER,
        ) from error
    except requests.exceptions.ContentDecodingError as error:
        raise CannotRun(f"{address}: its answer is damaged: it cannot be unpacked") from error
    except (requests.exceptions.ChunkedEncodingError, requests.exceptions.StreamConsumedError) as error:
        raise CannotRun(
            f"{address} broke off in the middle of an answer; run the same command later to resume"
        ) from error
    except (WaybackRetryError, requests.RequestException) as error:
        cause = getattr(error, "cause", error)
        raise CannotRun(
            f"{address} does not answer ({_in_words(cause)}); run the same command later to resume"
        ) from error


def _in_words(error: BaseException) -> str:
    """Say briefly why a request failed: the package's own messages have addresses of objects in them."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return error.strerror or str(error) if isinstance(error, OSError) else type(error).__name__


def _second(date: str) -> str | None:
    """Return the moment of an HTTP date as 14 digits; None where it is none."""
    try:
        return f"{parsedate_to_datetime(date):%Y%m%d%H%M%S}"
    except ValueError:
        return None
