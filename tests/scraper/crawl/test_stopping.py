"""How a crawl ends or holds back that would wait too long, or take too much of the disk or of the memory."""

import asyncio
import gc
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from replica.options import Options
from scraper.archive.database import open_to_read
from scraper.archive.runs import crawls_since
from scraper.crawl import run, session
from scraper.crawl.middlewares import in_flight, pace
from scraper.exit_codes import CannotRun
from scraper.warc.exchange import Exchange
from tests.arsip.nightly.harness import replica_beside
from tests.conftest import Crawl, Serve

ARSIP = [sys.executable, "-m", "arsip"]


@pytest.mark.parametrize(
    ("options", "words", "least"),
    [
        ({"crawl_delay": 1e9}, "11,574 days (Crawl-delay)", 1),
        ({"crawl_delay": 5400}, "90 minutes (Crawl-delay)", 1),
        ({"retry_after": 10**9}, "11,574 days (Retry-After)", 2),
    ],
)
async def test_a_site_that_asks_for_more_patience_than_there_is_ends_the_run(
    replica: Serve, crawl: Crawl, options: dict[str, Any], words: str, least: int
) -> None:
    async with replica(**options) as running:
        if "retry_after" in options:
            running.site.trouble("429", path="/berita")
        ended = await asyncio.wait_for(crawl(running.url, settings={"CONCURRENT_REQUESTS": 1}), 30)
        assert running.requests is not None
        assert least <= len(running.requests) <= 2  # nothing was asked for after the wish was known
    assert ended.exit_status == 4
    assert f"the site asks to wait {words}, and a crawl waits 1 hour at most" in (ended.verdict or "")


async def test_a_longer_patience_is_one_setting_away(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=20, crawl_delay=0.3) as running:
        assert (await crawl(running.url, settings={"ARSIP_LONGEST_WAIT": 0.2}, limit=1)).exit_status == 4
        assert (await crawl(running.url, settings={"ARSIP_LONGEST_WAIT": 0.4}, limit=1)).exit_status == 0


@pytest.mark.parametrize("seconds", [float("nan"), -5.0, 0.0])
def test_a_crawl_delay_that_is_none_changes_nothing(seconds: float) -> None:
    paced = pace.Pace(1, jitter=lambda: 0)
    paced.started(10.0)
    paced.asked_for_delay(seconds)
    assert paced.wait(10.0) == 1
    paced.asked_for_delay(float("inf"))
    assert paced.asked(10.0) == (pace.LONGEST_ASKED, "Crawl-delay")


def test_a_wait_is_told_of_at_once_and_then_ever_more_rarely(caplog: pytest.LogCaptureFixture) -> None:
    waiting = pace.WaitLog()
    waiting.record(999.0, pace.NOTABLE_WAIT - 1, "short")
    for second in range(1000, 1000 + 3600):
        waiting.record(float(second), 4600.0 - second, "the site asks for it (Retry-After)")
    said = [record.getMessage() for record in caplog.records]
    assert said[0] == "waiting 1 hour: the site asks for it (Retry-After)"
    assert len(said) == 6  # after 0, 1, 3, 7, 15 and 31 minutes


async def test_an_answer_that_does_not_come_is_not_waited_for_when_the_run_ends(
    replica: Serve, crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "GRACE_SECONDS", 0.2)
    monkeypatch.setattr(run, "FLUSH_SECONDS", 0.1)
    async with replica() as running:
        assert (await crawl(running.url, limit=5)).exit_status == 0
        running.site.trouble("hang", path="/read/", every=2)
        running.site.trouble("500", path="/read/")
        began = time.monotonic()
        ended = await crawl(running.url, settings={"ARSIP_BREAKER": 3, "DOWNLOAD_TIMEOUT": 60})
    assert ended.exit_status == 4
    assert time.monotonic() - began < 40  # and not until the time-out
    assert open_to_read(tmp_path / "archive.db").execute("select count(*) from articles").fetchone() == (5,)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with replica_beside(Options(articles=30)) as running:
        yield running.url


