"""Captures of Common Crawl that came in by its files as well as by a recovery."""

import asyncio
import shutil
from collections import Counter
from pathlib import Path

import pytest
from fastwarc import WarcRecordType

from arsip.cli.site import site_of_pages
from scraper.maintenance.imports import import_files
from scraper.maintenance.reparse import reparse
from scraper.maintenance.verify.verification import verify
from scraper.recover.commoncrawl import CommonCrawl
from scraper.recover.recovery import recover
from scraper.recover.run import Identity, Summary
from scraper.recover.selection import Selection
from scraper.warc.records import records
from scraper.warc.writer import IDENTICAL_PAYLOAD
from tests.scraper.recover.crawl_files import common_crawl, write_record
from tests.scraper.recover.test_order import tables
from tests.scraper.recover.test_recovery import rows
from tests.scraper.recover.web_archive import MOBILE, Past, serving

AGENT = "Arsip/test (news archive; you@example.org)"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of Common Crawl: three visits of five articles, one of which is then removed."""
    past = Past()
    ids = past.site.ids("id")[-5:]
    paths = [past.path(number) for number in ids]
    for days in (30, 3, 3):
        for path in paths:
            past.visit(MOBILE + path)
        past.wait(days=days)
        if days == 30:
            removed = past.captures[2]
            past.site.delete("id", ids[2])
    assert [each.status for each in past.captures if each.url == removed.url] == [200, 404, 404]
    common_crawl(tmp_path / "site", past.captures, split=past.captures[5].moment)
    return tmp_path / "site"


def recovered(db: Path, site: Path, *, limit: int | None = None) -> Summary:
    archive = CommonCrawl(AGENT, index=str(site / "cc-index/table/cc-main/warc"), data=str(site))
    return recover(db, archive, Selection(limit=limit), site_of_pages(), Identity(contact=None, user_agent=AGENT))


def imported(db: Path, site: Path) -> None:
    import_files(db, sorted(site.rglob("*.warc.gz")), site_of_pages())


def test_imports_and_recoveries_give_the_same_tables_in_any_order(site: Path, tmp_path: Path) -> None:
    ends = []
    for name, steps in {"ir": "ir", "ri": "ri", "i-part-r": "ipr"}.items():
        db = tmp_path / name / "archive.db"
        db.parent.mkdir()
        for step in steps:
            if step == "i":
                imported(db, site)
            else:
                recovered(db, site, limit=4 if step == "p" else None)
        assert rows(db, "select distinct source from captures") == [("commoncrawl",)]
        assert recovered(db, site).fetched == 0
        assert verify(db).faults == 0
        ends.append(tables(db))
        reparse(db, site_of_pages())
        assert tables(db) == ends[-1]
    assert ends[0] == ends[1] == ends[2]
    assert len(ends[0]["absences"]) == 1


def test_a_killed_recovery_of_what_was_imported_is_salvaged(site: Path, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    imported(db, site)
    shutil.copy(db, tmp_path / "before.db")
    recovered(db, site)
    shutil.move(tmp_path / "before.db", db)
    (warc,) = (tmp_path / "warc").glob("arsip-*")
    warc.with_name(f"{warc.name}.open").write_bytes(warc.read_bytes()[:-500])
    warc.unlink()
    assert recovered(db, site).salvaged == 14
    assert Counter(rows(db, "select source from captures")) == {("commoncrawl",): 15}
    assert verify(db).faults == 0


async def test_the_endpoint_that_was_asked_does_not_show(site: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one" / "archive.db", tmp_path / "other" / "archive.db"
    for db in (one, other):
        db.parent.mkdir()
    recovered(one, site, limit=5)
    async with serving(folder=site) as server:
        archive = CommonCrawl(AGENT, endpoint=f"{server.address}/cc", data=f"{server.address}/cc")
        identity = Identity(contact=None, user_agent=AGENT)
        for db in (one, other):
            await asyncio.to_thread(recover, db, archive, Selection(), site_of_pages(), identity)
    assert tables(one) == tables(other)
    assert len(tables(one)["absences"]) == 1


def test_a_recovery_adds_the_imported_revisits_of_what_it_fetches(site: Path, tmp_path: Path) -> None:
    with min(site.rglob("*.warc.gz")).open("rb") as stream:
        original = next(each for each in records(stream, "") if each.record_type == WarcRecordType.response)
        url, name = original.headers["WARC-Target-URI"], original.record_id
    fields = {
        "WARC-Date": "2026-10-01T00:00:00Z",
        "WARC-Target-URI": url,
        "WARC-Refers-To": name,
        "WARC-Profile": IDENTICAL_PAYLOAD,
        "Content-Type": "application/http; msgtype=response",
    }
    with (tmp_path / "a.warc.gz").open("wb") as out:
        write_record(out, WarcRecordType.revisit, fields, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    ends = []
    for order in ("ir", "ri"):
        db = tmp_path / order / "archive.db"
        for step in order:
            if step == "i":
                import_files(db, [tmp_path / "a.warc.gz"], site_of_pages())
            else:
                recovered(db, site)
        assert rows(db, "select count(*) from captures where revisit_of is not null") == [(1,)]
        assert verify(db).faults == 0
        ends.append(tables(db))
    assert ends[0] == ends[1]
