"""What a kill, a power cut, a full disk and Ctrl-C leave behind, and how the next run goes on."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scraper.archive.database import Database, create_or_open, open_to_read
from scraper.archive.schema.tables import RECORD_TABLES
from scraper.archive.writer import Writer
from scraper.maintenance.ingest import ingest_files
from scraper.warc.writer import OPEN
from tests.arsip.nightly.harness import crawl_here
from tests.conftest import Crawl, Serve
from tests.scraper.archive.making import record_rows

ARSIP = [sys.executable, "-m", "arsip"]
ARTICLES = 60


@contextmanager
def serving(articles: int) -> Iterator[str]:
    """A frozen replica in a process of its own."""
    command = [*ARSIP, "replica", "--articles", str(articles), "--port", "0", "--frozen"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        yield "http://" + line.split("http://")[1].split("/")[0]
        server.terminate()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving(ARTICLES) as url:
        yield url


@contextmanager
def crawling(
    site: str, folder: Path, *more: str, limit: Callable[[], None] | None = None
) -> Iterator[subprocess.Popen[str]]:
    command = [*ARSIP, "crawl", "articles", "--site", site, "--db", str(folder / "archive.db"), "--delay", "0", *more]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,  # noqa: PLW1509 - one system call, before any thread
    ) as process:
        yield process


def crawl_whole(site: str, folder: Path, *more: str) -> int:
    """Crawl in this process, where nothing is done to the crawl; return its exit status."""
    return crawl_here(["articles", "--site", site, "--db", str(folder / "archive.db"), *more])


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 30
    while not condition() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)


def warc_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("warc/*"))


def said(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What an archive says, but for which captures say it, when, and through which port."""
    db = open_to_read(path)
    told = "lang, id, slug, url, title, photo_alt, photo_credit, date, published_at, reporter, editor, translator"
    kept = "category, quote, body, views, template, content_hash, version, status"
    return {
        "articles": db.execute(f"select {told}, {kept} from articles order by key").fetchall(),
        "links": db.execute(
            "select from_key, kind, position, to_key, title, views from links order by 1, 2, 3"
        ).fetchall(),
        "bylines": record_rows(db, "bylines"),
        "texts": db.execute("select content_hash, text_hash from texts order by 1").fetchall(),
        "problems": record_rows(db, "problems"),
    }


def rebuilt(folder: Path, target: Path) -> Database:
    """Make a new archive of nothing but the WARC files."""
    db = create_or_open(target)
    ingest_files(Writer(db, sync=lambda: None), sorted(folder.glob("warc/*")))
    return db


async def test_the_warc_files_alone_give_the_same_archive_row_for_row(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=80, missing="home", wrong_slug="redirect") as running:
        await crawl(running.url, limit=30)
        running.site.clock.advance(days=2)
        await crawl(running.url)
    live = open_to_read(tmp_path / "archive.db")
    again = rebuilt(tmp_path, tmp_path / "again" / "archive.db")
    for table in RECORD_TABLES:
        assert record_rows(again, table) == record_rows(live, table), table
    assert len(record_rows(live, "articles")) > 80
    assert len({warc for (warc,) in live.execute("select warc from captures")}) == 2
    again.close()


def test_kills_lose_nothing_and_fetch_nothing_again(site: str, tmp_path: Path) -> None:
    kill_and_compare(site, tmp_path, articles=ARTICLES, kills=3)


@pytest.mark.soak
def test_twenty_kills_of_a_crawl_of_two_thousand_articles_lose_nothing(tmp_path: Path) -> None:
    with serving(2_000) as url:
        kill_and_compare(url, tmp_path, articles=2_000, kills=20)


