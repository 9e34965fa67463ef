"""What a web archive is to a recovery: captures that its index names, and each capture as it was made."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from scraper.clock import stamp
from scraper.items import Answer, WebArchiveSource
from scraper.warc.exchange import Exchange

_DIGITS = 14
"""Of a moment as web archives write it."""

UNREADABLE_LINE = "line of the index that cannot be read"
"""Counts lines of an index that name no capture."""


class UnplayableError(Exception):
    """A web archive names a capture and does not give it; the text says why.

    Attributes:
        is_outage: whether that says more of the web archive's present state than of the capture.
    """

    def __init__(self, why: str, *, is_outage: bool = False) -> None:
        super().__init__(why)
        self.is_outage = is_outage


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Where a WARC record stands, by the names of the columns of a CDX index."""

    filename: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """A line of a web archive's index.

    Attributes:
        url: as it was requested.
        moment: when, as the archive writes a moment; web archives give whole seconds.
        status: of the response; None where the index does not say, as of a revisit.
        mime: as the index has it: `text/html`, `warc/revisit`, `unk`.
        digest: of the payload, in whatever form the index gives it; empty where it gives none.
        record: where the response can be read, if the index says so.
    """

    url: str
    moment: str
    status: int | None
    mime: str
    digest: str
    record: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """First and last moment of the captures to select, as the archive writes moments; None for no limit."""

    since: str | None = None
    until: str | None = None

    def has(self, moment: str) -> bool:
        """Whether a moment lies in it."""
        return (self.since is None or self.since <= moment) and (self.until is None or moment <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A capture as the web archive has it.

    Attributes:
        name: of the capture, the same whoever fetches it.
        exchange: the response of the site, with its own URL and moment.
        answer: what it amounts to, by today's parser.
        source_uri: where it was taken from.
        block: the HTTP response byte for byte, where the web archive gives that.
    """

    name: str
    exchange: Exchange
    answer: Answer
    source_uri: str
    block: bytes | None = None


class WebArchive(Protocol):
    """A public web archive, or a server that answers like one.

    Attributes:
        source: what its captures are kept as.
        address: of the web archive, scheme and host.
        description: how what it gives may differ from what the site sent, for the WARC files.
    """

    source: WebArchiveSource
    address: str
    description: str

    def find(self, host: str, period: Period, skipped: Counter[str]) -> Iterator[IndexEntry]:
        """Yield what the index has of a host, `www.` or not, http or https; all of one URL in order of time.

        `skipped` counts lines that cannot be read.

        Raises:
            CannotRun: where the web archive cannot be reached, refuses, or asks to wait for too long.
        """

    def fetch(self, found: IndexEntry) -> Recovered:
        """Fetch a capture.

        Raises:
            UnplayableError: where this capture cannot be had.
            CannotRun: as `find` does.
        """

    def fetch_each(self, entries: Iterable[IndexEntry]) -> Iterator[tuple[IndexEntry, Recovered | UnplayableError]]:
        """Yield some captures, in their order, with what `fetch` returns of each, or raises where it cannot be had.

        Where no pace is to be kept, some are fetched ahead.

        Raises:
            CannotRun: as `find` does.
        """

    def close(self) -> None:
        """Close the connections."""


def one_by_one(
    fetch: Callable[[IndexEntry], Recovered], entries: Iterable[IndexEntry]
) -> Iterator[tuple[IndexEntry, Recovered | UnplayableError]]:
    """Fetch captures as `WebArchive.fetch_each` does, none ahead."""
    for found in entries:
        try:
            yield found, fetch(found)
        except UnplayableError as error:
            yield found, error


def moment_of(timestamp: str) -> str:
    """Return a moment of 14 digits, as web archives write it, as the archive does.

    Raises:
        ValueError: where it is none.
    """
    if len(timestamp) != _DIGITS:
        raise ValueError(f"{timestamp!r} does not match 14 digits")
    return stamp(datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC))


def timestamp_of(moment: str | None) -> str | None:
    """Return a moment of the archive as web archives write it: 14 digits; None for no limit."""
    return None if moment is None else moment[:19].translate(str.maketrans("", "", "-:T"))
