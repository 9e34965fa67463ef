"""The spider on a real server: what it fetches, what it leaves, and how it goes on."""

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper import clock
from scraper.archive.database import create_or_open, open_to_read
from scraper.archive.frontier.store import LISTED_AGAIN_HOURS
from scraper.crawl.site import parse_site
from scraper.exit_codes import CannotRun
from tests.conftest import Crawl, Serve, crawl_into, serving


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    return open_to_read(path / "archive.db").execute(sql).fetchall()


def asked(running: Any, part: str = "/read/") -> list[str]:
    return [entry["path"] for entry in running.requests if part in entry["path"]]


ARTICLES = 130
"""As many as three pages of Indonesian ones and one of English ones."""


@dataclass(frozen=True)
class Whole:
    """What a crawl of all of them left behind: the archive's folder, its exit status, the paths it requested."""

    folder: Path
    status: int | None
    requested: list[str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("whole")

    async def make() -> Whole:
        async with serving(articles=ARTICLES) as running:
            run = await crawl_into(folder, running.url)
            return Whole(folder, run.exit_status, asked(running, "/"))

    return asyncio.run(make())


async def test_a_crawl_archives_every_article_as_the_site_meant_it(whole: Whole, replica: Serve) -> None:
    assert whole.status == 0
    async with replica(articles=ARTICLES) as running:
        site = running.site
        meant = {(lang, number): site.article(lang, number) for lang in ("id", "en") for number in site.ids(lang)}
    db = open_to_read(whole.folder / "archive.db")
    kept = {(row["lang"], row["id"]): row for row in db.query("select * from articles")}
    assert kept.keys() == meant.keys()
    assert len(kept) == ARTICLES
    for key, truth in meant.items():
        row = kept[key]
        for name in ("title", "date", "reporter", "editor", "translator", "photo_alt", "photo_credit", "quote", "slug"):
            assert row[name] == getattr(truth, name), (key, name)
        assert row["body"] == truth.body
        assert row["published_at"] == (truth.published_at if truth.prints_time else None)
        assert row["template"] == truth.template
        assert row["version"] == 1
        assert row["status"] == "live"


async def test_a_crawl_over_lists_in_the_newer_desktop_markup_finds_the_same(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=ARTICLES, list_markup="desktop") as running:
        run = await crawl(running.url)
        assert run.exit_status == 0
        counts = {lang: running.site.count(lang) for lang in ("id", "en")}
    assert dict(rows(tmp_path, "select lang, count(*) from articles group by lang")) == counts
    shown = "select count(*), count(distinct key), count(teaser), count(date), count(reporter) from listings"
    assert rows(tmp_path, shown) == [(ARTICLES,) * 5]


async def test_no_address_is_asked_for_twice_and_the_newest_come_first(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=ARTICLES) as running:
        await crawl(running.url, settings={"CONCURRENT_REQUESTS": 1}, lang="id")
        paths = [entry["path"] for entry in running.requests]
    assert len(paths) == len(set(paths))
    ids = [int(path.split("/")[2]) for path in paths if path.startswith("/read/")]
    newest_first = sorted(ids, reverse=True)
    assert ids[:50] == newest_first[:50]
    assert max(abs(at - newest_first.index(number)) for at, number in enumerate(ids)) < 50
    assert paths[:2] == ["/robots.txt", "/berita/terkini"]


def test_a_whole_site_costs_few_requests_beside_its_articles(whole: Whole) -> None:
    assert len(whole.requested) == ARTICLES + 3 + 1 + 1  # articles, index pages, one English page, robots.txt


async def test_a_second_run_asks_for_the_heads_of_the_lists_alone(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=ARTICLES) as running:
        await crawl(running.url)
        running.requests.clear()
        run = await crawl(running.url)
        assert sorted(asked(running, "/")) == ["/berita/terkini", "/latest-news", "/robots.txt"]
        assert run.writer.tally.articles == 0


async def test_new_articles_cost_one_list_page_more(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=ARTICLES) as running:
        await crawl(running.url)
        before = len(rows(tmp_path, "select key from articles"))
        running.requests.clear()
        running.site.clock.advance(days=1)
        run = await crawl(running.url)
        new = len(rows(tmp_path, "select key from articles")) - before
        assert 20 <= new <= 40
        assert run.writer.tally.new == new
        assert len(running.requests) <= new + 10
        assert len(asked(running)) == new


@pytest.mark.parametrize("paging", ["rel", "number", "path"])
async def test_every_way_of_paging_is_followed_to_the_end(
    replica: Serve, crawl: Crawl, tmp_path: Path, paging: str
) -> None:
    async with replica(articles=ARTICLES, paging=paging) as running:
        await crawl(running.url, lang="id")
        assert len(rows(tmp_path, "select key from articles")) == running.site.count("id")


async def test_since_and_until_are_inclusive_and_the_walk_stops_at_since(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=600) as running:
        await crawl(running.url, lang="id", since="2026-10-01", until="2026-10-02")
        days = {running.site.article("id", number).date: number for number in running.site.ids("id")}
        wanted = [
            number
            for number in running.site.ids("id")
            if running.site.article("id", number).date in ("2026-10-01", "2026-10-02")
        ]
        pages = asked(running, "terkini")
    assert min(days) < "2026-09-25"
    assert sorted(number for (number,) in rows(tmp_path, "select id from articles")) == sorted(wanted)
    assert len(pages) < running.site.count("id") / 50 / 2


async def test_a_walk_cut_by_since_goes_on_later(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=240) as running:
        await crawl(running.url, lang="id", since="2026-10-05")
        first = asked(running, "terkini")
        running.site.clock.advance(days=1)
        await crawl(running.url, lang="id")
        assert len(rows(tmp_path, "select key from articles")) == running.site.count("id")
        again = set(first[1:]) & set(asked(running, "terkini")[len(first) :])
        assert len(again) <= 1


async def test_a_limit_costs_no_more_lists_than_it_needs_and_loses_nothing(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=ARTICLES) as running:
        run = await crawl(running.url, lang="id", limit=10)
        assert run.writer.tally.articles == 10
        assert asked(running, "terkini") == ["/berita/terkini"]
        newest = running.site.ids("id")[-10:]
        assert sorted(number for (number,) in rows(tmp_path, "select id from articles")) == newest
        await crawl(running.url, lang="id")
        assert len(rows(tmp_path, "select key from articles")) == running.site.count("id")
        assert len(asked(running)) == running.site.count("id")


async def test_a_category_is_crawled_by_its_list(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=600) as running:
        await crawl(running.url, category="ekonomi")
        site = running.site
        wanted = [n for n in site.ids("id") if site.article("id", n).category_slug == "ekonomi"]
    assert sorted(number for (number,) in rows(tmp_path, "select id from articles")) == wanted
    assert {lang for (lang,) in rows(tmp_path, "select lang from articles")} == {"id"}
    assert rows(tmp_path, "select distinct list, category, region from listings") == [
        ("kategori/ekonomi", "ekonomi", None)
    ]


async def test_an_edition_is_crawled_by_its_list(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=120) as running:
        await crawl(running.url, lang="en")
        assert len(rows(tmp_path, "select key from articles")) == running.site.count("en")
    assert {key < 0 for (key,) in rows(tmp_path, "select key from articles")} == {True}


async def test_what_is_linked_is_known_and_what_the_lists_forgot_is_fetched(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=300) as running:
        await crawl(running.url, lang="id", limit=20)
    seen_in = dict(rows(tmp_path, "select seen_in, count(*) from frontier group by 1"))
    assert seen_in["berita/terkini"] == 50
    assert seen_in["related"] > 0


@pytest.mark.parametrize(
    ("missing", "outcome"),
    [("404", "missing"), ("410", "missing"), ("home", "soft-missing"), ("empty", "soft-missing")],
)
async def test_an_id_that_is_no_article_becomes_absent(
    replica: Serve, crawl: Crawl, tmp_path: Path, missing: str, outcome: str
) -> None:
    async with replica(articles=60, missing=missing) as running:
        await crawl(running.url, limit=5)
        db = create_or_open(tmp_path / "archive.db")
        unknown = max(running.site.ids("id")) + 1_000
        with db.atomic():
            db.execute(
                "insert into frontier (key, url, date, seen_in) values (?, ?, '2027-01-01', 'hand')",
                [unknown, f"https://www.beritajakarta.id/read/{unknown}"],
            )
        db.close()
        run = await crawl(running.url)
    assert run.exit_status == 0
    assert set(rows(tmp_path, f"select outcome from captures where key = {unknown}")) == {(outcome,)}
    assert rows(tmp_path, f"select state from frontier where key = {unknown}") == [("absent",)]
    assert rows(tmp_path, f"select * from articles where key = {unknown}") == []


async def test_what_a_list_shows_is_asked_for_again_later_though_it_once_was_not_there(
    replica: Serve, crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with replica(articles=20) as running:
        running.site.trouble("404", path="/read/", times=1)
        await crawl(running.url)
        assert rows(tmp_path, "select count(*) from frontier where state = 'absent'") == [(1,)]
        before = len(asked(running))
        await crawl(running.url)
        assert len(asked(running)) == before  # not at once: the earlier answer makes it needless
        later = clock.now() + timedelta(hours=LISTED_AGAIN_HOURS)
        monkeypatch.setattr(clock, "now", lambda: later)
        await crawl(running.url)
        assert len(asked(running)) == before + 1
    assert rows(tmp_path, "select count(*) from articles") == [(20,)]


async def test_an_article_that_has_moved_is_followed(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=60, wrong_slug="redirect") as running:
        await crawl(running.url, limit=5)
        db = create_or_open(tmp_path / "archive.db")
        with db.atomic():
            db.execute("update frontier set url = rtrim(url, 'abcdefghijklmnopqrstuvwxyz') where state = 'pending'")
        db.close()
        run = await crawl(running.url)
        assert run.exit_status == 0
        count = running.site.count("id") + running.site.count("en")
    assert len(rows(tmp_path, "select key from articles")) == count
    assert rows(
        tmp_path, "select count(*) > 10 from captures where outcome = 'redirect' and redirect_to is not null"
    ) == [(1,)]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"since": "2026-02-30"}, "since"),
        ({"until": "kemarin"}, "until"),
        ({"since": "2026-10-02", "until": "2026-10-01"}, "since"),
        ({"category": "politik"}, "politik"),
        ({"category": "ekonomi", "lang": "en"}, "category"),
        ({"lang": "jw"}, "lang"),
        ({"limit": "0"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"site": "beritajakarta.id"}, "site"),
        ({"site": "http://127.0.0.1:99999"}, "site"),
        ({"site": "http://127.0.0.1:abc"}, "site"),
        ({"site": "http://["}, "site"),
        ({"site": "http://u:p@127.0.0.1"}, "site"),
        ({"site": "http://127.0.0.1#x"}, "site"),
        ({"sinse": "2026-10-01"}, "sinse"),
        ({"site": "https://m.beritajakarta.id/berita"}, "site"),
    ],
)
async def test_a_bad_argument_is_named_and_nothing_is_made(
    crawl: Crawl, tmp_path: Path, arguments: dict[str, str], named: str
) -> None:
    with pytest.raises(CannotRun, match=named) as stop:
        await crawl(**{"site": "http://127.0.0.1:9", **arguments})
    assert stop.value.exit_status == 2
    assert "\n" not in str(stop.value)
    assert list(tmp_path.iterdir()) == []


async def test_what_a_feed_gets_is_what_the_archive_has(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    async with replica(articles=40) as running:
        await crawl(running.url, settings={"FEEDS": {str(out): {"format": "json", "encoding": "utf8"}}})
    records = {record["key"]: record for record in json.loads(out.read_text())}
    db = open_to_read(tmp_path / "archive.db")
    kept = {row["key"]: row for row in db.query("select * from articles")}
    assert records.keys() == kept.keys()
    for key, record in records.items():
        shared = record.keys() & kept[key].keys()
        assert len(shared) == 24
        assert {name: record[name] for name in shared} == {name: kept[key][name] for name in shared}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HTTP://LocalHost:08899/", "http://localhost:8899"),
        ("https://m.beritajakarta.id:443", "https://m.beritajakarta.id"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_a_site_is_named_in_one_way_only(written: str, meant: str) -> None:
    assert parse_site(written) == meant
