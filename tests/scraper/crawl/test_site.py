"""Which addresses are of the site that is crawled, whatever text they are, and that no redirect leads to others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replica.clock import Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import Site
from scraper.archive.database import open_to_read
from scraper.crawl.site import is_own, is_photo_host, site_name
from scraper.urls import host_of, parse, resolve
from tests.conftest import Crawl

REAL = "https://m.beritajakarta.id"
HERE = "http://127.0.0.1:8899"


@pytest.mark.parametrize(
    ("url", "site", "own"),
    [
        ("http://www.beritajakarta.com/robots.txt", REAL, True),
        ("https://beritajakarta.id/robots.txt", REAL, True),
        ("https://desain.beritajakarta.id/robots.txt", REAL, True),
        ("https://m.beritajakarta.id:8443/robots.txt", REAL, False),
        ("https://beritajakarta.id.example.org/robots.txt", REAL, False),
        ("https://m.beritajakarta.id@example.org/robots.txt", REAL, False),
        ("http://169.254.169.254/latest/meta-data", REAL, False),
        ("http://127.0.0.1:8899/robots.txt", HERE, True),
        ("http://127.0.0.1:8898/robots.txt", HERE, False),
        ("http://127.0.0.1/latest/meta-data", HERE, False),
        ("http://127.0.0.2:8899/latest/meta-data", HERE, False),
        ("https://m.beritajakarta.id/robots.txt", HERE, False),
        ("https://berita.example.org/x", "http://berita.example.org", True),
        ("http://berita.example.org:443/x", "https://berita.example.org", True),
        ("https://www.example.org/x", "http://berita.example.org", False),
        ("file:///etc/hostname", HERE, False),
        ("ftp://127.0.0.1:8899/x", HERE, False),
        ("http://[bad", HERE, False),
        ("http://127.0.0.1:99999/", HERE, False),
        ("", HERE, False),
    ],
)
def test_what_is_of_the_site(url: str, site: str, own: bool) -> None:
    assert is_own(url, site) is own


ODD = st.lists(
    st.sampled_from([
        "http", "https", "ftp", ":", "//", "/", "[", "]", "[::1]", "[::1", "[v1.a]", "%", "@", "?", "#", "\\", " ",
        "\n", "\0", ":80", ":99999", ":a", "\u2100", "\uff0f", "\ud800", "m.beritajakarta.id", "localhost", "127.0.0.1",
        "/read/1/x",
    ])
    | st.text(max_size=5),
    max_size=10,
).map("".join)  # fmt: skip
"""Texts that are nearly addresses."""


@given(text=ODD, site=st.sampled_from([REAL, HERE, "https://berita.example.org"]))
@example(text="https://[::1/read/1/x", site=REAL)
@example(text="https://m.beritajakarta.id]/read/1/x", site=REAL)
@example(text="https://m.beritajakarta.id\u2100/read/1/x", site=REAL)
@example(text="m.beritajakarta.id", site=REAL)
def test_any_text_is_of_some_site_or_none(text: str, site: str) -> None:
    name = site_name(text)
    assert (name == "beritajakarta.id") is (parse(text).kind != "elsewhere") or name == host_of(text)
    if is_own(text, site):
        assert is_photo_host(text, site)
    parse(text, base=site)
    parse("/read/1/x", base=text)
    resolve(text, site)
    resolve("/read/1/x", text)


@asynccontextmanager
async def leading_astray(what: str) -> AsyncIterator[tuple[str, list[str]]]:
    """A replica of which some paths redirect to another service of this machine; yields what that is asked."""
    site = Site(Options(articles=12), Clock(frozen=True))
    routes = Routes(site)
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path, _, query = (await reader.readuntil(b"\r\n\r\n")).decode().split(" ")[1].partition("?")
        page = routes.answer(path, query, url)
        body, head = page.body, f"HTTP/1.1 {page.status} X\r\nContent-Type: {page.content_type}\r\n"
        if path.startswith(what):
            body, head = b"", f"HTTP/1.1 302 X\r\nLocation: {elsewhere}{path}\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n")).decode())
        writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    other = await asyncio.start_server(listen, "127.0.0.2", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    elsewhere = f"http://127.0.0.2:{other.sockets[0].getsockname()[1]}"
    async with server, other:
        yield url, asked


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/robots.txt", 1, "it redirects to another site, http://127.0.0.2:"),
        ("/berita/terkini", 1, "/berita/terkini could not be read: elsewhere"),
        ("/read/", 4, "the last with elsewhere, status 302"),
        ("/sitemap.xml", 1, "/sitemap.xml: elsewhere, status 302"),
    ],
)
async def test_no_redirect_leads_to_another_host(
    crawl: Crawl, tmp_path: Path, path: str, status: int, said: str
) -> None:
    spider, more = ("sitemap", {}) if path == "/sitemap.xml" else ("articles", {"lang": "id"})
    async with leading_astray(path) as (url, asked):
        run = await crawl(url, spider=spider, settings={"CONCURRENT_REQUESTS": 1}, **more)
    assert asked == []
    assert (run.exit_status, said in (run.verdict or "")) == (status, True), run.verdict
    found = open_to_read(tmp_path / "archive.db").execute("select url, redirect_to from captures").fetchall()
    assert not [of for of, _ in found if "127.0.0.2" in of]
    assert [to for _, to in found if to and "127.0.0.2" in to]
