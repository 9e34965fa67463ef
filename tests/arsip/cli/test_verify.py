"""The command `verify`, as a user types it."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands.verify import SHOWN, verify


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(verify, ["--db", str(path), "--workers", "1", *arguments], env={"COLUMNS": "100"})


def damage(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()


def test_a_whole_archive_is_said_to_be_well_with_what_was_looked_at(path: Path) -> None:
    result = run(path)
    assert result.exit_code == 0
    assert result.stdout.rstrip().endswith("All is well.")
    assert "archive.db: replica" in result.stdout
    captures = next(line for line in result.stdout.splitlines() if line.startswith(" captures"))
    assert captures.split() == ["captures", "26", "captures", "their", "records", "in", "warc/", "0"]
    assert "\x1b" not in result.output
    assert result.stderr == ""


def test_each_fault_is_a_line_that_says_where_what_and_what_to_run(path: Path) -> None:
    damage(path, "update articles set title = 'Judul Lain' where key = (select max(key) from articles)")
    lost = min((path.parent / "warc").iterdir())
    lost.unlink()
    result = run(path)
    assert result.exit_code == 3
    lines = result.stdout.splitlines()
    (edited,) = [line for line in lines if line.startswith("articles, key")]
    assert ", title: it is 'Judul Lain', but '" in edited
    assert edited.endswith("; run `arsip reparse`")
    (missing,) = [line for line in lines if f"warc/{lost.name}: " in line]
    assert missing.endswith("; restore the file from a backup")
    assert lines[-1].startswith("Damaged: ")


def test_many_faults_are_counted_and_some_are_printed(path: Path) -> None:
    damage(path, "update view_counts set views = views + 1")
    result = run(path)
    printed = [line for line in result.stdout.splitlines() if line.startswith("view_counts, key")]
    assert len(printed) == SHOWN
    assert " more fault" in result.stdout


def test_json_has_each_fault_with_its_parts(path: Path) -> None:
    damage(path, "update captures set etag = 'x' where rowid = 4")
    result = run(path, "--json")
    assert result.exit_code == 3
    found = json.loads(result.stdout)
    assert found["faults"] == len(found["found"]) == 1
    assert {name: found["found"][0][name] for name in ("check", "table", "column")} == {
        "check": "captures",
        "table": "captures",
        "column": "etag",
    }
    assert found["found"][0]["remedy"] == "run `arsip reparse`"
    assert {check["check"]: check["faults"] for check in found["checks"]}["captures"] == 1


def test_a_sample_looks_at_less_and_says_so(path: Path) -> None:
    result = run(path, "--sample", "20%")
    assert result.exit_code == 0
    assert "All is well in 20% of it." in result.stdout
    captures = next(line for line in result.stdout.splitlines() if line.startswith(" captures"))
    assert int(captures.split()[1]) < 26


@pytest.mark.parametrize("share", ["0", "101%", "sedikit", "-5%", "1/0"])
def test_what_is_no_share_is_wrong_usage(path: Path, share: str) -> None:
    result = run(path, "--sample", share)
    assert result.exit_code == 2
    assert "5%" in result.stderr


def test_what_is_no_archive_is_one_line_with_exit_status_2(tmp_path: Path) -> None:
    (tmp_path / "catatan.db").write_text("bukan basis data " * 99)
    for name in ("tidak-ada.db", "catatan.db"):
        result = run(tmp_path / name)
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1
        assert name in result.stderr


def test_a_database_that_is_beyond_reading_is_damage_and_no_traceback(path: Path) -> None:
    whole = path.read_bytes()
    for kept in (1, 3, 12):
        path.write_bytes(whole[: 16384 * kept] + b"\xff" * (len(whole) - 16384 * kept))
        result = run(path)
        assert result.exit_code in {1, 3}
        assert isinstance(result.exception, SystemExit)
        assert "archive.db" in result.output
