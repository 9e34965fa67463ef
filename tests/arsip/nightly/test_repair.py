"""What is damaged is rebuilt from backups and WARC files, and what is lost is fetched again."""

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from arsip.cli.main import main
from arsip.cli.site import site_of_pages
from arsip.nightly.backup.creation import back_up
from arsip.nightly.repair import Repaired, repair
from replica.options import Options
from scraper.archive.captures import note_imported
from scraper.archive.database import ArchiveError, WrongArchiveError, archive_id, create_or_open, open_to_read
from scraper.archive.runs import NewRun, begin
from scraper.archive.schema.tables import PAGE_SIZE, RECORD_TABLES, WORKING_TABLES
from scraper.exit_codes import CannotRun
from scraper.maintenance.verify.verification import verify
from tests.arsip.nightly.harness import Nights, config_at, replica_beside
from tests.conftest import examples
from tests.scraper.archive.making import record_rows

pytestmark = pytest.mark.usefixtures("parse_once")

NOW = datetime(2026, 11, 24, 19, 17, 2, tzinfo=UTC)


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(open_to_read(path)) as db:
        return {table: sorted(record_rows(db, table)) for table in RECORD_TABLES}


def identity_of(path: Path) -> str:
    with closing(open_to_read(path)) as db:
        return archive_id(db)


def texts(path: Path) -> set[tuple[Any, ...]]:
    return set(rows(path)["texts"])


def repaired(archive: Path, *, backups: str | None = None) -> Repaired:
    return repair(archive, site_of_pages(), backups=backups, now=NOW)


def ruin_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\0" * 64)


