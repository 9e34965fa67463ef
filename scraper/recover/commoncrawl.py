"""Common Crawl: its crawls by the CDX server of each, or its columnar index, and the WARC records of its captures."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

import requests
from cdx_toolkit import CaptureObject, CDXFetcher
from urllib3.exceptions import HTTPError

from scraper.exit_codes import CannotRun
from scraper.items import WebArchiveSource
from scraper.maintenance.cluster import pool_of
from scraper.recover.captures import (
    UNREADABLE_LINE,
    IndexEntry,
    Period,
    Record,
    Recovered,
    UnplayableError,
    moment_of,
    one_by_one,
    timestamp_of,
)
from scraper.recover.columnar_index import ColumnarIndex
from scraper.recover.record_ranges import fetch_batch, fetch_record, in_batches, read_file
from scraper.recover.selection import host_and_port
from scraper.recover.session import Session, answering, index_lines
from scraper.recover.web_files import ON_THE_WEB

INDEX = "https://index.commoncrawl.org"
DATA = "https://data.commoncrawl.org"

SEARCHES_A_SECOND, FETCHES_A_SECOND = 1.0, 1.8
"""One search a second, and a capture each 0.55 seconds (cdx-toolkit 0.9, by Common Crawl)."""

LARGEST_PAGE = 64 << 20
"""Characters of the lines in one answer of a CDX server; Common Crawl's have some 15,000 lines."""

REVISIT = "revisit, which only repeats the page of another record"
"""Counts records of the index that have no page of their own."""


class CommonCrawl:
    """Common Crawl, or a copy of it.

    Args:
        user_agent: with a contact.
        endpoint: what lists the CDX servers of its crawls in `collinfo.json`.
        data: the address below which its WARC files are: http(s), or any that fsspec reads.
        index: the columnar index in place of the CDX servers, as `ColumnarIndex` takes it.
        workers: what reads `index` and `data` where these are not on the web, as `pool_of` takes it.

    Attributes:
        is_shared: whether there is anything for these to read.
    """

    source: WebArchiveSource = "commoncrawl"
    description = (
        "Taken from Common Crawl: the HTTP responses are byte for byte those of its WARC records, which "
        "WARC-Source-URI names by file and bytes; the other records of its files are left out."
    )

    def __init__(
        self,
        user_agent: str,
        *,
        endpoint: str | None = None,
        data: str | None = None,
        index: str | None = None,
        workers: int | str = 1,
    ) -> None:
        self.address = (endpoint or INDEX).rstrip("/")
        self._data = (data or DATA).rstrip("/")
        self._searching = Session(user_agent, self.address, fetches=SEARCHES_A_SECOND)
        self._fetching = Session(user_agent, self._data, fetches=FETCHES_A_SECOND)
        self._opened = ExitStack()
        self._columns = None
        if index is not None:
            indexed = self._opened.enter_context(closing(Session(user_agent, index, fetches=FETCHES_A_SECOND)))
            self._columns = ColumnarIndex(index, self._data, indexed)
        near = [place for place in (index, self._data) if place is not None and not place.startswith(ON_THE_WEB)]
        self.is_shared = bool(near)
        folders = [Path(place).resolve() for place in near if "://" not in place]
        self._read_file = partial(read_file, self._data if "://" in self._data else str(Path(self._data).resolve()))
        self._pool = self._opened.enter_context(pool_of(workers if near else 1, *folders))

    def find(self, host: str, period: Period, skipped: Counter[str]) -> Iterator[IndexEntry]:
        """Yield what the indexes have of a host, from the oldest crawl to the newest, but records without a page."""
        for found in self._find(host, period, skipped):
            if found.mime == "warc/revisit":
                skipped[REVISIT] += 1
            else:
                yield found

    def _find(self, host: str, period: Period, skipped: Counter[str]) -> Iterator[IndexEntry]:
        if self._columns is not None:
            yield from self._columns.find(host, period, self._pool)
            return
        with answering(self.address):
            query = {"matchType": "host", "from": timestamp_of(period.since), "to": timestamp_of(period.until)}
            for crawl in self._crawls(period):
                fetcher = _Crawl(crawl, self._searching, skipped)
                for line in fetcher.iter(host, **{name: value for name, value in query.items() if value}):
                    try:
                        yield _found(line.data)
                    except (ValueError, KeyError, TypeError, AttributeError):
                        skipped[UNREADABLE_LINE] += 1

    def fetch(self, found: IndexEntry) -> Recovered:
        """Fetch the WARC record of a capture."""
        return fetch_record(self._read if self._data.startswith(ON_THE_WEB) else self._read_file, self._data, found)

    def fetch_each(self, entries: Iterable[IndexEntry]) -> Iterator[tuple[IndexEntry, Recovered | UnplayableError]]:
        """Fetch captures: those on the web one at a time, others in batches, by the workers."""
        if self._data.startswith(ON_THE_WEB):
            yield from one_by_one(self.fetch, entries)
            return
        for fetched in self._pool.each(partial(fetch_batch, self._read_file, self._data), in_batches(entries)):
            yield from fetched()

    def close(self) -> None:
        """Close the connections."""
        self._searching.close()
        self._fetching.close()
        self._opened.close()

    def _crawls(self, period: Period) -> list[str]:
        """Return the addresses of the CDX servers of the crawls that may have captures of a period, oldest first."""
        at = f"{self.address}/collinfo.json"
        try:
            listed = json.loads("".join(index_lines(self._searching, at, at, {})))
            crawls = sorted(listed, key=lambda crawl: crawl.get("from") or crawl["id"])
            servers = [str(crawl["cdx-api"]) for crawl in crawls if _overlaps(crawl, period)]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise CannotRun(f"{at} does not list the crawls of Common Crawl: {error}") from error
        for server in servers:
            if not server.startswith(ON_THE_WEB) or host_and_port(server) != host_and_port(self.address):
                why = f"{at} names a CDX server elsewhere, {server}, which is not used"
                raise CannotRun(why)
        return servers

    def _read(self, name: str, offset: int, length: int) -> bytes:
        at = f"{self._data}/{name}"
        with (
            answering(self._data),
            self._fetching.get(at, headers={"Range": f"bytes={offset}-{offset + length - 1}"}, stream=True) as response,
        ):
            if response.status_code == requests.codes.ok:
                raise CannotRun(f"{self._data} gives whole files only, no ranges of bytes")
            if response.status_code != requests.codes.partial_content:
                raise UnplayableError(f"{at}: status {response.status_code}", is_outage=True)
            try:
                packed = bytes(response.raw.read(length, decode_content=False))
            except (HTTPError, OSError) as error:
                raise UnplayableError(f"{at} broke off: {type(error).__name__}", is_outage=True) from error
            if len(packed) < min(length, int(response.headers.get("Content-Length", 0))):
                raise UnplayableError(f"{at} broke off: {len(packed):,} of {length:,} bytes", is_outage=True)
            return packed


