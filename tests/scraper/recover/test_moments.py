"""Moments at which no capture can have been made: neither a recovery nor an import takes them for true."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arsip.cli.site import site_of_pages
from scraper import clock
from scraper.maintenance.imports import import_files
from scraper.maintenance.reparse import reparse
from tests.scraper.recover.crawl_files import common_crawl
from tests.scraper.recover.test_recovery import recovered, rows
from tests.scraper.recover.web_archive import MOBILE, Past, serving

YEARS = (1970, 1995, 2099, 9999)


@pytest.fixture
def past() -> Past:
    """An article, captured once truly, and at moments that cannot be true."""
    past = Past()
    one = past.site.ids("id")[-1]
    path = past.path(one)
    past.visit(MOBILE + path)
    for year in YEARS:
        past.site.edit("id", one, title=f"Judul Tahun {year}", keep_slug=True)
        past.visit(MOBILE + path, moment=datetime(year, 6, 1, tzinfo=UTC))
    return past


def check(db: Path, past: Past) -> None:
    (first,) = rows(db, "select version, first_seen from articles")
    assert (first[0], first[1][:19]) == (1, past.captures[0].moment.isoformat()[:19])
    assert rows(db, "select count(*) from captures") == [(1,)]


async def test_a_recovery_leaves_them_out_and_counts_them(past: Past, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    async with serving(past.captures) as server:
        summary = await recovered(db, server)
    assert (summary.found, summary.fetched, summary.skipped) == (1, 1, {clock.NOT_OF_THE_WEB: 4})
    check(db, past)


def test_an_import_and_a_rebuild_leave_them_out_and_count_them(past: Past, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    common_crawl(tmp_path / "theirs", past.captures, split=datetime(9999, 12, 31, tzinfo=UTC))
    done = import_files(db, sorted((tmp_path / "theirs").rglob("*40-00000.warc.gz")), site_of_pages())
    assert (done.found, done.left_out) == (1, {clock.NOT_OF_THE_WEB: 4})
    check(db, past)
    assert reparse(db, site_of_pages()).left_out == {clock.NOT_OF_THE_WEB: 4}
    check(db, past)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_clock_may_be_a_day_fast(moment: datetime) -> None:
    there = clock.is_of_the_web(clock.stamp(moment))
    assert there == (moment.year >= 1996 and moment <= clock.now() + timedelta(days=1))
