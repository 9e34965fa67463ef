"""A preflight is a run of its own; what it finds out is kept, and crawls heed it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from replica.trouble import Trouble
from scraper.archive.database import create_or_open, open_to_read
from scraper.archive.site_profile import SiteProfile, profile_of, remember_profile
from scraper.crawl.site import user_agent
from scraper.exit_codes import CannotRun
from scraper.preflight.plan import MOST_REQUESTS, NEVER_ID
from tests.conftest import Crawl, Serve


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    return open_to_read(folder / "archive.db").execute(sql).fetchall()


def kept_profile(folder: Path) -> SiteProfile:
    profile = profile_of(open_to_read(folder / "archive.db"))
    assert profile is not None
    return profile


def keep(folder: Path, **changes: Any) -> None:
    """Change what the preflight has found out."""
    archive = create_or_open(folder / "archive.db")
    profile = profile_of(archive)
    assert profile is not None
    remember_profile(archive, replace(profile, **changes))
    archive.close()


@pytest.mark.parametrize("missing", ["404", "home"])
async def test_it_is_a_run_whose_articles_are_archived_and_whose_other_ids_are_absent(
    replica: Serve, crawl: Crawl, tmp_path: Path, missing: str
) -> None:
    async with replica(articles=120, missing=missing) as running:
        run = await crawl(running.url, spider="preflight")
        assert run.exit_status == 0
        assert rows(tmp_path, "select kind, exit_status from runs") == [("preflight", 0)]
        assert rows(tmp_path, "select count(*) from captures") == [(len(running.requests or ()),)]
        paths = [entry["path"] for entry in running.requests or ()]
        assert len(paths) == len(set(paths)) <= MOST_REQUESTS
        assert rows(tmp_path, "select count(*) from articles where status = 'live'") == [(2,)]
        assert rows(tmp_path, "select key, state from frontier where state <> 'pending' and key not in "
                              "(select key from articles)") == [(-100_000, "absent"), (NEVER_ID, "absent")]  # fmt: skip
        profile = kept_profile(tmp_path)
        assert (profile.run, profile.site, profile.missing) == (run.session.id, running.url, missing)
        assert (profile.paging, profile.page_size) == ("rel", 50)
        assert (profile.without_slug, profile.unanswered) == ("article", {})
        assert list(profile.hosts.values()) == ["works"]
        before = len(paths)
        await crawl(running.url, limit=3)
        fetched = [entry["path"] for entry in (running.requests or ())[before:] if "/read/" in entry["path"]]
        assert len(fetched) == 3
        assert not set(fetched) & set(paths)


async def test_a_conditional_request_is_archived_as_a_revisit(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=120, validators="etag") as running:
        assert (await crawl(running.url, spider="preflight")).exit_status == 0
    assert rows(tmp_path, "select count(*) from captures where status = 304 and revisit_of is not null") == [(1,)]


async def test_where_articles_need_their_slugs_nothing_is_requested_by_number(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=120, wrong_slug="404") as running:
        await crawl(running.url, spider="preflight")
        newest = running.site.ids("id")[-1]
        for choice in ({"spider": "sweep", "from_id": newest - 9, "to_id": newest}, {"spider": "gaps"}):
            with pytest.raises(CannotRun, match="denies articles that are requested without their slug") as stop:
                await crawl(running.url, **choice)
            assert stop.value.exit_status == 2
        assert (await crawl(running.url, limit=2)).exit_status == 0
        keep(tmp_path, site="http://127.0.0.1:9")  # another host's profile says nothing of this one
        sweep = await crawl(running.url, spider="sweep", from_id=newest, to_id=newest)
        assert sweep.exit_status == 0


@pytest.mark.parametrize(("missing", "asks_at_once"), [("404", True), ("home", False)])
async def test_a_denial_that_is_unlike_the_site_is_doubted_at_once(
    replica: Serve, crawl: Crawl, tmp_path: Path, missing: str, asks_at_once: bool
) -> None:
    async with replica(articles=120, missing=missing) as running:
        await crawl(running.url, spider="preflight")
        known = {f"/{'en/' if key < 0 else ''}read/{abs(key)}" for (key,) in rows(tmp_path, "select key from articles")}
        newest = running.site.ids("id")[-2]
        running.site.troubles.append(Trouble(kind="home", path="/read/", times=3))
        before = len(running.requests or ())
        one_by_one = {"CONCURRENT_REQUESTS": 1}
        await crawl(running.url, spider="sweep", from_id=newest - 9, to_id=newest - 1, settings=one_by_one)
    asked = [entry["path"] for entry in (running.requests or ())[before:] if "/read/" in entry["path"]]
    place = next((at for at, path in enumerate(asked) if any(path.startswith(each) for each in known)), len(asked))
    assert (place <= 2) == asks_at_once, asked


async def test_a_full_first_page_without_its_link_and_a_host_that_failed_are_warned_of(
    replica: Serve, crawl: Crawl, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with replica(articles=120) as running:
        await crawl(running.url, spider="preflight")
        await crawl(running.url, limit=1)
        assert not [each for each in caplog.records if "preflight" in each.message]
        host = running.url.removeprefix("http://")
        keep(tmp_path, page_size=20, hosts={host: "fails", "www.beritajakarta.id": "works"})
        await crawl(running.url, limit=1, lang="en")  # 20 articles on one page
    assert f"{host} gave no article at the preflight of" in caplog.text
    assert "(fails); another host did: --site https://www.beritajakarta.id" in caplog.text
    assert "/latest-news: no link to a next page, as lists had at the preflight of" in caplog.text


async def test_what_a_stopped_preflight_has_found_is_kept_unless_more_is_known(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=120) as running:
        await crawl(running.url, spider="preflight", settings={"ARSIP_BUDGET": 1})
        assert profile_of(open_to_read(tmp_path / "archive.db")) is None  # robots.txt alone says nothing
        assert (await crawl(running.url, spider="preflight", settings={"ARSIP_BUDGET": 5})).exit_status == 0
        first = kept_profile(tmp_path)
        assert (first.paging, first.page_size, first.hosts, first.without_slug) == ("rel", 50, {}, None)
        await crawl(running.url, spider="preflight")
        whole = kept_profile(tmp_path)
        assert (whole.without_slug, list(whole.hosts.values())) == ("article", ["works"])
        await crawl(running.url, spider="preflight", settings={"ARSIP_BUDGET": 5})
        assert kept_profile(tmp_path) == whole


@pytest.mark.parametrize("value", ["", "{", "[]", '{"format": 1}', '{"format": 2}', '{"format": 1, "run": 3}'])
def test_a_profile_that_cannot_be_read_is_none(tmp_path: Path, value: str) -> None:
    archive = create_or_open(tmp_path / "archive.db")
    archive.execute("insert into meta (name, value) values ('preflight', ?)", [value])
    assert profile_of(archive) is None
    archive.close()


async def test_where_the_budget_ends_behind_the_essential_probes_the_profile_is_whole(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=120) as running:
        run = await crawl(running.url, spider="preflight", settings={"ARSIP_BUDGET": 17})
        assert len(running.requests or ()) == 17
    assert run.exit_status == 0
    profile = kept_profile(tmp_path)
    assert (profile.without_slug, profile.missing) == ("article", "404")


async def test_a_failure_counts_though_the_budget_ends_the_run(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=120, wrong_slug="404") as running:
        run = await crawl(running.url, spider="preflight", settings={"ARSIP_BUDGET": 17})
    assert rows(tmp_path, "select reason, exit_status from runs") == [("assumption-failed", 3)]
    assert (run.exit_status, (run.verdict or "")[:18]) == (3, "crawls depend on w")


async def test_where_articles_are_disallowed_the_run_fails_and_its_profile_is_kept(
    replica: Serve, crawl: Crawl, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with replica(articles=75, robots="User-agent: *\nDisallow: /read/\n") as running:
        run = await crawl(running.url, spider="preflight")
    assert (run.exit_status, rows(tmp_path, "select exit_status from runs")) == (3, [(3,)])
    assert "crawls depend on what does not hold: robots.txt: it disallows /read/142433" in caplog.text
    profile = kept_profile(tmp_path)
    assert profile.run == run.session.id
    assert set(profile.hosts.values()) == {"fails"}
    assert profile.unanswered["article id"].startswith("robots.txt disallows")


async def test_an_unreadable_robots_txt_ends_it(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(robots_status=503) as running:
        run = await crawl(running.url, spider="preflight")
        assert {entry["path"] for entry in running.requests or ()} == {"/robots.txt"}
    assert run.exit_status == 1
    assert "robots.txt could not be read (status 503)" in (run.verdict or "")
    assert profile_of(open_to_read(tmp_path / "archive.db")) is None


async def test_each_host_of_the_site_is_asked_through_its_own_robots_txt(
    replica: Serve, crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The replica serves as a proxy: it answers for every host."""
    async with replica(articles=120, canonical_host=True) as running:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, running.url)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.setenv(name, "")
        agent = {"USER_AGENT": user_agent("you@example.org")}
        run = await crawl("http://m.beritajakarta.id", spider="preflight", settings=agent)
        assert len(running.requests or ()) <= MOST_REQUESTS
    assert run.exit_status == 0
    assert set(kept_profile(tmp_path).hosts.values()) == {"works"}
    asked = [url for (url,) in rows(tmp_path, "select url from captures order by fetched_at, offset")]
    for host in ("m", "www", "desain"):
        of_host = [url for url in asked if url.startswith(f"http://{host}.")]
        assert of_host[0].endswith("/robots.txt")
        assert sum(url.endswith("/robots.txt") for url in of_host) == 1
    assert "http://www.beritajakarta.id/rubrik/4/pemerintahan" in asked
