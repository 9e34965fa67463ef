"""Captures of web archives become the archive's own: found, chosen, fetched, read, and never twice."""

import asyncio
from pathlib import Path
from typing import Any

from arsip.cli.commands.reparse import site_of_pages
from scraper.archive.database import Database, open_to_read
from scraper.maintenance.reparse import reparse
from scraper.maintenance.verify.verification import verify
from scraper.recover.recovery import Guest, Summary, recover
from scraper.recover.selection import Wanted
from scraper.recover.wayback import Wayback
from tests.scraper.maintenance.test_merge import all_records
from tests.scraper.recover.web_archive import MOBILE, OLD, WWW, Past, Server, serving

AGENT = "Arsip/test (news archive; you@example.org)"


async def recovered(db: Path, server: Server, **wanted: Any) -> Summary:
    """Recover from a server that answers like pywb, in a thread: this one serves."""
    only_missing = wanted.pop("only_missing", False)
    archive = Wayback(AGENT, f"{server.address}/arsip")
    guest = Guest(contact="you@example.org", user_agent=AGENT)
    return await asyncio.to_thread(
        recover, db, archive, Wanted(**wanted), site_of_pages(), guest, only_missing=only_missing
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
