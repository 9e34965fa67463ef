"""Every photo that a page names is a JPEG file, the same each time; the reader here follows ITU-T T.81 alone."""

import re
from urllib.parse import urlsplit

import aiohttp
import pytest

from replica.clock import Clock
from replica.options import Options
from replica.pages.frame import photo
from replica.routes import Routes
from replica.server import serve
from replica.site import Site

ORIGIN = "http://127.0.0.1:8899"
NAMED = re.compile(r'(?:src|content|href)="([^"]+\.jpe?g)"')


def segments(data: bytes) -> tuple[dict[int, list[bytes]], bytes]:
    """Take a JPEG file apart: the segments by marker, and the data of its scan without stuffed zeros."""
    assert data.startswith(b"\xff\xd8")
    assert data.endswith(b"\xff\xd9")
    found: dict[int, list[bytes]] = {}
    at = 2
    while 0xDA not in found:
        assert data[at] == 0xFF
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        found.setdefault(data[at + 1], []).append(data[at + 4 : at + 2 + length])
        at += 2 + length
    scan = data[at:-2]
    assert not re.search(rb"\xff[^\0]", scan)
    return found, scan.replace(b"\xff\0", b"\xff")


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture that has all that a decoder needs."""
    found, scan = segments(data)
    (frame,) = found[0xC0]
    tables = {table[0] for table in found[0xC4]}
    assert {0x00, 0x10} <= tables
    assert found[0xDB]
    assert scan
    return int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")


@pytest.mark.parametrize("name", ["a", "b", "/photo/x.jpg", ""])
def test_a_photo_is_a_picture(name: str) -> None:
    assert size_of(photo(name)) == (8, 8)
    assert photo(name) == photo(name)
    assert photo(f"{name}'") != photo(name)


@pytest.mark.parametrize("canonical_host", [False, True])
@pytest.mark.parametrize("list_markup", ["mobile", "desktop"])
async def test_every_photo_that_pages_name_is_served(canonical_host: bool, list_markup: str) -> None:
    options = Options(articles=120, canonical_host=canonical_host, list_markup=list_markup)
    site = Site(options, Clock(frozen=True))
    media = "https://multimedia.beritajakarta.id" if canonical_host else None
    async with serve(site) as running, aiohttp.ClientSession() as session:
        paths = ["/", "/berita/terkini", "/latest-news", "/read/3"]
        paths += [site.brief("id", id_).path for id_ in site.ids("id")[:10]]
        named = set()
        for path in paths:
            async with session.get(running.url + path) as response:
                named |= set(NAMED.findall(await response.text()))
        assert len(named) > 50
        for address in named:
            assert address.startswith(media or running.url)
            async with session.get(running.url + urlsplit(address).path) as response:
                assert (response.status, response.headers["Content-Type"]) == (200, "image/jpeg")
                assert "Content-Encoding" not in response.headers
                assert size_of(await response.read())


def test_the_photo_of_an_article_is_told_by_its_name() -> None:
    site = Site(Options(), Clock(frozen=True))
    routes = Routes(site)
    photos = {routes.answer(f"/photo/2014_508c75c8507a2ae5223dfd2faeb98122/{article.photo}.jpg", "", ORIGIN).body
              for article in site.articles()}  # fmt: skip
    assert len(photos) == 300


@pytest.mark.parametrize(
    "path", ["/photo/a.jpg", "/photo/2014_508c75c8507a2ae5223dfd2faeb98122/A.jpg", "/banner/x.jpeg"]
)
def test_other_photos_are_not_there(path: str) -> None:
    assert Routes(Site()).answer(path, "", ORIGIN).status == 404
