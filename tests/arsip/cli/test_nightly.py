"""The verb as people and timers start it: real processes, signals, exit statuses, and who is told."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands.nightly import nightly as verb
from arsip.cli.main import main
from arsip.nightly.job import STEPS
from replica.options import Options
from replica.server import Running
from scraper.archive.database import create_or_open
from scraper.maintenance.verify.verification import verify
from tests.arsip.nightly.harness import crawl_here, replica_beside
from tests.arsip.nightly.recorder import recording

ARSIP = [sys.executable, "-m", "arsip"]


@pytest.fixture
def site() -> Iterator[Running]:
    with replica_beside(Options(articles=30)) as running:
        yield running


def command(site: Running, folder: Path, *more: str, delay: str = "0") -> list[str]:
    where = ["--site", site.url, "--db", str(folder / "archive.db"), "--delay", delay, "--min-free", "1M"]
    return [*ARSIP, "nightly", *where, *more]


def nightly(site: Running, folder: Path, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **environment}
    return subprocess.run(command(site, folder, *more), capture_output=True, text=True, check=False, env=environment)


def nightly_here(site: Running, folder: Path, *more: str) -> Result:
    """Run the verb in this process; its crawls are processes of their own."""
    return CliRunner().invoke(main, command(site, folder, *more)[len(ARSIP) :])


def crawled(site: Running, folder: Path) -> None:
    """Archive the site in this process."""
    assert crawl_here(["articles", "--site", site.url, "--db", str(folder / "archive.db")]) == 0


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "archive.db") as db:
        return db.execute(sql).fetchall()


def test_a_night_is_one_line_and_is_told_to_whoever_listens(site: Running, tmp_path: Path) -> None:
    with recording() as recorded:
        secret = f"{recorded.url}/a-secret-uuid"
        hook = secret.replace("http", "json", 1) + "-hook"
        said = '[site]\nphotos = true\n[nightly]\nlog_format = "json"\n[notifications]\nalways = true\n'
        (tmp_path / "arsip.toml").write_text(said)
        night = nightly(site, tmp_path, "--no-photos", ARSIP_PING=secret, ARSIP_NOTIFY=hook)
    assert night.returncode == 0, night.stderr
    assert night.stdout == ""
    assert night.stderr.startswith("nightly run done: 30 new, 0 changed, 0 gone, 0 problems, ")
    assert len(night.stderr.splitlines()) == 1
    paths = [path.partition("?")[0] for _, path, _ in recorded.requests]
    assert paths == ["/a-secret-uuid/start", "/a-secret-uuid-hook", "/a-secret-uuid"]
    log = [json.loads(line) for line in (tmp_path / "logs" / "nightly.log").read_text().splitlines()]
    assert {line["step"] for line in log if "step" in line} == set(STEPS)
    assert any("articles fetched in" in line["message"] for line in log)  # what the crawl itself said
    everything = "".join(path.read_text("utf-8", "replace") for path in tmp_path.rglob("*") if path.is_file())
    assert "a-secret-uuid" not in everything
    assert "arsip_night_exit_status" in (tmp_path / "metrics.prom").read_text()
    assert rows(tmp_path, "select count(*) from runs where kind = 'nightly' and exit_status = 0") == [(1,)]
    crawls = rows(tmp_path, "select arguments from runs where kind like 'crawl%'")
    assert not any(json.loads(arguments).get("photos") for (arguments,) in crawls), "a crawl has read the file itself"


def test_a_failure_is_told_and_its_status_is_the_truth(site: Running, tmp_path: Path) -> None:
    crawled(site, tmp_path)
    site.site.trouble("410")
    with recording() as recorded:
        ping, hook = f"{recorded.url}/uuid", f"{recorded.url}/hook".replace("http", "json", 1)
        night = nightly(site, tmp_path, "--only", "crawl", "--ping", ping, "--notify", hook)
    assert night.returncode in (1, 4)
    assert "nightly run failed" in night.stderr.splitlines()[-1]
    assert "crawl: " in night.stderr.splitlines()[-1]
    assert [path.partition("?")[0] for _, path, _ in recorded.requests] == ["/uuid/start", "/hook", "/uuid/fail"]


@pytest.mark.parametrize(("number", "only"), [(signal.SIGTERM, []), (signal.SIGINT, ["--only", "crawl"])])
def test_a_signal_ends_the_night_and_its_crawl_in_good_order(
    site: Running, tmp_path: Path, number: signal.Signals, only: list[str]
) -> None:
    with subprocess.Popen(command(site, tmp_path, delay="1"), stderr=subprocess.PIPE, text=True) as night:
        deadline = time.monotonic() + 30
        while len([entry for entry in list(site.requests or []) if "/read/" in entry["path"]]) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        second = subprocess.run(
            [*ARSIP, "crawl", "articles", "--site", site.url, "--db", str(tmp_path / "archive.db")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert second.returncode == 6  # a night holds the archive while its crawl runs
        assert f"process {night.pid}" in second.stderr
        listed = CliRunner().invoke(main, ["runs", "--db", str(tmp_path / "archive.db"), "--json"]).stdout
        assert {run["kind"]: run["running"] for run in json.loads(listed)} == {"nightly": True, "crawl articles": True}
        night.send_signal(number)
        _, said = night.communicate(timeout=60)
    assert night.returncode == 5
    assert "interrupted" in said
    ended = rows(tmp_path, "select kind, exit_status from runs where kind in ('nightly', 'crawl articles') order by 1")
    assert ended == [("crawl articles", 5), ("nightly", 5)]
    assert rows(tmp_path, "select count(*) from runs where kind = 'nightly recheck'") == [(0,)]
    assert verify(tmp_path / "archive.db").faults == 0
    log = tmp_path / "logs" / "nightly.log"
    before = len(log.read_text().splitlines())
    again = nightly_here(site, tmp_path, "--log-format", "json", *only)
    assert again.exit_code == 0, again.stderr
    steps = {json.loads(line).get("step") for line in log.read_text().splitlines()[before:]}
    assert steps - {None} == (set(STEPS) if not only else {"crawl"})
    asked = [entry["path"] for entry in list(site.requests or []) if "/read/" in entry["path"]]
    assert len(asked) == len(set(asked)) == 30


def test_what_would_be_fetched_is_told_and_nothing_is_done(site: Running, tmp_path: Path) -> None:
    crawled(site, tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.execute(
            "update frontier set state = 'pending', tries = 2, last_error = 'status 500', next_try = null "
            "where key = (select max(key) from frontier)"
        )
        db.execute("update captures set fetched_at = '2026-01-01T00:00:00.000Z' where outcome = 'article'")
    before, asked = (tmp_path / "archive.db").read_bytes(), len(site.requests or [])
    told = nightly_here(site, tmp_path, "--dry-run", "--recheck-budget", "7")
    assert (told.exit_code, told.stderr) == (0, "")
    assert "About 13 requests" in told.stdout  # 2 lists, 3 robots.txt, 1 that failed, 7 of what is due
    assert "failed 2 times, last: status 500" in told.stdout
    assert "1  failed before" in told.stdout
    assert "at most 7 requests" in told.stdout
    assert (tmp_path / "archive.db").read_bytes() == before
    assert len(site.requests or []) == asked


def test_a_night_that_was_not_missed_is_not_made_up_for(site: Running, tmp_path: Path) -> None:
    assert nightly_here(site, tmp_path, "--if-missed", "--only", "prune").exit_code == 0
    again = nightly_here(site, tmp_path, "--if-missed")
    assert (again.exit_code, "none was missed" in again.stderr) == (0, True)
    assert rows(tmp_path, "select count(*) from runs where kind = 'nightly'") == [(1,)]


def test_the_crawl_of_a_killed_night_ends_too_and_the_next_night_makes_it_whole(site: Running, tmp_path: Path) -> None:
    with subprocess.Popen(command(site, tmp_path, delay="0.4"), stderr=-3) as night:
        while len([entry for entry in list(site.requests or []) if "/read/" in entry["path"]]) < 5:
            time.sleep(0.05)
        night.send_signal(signal.SIGKILL)
    ended = "select exit_status, verdict from runs where kind = 'crawl articles' and exit_status is not null"
    deadline = time.monotonic() + 60
    while not (crawls := rows(tmp_path, ended)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert crawls == [(5, "the nightly run that started this crawl was killed; run the same command to resume")]
    held = nightly_here(site, tmp_path)
    while held.exit_code == 6:  # it has recorded its end, and is about to release the archive
        assert time.monotonic() < deadline
        held = nightly_here(site, tmp_path)
    assert held.exit_code == 0, held.stderr
    asked = [entry["path"] for entry in list(site.requests or []) if "/read/" in entry["path"]]
    assert len(asked) == len(set(asked)) == 30
    assert verify(tmp_path / "archive.db").faults == 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--only", "crawl", "--skip", "crawl"], "both name crawl"),
        (["--min-free", "lots"], "5G or 500M"),
        (["--between", "25"], "22:00-05:00"),
        (["--jitter", "soon"], "30m"),
        (["--ping", "ftp://x"], "invalid URL"),
        (["--notify", "nosuch://x"], "does not understand address 1"),
        (["--site", "https://m.beritajakarta.id"], "--contact"),
        (["--only", "sleep"], "sleep"),
    ],
)
def test_a_bad_option_is_named_and_nothing_is_made(site: Running, tmp_path: Path, more: list[str], said: str) -> None:
    night = nightly_here(site, tmp_path, *more)
    assert night.exit_code == 2
    assert said in night.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[pace]\ndely = 1\n{}", "2: pace.dely: unknown key; did you mean delay?"),
        ("[pace]\ndelay = 22:00\n{}", "2: this is not TOML: "),
        ("{}notify_file = 'notify'\n", "3: notifications.notify_file: "),
        ("[exports]\nfiles = ['feed.json']\n{}", "feed.json is both an export and a feed"),
    ],
    ids=["key", "TOML", "secrets", "feed"],
)
def test_a_job_whose_configuration_is_refused_is_a_failed_run_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "jakarta"
    folder.mkdir()
    create_or_open(folder / "archive.db").close()
    here = "[site]\nurl = 'http://127.0.0.1:1'\n[archive]\ndb = 'jakarta/archive.db'\n"
    for name in ("ping", "notify"):
        (tmp_path / name).touch(mode=0o600)
    (tmp_path / "notify").chmod(0o640)
    with recording() as recorded:
        (tmp_path / "ping").write_text(f"{recorded.url}/uuid\n")
        told = ("json" + recorded.url.removeprefix("http")) + "/n"
        (tmp_path / "arsip.toml").write_text(text.format("[notifications]\nping_file = 'ping'\n") + here)
        done = CliRunner().invoke(main, ["nightly"], env={"ARSIP_NOTIFY": told})
    assert (done.exit_code, said in done.stderr) == (2, True)
    assert done.stderr.count(said) == 1
    log = (folder / "logs" / "nightly.log").read_text()
    assert (log.count("ERROR"), said in log) == (1, True)
    assert (
        'arsip_night_exit_status{archive="' + str(folder / "archive.db") + '"} 2.0'
        in (folder / "metrics.prom").read_text()
    )
    assert [path.partition("?")[0] for _, path, _ in recorded.requests] == ["/n", "/uuid/fail"]
    assert said in recorded.requests[0][2]
    assert said in recorded.requests[1][2]
    assert rows(folder, "SELECT count(*) FROM runs") == [(0,)]


def test_a_ping_that_cannot_be_pinged_is_logged_before_there_is_an_archive(tmp_path: Path) -> None:
    (tmp_path / "arsip.toml").write_text("[site]\nurl = 'http://127.0.0.1:1'\n[notifications]\nping_file = 'ping'\n")
    (tmp_path / "ping").write_text("https://me:SECRET@hc.example/1\n")
    (tmp_path / "ping").chmod(0o600)
    done = CliRunner().invoke(main, ["nightly", "--db", str(tmp_path / "archive.db")])
    log = (tmp_path / "logs" / "nightly.log").read_text()
    assert (done.exit_code, "--ping: invalid URL" in log, "SECRET" in log + done.output) == (2, True, False)


def test_a_dry_run_and_a_schedule_report_no_failed_run(tmp_path: Path) -> None:
    (tmp_path / "arsip.toml").write_text("[notifications]\nping_file = 'gone'\n")
    for words in (["nightly", "--dry-run"], ["schedule", "cron"]):
        done = CliRunner().invoke(main, [*words, "--db", str(tmp_path / "archive.db")])
        assert (done.exit_code, "No such file" in done.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["arsip.toml"]


@pytest.mark.parametrize("option", ["--between", "--min-free", "--delay", "--backup-to", "--contact"])
def test_an_empty_value_is_none(tmp_path: Path, option: str) -> None:
    arguments = ["--db", str(tmp_path / "a.db"), "--site", "http://127.0.0.1:1", "--dry-run", option, ""]
    assert CliRunner().invoke(verb, arguments).exit_code == 0


@pytest.mark.parametrize("content", [None, b""])
def test_a_dry_run_needs_no_archive_and_leaves_none(tmp_path: Path, content: bytes | None) -> None:
    db = tmp_path / "jakarta" / "archive.db"
    if content is not None:
        db.parent.mkdir()
        db.write_bytes(content)
    before = sorted(tmp_path.rglob("*"))
    arguments = ["--db", str(db), "--contact", "you@example.org", "--dry-run"]
    for more, said in (
        ([], "--crawl-budget 500 spreads it over nights"),
        (["--crawl-budget", "9"], "at most 9 by each"),
    ):
        told = CliRunner().invoke(verb, [*arguments, *more])
        assert (told.exit_code, told.stderr) == (0, "")
        assert f"{db}: there is no archive here yet; the first nightly run makes it." in told.stdout
        assert "About 5 requests to https://m.beritajakarta.id" in told.stdout
        assert said in told.stdout
    assert sorted(tmp_path.rglob("*")) == before


def test_a_dry_run_where_no_archive_can_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = CliRunner().invoke(
        verb, ["--db", str(tmp_path / "file" / "a.db"), "--contact", "a@example.org", "--dry-run"]
    )
    assert (told.exit_code, told.stderr) == (
        1, f"Error: {tmp_path}/file/a.db: {tmp_path}/file is not a folder\n",
    )  # fmt: skip
