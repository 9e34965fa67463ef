"""The command `reparse`, as a user types it."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands.reparse import reparse
from scraper.archive.database import open_to_read
from scraper.archive.schema.tables import RECORD_TABLES
from scraper.lock import ArchiveLock
from tests.scraper.archive.making import record_rows


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(reparse, ["--db", str(path), "--workers", "1", *arguments], env={"COLUMNS": "100"})


def damage(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()


def records(path: Path) -> dict[str, list[tuple[object, ...]]]:
    db = open_to_read(path)
    found = {table: record_rows(db, table) for table in RECORD_TABLES}
    db.close()
    return found


def test_it_says_what_it_read_and_mends_the_database(path: Path) -> None:
    before = records(path)
    damage(path, "update articles set title = 'Lain'")
    result = run(path)
    assert result.exit_code == 0
    assert result.stdout.startswith("archive.db: 26 captures read again by parser ")
    assert result.stderr == ""
    assert records(path) == before


def test_a_difference_is_shown_by_the_word_with_marks_where_there_are_no_colours(path: Path) -> None:
    damage(path, "update articles set title = 'Kabar ' || title, editor = null where key > 0")
    before = path.read_bytes()
    result = run(path, "--diff", "--examples", "2")
    assert result.exit_code == 0
    assert path.read_bytes() == before
    lines = result.stdout.splitlines()
    titles = [line for line in lines if "[-Kabar-]" in line]
    assert len(titles) == 2
    assert titles[0].split()[0] == "title"
    assert "[-null-] {+" in next(line for line in lines if line.split()[:1] == ["editor"])
    assert "\x1b" not in result.output


def test_where_nothing_would_change_that_is_what_it_says(path: Path) -> None:
    result = run(path, "--diff")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "archive.db: `arsip reparse` would change nothing."


def test_an_archive_of_an_older_schema_is_compared_and_left_as_it_is(path: Path) -> None:
    damage(path, "alter table listings drop column url")
    damage(path, "delete from _sqlite_migrations where name = 'm004_addresses_of_list_items'")
    damage(path, "update meta set value = '3' where name = 'schema'")
    damage(path, "update articles set template = 'mobile-2026' where template = 'mobile'")
    damage(path, "update articles set title = 'Kabar ' || title where key = (select max(key) from articles)")
    before = path.read_bytes()
    result = run(path, "--diff")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "[-Kabar-]" in result.stdout
    assert "mobile-2026" not in result.stdout
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir() if ".reparse" in each.name] == []


def test_json_has_the_changes_with_their_examples(path: Path) -> None:
    damage(path, "update articles set title = 'Lain' where key = (select max(key) from articles)")
    found = json.loads(run(path, "--diff", "--json").stdout)
    title = found["changes"]["fields"]["title"]
    assert title["count"] == 1
    assert title["examples"][0]["before"] == "Lain"
    assert (found["captures"], found["damages"]) == (26, 0)


def test_what_cannot_be_read_is_named_with_file_and_byte_and_exit_status_3(path: Path) -> None:
    before = records(path)
    file = max((path.parent / "warc").iterdir())
    file.write_bytes(file.read_bytes()[:-30])
    result = run(path)
    assert result.exit_code == 3
    assert f"warc/{file.name}, byte " in result.stdout
    assert f"warc/{file.name}: captures that cannot be read, and stay as they were read before: 1." in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Damaged: restore")
    assert records(path) == before
    found = json.loads(run(path, "--json").stdout)
    assert found["carried"] == {file.name: 1}
    assert [damage["file"] for damage in found["damaged"]] == [file.name]


@pytest.mark.parametrize(
    ("arguments", "status", "word"), [(["--from", "a.warc.gz"], 2, "--from"), (["--workers", "0"], 2, "0")]
)
def test_wrong_usage_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, word: str
) -> None:
    monkeypatch.chdir(path.parent)
    result = run(path, *arguments)
    assert result.exit_code == status
    assert word in result.stderr


def test_what_cannot_be_done_is_one_line(path: Path, tmp_path: Path) -> None:
    (tmp_path / "catatan.db").write_text("bukan basis data " * 99)
    for name in ("catatan.db", "tidak-ada.db"):
        result = run(tmp_path / name)
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1
        assert name in result.stderr
        assert isinstance(result.exception, SystemExit)
    lock = ArchiveLock(path, started_at="2026-10-09T03:00:00.000Z")
    result = run(path)
    lock.release()
    assert result.exit_code == 6
    assert "another run holds this archive" in result.stderr


def test_a_database_beyond_reading_says_what_to_do_and_that_helps(path: Path) -> None:
    before = records(path)
    content = path.read_bytes()
    path.write_bytes(content[: 16384 * 4] + bytes(len(content) - 16384 * 4))
    result = run(path)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "move it away" in result.stderr
    path.unlink()
    assert run(path).exit_code == 0
    assert records(path) == before
