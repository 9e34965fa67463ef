"""What goes over the wire, and that the WARC file has it: the address and the headers, byte for byte."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastwarc import ArchiveIterator
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner

from scraper import settings
from tests.conftest import Crawl

SETTINGS = {name: getattr(settings, name) for name in ("TWISTED_REACTOR_ENABLED", "DOWNLOAD_HANDLERS")}

ADDRESS = "/read/5/judul%7E%41-%E2%80%99"


class Asking(Spider):
    """Requests one address."""

    name = "asking"

    async def start(self) -> AsyncIterator[Any]:  # noqa: D102 - Scrapy's
        yield Request(self.address)


@asynccontextmanager
async def recording(more: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Serve pages without an article, with more headers; yields the origin and the heads of all requests."""
    heads: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 404 Not Found\r\n" + more + b"Content-Length: 2\r\nConnection: close\r\n\r\nno")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", heads


async def crawled(crawl: Crawl, folder: Path, more: bytes) -> tuple[list[bytes], dict[str, bytes]]:
    """Crawl robots.txt and a list; return the heads of the requests, and of each type the last WARC record."""
    async with recording(more) as (url, heads):
        await crawl(url, lang="id")
    with next((folder / "warc").glob("*.warc.gz")).open("rb") as stream:
        return heads, {
            each.headers["WARC-Type"]: each.reader.read() for each in ArchiveIterator(stream, parse_http=False)
        }


def fields(head: bytes) -> set[bytes]:
    return set(head.strip().split(b"\r\n"))


async def test_a_request_is_sent_as_it_is_recorded(crawl: Crawl, tmp_path: Path) -> None:
    heads, records = await crawled(crawl, tmp_path, b"")
    assert len(heads) == 2
    assert fields(heads[-1]) == fields(records["request"])


async def test_an_address_is_requested_as_it_is() -> None:
    async with recording(b"") as (url, heads):
        await AsyncCrawlerRunner(SETTINGS).crawl(Asking, address=url + ADDRESS)
    assert heads[0].startswith(f"GET {ADDRESS} HTTP/1.1\r\n".encode())


@pytest.mark.parametrize("header", [b"X-Judul: caf\xe9 \xff", b"X-Long: " + b"x" * 20_000])
async def test_a_header_of_a_response_is_kept_byte_for_byte(crawl: Crawl, tmp_path: Path, header: bytes) -> None:
    _, records = await crawled(crawl, tmp_path, header + b"\r\n")
    assert header in fields(records["response"].partition(b"\r\n\r\n")[0])
