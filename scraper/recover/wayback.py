"""The Internet Archive's Wayback Machine, or another server that replays an archive."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import requests
from wayback import CdxRecord, Memento, WaybackClient
from wayback.exceptions import BlockedByRobotsError, BlockedSiteError, MementoPlaybackError

from scraper.items import WebArchiveSource
from scraper.maintenance.ingest import interpret_exchange
from scraper.recover.captures import IndexEntry, Period, Recovered, UnplayableError, one_by_one, timestamp_of
from scraper.recover.cdx_server import LINES, search
from scraper.recover.session import WAYBACK, Endpoint, Session, answering
from scraper.warc.exchange import MAX_DECODED_BYTES, Exchange, Headers

SEARCHES_A_SECOND, FETCHES_A_SECOND = 0.4, 8.0
"""Four fifths of 30 and 600 requests a minute (wayback 0.5.1, from the Internet Archive)."""

_CHUNK = 1 << 16

_OUTAGE = re.compile(r"(?:403|5[0-9]{2}) error while loading")
"""What the package says of a status of the web archive's own."""

_NOT_OF_THE_BODY = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers that do not fit a body as it is replayed: the web archive decides how to send that."""

_NOT_OF_THE_SITE = frozenset(
    {"link", "memento-datetime", "connection", "keep-alive", "preference-applied", "content-location"}
)
"""Headers that a server adds which replays the site's own by their own names."""


class Wayback:
    """archive.org, or the server at `endpoint`: `ADDRESS/TIMESTAMPid_/URL` and `ADDRESS/cdx`, as pywb has them."""

    source: WebArchiveSource = "wayback"
    description = (
        "Taken from a web archive, which replays the response: the reason phrase is the standard one of the status, "
        "bodies are without content-encoding, and headers are those that it gives, without content-encoding and "
        "content-length. WARC-Date is the moment of the capture, WARC-Source-URI where it was replayed."
    )

    def __init__(self, user_agent: str, endpoint: str | None = None) -> None:
        self.address = (endpoint or WAYBACK).rstrip("/")
        session = Session(user_agent, self.address, fetches=FETCHES_A_SECOND, searches=SEARCHES_A_SECOND)
        if endpoint is not None:
            session.mount(WAYBACK, Endpoint(endpoint))
        self._lines = None if endpoint is not None else LINES  # only archive.org gives the next ones
        self._client = WaybackClient(session)

    def find(self, host: str, period: Period, skipped: Counter[str]) -> Iterator[IndexEntry]:
        """Yield what the index has of a host."""
        with answering(self.address):
            yield from search(self._client.session, self.address, host, period, skipped, limit=self._lines)

    def fetch(self, found: IndexEntry) -> Recovered:
        """Fetch a capture as it was made, not as it is shown."""
        line = CdxRecord("", datetime.fromisoformat(found.moment), found.url, found.mime, found.status, "", None)
        with answering(self.address):
            try:
                memento = self._client.get_memento(line, exact=True, follow_redirects=False)
            except (MementoPlaybackError, BlockedSiteError, BlockedByRobotsError, ValueError) as error:
                raise self._unplayable(str(error), is_outage=_OUTAGE.match(str(error)) is not None) from error
            with memento:
                exchange = Exchange(
                    url=found.url,
                    method="GET",
                    request_headers=(),
                    status=_status(found, memento),
                    headers=_headers(memento),
                    body=self._body(memento),
                    fetched_at=found.moment,
                )
        address = f"{WAYBACK}/web" if self.address == WAYBACK else self.address
        source_uri = f"{address}/{timestamp_of(found.moment)}id_/{found.url}"
        return Recovered(
            name=uuid5(NAMESPACE_URL, source_uri).urn,
            exchange=exchange,
            answer=interpret_exchange(exchange),
            source_uri=source_uri,
        )

    def fetch_each(self, entries: Iterable[IndexEntry]) -> Iterator[tuple[IndexEntry, Recovered | UnplayableError]]:
        """Fetch captures, one at a time."""
        return one_by_one(self.fetch, entries)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _body(self, memento: Memento) -> bytes:
        """Read the body, without content-encoding; UnplayableError where it breaks off or is too large."""
        read, parts = 0, []
        try:
            for part in memento._raw.iter_content(_CHUNK):  # noqa: SLF001 - `content` has no limit
                read += len(part)
                if read > MAX_DECODED_BYTES:
                    raise self._unplayable(f"{memento.memento_url} has more than {MAX_DECODED_BYTES >> 20} MB")
                parts.append(part)
        except requests.RequestException as error:
            why = f"{memento.memento_url} broke off: {type(error).__name__}"
            raise self._unplayable(why, is_outage=True) from error
        return b"".join(parts)

    def _unplayable(self, why: str, *, is_outage: bool = False) -> UnplayableError:
        """Say why a capture cannot be had; the package writes archive.org for any server."""
        there = WAYBACK if self.address == WAYBACK else f"{WAYBACK}/web"
        return UnplayableError(why.replace(there, self.address), is_outage=is_outage)


def _status(found: IndexEntry, memento: Memento) -> int:
    """Return the status of the site's response: every redirect is replayed as 302."""
    is_redirect = found.status is not None and 300 <= found.status < 400  # noqa: PLR2004 - RFC 9110 15.4
    return found.status if found.status is not None and is_redirect and memento.is_redirect else memento.status_code


def _headers(memento: Memento) -> Headers:
    """Return the site's headers: those marked so, and where a server marks none, all but its own."""
    replayed = memento._raw_headers  # noqa: SLF001 - `headers` are those alone that archive.org marks
    if any(
        name.lower().startswith("x-archive-orig-") for name in replayed if name.lower() != "x-archive-orig-location"
    ):
        pairs = memento.headers.items()
    else:
        pairs = ((name.removeprefix("X-Archive-Orig-"), value) for name, value in replayed.items())
    unlike = _NOT_OF_THE_BODY | _NOT_OF_THE_SITE
    named = ((name.lower(), " ".join(value.splitlines())) for name, value in pairs)  # unfolded, RFC 9112 5.2
    return tuple((_titled(name), value) for name, value in named if name not in unlike and name[:9] != "x-archive")


def _titled(name: str) -> str:
    """Write a header's name in the usual way: archive.org has them in any."""
    return "-".join(part.capitalize() for part in name.split("-"))
