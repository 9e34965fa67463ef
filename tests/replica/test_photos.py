"""Every photo that a page names is a JPEG file, the same each time; the decoder here follows ITU-T T.81 alone."""

import re
from urllib.parse import urlsplit

import aiohttp
import pytest

from replica.clock import Clock
from replica.options import Options
from replica.photos import HEIGHT, WIDTH, photo
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


def codes(table: bytes) -> dict[str, int]:
    """The codes of a Huffman table, as bits (T.81, annex C)."""
    made: dict[str, int] = {}
    code, symbols = 0, iter(table[17:])
    for length, count in enumerate(table[1:17], start=1):
        for _ in range(count):
            made[f"{code:0{length}b}"] = next(symbols)
            code += 1
        code <<= 1
    assert "1" * max(map(len, made)) not in made
    return made


def levels(data: bytes) -> list[tuple[int, ...]]:
    """The level of each channel of each square, squares from left to right and from top to bottom."""
    found, scan = segments(data)
    (flat,), (frame,) = found[0xDB], found[0xC0]
    assert frame[:6] == bytes([8]) + HEIGHT.to_bytes(2, "big") + WIDTH.to_bytes(2, "big") + b"\x03"
    assert flat[1] == 8
    tables = {table[0]: codes(table) for table in found[0xC4]}
    bits, at = "".join(f"{byte:08b}" for byte in scan), 0

    def symbol(table: dict[str, int]) -> int:
        nonlocal at
        length = next(length for length in range(1, 17) if bits[at : at + length] in table)
        at += length
        return table[bits[at - length : at]]

    squares, before = [], [0, 0, 0]
    for _ in range(WIDTH // 8 * HEIGHT // 8):
        for channel in range(3):
            size = symbol(tables[0x00])
            shown = bits[at : at + size]
            at += size
            if size:
                before[channel] += int(shown, 2) - (0 if shown[0] == "1" else (1 << size) - 1)
            assert symbol(tables[0x10]) == 0
        squares.append(tuple(before))
    assert set(bits[at:]) <= {"1"}
    assert len(bits) - at < 8
    return squares


@pytest.mark.parametrize("name", ["a", "b", "/photo/x.jpg", "", *map(str, range(20))])
def test_a_photo_is_a_picture_of_three_colours(name: str) -> None:
    squares = levels(photo(name))
    columns = WIDTH // 8
    assert len(squares) == 600
    assert len(set(squares)) <= 3
    assert all(-128 <= level < 128 for square in squares for level in square)
    assert len(set(squares[:columns])) == len(set(squares[-columns:])) == 1
    assert photo.__wrapped__(name) == photo(name)
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
                assert levels(await response.read())


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
