"""Archived articles are looked at again: edits become versions, removals are believed only of a site that works."""

import asyncio
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from arsip.cli.crawl_options import summary
from replica.server import Running
from scraper import clock
from scraper.archive.database import open_to_read
from scraper.exit_codes import CannotRun
from tests.conftest import Crawl, Serve, crawl_into, serving

Later = Callable[[float], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Push our own clock on by days."""
    passed = timedelta()

    def now() -> datetime:
        return datetime.now(UTC) + passed

    def push(days: float) -> None:
        nonlocal passed
        passed += timedelta(days=days)

    monkeypatch.setattr(clock, "now", now)
    return push


ARTICLES = 40
SITE = {"articles": ARTICLES, "canonical_host": True}  # no page names the port, another for each test


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a crawl of so many articles, with which half of these tests begin."""
    folder = tmp_path_factory.mktemp("kept")

    async def make() -> None:
        async with serving(**SITE) as running:
            await crawl_into(folder, running.url)

    asyncio.run(make())
    return folder


@pytest.fixture
def archived(kept: Path, tmp_path: Path) -> Serve:
    """Serve the same replica as `replica` does, with the test's archive a copy of that crawl."""
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    return partial(serving, **SITE)


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    return open_to_read(folder / "archive.db").execute(sql).fetchall()


def statuses(folder: Path) -> dict[str, int]:
    return dict(rows(folder, "select status, count(*) from articles group by 1"))


def asked(running: Running, since: int = 0) -> list[str]:
    assert running.requests is not None
    return [entry["path"] for entry in list(running.requests)[since:]]


async def test_an_edit_becomes_a_version_and_what_has_not_changed_costs_no_page(
    replica: Serve, crawl: Crawl, tmp_path: Path, later: Later
) -> None:
    async with replica(articles=30, validators="etag") as running:
        await crawl(running.url)
        before, (edited, *_) = len(asked(running)), running.site.ids("id")
        told = ["Pasar itu kini dibuka setiap hari.", "Warga menyambutnya."]
        running.site.edit("id", edited, paragraphs=told, quote=None)
        later(200)
        run = await crawl(running.url, spider="recheck")
        assert run.exit_status == 0
        paths = asked(running, before)
    assert len(paths) == len(set(paths)) == 30 + 1, "each article once, and robots.txt"
    outcomes = dict(rows(tmp_path, f"select outcome, count(*) from captures where run = '{run.session.id}' group by 1"))
    assert outcomes["unchanged"] + outcomes["article"] == 30
    assert 1 <= outcomes["article"] < 15, "the edited one, and those whose page shows it"
    ((counts,),) = rows(tmp_path, f"select counts from runs where run = '{run.session.id}'")
    counted = json.loads(counts)
    assert (counted["new"], counted["changed"], counted["unchanged"]) == (0, 1, 29)
    assert summary(run).splitlines()[1] == "0 new, 1 changed, 29 unchanged, 0 problems"
    assert rows(tmp_path, "select key, version from articles where version > 1") == [(edited, 2)]
    assert rows(tmp_path, f"select body from articles where key = {edited}") == [
        ("Pasar itu kini dibuka setiap hari.\n\nWarga menyambutnya.",)
    ]
    revisits = rows(tmp_path, "select distinct status from captures where revisit_of is not null and key is not null")
    assert revisits == [(304,)]
    assert rows(tmp_path, "select count(*) from articles where last_seen > first_seen") == [(30,)]


async def test_a_crawl_without_the_warc_files_of_its_archive_says_so(
    replica: Serve, crawl: Crawl, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with replica(articles=3) as running:
        await crawl(running.url)
        assert "is missing" not in caplog.text
        (tmp_path / "warc").rename(tmp_path / "elsewhere")
        run = await crawl(running.url, spider="recheck")
    assert run.exit_status == 0
    assert f"{tmp_path / 'warc'} is missing, with the 1 WARC file of this archive" in caplog.text


@pytest.mark.parametrize("missing", ["404", "410", "home", "empty"])
async def test_what_is_taken_down_is_suspect_then_gone_then_live_again(
    replica: Serve, crawl: Crawl, tmp_path: Path, later: Later, missing: str
) -> None:
    async with replica(articles=24, missing=missing) as running:
        await crawl(running.url)
        gone = running.site.ids("id")[3:5]
        for id_ in gone:
            running.site.delete("id", id_)
        later(200)
        await crawl(running.url, spider="recheck")
        assert statuses(tmp_path) == {"live": 22, "suspect": 2}
        before = len(asked(running))
        later(0.5)
        await crawl(running.url, spider="recheck")
        assert not [path for path in asked(running, before) if "/read/" in path], "a day has not passed"
        later(0.6)
        await crawl(running.url, spider="recheck")
        assert statuses(tmp_path) == {"live": 22, "gone": 2}
        running.site.restore("id", gone[0])
        later(31)
        await crawl(running.url, spider="recheck")
    assert statuses(tmp_path) == {"gone": 1, "live": 23}
    assert rows(tmp_path, "select key, until is null from absences order by key") == [(gone[0], 0), (gone[1], 1)]


OUTAGES = (
    "404", "410", "home", "empty", "maintenance", "maintenance-503", "block", "captcha", "login", "login-redirect",
    "elsewhere", "php-error", "blank", "other", "500", "502", "503", "429", "cut-off", "cut-markup",
    "reset",
)  # fmt: skip


@pytest.mark.parametrize("kind", OUTAGES)
async def test_an_outage_in_the_middle_makes_no_article_suspect(
    archived: Serve, crawl: Crawl, tmp_path: Path, later: Later, kind: str
) -> None:
    settings = {"CONCURRENT_REQUESTS": 1 + len(kind) % 4}
    async with archived(retry_after=0) as running:
        later(200)
        run = await crawl(running.url, spider="recheck", limit=10, settings=settings)
        assert run.exit_status == 0
        running.site.trouble(kind)
        run = await crawl(running.url, spider="recheck", settings=settings)
        outcomes = rows(tmp_path, f"select outcome, count(*) from captures where run = '{run.session.id}' group by 1")
        assert run.exit_status in (3, 4), outcomes
        assert run.verdict
        running.site.calm()
        later(2)
        assert (await crawl(running.url, spider="recheck")).exit_status == 0
    assert statuses(tmp_path) == {"live": ARTICLES}
    assert rows(tmp_path, "select count(*) from absences where gone_at is not null") == [(0,)]
    assert rows(tmp_path, "select count(*) from articles where version > 1") == [(0,)]


async def test_an_outage_that_passes_within_a_run_makes_no_article_suspect(
    archived: Serve, crawl: Crawl, tmp_path: Path, later: Later
) -> None:
    async with archived() as running:
        later(200)
        running.site.trouble("home", path="/read/", times=14)
        run = await crawl(running.url, spider="recheck", settings={"CONCURRENT_REQUESTS": 1})
        assert run.exit_status in (0, 4)
    assert statuses(tmp_path) == {"live": ARTICLES}


async def test_a_day_of_rest_costs_few_requests(archived: Serve, crawl: Crawl, later: Later) -> None:
    async with archived() as running:
        await crawl(running.url, spider="recheck")
        assert asked(running) == []
        later(200)
        await crawl(running.url, spider="recheck", limit=7)
        assert len(asked(running)) == 8


@pytest.mark.parametrize(
    ("arguments", "named"),
    [({"older_than": "sebulan"}, "older_than"), ({"confirm_gone": "3h"}, "confirm_gone"), ({"limit": "0"}, "limit")],
)
async def test_a_bad_wish_is_named(crawl: Crawl, arguments: dict[str, str], named: str) -> None:
    with pytest.raises(CannotRun, match=named):
        await crawl("http://127.0.0.1:9", spider="recheck", **arguments)
