"""A recovery that is interrupted, or whose disk fails: every capture has its record and its row, or neither."""

import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from arsip.cli.site import site_of_pages
from scraper.archive.writer import Writer
from scraper.maintenance.verify.verification import verify
from scraper.recover.commoncrawl import CommonCrawl
from scraper.recover.recovery import recover
from scraper.recover.run import Identity, Summary
from scraper.recover.selection import Selection
from scraper.signals import STOPPING, handled_by
from scraper.warc.writer import WarcWriter
from tests.scraper.maintenance.keeping import leave_damaged
from tests.scraper.recover.crawl_files import common_crawl
from tests.scraper.recover.web_archive import MOBILE, Past

ARTICLES = 6


@pytest.fixture(autouse=True)
def python_handles_signals() -> Iterator[None]:
    """A process started in the background ignores SIGINT, and Python then has no handler for it."""
    with handled_by(signal.default_int_handler, *STOPPING):
        yield


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The files of a Common Crawl that has some articles."""
    past = Past()
    for number in past.site.ids("id")[-ARTICLES:]:
        past.visit(MOBILE + past.path(number))
    common_crawl(tmp_path / "site", past.captures, split=past.captures[-1].moment + timedelta(days=1))
    return tmp_path / "site"


def recovered(db: Path, site: Path) -> Summary:
    crawl = CommonCrawl("Arsip/test", index=str(site / "cc-index/table/cc-main/warc"), data=str(site))
    identity = Identity(contact=None, user_agent="Arsip/test")
    return recover(db, crawl, Selection(), site_of_pages(), identity)


def after(times: int, method: Callable[..., Any], act: Callable[[], None]) -> Callable[..., Any]:
    """Return a method that acts when it is called for the last of some times, before it does its work."""
    calls = 0

    def called(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == times:
            act()
        return method(*arguments, **options)

    return called


def out_of_space() -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "at", [(WarcWriter, "_write_record"), (Writer, "add"), (Writer, "flush"), (WarcWriter, "close")], ids=itemgetter(1)
)
def test_a_signal_waits_until_a_capture_has_its_row(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: tuple[type, str]
) -> None:
    db = tmp_path / "archive.db"
    owner, method = at
    number = signal.SIGTERM if method == "close" else signal.SIGINT
    times = 1 if method in {"flush", "close"} else 3
    with monkeypatch.context() as patched:
        acting = after(times, getattr(owner, method), lambda: signal.raise_signal(number))
        patched.setattr(owner, method, acting)
        with pytest.raises(KeyboardInterrupt):
            recovered(db, site)
    assert verify(db).faults == 0
    assert recovered(db, site).known > 0
    assert verify(db).faults == 0


@pytest.mark.parametrize(("owner", "method"), [(WarcWriter, "_write_record"), (Writer, "add")])
def test_a_file_that_could_not_be_written_is_salvaged_by_the_next_run(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: type, method: str
) -> None:
    db = tmp_path / "archive.db"
    with monkeypatch.context() as patched:
        patched.setattr(owner, method, after(4, getattr(owner, method), out_of_space))
        with pytest.raises(OSError, match="No space"):
            recovered(db, site)
    assert verify(db).faults == 0
    summary = recovered(db, site)
    assert summary.salvaged > 0
    assert summary.known + summary.fetched == ARTICLES
    assert verify(db).faults == 0


def test_damage_in_what_a_killed_run_left_makes_the_run_unhealthy(site: Path, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    recovered(db, site)
    leave_damaged(tmp_path / "warc")
    assert recovered(db, site).unhealthy == "1 record of a killed run could not be read; run `arsip repair`"
    assert recovered(db, site).unhealthy is None