def kill_and_compare(site: str, folder: Path, *, articles: int, kills: int) -> None:
    """Kill a crawl again and again, each time after some more bytes, and hold its end against an unbroken crawl's."""
    whole, broken = folder / "whole", folder / "broken"
    with crawling(site, whole) as process:
        assert process.wait(120) == 0
    share = warc_bytes(whole) // (kills + 1)
    dice = random.Random(7)
    for _ in range(kills):
        had = warc_bytes(broken)
        more = dice.randrange(share // 8, share)
        with crawling(site, broken) as process:
            wait_for(lambda aim=had + more: warc_bytes(broken) >= aim, process)
            process.send_signal(signal.SIGKILL)
            process.wait()
    assert list(broken.glob(f"warc/*{OPEN}"))
    with crawling(site, broken) as process:
        assert process.wait(120) == 0
    assert said(broken / "archive.db") == said(whole / "archive.db")
    db = open_to_read(broken / "archive.db")
    assert db.execute("select count(*) from articles").fetchone() == (articles,)
    assert (
        db.execute("select url from captures where outcome = 'article' group by url having count(*) > 1").fetchall()
        == []
    )
    assert not list(broken.glob(f"warc/*{OPEN}"))
    assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    again = rebuilt(broken, folder / "again" / "archive.db")
    for table in RECORD_TABLES:
        assert record_rows(again, table) == record_rows(db, table), table
    again.close()


@pytest.mark.parametrize("seed", range(4))
async def test_a_power_cut_is_made_good_from_what_reached_the_disk(
    replica: Serve, crawl: Crawl, tmp_path: Path, seed: int
) -> None:
    """The WARC file is cut at any byte, and the database falls back to an earlier commit."""
    async with replica(articles=80) as running:
        await crawl(running.url, limit=20)
        earlier = create_or_open(tmp_path / "archive.db")
        earlier.execute(f"vacuum into '{tmp_path / 'earlier.db'}'")
        earlier.close()
        await crawl(running.url, limit=30)
        last = max(tmp_path.glob("warc/*"))
        for name in ("archive.db", "archive.db-wal", "archive.db-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        shutil.move(tmp_path / "earlier.db", tmp_path / "archive.db")
        last = last.rename(last.with_name(last.name + OPEN))
        os.truncate(last, random.Random(seed).randrange(last.stat().st_size))
        run = await crawl(running.url)
        site = running.site
        everything = site.count("id") + site.count("en")
    assert run.exit_status == 0
    db = open_to_read(tmp_path / "archive.db")
    assert db.execute("select count(*) from articles").fetchone() == (everything,)
    assert not list(tmp_path.glob(f"warc/*{OPEN}"))
    assert (
        db.execute("select url from captures where outcome = 'article' group by url having count(*) > 1").fetchall()
        == []
    )
    again = rebuilt(tmp_path, tmp_path / "again" / "archive.db")
    for table in RECORD_TABLES:
        assert record_rows(again, table) == record_rows(db, table), table
    again.close()


def test_a_full_disk_ends_the_run_with_a_line_and_the_next_goes_on(site: str, tmp_path: Path) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_200_000, 1_200_000))

    with crawling(site, tmp_path, "--quiet", limit=small_files) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert ("could not be written" in err) or ("could not be read or written" in err)
    assert "Traceback" not in err + out
    assert crawl_whole(site, tmp_path) == 0
    db = open_to_read(tmp_path / "archive.db")
    assert db.execute("select count(*) from articles").fetchone() == (ARTICLES,)
    assert (
        db.execute("select url from captures where outcome = 'article' group by url having count(*) > 1").fetchall()
        == []
    )


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_says_that_it_can_be_resumed_and_it_can(site: str, tmp_path: Path, times: int) -> None:
    with crawling(site, tmp_path, "--delay", "0.02") as process:
        wait_for(lambda: warc_bytes(tmp_path) > 60_000, process)
        for _ in range(times):
            process.send_signal(signal.SIGINT)
            time.sleep(0.05)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 5
    assert "Traceback" not in err + out
    assert crawl_whole(site, tmp_path) == 0
    db = open_to_read(tmp_path / "archive.db")
    assert db.execute("select count(*) from articles").fetchone() == (ARTICLES,)


def test_a_second_run_is_refused_and_told_who_holds_the_archive(site: str, tmp_path: Path) -> None:
    with crawling(site, tmp_path, "--delay", "0.3") as first:
        wait_for(lambda: warc_bytes(tmp_path) > 30_000, first)
        with crawling(site, tmp_path) as second:
            _, err = second.communicate(timeout=30)
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=60)
    assert second.returncode == 6
    assert len(err.strip().splitlines()) == 1
    assert f"process {first.pid}" in err
    assert "since 20" in err
    assert crawl_whole(site, tmp_path) == 0


def test_another_name_for_the_archive_is_the_same_archive(site: str, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "archive.db").symlink_to(tmp_path / "real" / "archive.db")
    with crawling(site, tmp_path / "real", "--delay", "0.3") as first:
        wait_for(lambda: warc_bytes(tmp_path / "real") > 30_000, first)
        with crawling(site, tmp_path) as second:
            second.communicate(timeout=30)
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=60)
    assert second.returncode == 6
    assert first.returncode == 5


def test_a_copy_of_the_archive_leaves_the_open_file_of_the_first_alone(site: str, tmp_path: Path) -> None:
    assert crawl_whole(site, tmp_path, "--limit", "5") == 0
    shutil.copy(tmp_path / "archive.db", tmp_path / "copy.db")
    with crawling(site, tmp_path, "--delay", "0.3") as first:
        wait_for(lambda: bool(list(tmp_path.glob(f"warc/*{OPEN}"))), first)
        with crawling(site, tmp_path, "--db", str(tmp_path / "copy.db"), "--limit", "3") as second:
            second.communicate(timeout=30)
        assert len(list(tmp_path.glob(f"warc/*{OPEN}"))) == 1
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=60)
    assert (first.returncode, second.returncode) == (5, 0)


def test_plain_scrapy_does_the_same_work_into_the_same_archive(site: str, tmp_path: Path) -> None:
    environment = {**os.environ, "ARSIP_DB": str(tmp_path / "archive.db"), "SCRAPY_SETTINGS_MODULE": "scraper.settings"}
    command = [sys.executable, "-m", "scrapy", "crawl", "articles", "-a", f"site={site}", "-s", "ARSIP_DELAY=0"]
    out = tmp_path / "out.jsonl"
    done = subprocess.run(
        [*command, "-O", str(out)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    assert len(out.read_text().splitlines()) == ARTICLES
    with crawling(site, tmp_path) as process:
        summary, _ = process.communicate(timeout=60)
    assert summary.startswith("0 articles fetched")
