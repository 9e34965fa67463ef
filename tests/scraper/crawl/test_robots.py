"""robots.txt by RFC 9309: what a 2xx rules, a 4xx leaves open, and an unreachable one forbids."""

import gzip
from pathlib import Path

import pytest

from scraper.archive.database import open_to_read
from tests.conftest import Crawl, Serve
from tests.scraper.crawl.hostile_answers import OK, said
from tests.scraper.crawl.hostile_scenarios import ROBOTS, SCENARIOS
from tests.scraper.crawl.hostile_server import Pieces, Scenario, answer, serving

RULES = b"User-agent: *\nDisallow: /en/\nDisallow: /read/\n"
PACKED = gzip.compress(RULES, mtime=0)
GZIP = "Content-Encoding: gzip"
INCOMPLETE: dict[str, Pieces] = {
    "cut off": list(answer(RULES[:14], length=len(RULES), kind="text/plain")),
    "reset": [*answer(RULES[:14], length=len(RULES), kind="text/plain"), 0.1, None],
    "cut chunks": [OK + b"Transfer-Encoding: chunked\r\n\r\ne\r\n" + RULES[:14] + b"\r\n"],
    "no gzip": list(answer(RULES, GZIP, kind="text/plain")),
    "cut gzip": list(answer(PACKED[:-12], GZIP, kind="text/plain")),
    "unknown encoding": list(answer(RULES, "Content-Encoding: rot13", kind="text/plain")),
}


def outcomes(path: Path) -> dict[str, int]:
    db = open_to_read(path / "archive.db")
    return dict(db.execute("select outcome, count(*) from captures group by 1").fetchall())


async def test_what_is_disallowed_is_never_asked_for(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    rules = "User-agent: *\nDisallow: /en/\nDisallow: /read/15596\n"
    async with replica(articles=120, robots=rules) as running:
        run = await crawl(running.url)
        asked = [entry["path"] for entry in running.requests]
        allowed = [number for number in running.site.ids("id") if not str(number).startswith("15596")]
    assert run.exit_status == 0
    assert not [path for path in asked if path.startswith(("/en/", "/read/15596"))]
    db = open_to_read(tmp_path / "archive.db")
    assert sorted(key for (key,) in db.execute("select key from articles")) == allowed
    reasons = db.execute(
        "select distinct state, tries, last_error like 'robots.txt disallows %' from frontier where key < 0"
    )
    assert reasons.fetchall() == [("pending", 1, 1)]


async def test_rules_for_us_by_name_are_obeyed(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=24, robots="User-agent: Arsip\nDisallow: /\n\nUser-agent: *\nAllow: /\n") as running:
        run = await crawl(running.url)
        assert [entry["path"] for entry in running.requests] == ["/robots.txt"]
    assert run.exit_status == 1
    assert "robots.txt disallows" in (run.verdict or "")


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_4xx_leaves_everything_open(replica: Serve, crawl: Crawl, tmp_path: Path, status: int) -> None:
    async with replica(articles=24, robots_status=status, robots="User-agent: *\nDisallow: /\n") as running:
        run = await crawl(running.url, limit=3)
    assert run.exit_status == 0
    assert outcomes(tmp_path)["article"] == 3


async def test_an_unreadable_one_forbids_everything_and_names_the_way_out(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=24, robots_status=503) as running:
        run = await crawl(running.url)
        assert [entry["path"] for entry in running.requests] == ["/robots.txt"]
    assert run.exit_status == 1
    assert "503" in (run.verdict or "")
    assert "--ignore-robots" in (run.verdict or "")
    assert outcomes(tmp_path) == {"server-error": 1}


async def test_an_unreadable_one_is_read_from_the_last_good_copy(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=24, robots="User-agent: *\nDisallow: /en/\n") as running:
        port = int(running.url.rsplit(":", 1)[1])
        await crawl(running.url, limit=2)
    async with replica(articles=24, robots_status=500, port=port) as running:
        run = await crawl(running.url)
        asked = [entry["path"] for entry in running.requests]
        wanted = running.site.count("id")
    assert run.exit_status == 0
    assert not [path for path in asked if path.startswith("/en/")]
    assert outcomes(tmp_path)["article"] == wanted


@pytest.mark.parametrize("name", INCOMPLETE)
async def test_an_incomplete_one_allows_nothing(crawl: Crawl, name: str) -> None:
    async with serving(Scenario(name, ROBOTS, lambda _: INCOMPLETE[name])) as server:
        run = await crawl(server.url)
        assert server.requests == ["/robots.txt"]
    assert run.exit_status == 1
    assert "robots.txt could not be read" in (run.verdict or "")


async def test_an_incomplete_one_is_no_last_good_copy(crawl: Crawl) -> None:
    answers = [
        answer(RULES, kind="text/plain"),
        INCOMPLETE["cut off"],
        INCOMPLETE["no gzip"],
        answer(b"", status="500 E"),
    ]
    async with serving(Scenario("cut", ROBOTS, lambda asked: answers[asked.nth])) as server:
        for _ in answers:
            run = await crawl(server.url, limit=2)
        asked_for = set(server.requests)
    assert run.exit_status == 3
    assert "no article could be fetched: 2 requests for one failed; robots.txt disallows" in (run.verdict or "")
    assert asked_for
    assert not [path for path in asked_for if path.startswith(("/en/", "/read/"))]


@pytest.mark.parametrize("body", [b"", PACKED, PACKED + b"junk"])
async def test_a_whole_one_may_be_empty_or_packed(crawl: Crawl, body: bytes) -> None:
    async with serving(Scenario("gzip", ROBOTS, said(body, GZIP, kind="text/plain"))) as server:
        run = await crawl(server.url, limit=2)
        assert any(path.startswith("/read/") for path in server.requests) == (not body)
    assert "could not be read" not in (run.verdict or "")


async def test_the_user_may_decide_otherwise_and_the_run_records_it(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=24, robots_status=503) as running:
        run = await crawl(running.url, settings={"ARSIP_IGNORE_ROBOTS": True}, limit=3)
        assert "/robots.txt" not in [entry["path"] for entry in running.requests]
    assert run.exit_status == 0
    db = open_to_read(tmp_path / "archive.db")
    assert db.execute("select robots from runs").fetchall() == [("ignore",)]


async def test_a_missing_one_is_no_missing_article(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=24, robots_status=404) as running:
        run = await crawl(running.url, limit=3)
    assert run.writer.tally.absent == 0


async def test_robots_txt_is_archived_like_any_answer(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=24) as running:
        await crawl(running.url, limit=1)
    assert outcomes(tmp_path)["robots"] == 1


async def test_where_one_leads_is_never_told_in_control_characters(crawl: Crawl) -> None:
    async with serving(SCENARIOS["escape sequences in Location"]) as server:
        run = await crawl(server.url)
    assert run.exit_status == 1
    assert r"it redirects to another site, http://\x1b[2J.example/\x1b[31m\x9b2J" in (run.verdict or "")