def started(site: str, folder: Path, verb: str, *more: str) -> "subprocess.Popen[str]":
    command = [*ARSIP, *verb.split(), "--site", site, "--db", str(folder / "archive.db"), "--delay", "0", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_signal_while_the_window_is_waited_for_interrupts(site: str, tmp_path: Path) -> None:
    hour = (time.gmtime().tm_hour + 7 + 3) % 24  # three hours from now in Jakarta
    with started(site, tmp_path, "crawl articles", "--between", f"{hour}:00-{(hour + 1) % 24}:00") as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        while said and "waiting" not in said:
            said = process.stderr.readline()
        assert "the hours of --between have not begun" in said
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 5
    assert "interrupted; run the same command to resume" in err
    assert "window has closed" not in err


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc says which signals a process handles")
def test_a_signal_as_soon_as_it_is_handled_interrupts(site: str, tmp_path: Path) -> None:
    with started(site, tmp_path, "crawl articles") as process:
        while not handles(process.pid, signal.SIGTERM):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 5, err
    assert "interrupted; run the same command to resume" in err


def handles(pid: int, number: int) -> bool:
    """Whether a process has a handler for a signal."""
    caught = re.search(r"^SigCgt:\s*(\w+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (number - 1) & 1)


async def test_a_crawl_keeps_the_floor_of_free_disk(
    replica: Serve, crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with replica() as running:
        with pytest.raises(CannotRun, match=r"but 1,152,921,504\.6 GB must be free: make room, or lower") as refused:
            await crawl(running.url, settings={"ARSIP_MIN_FREE": 1 << 60})
        assert refused.value.exit_status == 1
        assert not (tmp_path / "archive.db").exists()
        looks = 0

        def fuller(*_: object) -> str | None:
            nonlocal looks
            looks += 1
            return "0.0 GB are free" if looks > 4 else None

        monkeypatch.setattr(session, "disk_shortage", fuller)
        monkeypatch.setattr(run, "FLUSH_SECONDS", 0.02)
        ended = await crawl(running.url)
        assert (ended.exit_status, (ended.verdict or "")[:15]) == (1, "0.0 GB are free")
        monkeypatch.undo()
        assert (await crawl(running.url)).exit_status == 0
        everything = running.site.count("id") + running.site.count("en")
    db = open_to_read(tmp_path / "archive.db")
    assert db.execute("select count(*) from articles").fetchone() == (everything,)
    assert [each.reason for each in crawls_since(db, "2000")] == ["finished", "disk-low"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 3 MB at `tmp_path`."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", tmp_path]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


def fill(folder: Path) -> None:
    with (folder / "filling").open("wb", 0) as file, suppress(OSError):
        while True:
            file.write(bytes(1024))


async def test_a_disk_that_takes_nothing_more_is_one_line(site: str, crawl: Crawl, small_disk: Path) -> None:
    assert (await crawl(site, limit=5)).exit_status == 0
    fill(small_disk)
    refused(site, small_disk, "No space left on device", nightly_lines=3)  # it tells of its log and metrics, too
    remount = await asyncio.create_subprocess_exec("mount", "-o", "remount,ro", small_disk)
    assert await remount.wait() == 0
    refused(site, small_disk, "Read-only file system", nightly_lines=1)


def refused(site: str, folder: Path, why: str, *, nightly_lines: int) -> None:
    for verb, lines in (("crawl articles", 1), ("nightly", nightly_lines)):
        with started(site, folder, verb, "--min-free", "0") as process:
            out, err = process.communicate(timeout=60)
        assert process.returncode == 1, err
        assert "Traceback" not in err + out
        assert why in err
        assert len(err.splitlines()) <= lines, err


async def test_no_more_bodies_are_held_than_are_under_way(
    replica: Serve, crawl: Crawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    answered = run.Run.record

    def watched(self: run.Run, *given: Any) -> None:
        held.append(sum(isinstance(each, Exchange) for each in gc.get_objects()))
        answered(self, *given)

    monkeypatch.setattr(run.Run, "record", watched)
    gc.freeze()  # what is there before is not looked through again for each answer
    try:
        async with replica(articles=40) as running:
            assert (await crawl(running.url, settings={"CONCURRENT_REQUESTS": 2})).exit_status == 0
    finally:
        gc.unfreeze()
    assert len(held) > 40
    assert max(held) - held[0] <= 4


async def test_answers_that_are_too_large_together_come_one_at_a_time(
    replica: Serve, crawl: Crawl, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(in_flight, "MAX_BYTES", 2_000)
    async with replica(articles=40) as running:
        ended = await crawl(running.url)
        everything = running.site.count("id") + running.site.count("en")
    assert ended.exit_status == 0
    assert (ended.writer.tally.articles, ended.writer.tally.failures) == (everything, 0)
    assert caplog.text.count("makes one request at a time") == 1
