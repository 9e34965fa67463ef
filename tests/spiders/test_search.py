"""What the site's own search and its sitemap lead to."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from scraper.archive.database import open_to_read
from scraper.exit_codes import CannotRun
from tests.conftest import Crawl, Serve
from tests.scraper.crawl.hostile_scenarios import SCENARIOS
from tests.scraper.crawl.hostile_server import serving


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    return open_to_read(folder / "archive.db").execute(sql).fetchall()


async def test_a_search_archives_what_it_finds_and_nothing_else(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=300) as running:
        words = running.site.article("id", running.site.ids("id")[-1]).title.split()[0]
        total, _ = running.site.search(words, 1)
        run = await crawl(running.url, spider="search", words=f"  {words} ")
        assert run.exit_status == 0
        assert 0 < total < 200
        kept = rows(tmp_path, "select key from articles")
        assert len(kept) == total
        found = {brief.id for page in range(1, 9) for brief in running.site.search(words, page)[1]}
        assert {key for (key,) in kept} == found
        assert running.requests is not None
        before = len(running.requests)
        await crawl(running.url, spider="search", words=words)
        assert not [entry for entry in list(running.requests)[before:] if "/read/" in entry["path"]]


async def test_a_search_that_finds_nothing_is_no_failure(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=20) as running:
        run = await crawl(running.url, spider="search", words="tidakada sekali")
    assert run.exit_status == 0
    assert rows(tmp_path, "select count(*) from articles") == [(0,)]


@pytest.mark.parametrize("words", [None, "", "  "])
async def test_a_search_for_nothing_is_refused(crawl: Crawl, words: str | None) -> None:
    with pytest.raises(CannotRun, match="words"):
        await crawl("http://127.0.0.1:9", spider="search", words=words)


@pytest.mark.parametrize("kind", ["plain", "gzip"])
async def test_a_sitemap_leads_to_every_article_without_a_list(
    replica: Serve, crawl: Crawl, tmp_path: Path, kind: str
) -> None:
    async with replica(articles=40, sitemap=kind) as running:
        run = await crawl(running.url, spider="sitemap")
        assert run.exit_status == 0
        count = running.site.count("id") + running.site.count("en")
    assert rows(tmp_path, "select count(*) from articles") == [(count,)]
    assert rows(tmp_path, "select count(*) from captures where outcome = 'list'") == [(0,)]


async def test_a_sitemap_that_is_not_there_is_said_so(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=20) as running:
        run = await crawl(running.url, spider="sitemap")
    assert run.exit_status == 1
    assert "/sitemap.xml" in (run.verdict or "")


async def test_a_sitemap_without_an_element_is_said_to_be_none(crawl: Crawl) -> None:
    async with serving(SCENARIOS["sitemap of noise"]) as server:
        run = await crawl(server.url, spider="sitemap")
    assert run.exit_status == 1
    assert "it is not a sitemap: it has no element of XML" in (run.verdict or "")


async def test_a_photo_is_kept_once(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=24) as running:
        run = await crawl(running.url, photos="1", limit=6)
        assert run.exit_status == 0
        assert rows(tmp_path, "select count(*), count(distinct url) from photos") == [(6, 6)]
        assert rows(tmp_path, "select distinct content_type from photos") == [("image/jpeg",)]
        assert running.requests is not None
        before = len(running.requests)
        await crawl(running.url, photos="1")
        paths = [entry["path"] for entry in list(running.requests)[before:]]
        assert len(paths) == len(set(paths))
        assert sum(path.endswith(".jpg") for path in paths) == 18
    assert rows(tmp_path, "select count(*) from photos") == [(24,)]


async def test_photos_of_other_hosts_are_left_alone(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=12, canonical_host=True) as running:
        run = await crawl(running.url, photos="1", limit=3)
    assert run.exit_status == 0
    assert rows(tmp_path, "select count(*) from captures where outcome = 'photo'") == [(0,)]
    assert rows(tmp_path, "select count(*) > 0 from articles where photo_url like 'https://multimedia%'") == [(1,)]


async def test_photos_of_other_hosts_do_not_hide_the_ones_to_be_had(
    replica: Serve, crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.crawl.feed.CLAIM", 4)
    async with replica(articles=12) as running:
        await crawl(running.url)
        with sqlite3.connect(tmp_path / "archive.db") as db:
            db.execute(
                "update articles set photo_url = 'https://elsewhere.example/' || key || '.jpg'"
                " where key in (select key from articles order by key desc limit 9)"
            )
        run = await crawl(running.url, photos="1")
    assert run.exit_status == 0
    assert rows(tmp_path, "select count(*) from captures where outcome = 'photo'") == [(3,)]
