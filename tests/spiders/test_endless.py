"""Lists and sitemaps without an end are ended; a crawl whose list or sitemap cannot be read fetches nothing else."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from click.testing import CliRunner

from arsip.cli.commands.verify import verify
from replica.trouble import Trouble
from scraper.archive.database import open_to_read
from spiders import sitemap
from tests.conftest import Crawl, Serve

Pages = Callable[[str, str], str | None]
"""Path and query to a body; None for 404."""


@asynccontextmanager
async def serving(pages: Pages) -> AsyncIterator[tuple[str, list[str]]]:
    """Serve some pages; give the address and, as they come, what is asked for."""
    asked: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        asked.append(request.path_qs)
        body = pages(request.path, request.query_string)
        return web.Response(status=404 if body is None else 200, text=body or "tidak ada", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", asked
    finally:
        await runner.cleanup()


def list_page(ids: range, onward: str) -> str:
    items = "".join(f'<li><h5><a href="/read/{id_}/judul-{id_}">Judul {id_}</a></h5></li>' for id_ in ids)
    return f'<html><body><ul class="list-index">{items}</ul><a rel="next" href="{onward}">lagi</a></body></html>'


def sitemap_of(*urls: str, index: bool = False) -> str:
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    rows = "".join(f"<{inner}><loc>{url}</loc></{inner}>" for url in urls)
    return f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{outer}>'


def kinds(folder: Path) -> dict[str, int]:
    found = open_to_read(folder / "archive.db").execute("select outcome, count(*) from captures group by 1")
    return dict(found.fetchall())


async def test_a_list_that_shows_nothing_new_for_ever_is_ended_and_said_so(
    crawl: Crawl, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def pages(path: str, query: str) -> str | None:
        if path != "/berita/terkini":
            return None
        page = int(query.removeprefix("page=") or 1)
        first = 1000 - 5 * page if page < 4 else 1000 - 5 * (page % 3)
        return list_page(range(first, first + 5), f"?page={page + 1}")

    async with serving(pages) as (site, asked):
        run = await crawl(site, lang="id")
        lists = [path for path in asked if "terkini" in path]
    assert run.exit_status == 0
    assert len(lists) == 6 + 10
    assert len(lists) == len(set(lists))
    assert caplog.text.count("10 pages in a row showed no article that this walk had not seen") == 1
    assert kinds(tmp_path)["missing"] > 10  # its articles were asked for all the same


async def test_an_odd_item_is_a_problem_that_is_kept_counted_and_said_once(
    crawl: Crawl, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def pages(path: str, query: str) -> str | None:
        page = int(query.removeprefix("page=") or 1)
        if path != "/berita/terkini" or page > 2:
            return None
        listed = list_page(range(1000 - 5 * page, 1005 - 5 * page), f"?page={page + 1}" if page < 2 else "")
        return listed.replace(f"/read/{1002 - 5 * page}/judul-{1002 - 5 * page}", "javascript:void(0)")

    caplog.set_level("INFO")
    async with serving(pages) as (site, asked):
        run = await crawl(site, lang="id")
    assert run.exit_status == 0
    assert len([path for path in asked if "/read/" in path]) == 8
    assert (run.writer.tally.incomplete, run.writer.tally.problems) == (2, 0)
    said = [each for each in caplog.messages if "item 3 is left out: a link without an address" in each]
    assert len(said) == 2
    assert [each.levelname for each in caplog.records if each.message in said] == ["WARNING", "INFO"]
    archive = open_to_read(tmp_path / "archive.db")
    reasons = archive.execute("select reason from problems").fetchall()
    assert reasons == [("item 3 is left out: a link without an address ('javascript:void(0)')",)] * 2
    archive.conn.close()
    result = CliRunner().invoke(verify, ["--db", str(tmp_path / "archive.db"), "--workers", "1"])
    assert result.exit_code == 0, result.output


async def test_a_walk_over_what_is_archived_already_goes_on_to_what_is_not(
    replica: Serve, crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.crawl.feed.END_REPEATS", 2)
    async with replica(articles=300) as running:
        ids = running.site.ids("id")
        await crawl(running.url, spider="sweep", from_id=ids[-200], to_id=ids[-1], settings={"CONCURRENT_REQUESTS": 32})
        await crawl(running.url, lang="id", settings={"CONCURRENT_REQUESTS": 32})
    archived = (
        open_to_read(tmp_path / "archive.db").execute("select count(*) from articles where key > 0").fetchone()[0]
    )
    assert archived == len(ids)


@pytest.mark.parametrize(
    ("pages", "most", "said"),
    [
        (lambda site, _: sitemap_of(f"{site}/sitemap.xml", f"{site}/sitemap.xml#2", index=True), 1, "names no article"),
        (lambda site, n: sitemap_of(f"{site}/a.xml?{n}", f"{site}/b.xml?{n}", index=True), 7, "more than 3 deep"),
        (
            lambda site, n: sitemap_of(*(f"{site}/{n}-{i}.xml" for i in range(40)), index=True),
            20,
            "more than 20 sitemaps",
        ),
        (lambda site, _: sitemap_of(*(f"{site}/read/{i}" for i in range(1, 99))), 1, "more than 60 addresses"),
        (
            lambda site, n: (
                sitemap_of(*(f"{site}/read/{60 * n + i}" for i in range(1, 50)))
                if n
                else sitemap_of(*(f"{site}/{i}.xml" for i in range(4)), index=True)
            ),
            5,
            "more than 100 articles",
        ),
    ],
)
async def test_sitemaps_are_read_so_far_and_no_further(  # noqa: PLR0917 - fixtures and cases
    crawl: Crawl, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, pages: Any, most: int, said: str
) -> None:
    for name, value in {"MAX_FILES": 20, "MAX_NAMED": 60, "MAX_ARTICLES": 100}.items():
        monkeypatch.setattr(sitemap, name, value)
    numbers = count()
    sites: list[str] = []

    def served(path: str, _query: str) -> str | None:
        return pages(sites[0], next(numbers)) if path.endswith(".xml") else None

    async with serving(served) as (site, asked):
        sites.append(site)
        run = await crawl(site, spider="sitemap")
        files = [path for path in asked if ".xml" in path]
        articles = [path for path in asked if "/read/" in path]
    assert len(files) <= most
    assert len(articles) <= 100
    assert caplog.text.count(said) == 1 or said in (run.verdict or "")
    assert run.exit_status == (0 if articles else 1)


@pytest.fixture
async def left_over(replica: Serve, crawl: Crawl) -> AsyncIterator[Any]:
    """A replica, of which an earlier crawl has left articles to fetch."""
    async with replica(articles=24) as running:
        await crawl(running.url, limit=3)
        running.requests.clear()
        yield running


@pytest.mark.parametrize(
    ("spider", "arguments", "trouble", "named"),
    [
        ("sitemap", {}, None, "/sitemap.xml"),
        ("search", {"words": "warga"}, "/news/search", "/news/search?q=warga"),
        ("articles", {}, "terkini|latest", "/berita/terkini"),
        ("articles", {"lang": "en"}, "/latest-news", "/latest-news"),
        ("articles", {"category": "ekonomi"}, "/kategori/ekonomi", "/kategori/ekonomi"),
    ],
)
async def test_a_crawl_that_cannot_read_what_it_was_asked_for_fetches_nothing_else(  # noqa: PLR0917 - likewise
    left_over: Any, crawl: Crawl, spider: str, arguments: dict[str, str], trouble: str | None, named: str
) -> None:
    if trouble is not None:
        left_over.site.troubles.append(Trouble(kind="empty", path=trouble))
    run = await crawl(left_over.url, spider=spider, **arguments)
    assert run.exit_status == 1
    assert f"{left_over.url}{named}" in (run.verdict or "")
    assert [entry["path"] for entry in left_over.requests if "/read/" in entry["path"]] == []


async def test_a_list_that_cannot_be_read_is_named_and_the_other_one_is_crawled(left_over: Any, crawl: Crawl) -> None:
    left_over.site.troubles.append(Trouble(kind="cut-markup", path="/berita/terkini"))
    run = await crawl(left_over.url)
    assert run.exit_status == 1
    assert (run.verdict or "").startswith(f"the list page {left_over.url}/berita/terkini could not be read: ")
    assert run.writer.tally.articles > 3


async def test_a_sitemap_is_crawled_for_what_it_names_and_nothing_else(crawl: Crawl) -> None:
    sites: list[str] = []

    def pages(path: str, _query: str) -> str | None:
        if path == "/berita/terkini":
            return list_page(range(500, 505), "")
        return sitemap_of(f"{sites[0]}/read/503", f"{sites[0]}/read/900") if path == "/sitemap.xml" else None

    async with serving(pages) as (site, asked):
        sites.append(site)
        await crawl(site, lang="id", limit=1)
        del asked[:]
        await crawl(site, spider="sitemap")
    assert sorted(path for path in asked if path.startswith("/read/")) == ["/read/503/judul-503", "/read/900"]
