"""An archive from elsewhere may hold anything: `merge`, `verify` and `repair` end in a line, and nothing is lost."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.main import main
from scraper.archive.database import open_to_read
from scraper.archive.schema.tables import TABLES
from tests.scraper.archive.making import records
from tests.scraper.maintenance.keeping import everything

ENDLESS = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS capture FROM n"
TRIGGER = "CREATE TRIGGER jebakan AFTER INSERT ON captures BEGIN DELETE FROM texts; END"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return everything(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole.parent, tmp_path / "copy")) / "archive.db"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], env={"COLUMNS": "100"})


def forge(path: Path, script: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.executescript(script)
    connection.close()


HOSTILE = {
    "an endless view": f"DROP TABLE captures; CREATE VIEW captures AS {ENDLESS}",
    "a trigger": TRIGGER,
    "text that is no text": "UPDATE texts SET photo_credit = CAST(x'ff41' AS TEXT) WHERE rowid = 1",
    "a place beyond any file": f"UPDATE captures SET offset = {2**63 - 1} WHERE rowid = 1",
    "a text without end": "UPDATE texts SET quote = CAST(zeroblob(70000000) AS TEXT) WHERE rowid = 1",
}


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_not_merged_and_the_target_stays_as_it_is(whole: Path, path: Path, script: str) -> None:
    target = Path(shutil.copytree(whole.parent, path.parent.parent / "target")) / "archive.db"
    forge(path, script)
    before = target.read_bytes(), sorted(target.parent.rglob("*"))
    result = run("merge", path, "--into", target)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert str(path) in line
    assert "`arsip " in line
    assert (target.read_bytes(), sorted(target.parent.rglob("*"))) == before


@pytest.mark.parametrize("script", list(HOSTILE.values())[:2], ids=list(HOSTILE)[:2])
def test_verify_names_what_does_not_belong_and_repair_drops_it(whole: Path, path: Path, script: str) -> None:
    with closing(open_to_read(whole)) as db:
        before = records(db)
    forge(path, script)
    told = run("verify", "--db", path, "--workers", 1)
    assert told.exit_code == 3
    assert "`arsip repair`" in told.stdout
    assert ("jebakan" if script is TRIGGER else "captures: it should be a table and is a view") in told.stdout
    repaired = run("repair", "--db", path, "--workers", 1)
    assert repaired.exit_code == 0, repaired.output
    with closing(open_to_read(path)) as db:
        assert records(db) == before
        assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'jebakan'").fetchall()
    assert run("verify", "--db", path, "--workers", 1).exit_code == 0


def test_a_view_of_ones_own_is_mentioned_and_no_fault(path: Path) -> None:
    forge(path, "CREATE VIEW tahun AS SELECT substr(date, 1, 4) AS tahun FROM articles")
    result = run("verify", "--db", path, "--workers", 1)
    assert result.exit_code == 0
    assert "view tahun is not Arsip's; it is left alone" in result.stdout


WORKING = {
    "a walk that began after its end": ("walks", "UPDATE walks SET newest = 1"),
    "a walk that goes nowhere": ("walks", "UPDATE walks SET finished = 1 - finished"),
    "a page of a walk": ("walks", "UPDATE walks SET shown = '5,4,3,2'"),
    "another article's address": ("frontier", "UPDATE frontier SET url = replace(url, key, key || '9')"),
    "a state": ("frontier", "UPDATE frontier SET state = 'absent' WHERE key = (SELECT min(key) FROM articles)"),
    "a moment": ("frontier", "UPDATE frontier SET next_try = 'besok'"),
    "a run without an end": ("runs", "UPDATE runs SET reason = NULL, ended_at = '2026-10-01T00:00:00.000Z'"),
    "what a run counted": ("runs", "UPDATE runs SET counts = '[1'"),
    "a kind of word": ("word_forms", "UPDATE word_forms SET kind = 'xx' WHERE kind = 'sound'"),
    "how often a word stands": ("word_forms", "UPDATE word_forms SET articles = 99999"),
}


@pytest.fixture
def worked(path: Path) -> Path:
    """An archive with a walk and a run in it, as crawls leave them."""
    forge(
        path,
        "INSERT OR IGNORE INTO walks VALUES ('http://127.0.0.1:8000', 'berita/terkini', 1, '2026-10-01T00:00:00.000Z',"
        " 109, 101, '2026-09-01', 'http://127.0.0.1:8000/berita/terkini/2', '101,103,3,306', 0, 2,"
        " 'http://127.0.0.1:8000/berita/terkini/3', 0);"
        "INSERT OR IGNORE INTO runs VALUES ('0d2a1a8e-3b41-4a2c-9d1c-0f4d5e6a7b8c', 'crawl articles', '{}',"
        " 'http://127.0.0.1:8000', 'Arsip', 'obey', 7, '2026-10-01T00:00:00.000Z', '2026-10-01T01:00:00.000Z',"
        " 'finished', 'done', 0, '{}')",
    )
    return path


def test_an_archive_with_walks_and_runs_is_well(worked: Path) -> None:
    result = run("verify", "--db", worked, "--workers", 1)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(("table", "script"), WORKING.values(), ids=WORKING)
def test_an_edited_row_of_a_working_table_is_found(worked: Path, table: str, script: str) -> None:
    forge(worked, script)
    result = run("verify", "--db", worked, "--workers", 1)
    assert result.exit_code == 3
    assert f"\n{table}, " in result.stdout


ODD = ("NULL", "''", "7", "-9223372036854775808", "9223372036854775807", "1e308", "x'ff00'", "'\x1b[2J'",
       "CAST(x'ff41' AS TEXT)", "CAST(zeroblob(100000) AS TEXT)")  # fmt: skip


@pytest.mark.parametrize("first", [0, 5])
@pytest.mark.parametrize("table", TABLES)
def test_no_value_in_any_column_makes_verify_crash(worked: Path, table: str, first: int) -> None:
    """Each column of another row; STRICT and NOT NULL are left out of the schema while that is done."""
    connection = sqlite3.connect(worked, isolation_level=None)
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
    loose = re.sub(r"(TEXT|INTEGER) NOT NULL", r"\1", sql.replace("STRICT, ", "").replace("STRICT", ""))
    _rewrite(connection, table, loose)
    connection.close()
    connection = sqlite3.connect(worked, isolation_level=None)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    changed = 0
    for number, column in enumerate(columns):
        at = f"(SELECT {columns[0]} FROM {table} ORDER BY 1 LIMIT 1 OFFSET {number} % (SELECT count(*) FROM {table}))"
        with suppress(sqlite3.Error):  # a key that is there already, or a trigger that cannot file it
            value = ODD[(number + first) % len(ODD)]
            update = f"UPDATE OR REPLACE {table} SET {column} = {value} WHERE {columns[0]} IS {at}"
            changed += connection.execute(update).rowcount
    assert changed
    _rewrite(connection, table, sql)
    connection.close()
    sqlite3.enable_callback_tracebacks(False)  # Datasette, which other tests import in this process, turns them on
    result = run("verify", "--db", worked, "--workers", 1)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in {1, 3}, result.output


def _rewrite(connection: sqlite3.Connection, table: str, sql: str) -> None:
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [sql, table])
    version = connection.execute("PRAGMA schema_version").fetchone()[0]
    connection.execute(f"PRAGMA schema_version = {version + 1}")


@pytest.fixture
def read_only(path: Path) -> Path:
    """A folder that is mounted for reading only, where this machine lets us."""
    folder = path.parent
    if shutil.which("mount") is None or subprocess.run(
        ["mount", "-o", "bind", folder, folder], check=False, capture_output=True
    ).returncode:  # fmt: skip
        pytest.skip("nothing can be mounted here")
    if subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=False, capture_output=True).returncode:
        subprocess.run(["umount", folder], check=True)
        pytest.skip("nothing can be mounted for reading only here")
    yield path
    subprocess.run(["umount", folder], check=True)


def test_a_sound_archive_on_a_read_only_disk_is_well(read_only: Path) -> None:
    result = run("verify", "--db", read_only, "--workers", 1)
    assert result.exit_code == 0, result.output


def refuse_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let folders seem to be read-only, as on a mounted disk."""
    before = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **more: mode != os.W_OK and before(path, mode, **more))


def test_an_archive_whose_folder_cannot_be_written_is_read_as_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_writing(monkeypatch)
    result = run("verify", "--db", path, "--workers", 1)
    assert result.exit_code == 0, result.output


def test_a_journal_in_a_folder_that_cannot_be_written_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder in its place cannot be opened, as SQLite cannot open what it must make beside it."""
    refuse_writing(monkeypatch)
    journal = path.with_name("archive.db-wal")
    journal.unlink(missing_ok=True)
    journal.mkdir()
    result = run("verify", "--db", path, "--workers", 1)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "archive.db-wal, which SQLite cannot read" in line


LONG = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background ignores it
from pathlib import Path
import click
from arsip.cli.errors import open_archive
@click.command()
@click.argument("path", type=Path)
def main(path):
    with open_archive(path) as db:
        print("begun", flush=True)
        db.execute("WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n").fetchone()
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_long_sql_with_exit_status_5(path: Path, number: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LONG, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.1)
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 5
    assert said == "Error: interrupted; give the same command again\n"