class _Crawl(CDXFetcher):  # type: ignore[misc]  # the package has no types
    """The CDX server of one crawl, by our session: cdx-toolkit's requests ignore Retry-After and have no end."""

    def __init__(self, address: str, session: Session, skipped: Counter[str]) -> None:
        super().__init__(source=address)
        self._session = session
        self._skipped = skipped
        self._before: int | None = None

    def get_for_iter(
        self, endpoint: int, page: int, params: dict[str, Any] | None = None, index_list: tuple[str, ...] = ()
    ) -> tuple[str, list[Any]]:
        """Request a page of the index: what to do next, and its lines."""
        if endpoint >= len(index_list):
            return "last endpoint", []
        address, lines, size = index_list[endpoint], [], 0
        for line in filter(str.strip, index_lines(self._session, address, address, {**(params or {}), "page": page})):
            lines.append(line)
            size += len(line)
            if size > LARGEST_PAGE:
                why = f"{address}: its index gives more than {LARGEST_PAGE >> 20} MB at once"
                raise CannotRun(why)
        if not lines:
            return "last page", []
        now = hash(tuple(lines))
        if now == self._before:
            raise CannotRun(f"{address}: its index gives the same lines again and again")
        self._before = now
        captures = []
        for line in lines:
            try:
                captures.append(CaptureObject(json.loads(line)))
            except (ValueError, RecursionError):
                self._skipped[UNREADABLE_LINE] += 1
        if lines and not captures:
            raise CannotRun(f"{address}: its answer cannot be read: {lines[0][:200]}")
        return "ok", captures


def _found(line: dict[str, str]) -> IndexEntry:
    status = line.get("status", "-")
    if line["url"] == "-":
        raise ValueError("the line names no address")
    return IndexEntry(
        url=str(line["url"]),
        moment=moment_of(line["timestamp"]),
        status=int(status) if status.isdecimal() else None,
        mime=line.get("mime", "unk"),
        digest=line.get("digest", ""),
        record=Record(filename=str(line["filename"]), offset=int(line["offset"]), length=int(line["length"])),
    )


def _overlaps(crawl: dict[str, str], period: Period) -> bool:
    """Whether a crawl may have captures of a period; one that does not say when it was, may."""
    first, last = crawl.get("from"), crawl.get("to")
    is_after = bool(period.until and first and first > period.until[:19])
    return not is_after and not (period.since and last and last < period.since[:19])
