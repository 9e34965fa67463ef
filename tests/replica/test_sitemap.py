"""The sitemap names every article once, says when it changed, and stays in the bounds of sitemaps.org."""

import gzip
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp
import pytest
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

from replica.clock import Clock
from replica.lists import PART_SIZE
from replica.options import Options
from replica.routes import Routes
from replica.server import serve
from replica.site import Site

ORIGIN = "http://127.0.0.1:8899"


def made(**switches: object) -> tuple[Site, Routes]:
    site = Site(Options(**{"articles": 300, "sitemap": "plain", **switches}), Clock(frozen=True))
    return site, Routes(site)


def entries(routes: Routes, address: str) -> dict[str, datetime]:
    """What the sitemap or part at an address names, with its time."""
    answer = routes.answer(urlsplit(address).path, "", ORIGIN)
    assert answer.status == 200
    body = gzip.decompress(answer.body) if address.endswith(".gz") else answer.body
    listed = list(Sitemap(body))
    named = {each["loc"]: datetime.fromisoformat(each["lastmod"]) for each in listed}
    assert len(named) == len(listed) <= 5_000
    return named


def everything(routes: Routes) -> dict[str, datetime]:
    parts = entries(routes, f"{ORIGIN}/sitemap.xml")
    named = {part: entries(routes, part) for part in parts}
    assert all(max(named[part].values()) <= when for part, when in parts.items())
    return {address: when for listed in named.values() for address, when in listed.items()}


@pytest.mark.parametrize("choice", ["plain", "gzip"])
def test_it_names_every_article_there_is_and_when_it_changed(choice: str) -> None:
    site, routes = made(sitemap=choice)
    expected = {
        ORIGIN + brief.path: brief.moment
        for brief in (site.brief(article.lang, article.id) for article in site.articles())
    }
    assert everything(routes) == expected
    id_ = site.ids("id")[4]
    site.clock.advance(days=1)
    site.edit("id", id_, title="Judul Baru")
    site.delete("id", site.ids("id")[0])
    named = everything(routes)
    assert named[f"{ORIGIN}/read/{id_}/judul-baru"] == site.clock.now()
    assert max(entries(routes, f"{ORIGIN}/sitemap.xml").values()) == site.clock.now()
    assert len(named) == site.count("id") + site.count("en")
    assert next(iter(expected)) not in named


def test_parts_stay_as_they_are_when_articles_come_and_go() -> None:
    site, routes = made(articles=7000)
    before = [list(entries(routes, part)) for part in entries(routes, f"{ORIGIN}/sitemap.xml")]
    assert [len(part) for part in before] == [5000, site.count("id") - 5000, site.count("en")]
    site.delete("id", site.ids("id")[17])
    site.clock.advance(days=1)
    after = [list(entries(routes, part)) for part in entries(routes, f"{ORIGIN}/sitemap.xml")]
    assert after[0] == before[0][:17] + before[0][18:]
    assert after[1][: len(before[1])] == before[1]
    assert len(after[1]) > len(before[1])


def test_a_million_articles_have_an_index_at_once_and_a_last_part() -> None:
    _, routes = made(articles=1_000_000)
    parts = list(entries(routes, f"{ORIGIN}/sitemap.xml"))
    assert len(parts) == -(-1_000_000 // PART_SIZE) + 1
    assert 0 < len(entries(routes, parts[-1])) <= 5_000


@pytest.mark.parametrize(
    ("choice", "path"),
    [
        ("none", "/sitemap.xml"), ("none", "/sitemap-id-1.xml"), ("plain", "/sitemap-id-2.xml"),
        ("plain", "/sitemap-id-1.xml.gz"), ("gzip", "/sitemap-id-1.xml"), ("plain", "/sitemap-de-1.xml"),
    ],
)  # fmt: skip
def test_what_there_is_not_is_404(choice: str, path: str) -> None:
    assert made(sitemap=choice)[1].answer(path, "", ORIGIN).status == 404


@pytest.mark.parametrize(
    ("choice", "kind"), [("plain", "application/xml; charset=utf-8"), ("gzip", "application/gzip")]
)
async def test_robots_lead_to_it(choice: str, kind: str) -> None:
    site, _ = made(sitemap=choice, crawl_delay=1)
    async with serve(site) as running, aiohttp.ClientSession() as session:
        async with session.get(f"{running.url}/robots.txt") as response:
            (index,) = sitemap_urls_from_robots(await response.read())
        assert index == f"{running.url}/sitemap.xml"
        async with session.get(index) as response:
            part = next(iter(Sitemap(await response.read())))["loc"]
        async with session.get(part) as response:
            assert response.headers["Content-Type"] == kind
            assert ("Content-Encoding" in response.headers) == (choice == "plain")
            body = await response.read()
            assert body.startswith(b"<?xml" if choice == "plain" else b"\x1f\x8b")
    assert "Sitemap" not in made(sitemap="none")[1].answer("/robots.txt", "", ORIGIN).body.decode()


def test_with_the_canonical_host_it_names_the_desktop_site() -> None:
    _, routes = made(canonical_host=True)
    for part in entries(routes, "/sitemap.xml"):
        assert part.startswith("https://www.beritajakarta.id/sitemap-")
        assert all(address.startswith("https://www.beritajakarta.id/") for address in entries(routes, part))
