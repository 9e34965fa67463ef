"""Captures of web archives become the archive's own: found, chosen, fetched, read, and never twice."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from arsip.cli.site import site_of_pages
from scraper.archive.database import Database, open_to_read
from scraper.exit_codes import BREAKER, CannotRun
from scraper.maintenance.imports import import_files
from scraper.maintenance.reparse import reparse
from scraper.maintenance.verify.verification import verify
from scraper.recover.captures import Period
from scraper.recover.recovery import recover
from scraper.recover.run import Identity, Summary
from scraper.recover.selection import Selection
from scraper.recover.wayback import Wayback
from tests.scraper.maintenance.test_merge import all_records
from tests.scraper.recover.crawl_files import common_crawl
from tests.scraper.recover.web_archive import MOBILE, OLD, WWW, Past, Server, serving

AGENT = "Arsip/test (news archive; you@example.org)"


async def recovered(db: Path, server: Server, **selection: Any) -> Summary:
    """Recover from a server that answers like pywb, in a thread: this one serves."""
    only_missing = selection.pop("only_missing", False)
    archive = Wayback(AGENT, f"{server.address}/arsip")
    identity = Identity(contact="you@example.org", user_agent=AGENT)
    return await asyncio.to_thread(
        recover, db, archive, Selection(**selection), site_of_pages(), identity, only_missing=only_missing
    )


def rows(db: Path, sql: str) -> list[tuple[Any, ...]]:
    archive: Database = open_to_read(db)
    try:
        return list(archive.execute(sql).fetchall())
    finally:
        archive.close()


async def test_a_deleted_article_comes_back_with_its_history(tmp_path: Path) -> None:
    past = Past()
    one, other, third = past.site.ids("id")[-3:]
    for number in (one, other, third):
        past.visit(OLD + past.path(number), is_packed=number == other)
    past.wait(days=200)
    past.site.edit("id", one, title="Judul Lain Sama Sekali", keep_slug=True)
    path = past.path(one)
    for number in (one, other, third):
        past.visit(MOBILE + past.path(number))
    past.site.delete("id", one)
    for _ in range(2):
        past.wait(days=3)
        past.visit(MOBILE + past.path(other))
        past.visit(MOBILE + path)
        past.visit(MOBILE + past.path(third))
    past.visit(f"{MOBILE}/berita/terkini")
    past.visit(f"{WWW}/css/app.css", status=200, content_type="text/css")
    db = tmp_path / "archive.db"
    async with serving(past.captures) as server:
        summary = await recovered(db, server)
        asked = len(server.requests)
        again = await recovered(db, server)
        searches = [path for path in server.requests[asked:] if "/cdx" in path]
        assert len(searches) == len(server.requests) - asked
    assert (summary.found, summary.unplayable, summary.problems) == (len(past.captures), 0, 0)
    assert summary.fetched == summary.chosen == len(past.captures) - 1
    assert (again.fetched, again.known) == (0, summary.chosen)
    ((title, version, status, first),) = rows(
        db, f"select title, version, status, first_seen from articles where key = {one}"
    )
    assert (title, version, status) == ("Judul Lain Sama Sekali", 2, "gone")
    assert first[:19] == past.captures[0].moment.isoformat()[:19]
    assert rows(db, f"select answers, gone_at is not null, until from absences where key = {one}") == [(2, 1, None)]
    assert rows(db, "select distinct source from captures") == [("wayback",)]
    assert rows(db, "select count(*) > 20 from listings") == [(1,)]
    assert rows(db, "select count(*) from walks") == [(0,)]
    assert rows(db, f"select state from frontier where key = {one}") == [("gone",)]
    assert rows(db, f"select count(*) from view_counts where key = {other} and source = 'own'") == [(4,)]
    assert verify(db).faults == 0
    before = all_records(db)
    reparse(db, site_of_pages())
    assert all_records(db) == before
    assert verify(db).faults == 0


@pytest.mark.parametrize("kind", ["redirect", "moved before", "soft-404"])
async def test_a_removal_shows_though_its_answers_have_one_digest(tmp_path: Path, kind: str) -> None:
    past = Past()
    one, other, third = past.site.ids("id")[-3:]
    at = past.path(one)
    if kind == "moved before":
        past.visit(MOBILE.replace("https", "http") + at, status=302, body=b"", location=MOBILE + at)
    for number in (other, one, third):
        past.visit(MOBILE + past.path(number))
    for _ in range(3):
        past.wait(days=3)
        past.visit(MOBILE + past.path(other))
        if kind == "soft-404":
            past.visit(MOBILE + at, trouble="empty")
        else:
            past.visit(MOBILE + at, status=302, body=b"", location=f"{MOBILE}/")
        past.visit(MOBILE + past.path(third))
    async with serving(past.captures) as server:
        summary = await recovered(tmp_path / "archive.db", server)
    assert summary.outcomes["soft-missing"] == (2 if kind == "soft-404" else 3)
    assert rows(tmp_path / "archive.db", f"select status from articles where key = {one}") == [("gone",)]
    assert verify(tmp_path / "archive.db").faults == 0


async def test_what_shows_a_removal_is_fetched_though_it_did_not_change(tmp_path: Path) -> None:
    """As an import of all captures has it: articles with the content that they had before, captured beside the 404s."""
    past = Past()
    one, *others = past.site.ids("id")[-3:]
    pages = {number: past.visit(MOBILE + past.path(number)) for number in (one, *others)}
    for _ in range(4):
        past.wait(days=3)
        past.visit(pages[others[0]].url, body=pages[others[0]].body)
        past.visit(pages[one].url, status=404, body=b"Not Found")
        past.visit(pages[others[1]].url, body=pages[others[1]].body)
    db, theirs = tmp_path / "one" / "archive.db", tmp_path / "other" / "archive.db"
    common_crawl(tmp_path / "site", past.captures, split=past.captures[-1].moment + timedelta(days=1))
    import_files(theirs, sorted((tmp_path / "site").rglob("*40-00000.warc.gz")), site_of_pages())
    async with serving(past.captures) as server:
        await recovered(db, server)
    told = "select a.status, b.answers from articles a join absences b using (key)"
    assert rows(db, told) == rows(theirs, told) == [("gone", 4)]


@pytest.mark.parametrize("is_indexed", [True, False])
async def test_a_304_is_neither_an_article_nor_a_witness(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_indexed: bool
) -> None:
    past, index = Past(), Server._index

    def without_status(*given: Any) -> web.Response:
        answer = index(*given)
        answer.text = (answer.text or "").replace(" 304 ", " - ")
        return answer

    if not is_indexed:
        monkeypatch.setattr(Server, "_index", without_status)
    one, *others = past.site.ids("id")[-3:]
    for number in (one, *others):
        past.visit(MOBILE + past.path(number))
    last = past.captures[0]
    for _ in range(2):
        past.wait(days=3)
        past.visit(MOBILE + past.path(others[0]), status=304, body=b"")
        past.visit(MOBILE + past.path(one), status=404, body=b"Not Found")
        past.visit(MOBILE + past.path(others[1]), status=304, body=b"")
    past.visit(MOBILE + past.path(one), status=304, body=b"")
    db = tmp_path / "archive.db"
    async with serving(past.captures) as server:
        summary = await recovered(db, server)
    assert summary.outcomes == {"article": 3, "missing": 2}
    assert (sum(summary.skipped.values()), summary.left) == (0 if is_indexed else 5, 0)
    assert rows(db, f"select status, last_seen from articles where key = {one}") == [
        ("live", f"{last.moment:%Y-%m-%dT%H:%M:%S}.000Z")
    ]


TROUBLES = {
    "maintenance": "maintenance",
    "captcha": "blocked",
    "login": "login",
    "php-error": "server-error",
    "blank": "truncated",
    "other": "other-article",
    "elsewhere": "elsewhere",
    "home": "soft-missing",
    "empty": "soft-missing",
}
"""What stood in the place of an article with status 200 or a redirect, and what that is."""


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_what_stood_in_the_place_of_an_article_is_no_version_and_no_removal(tmp_path: Path, trouble: str) -> None:
    """Without an article read on the same host within a day before and after, a redirect home is none either."""
    past = Past()
    one, other = past.site.ids("id")[-2:]
    past.visit(MOBILE + past.path(one))
    past.visit(WWW + past.path(other))
    for _ in range(2):
        past.wait(days=3)
        past.visit(WWW + past.path(other))
        past.visit(MOBILE + past.path(one), trouble=trouble)
        past.visit(WWW + past.path(other))
    past.wait(days=3)
    past.visit(MOBILE + past.path(one))
    db = tmp_path / "archive.db"
    async with serving(past.captures) as server:
        summary = await recovered(db, server)
    assert summary.unplayable == 0
    assert TROUBLES[trouble] in summary.outcomes
    assert rows(db, f"select version, status from articles where key = {one}") == [(1, "live")]
    assert rows(db, "select count(*) from absences") == [(0,)]
    assert verify(db).faults == 0


async def test_a_404_of_the_past_does_not_keep_a_crawl_from_asking(tmp_path: Path) -> None:
    past = Past()
    one, other = past.site.ids("id")[-2:]
    listed = past.visit(f"{MOBILE}/berita/terkini")
    past.visit(MOBILE + past.path(other))
    path = past.path(one)
    past.site.delete("id", one)
    past.visit(MOBILE + path)
    past.visit(MOBILE + past.path(other), is_packed=True)
    past.visit(f"{MOBILE}/read/{one - 500}/rusak", trouble="captcha")
    db = tmp_path / "archive.db"
    async with serving(past.captures) as server:
        await recovered(db, server)
    assert listed.status == 200
    states = dict(rows(db, "select key, state from frontier"))
    assert (states[one], states[other]) == ("pending", "archived")
    assert {"absent", "problem"}.isdisjoint(states.values())
    assert rows(db, "select count(*) from frontier where tries > 0") == [(0,)]
    reparse(db, site_of_pages())
    assert dict(rows(db, "select key, state from frontier")) == states
    assert verify(db).faults == 0


async def test_only_what_is_wanted_is_fetched_and_a_limit_is_kept(tmp_path: Path) -> None:
    past = Past()
    ids, english = past.site.ids("id")[-3:], past.site.ids("en")[-2:]
    for _ in range(3):
        for number in ids:
            past.visit(MOBILE + past.path(number))
        for number in english:
            past.visit(WWW + past.path(number, "en"))
        past.wait(days=30)
    day = past.captures[5].moment.date().isoformat()
    async with serving(past.captures) as server:

        async def fetched(name: str, **selection: Any) -> tuple[int, int]:
            summary = await recovered(tmp_path / name / "archive.db", server, **selection)
            return summary.fetched, summary.left

        assert await fetched("a", limit=4) == (4, 11)
        assert await fetched("a", limit=4) == (4, 7)
        assert await fetched("a") == (7, 0)
        assert await fetched("b", lang="en") == (6, 0)
        assert await fetched("c", only=frozenset({"m.beritajakarta.id"})) == (9, 0)
        assert await fetched("d", first_last=True) == (10, 0)
        assert await fetched("e", period=Period(since=f"{day}T00:00:00.000Z", until=f"{day}T23:59:59.999Z")) == (5, 0)
        assert await fetched("e", only_missing=True, lang="id") == (0, 0)
        assert await fetched("f", only=frozenset({"www.beritajakarta.id"})) == (6, 0)
        assert await fetched("f", only_missing=True) == (9, 0)
        with pytest.raises(CannotRun, match=r"contoh\.example is not a host of beritajakarta\.id"):
            await fetched("f", only=frozenset({"contoh.example"}))


async def test_an_archive_that_names_captures_and_gives_none_ends_the_run(tmp_path: Path) -> None:
    past = Past()
    for number in past.site.ids("id")[-15:]:
        past.visit(MOBILE + past.path(number))
    db = tmp_path / "archive.db"
    async with serving(past.captures) as server:
        server.lost = {each.timestamp for each in past.captures[2:]}
        summary = await recovered(db, server)
        assert (summary.fetched, summary.unplayable, summary.left) == (2, 13, 13)
        assert len(summary.reasons) == 3
        server.broken = True
        with pytest.raises(CannotRun, match=r"10 captures in a row .*: 503 error .*; run the same command") as told:
            await recovered(db, server)
        assert told.value.exit_status == BREAKER
        server.broken, server.lost = False, set()
        assert (await recovered(db, server)).fetched == 13
    assert rows(db, "select distinct robots from runs") == [("none",)]
    ended = rows(db, "select kind, exit_status, reason from runs order by started_at")
    assert ended == [
        ("recover wayback", 0, "finished"),
        ("recover wayback", 4, "breaker"),
        ("recover wayback", 0, "finished"),
    ]
    assert verify(db).faults == 0


async def test_a_kill_loses_nothing_that_had_its_second(tmp_path: Path) -> None:
    past = Past()
    for number in past.site.ids("id")[-8:]:
        past.visit(MOBILE + past.path(number))
    db = tmp_path / "archive.db"
    async with serving(past.captures) as server:
        server.slow_at, server.hang_at = 5, 7
        command = ["recover", "wayback", "--db", str(db), "--endpoint", f"{server.address}/arsip"]
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "arsip", *command)
        await server.hanging.wait()
        process.kill()
        await process.wait()
        assert len(rows(db, "select capture from captures")) == 5
        assert list((tmp_path / "warc").glob("*.open"))
        server.hang_at = None
        summary = await recovered(db, server)
    assert summary.known + summary.fetched == 8
    assert server.replays <= 7 + summary.fetched <= 7 + 3
    assert rows(db, "select count(*), count(distinct capture), count(distinct warc) from captures") == [(8, 8, 2)]
    assert rows(db, "select exit_status from runs order by started_at") == [(None,), (0,)]
    assert verify(db).faults == 0
