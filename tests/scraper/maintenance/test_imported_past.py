"""What other programs kept of the site's past: articles come in, and nothing is taken for a word of the site today."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from arsip.cli.main import main
from arsip.cli.site import site_of_pages
from scraper.archive.database import archive_id, create_or_open, open_to_read
from scraper.archive.frontier import recheck_schedule
from scraper.maintenance.imports import Imported, import_files
from scraper.maintenance.reparse import reparse
from scraper.maintenance.verify.verification import verify
from scraper.warc.exchange import Exchange
from scraper.warc.writer import WarcWriter
from tests.scraper.recover.crawl_files import common_crawl
from tests.scraper.recover.web_archive import MOBILE, OLD, Past


def imported(folder: Path, past: Past) -> Path:
    """Import what was captured, as one file of another program."""
    common_crawl(folder / "theirs", past.captures, split=past.captures[-1].moment + timedelta(days=1))
    path = folder / "archive.db"
    import_files(path, sorted((folder / "theirs").rglob("*40-00000.warc.gz")), site_of_pages())
    return path


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(open_to_read(path)) as db:
        return list(db.execute(sql).fetchall())


def gone_from(past: Past, host: str, *numbers: int) -> None:
    for number in numbers:
        past.visit(host + past.path(number), status=404, body=b"Not Found")


def never_read_there(past: Past, one: int, other: int, third: int) -> None:
    """Nothing was read within a day."""
    past.visit(MOBILE + past.path(other))
    for _ in range(2):
        past.wait(days=3)
        gone_from(past, MOBILE, other, one)
    past.wait(days=3)
    past.visit(MOBILE + past.path(third))


def abandoned_host(past: Past, one: int, other: int, third: int) -> None:
    """On one host all was found, between two answers of the host that had been given up."""
    past.visit(MOBILE + past.path(other))
    for _ in range(2):
        past.wait(days=3)
        past.visit(MOBILE + past.path(third))
        gone_from(past, OLD, other, one)
        past.visit(MOBILE + past.path(third))


@pytest.mark.parametrize("captured", [never_read_there, abandoned_host])
def test_what_another_program_did_not_find_once_is_not_gone(
    captured: Callable[[Past, int, int, int], None], tmp_path: Path
) -> None:
    past = Past()
    one, other, third = past.site.ids("id")[-3:]
    past.visit(f"{MOBILE}/berita/terkini")
    captured(past, one, other, third)
    past.visit(f"{MOBILE}/read/{one - 500}/rusak", trouble="captcha")
    path = imported(tmp_path, past)
    assert rows(path, f"select status, gone_since from articles where key = {other}") == [("live", None)]
    assert rows(path, "select count(*) from absences") == [(0,)]
    states = dict(rows(path, "select key, state from frontier"))
    assert (states[one], states[other]) == ("pending", "archived")
    assert {"absent", "problem"}.isdisjoint(states.values())
    reparse(path, site_of_pages())
    assert dict(rows(path, "select key, state from frontier")) == states
    assert verify(path).faults == 0


def test_a_removal_that_another_program_saw_counts(tmp_path: Path) -> None:
    past = Past()
    one, other = past.site.ids("id")[-2:]
    past.visit(MOBILE + past.path(one))
    for _ in range(2):
        past.wait(days=3)
        past.visit(MOBILE + past.path(other))
        gone_from(past, MOBILE, one)
        past.visit(MOBILE + past.path(other))
    path = imported(tmp_path, past)
    assert rows(path, f"select status from articles where key = {one}") == [("gone",)]


def test_the_site_is_not_asked_about_pages_that_others_kept(tmp_path: Path) -> None:
    """Their validators may be of another host, or of years ago."""
    past = Past()
    for number in past.site.ids("id")[-2:]:
        past.visit(MOBILE + past.path(number))
    path = imported(tmp_path, past)
    with closing(create_or_open(path)) as db:
        assert recheck_schedule.select_due(db, now="2099-01-01T00:00:00.000Z") == 2
        claimed, _ = recheck_schedule.next_due(db, 0, 2)
    assert [(each.etag, each.last_modified) for each in claimed] == [(None, None)] * 2


def test_a_page_of_another_host_stays_out_though_its_file_claims_to_be_of_this_archive(tmp_path: Path) -> None:
    past = Past()
    one = past.site.ids("id")[-1]
    page = past.visit(MOBILE + past.path(one))
    path = imported(tmp_path, past)
    with closing(open_to_read(path)) as db:
        own = archive_id(db)
    now = "2022-01-01T00:00:00.000Z"
    forged = WarcWriter(
        tmp_path / "forged", archive=own, run="99999999-9999-4999-8999-999999999999", source="site",
        user_agent="x", robots="obey", software="arsip", now=lambda: now,
    )  # fmt: skip
    for host in ("https://evil.example", MOBILE):
        forged.write(
            Exchange(
                url=host + past.path(one),
                method="GET",
                request_headers=(("Host", "x"),),
                status=200,
                headers=tuple(page.headers()),
                body=page.payload,
                fetched_at=now,
            )
        )
    forged.close()
    done: Imported = import_files(path, sorted((tmp_path / "forged").iterdir()), site_of_pages())
    assert (done.found, done.left_out) == (1, {"page of another site": 1})
    counted = "select sum(url like '%evil%'), count(*) from captures"
    assert rows(path, counted) == [(0, 2)]
    reparse(path, site_of_pages())
    assert rows(path, counted) == [(0, 2)]
    assert verify(path).faults == 0


def test_a_citation_says_that_another_program_captured_it(tmp_path: Path) -> None:
    past = Past()
    page = past.visit(MOBILE + past.path(past.site.ids("id")[-1]))
    path = imported(tmp_path, past)
    done = CliRunner().invoke(main, ["show", page.url, "--db", str(path), "--cite"])
    assert f", captured by another program (imported from a WARC file) {page.moment:%Y-%m-%d} " in done.stdout