def ruin_pages(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(PAGE_SIZE * (path.stat().st_size // PAGE_SIZE // 2))
        file.write(random.Random(5).randbytes(2 * PAGE_SIZE))


def cut_off(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 2 // 3)


def lose(path: Path) -> None:
    path.unlink()


def edit_rows(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update articles set views = views + 1, reporter = 'Orang Lain'")
        db.execute("delete from links")


@pytest.mark.parametrize("ruin", [ruin_header, ruin_pages, cut_off, lose, edit_rows])
def test_a_damaged_database_is_rebuilt_and_kept(archive: Path, ruin: Callable[[Path], None]) -> None:
    before, identity = rows(archive), identity_of(archive)
    create_or_open(archive).close()
    ruin(archive)
    done = repaired(archive)
    assert done.is_sound
    assert rows(archive) == before
    assert identity_of(archive) == identity
    if ruin not in (lose, edit_rows):
        assert done.damaged is not None
        assert done.damaged.exists()


def begin_run(path: Path) -> None:
    with closing(create_or_open(path)) as db:
        values = {"run": "r" * 36, "kind": "crawl articles", "arguments": "{}", "site": "s", "user_agent": "u"}
        begin(db, NewRun(**values, robots="obey", pid=1, started_at="2026-11-24T00:00:00.000Z"))


def working_rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(open_to_read(path)) as db:
        tables = {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in WORKING_TABLES}
        meta = db.execute("SELECT name, value FROM meta").fetchall()
    return {table: sorted(found, key=repr) for table, found in (tables | {"meta": meta}).items()}


def ruin_index(path: Path) -> None:
    ruin_table(path, "captures_by_key")


def ruin_schema_fact(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE meta SET value = 'x' WHERE name = 'schema'")


def ruin_id(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE meta SET value = 'bukan' WHERE name = 'archive'")


def add_trigger(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TRIGGER mine AFTER INSERT ON runs BEGIN SELECT 1; END")


@pytest.mark.parametrize("ruin", [ruin_index, ruin_schema_fact, ruin_id, add_trigger])
def test_where_every_table_can_be_read_nothing_is_lost(archive: Path, ruin: Callable[[Path], None]) -> None:
    begin_run(archive)
    before, working = rows(archive), working_rows(archive)
    assert working["frontier"]
    assert working["runs"]
    ruin(archive)
    done = repaired(archive)
    assert (done.is_sound, done.recovered) == (True, True)
    assert (rows(archive), working_rows(archive)) == (before, working)


def test_a_damaged_record_table_leaves_runs_frontier_and_imported_files(archive: Path) -> None:
    begin_run(archive)
    with closing(create_or_open(archive)) as db:
        note_imported(db, ["lain.warc.gz"])
    before, working = rows(archive), working_rows(archive)
    ruin_table(archive, "texts")
    done = repaired(archive)
    assert (done.is_sound, done.recovered) == (True, False)
    assert rows(archive) == before
    after = working_rows(archive)
    assert after["runs"] == working["runs"]
    assert after["walks"] == working["walks"]
    assert {row[0] for row in after["frontier"]} == {row[0] for row in working["frontier"]}
    assert dict(working["meta"]).items() <= dict(after["meta"]).items()


def test_a_damaged_working_table_is_named_and_costs_no_other(archive: Path, tmp_path: Path) -> None:
    begin_run(archive)
    back_up(archive, str(tmp_path / "backups"), now=NOW)
    with closing(create_or_open(archive)) as db:
        db.execute("UPDATE frontier SET tries = 7")  # after the backup
        db.conn.commit()
    before, working = rows(archive), working_rows(archive)
    ruin_table(archive, "runs")
    result = CliRunner().invoke(
        main, ["repair", "--db", str(archive), "--workers", "1", "--backups", str(tmp_path / "backups")]
    )
    assert "Recovered from it: all records, frontier, list positions. Lost with it: runs." in result.stdout
    assert "No fault is left." in result.stdout
    assert rows(archive) == before
    after = working_rows(archive)
    assert (after["frontier"], after["walks"], after["runs"]) == (working["frontier"], working["walks"], [])


def ruin_table(path: Path, table: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(PAGE_SIZE * (page - 1))
        file.write(b"\xff" * PAGE_SIZE)


def test_a_sound_archive_is_left_as_it_is(archive: Path) -> None:
    before = archive.read_bytes()
    done = repaired(archive)
    assert (done.is_sound, done.before, done.rebuilt, done.damaged) == (True, 0, None, None)
    assert archive.read_bytes() == before


def test_lost_and_damaged_warc_files_come_back_from_a_backup(archive: Path, tmp_path: Path) -> None:
    back_up(archive, str(tmp_path / "backups"), now=NOW)
    before = rows(archive)
    lost, damaged, *_ = sorted((archive.parent / "warc").iterdir())
    lost.unlink()
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 0xFF
    damaged.write_bytes(data)
    done = repaired(archive, backups=str(tmp_path / "backups"))
    assert sorted(done.put_back) == sorted([lost.name, damaged.name])
    assert done.is_sound
    assert rows(archive) == before


def test_a_backup_that_cannot_be_read_is_told_and_does_not_stop_the_rest(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "archive-20261120T000000Z.json").write_text("{}")
    edit_rows(archive)
    done = repaired(archive, backups=str(tmp_path / "backups"))
    assert done.is_sound
    assert "not the manifest" in done.not_put_back[0]


@pytest.fixture
def crawled(tmp_path: Path) -> Iterator[Nights]:
    with replica_beside(Options(articles=30)) as site:
        nights = Nights(site, config_at(tmp_path, site.url))
        assert nights.spend("crawl").status == 0
        yield nights


def test_what_no_record_has_any_more_is_kept_and_fetched_again(crawled: Nights) -> None:
    archive = crawled.config.archive
    before = texts(archive)
    for path in (crawled.config.folder / "warc").iterdir():
        path.unlink()
    assert crawled.spend("crawl").status == 0  # a few lists, in a file of its own
    done = repaired(archive)
    assert len(done.to_fetch) == 30
    assert done.kept > 30
    assert texts(archive) == before
    night = crawled.spend("retry")
    assert night.status == 0
    assert len([path for path in crawled.asked if "/read/" in path]) == 30
    again = repaired(archive)
    assert again.to_fetch == []
    with closing(sqlite3.connect(archive)) as db:
        held = db.execute(
            "select count(*) from articles a join captures c using (capture) where c.warc like '%'"
        ).fetchone()
        assert held == (30,)
        kept = {name for (name,) in db.execute("select c.warc from articles a join captures c using (capture)")}
        repeated = db.execute(
            "select count(*) from captures where revisit_of is not null and key is not null"
        ).fetchone()
    assert all((crawled.config.folder / "warc" / name).exists() for name in kept)
    assert repeated == (0,)  # a page that was lost is not kept as the repetition of itself


@examples(12, phases=[Phase.generate, Phase.reuse], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_whatever_bits_are_flipped_no_text_is_lost_that_either_still_has(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, dice: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("flipped")
    shutil.copytree(whole, folder / "site")
    archive = folder / "site" / "archive.db"
    before = texts(archive)
    data = bytearray(archive.read_bytes())
    for _ in range(dice.choice((1, 20, 400))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    archive.write_bytes(data)
    done = repaired(archive)
    assert done.after is not None
    assert [fault for check in done.after.checks for fault in check.faults] == []
    assert texts(archive) == before
    shutil.rmtree(folder)


def test_a_damaged_database_comes_from_the_newest_good_backup(archive: Path, tmp_path: Path) -> None:
    place = tmp_path / "backups"
    with closing(sqlite3.connect(archive)) as db, db:
        db.execute("insert into meta values ('only', 'in the database')")
    back_up(archive, str(place), now=NOW - timedelta(days=1))
    back_up(archive, str(place), now=NOW)
    (place / "archive-20261124T191702Z.db.zst").write_bytes(b"damaged")
    (place / "archive-20261125T000000Z.json").write_text("{}")
    before = rows(archive)
    ruin_header(archive)
    for path in (archive.parent / "warc").iterdir():
        path.unlink()
    done = repaired(archive, backups=str(place))
    assert done.is_sound
    assert done.restored == "20261123T191702Z"
    assert done.damaged is not None
    assert ["20261124T191702Z" in why or "20261125T000000Z" in why for why in done.not_put_back] == [True, True]
    assert rows(archive) == before
    with closing(open_to_read(archive)) as db:
        assert db.execute("select value from meta where name = 'only'").fetchone() == ("in the database",)


def test_what_only_the_damaged_database_held_is_reported_as_lost_and_fetched_again(crawled: Nights) -> None:
    archive, warc = crawled.config.archive, crawled.config.folder / "warc"
    first = set(warc.iterdir())
    crawled.site.site.clock.advance(days=1)
    assert crawled.spend("crawl").numbers["new"] > 0
    with closing(open_to_read(archive)) as db:
        (everything,) = db.execute("select count(*) from articles").fetchone()
    for path in first:
        path.unlink()
    ruin_header(archive)
    result = CliRunner().invoke(main, ["repair", "--db", str(archive), "--workers", "1"])
    assert result.exit_code == 0, result.output
    lines = [
        line for line in result.stdout.splitlines() if line.startswith("What only the damaged database held is lost")
    ]
    assert len(lines) == 1
    with closing(open_to_read(archive)) as db:
        listed = {key for (key,) in db.execute("select distinct key from listings")}
        kept = {key for (key,) in db.execute("select key from articles")}
        pending = {key for (key,) in db.execute("select key from frontier where state = 'pending'")}
    assert 0 < len(kept) < everything
    assert listed - kept
    assert listed - kept <= pending


def test_a_damaged_database_with_nothing_to_rebuild_it_from_stays_as_it_is(archive: Path) -> None:
    shutil.rmtree(archive.parent / "warc")
    ruin_pages(archive)
    before = archive.read_bytes()
    with pytest.raises(CannotRun, match="no WARC files and no backup"):
        repaired(archive)
    assert archive.read_bytes() == before


def test_a_kill_at_any_moment_leaves_what_the_next_repair_makes_whole(archive: Path) -> None:
    before, dice = rows(archive), random.Random(11)
    ruin_pages(archive)
    command = [sys.executable, "-m", "arsip", "repair", "--db", str(archive), "--workers", "1"]
    for _ in range(4):
        with subprocess.Popen(command, stdout=-3, stderr=-3) as process:
            time.sleep(dice.uniform(0.3, 1.3))
            process.send_signal(signal.SIGKILL)
    assert repaired(archive).is_sound
    assert rows(archive) == before


def test_the_verb_says_what_was_done_and_ends_with_the_truth(archive: Path, tmp_path: Path) -> None:
    def run(path: Path, *more: str) -> Result:
        return CliRunner().invoke(main, ["repair", "--db", str(path), "--workers", "1", *more])

    assert run(archive).stdout.splitlines() == [f"{archive}: nothing was damaged.", "All is well."]
    ruin_header(archive)
    assert "it is kept as archive.db.damaged-" in run(archive).stdout
    min((archive.parent / "warc").iterdir()).unlink()
    done = run(archive, "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["faults_after"] > 0
    nothing = run(tmp_path / "none" / "archive.db")
    assert (nothing.exit_code, len(nothing.stderr.splitlines())) == (2, 1)


def test_verify_names_what_repair_mends(archive: Path) -> None:
    ruin_header(archive)
    with pytest.raises(ArchiveError):
        verify(archive)
    repaired(archive)
    assert verify(archive).faults == 0


@pytest.mark.parametrize("kind", ["text", "noise", "database", "folder"])
def test_what_was_never_an_archive_stays_as_it_is(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "mine"
    if kind == "folder":
        path.mkdir()
    elif kind == "database":
        with closing(sqlite3.connect(path)) as db:
            db.executescript("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    else:
        path.write_bytes(b"my notes\n" if kind == "text" else random.Random(1).randbytes(100_000))
    before = None if kind == "folder" else path.read_bytes()
    with pytest.raises(WrongArchiveError, match="mine: "):
        repaired(path)
    assert {each.name for each in tmp_path.iterdir()} == {"mine"} | ({"mine.lock"} if kind == "database" else set())
    assert kind == "folder" or path.read_bytes() == before
