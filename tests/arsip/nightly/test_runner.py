"""A night against the replica: its steps, what it costs the site, what fails and what goes on all the same."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from arsip.nightly.backup.retention import Retention
from arsip.nightly.forecast import forecast
from arsip.nightly.job import STEPS, Job, NightlyResult, StepResult
from arsip.nightly.runner import NightlyRun
from arsip.nightly.steps import STEP_FUNCTIONS
from replica.clock import JAKARTA
from replica.options import Options
from scraper.archive.database import WrongArchiveError
from scraper.lock import ArchiveLock
from tests.arsip.nightly.harness import Nights, config_at, crawl_here, moved_clock, replica_beside, results_of
from tests.scraper.maintenance.keeping import leave_damaged

BUDGET = 15


ARTICLES = 60
OPTIONS = Options(articles=ARTICLES, template="mobile")


@dataclass(frozen=True)
class FirstNight:
    """A folder in which one nightly run has archived the replica, its result, and the paths that it requested."""

    folder: Path
    result: NightlyResult
    requested: list[str]


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> FirstNight:
    folder = tmp_path_factory.mktemp("first-night")
    with replica_beside(OPTIONS) as site:
        nights = Nights(site, config_at(folder, site.url, recheck_budget=BUDGET))
        result = nights.spend()
        assert result.status == 0
        return FirstNight(folder, result, nights.asked)


@pytest.fixture
def spent(first_night: FirstNight, tmp_path: Path) -> Iterator[Nights]:
    """The same replica again, and a copy of that folder."""
    shutil.copytree(first_night.folder, tmp_path, dirs_exist_ok=True)
    with replica_beside(OPTIONS) as site:
        yield Nights(site, config_at(tmp_path, site.url, recheck_budget=BUDGET))


def rows(spent: Nights, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with sqlite3.connect(spent.config.archive) as db:
        return db.execute(sql, values).fetchall()


def articles_of(asked: list[str]) -> list[str]:
    return [path for path in asked if "/read/" in path]


def test_a_first_night_archives_all_and_makes_every_step(first_night: FirstNight) -> None:
    night, folder = first_night.result, first_night.folder
    assert (night.status, night.message, night.next_command) == (0, "done", None)
    assert tuple(done.step for done in night.steps) == STEPS == tuple(results_of(night))
    assert set(STEP_FUNCTIONS) == set(STEPS)
    assert night.numbers["new"] == night.numbers["archived"] == ARTICLES
    requested = articles_of(first_night.requested)
    assert len(set(requested)) == len(requested) == ARTICLES
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"archive.db", "browse.db", "exports/articles.jsonl.gz", "exports/articles-links.csv.gz"} <= made
    assert len([name for name in made if name.startswith("reports/nightly-")]) == 1


def test_a_night_with_nothing_new_costs_fewer_than_ten_requests_and_the_recheck_budget(spent: Nights) -> None:
    night = spent.spend()
    assert night.status == 0
    assert not articles_of(spent.asked)
    assert 0 < len(spent.asked) < 10


def test_what_is_due_again_is_asked_for_within_the_budget(spent: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    with moved_clock(monkeypatch, datetime.now(JAKARTA) + timedelta(days=200)):
        night = spent.spend()
    assert night.status in (0, 3)  # the replica stands still, and has been silent for long
    assert len(spent.asked) < 10 + BUDGET
    assert 0 < len(articles_of(spent.asked)) <= BUDGET


def test_a_night_with_new_articles_costs_one_request_each_and_ten_at_most(spent: Nights) -> None:
    spent.site.site.clock.advance(days=2)
    night = spent.spend(without=("recheck",))
    new = night.numbers["new"]
    assert new > 20
    assert len(spent.asked) <= new + 10


def test_each_step_leaves_its_row_and_its_seconds(spent: Nights) -> None:
    night = spent.spend()
    (kept,) = rows(spent, "select exit_status, verdict, counts from runs where run = ?", night.run)
    assert kept[:2] == (0, "done")
    assert [step["step"] for step in json.loads(kept[2])["steps"]] == list(STEPS)
    for done in night.steps:
        (kind, status, counts) = rows(spent, "select kind, exit_status, counts from runs where run = ?", done.run)[0]
        assert (kind, status) == (f"nightly {done.step}", 0)
        assert json.loads(counts)["night"] == night.run
        assert json.loads(counts)["seconds"] == done.seconds
    crawls = rows(spent, "select count(*) from runs where kind like 'crawl %' and started_at >= ?", night.started_at)
    assert crawls == [(2,)]


def test_the_configuration_says_what_is_exported_and_which_backups_stay(spent: Nights) -> None:
    folder = spent.config.folder
    assert len(list((folder / "backups").glob("*.json"))) == 1
    night = spent.spend(
        "backup", "export", "prune", exports=("lean.csv",), feeds=("new.json",), keep=Retention(1, 0, 0)
    )
    assert night.status == 0
    assert results_of(night)["export"][1] == f"{ARTICLES} articles in lean.csv, lean-links.csv, new.json"
    assert night.numbers["pruned_backups"] == 1
    assert len(list((folder / "backups").glob("*.json"))) == 1
    night = spent.spend("export", exports=(), feeds=())
    assert results_of(night)["export"] == (0, "the configuration names no file")


def test_a_step_that_fails_does_not_stop_the_others_and_is_named(spent: Nights) -> None:
    exports = spent.config.folder / "exports"
    for file in exports.iterdir():
        file.unlink()
    exports.rmdir()
    exports.write_text("in the way")
    night = spent.spend()
    assert {step: status for step, (status, _) in results_of(night).items() if status} == {"export": 1}
    assert tuple(results_of(night)) == STEPS
    assert night.status == 1
    assert night.message.startswith(f"export: {exports}: ")
    assert night.next_command is not None
    assert "--only export" in night.next_command
    assert rows(spent, "select exit_status from runs where run = ?", night.run) == [(1,)]


def test_a_bug_in_a_step_is_told_in_a_line_and_ends_only_that_step(
    spent: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(job: Job) -> StepResult:
        raise RuntimeError(f"no such\nthing in {job.run}")

    monkeypatch.setitem(STEP_FUNCTIONS, "verify", broken)
    night = spent.spend("verify", "publish")
    assert results_of(night)["verify"] == (1, f"no such thing in {night.run}")
    assert results_of(night)["publish"][0] == 0


def test_only_the_steps_that_are_named_are_made_in_their_order(spent: Nights) -> None:
    assert tuple(results_of(spent.spend("verify", "salvage"))) == ("salvage", "verify")
    assert spent.asked == []
    assert "export" not in results_of(spent.spend(without=("export",)))


@pytest.mark.parametrize("kind", ["500", "reset"])
def test_a_site_that_is_down_is_left_alone_and_the_archive_is_still_cared_for(spent: Nights, kind: str) -> None:
    spent.site.site.trouble(kind)
    night = spent.spend()
    steps = results_of(night)
    assert night.status in (1, 4)
    assert {step for step, (status, _) in steps.items() if status} == {"crawl"}
    assert "not done" in steps["recheck"][1]
    assert steps["verify"][0] == steps["backup"][0] == 0
    assert tuple(steps) == STEPS
    assert rows(spent, "select count(*) from articles where status <> 'live'") == [(0,)]


def test_too_little_space_stops_it_before_it_begins(tmp_path: Path) -> None:
    config = config_at(tmp_path / "new", "http://127.0.0.1:9")
    config = replace(config, crawl=replace(config.crawl, min_free=1 << 60))
    night = NightlyRun(config, STEPS, crawl_here).execute()
    assert (night.status, [done.step for done in night.steps]) == (1, ["space"])
    assert "GB are free" in night.message
    assert not (tmp_path / "new").exists()


def test_another_run_that_holds_the_archive_is_not_disturbed(spent: Nights) -> None:
    lock = ArchiveLock(spent.config.archive, started_at="2026-10-08T00:00:00.000Z")
    try:
        night = spent.spend()
    finally:
        lock.release()
    assert night.status == 6
    assert "since 2026-10-08 07:00, Jakarta's time" in night.message
    assert spent.asked == []


def test_an_archive_that_cannot_be_opened_is_told_with_what_mends_it(spent: Nights) -> None:
    for beside in spent.config.folder.glob("archive.db-*"):
        beside.unlink()
    with spent.config.archive.open("r+b") as file:
        file.write(b"\0" * 4096)
    night = spent.spend()
    assert night.status == 1
    assert night.next_command == f"arsip repair --db {spent.config.archive}"
    assert "\n" not in night.message


def test_damage_in_what_a_killed_run_left_is_told_with_what_mends_it(spent: Nights) -> None:
    leave_damaged(spent.config.folder / "warc")
    night = spent.spend("salvage")
    assert results_of(night)["salvage"] == (
        3,
        "no captures left to ingest; 1 record of a killed run could not be read; run `arsip repair`",
    )
    assert night.next_command == f"arsip repair --db {spent.config.archive}"


def test_an_interruption_ends_the_night_at_that_step(spent: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Job) -> StepResult:
        raise KeyboardInterrupt

    monkeypatch.setitem(STEP_FUNCTIONS, "recheck", interrupted)
    night = spent.spend()
    assert night.status == 5
    assert tuple(results_of(night)) == ("salvage", "crawl", "recheck")
    assert rows(spent, "select exit_status from runs where run = ?", night.run) == [(5,)]


def test_an_archive_that_sees_nothing_new_any_more_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        replica_beside(Options(articles=ARTICLES, per_day=2)) as site,
        moved_clock(monkeypatch, site.site.clock.now()) as move,
    ):
        spent = Nights(site, config_at(tmp_path, site.url))
        assert spent.spend("crawl", "health").status == 0
        move(timedelta(days=2))
        assert spent.spend("crawl", "health").status == 0
        move(timedelta(days=30))
        night = spent.spend("crawl", "health")
    assert night.status == 3
    assert "no new Indonesian article since 2026-10-08" in night.message
    assert night.next_command is not None


def test_what_could_not_be_read_is_read_again_without_asking_the_site(spent: Nights) -> None:
    spent.site.site.clock.advance(days=1)
    spent.site.site.trouble("other", path="/read/", times=2)
    assert spent.spend("crawl").numbers["problems"] == 2
    night = spent.spend("reread")
    assert (night.status, night.numbers["reread"], night.numbers["mended"]) == (0, 2, 0)
    assert spent.asked == []


def test_another_sites_archive_is_named_in_the_verdict(spent: Nights) -> None:
    night = spent.spend("crawl", "health", site="https://m.beritajakarta.id")
    assert night.status == 2
    assert "crawl: " in night.message
    assert "archive.db: this is an archive of replica, not of beritajakarta.id; name another one" in night.message
    assert spent.asked == []
    with pytest.raises(WrongArchiveError, match="this is an archive of replica"):
        list(forecast(replace(spent.config, site="https://m.beritajakarta.id")))


def test_the_next_command_is_that_of_the_crawl_rather_than_of_a_step_after_it() -> None:
    steps = (
        StepResult(step="crawl", message="wrong site", status=2, next_command="arsip nightly --help"),
        StepResult(step="watches", message="nobody to notify", status=1, next_command="arsip watch list"),
    )
    night = NightlyResult(run="1", archive="a.db", started_at="2026-10-01T03Z", ended_at="2026-10-01T04Z", steps=steps)
    assert (night.status, night.next_command) == (2, "arsip nightly --help")


def test_a_fetch_of_a_crawl_that_cannot_begin_says_so(spent: Nights) -> None:
    spent.crawl = lambda _: -9
    night = spent.spend("crawl", "recheck", "verify")
    assert results_of(night)["crawl"] == (1, "it was killed by signal 9; see the log")
    assert results_of(night)["recheck"][0] == 0
