"""A crawl goes through the proxy that the environment names, and around it where that says so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from scraper.crawl.site import user_agent
from tests.conftest import Crawl

SITE = "http://situs.invalid"


@asynccontextmanager
async def proxy() -> AsyncIterator[tuple[str, list[str]]]:
    """A proxy that finds nothing anywhere; yields its address, and whatever it is asked for."""
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[0])
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


@pytest.mark.parametrize("around", [False, True])
async def test_the_environment_names_a_proxy(crawl: Crawl, monkeypatch: pytest.MonkeyPatch, around: bool) -> None:
    async with proxy() as (url, asked):
        for name in ("HTTP_PROXY", "http_proxy"):
            monkeypatch.setenv(name, url)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.setenv(name, "situs.invalid" if around else "")
        run = await crawl(SITE, settings={"USER_AGENT": user_agent("you@example.org")}, lang="id")
    assert run.exit_status == 1
    if around:
        assert asked == []
        assert "cannot reach situs.invalid: the name is unknown" in (run.verdict or "")
    else:
        assert asked[:2] == [f"GET {SITE}/robots.txt HTTP/1.1", f"GET {SITE}/berita/terkini HTTP/1.1"]
