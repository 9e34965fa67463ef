"""A database whose schema is damaged: each command says so in one line, and restore and repair put it right."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from arsip.cli.main import COMMANDS, main
from arsip.cli.site import site_of_pages
from arsip.nightly.backup.creation import back_up
from arsip.nightly.backup.restore import restore
from arsip.nightly.repair import repair
from scraper.archive.database import PAGE_SIZE, archive_id, open_to_read
from scraper.archive.schema.tables import VERSION
from scraper.maintenance.verify.verification import verify
from tests.scraper.maintenance.keeping import Keeper

OLDER = Path(__file__).parents[2] / "scraper" / "archive" / "schema" / "archives"
NOW = datetime(2026, 11, 24, 19, 17, 2, tzinfo=UTC)

ARGUMENTS = {
    "backup": ["{folder}/backups"],
    "export": ["{folder}/out.json"],
    "feed": ["{folder}/feed.atom"],
    "import": ["{folder}/more.warc.gz"],
    "merge": ["{db}", "--into", "{folder}/other.db"],
    "open": ["1"],
    "recover": ["wayback", "--endpoint", "http://127.0.0.1:9"],
    "report": ["{folder}/report.html"],
    "search": ["banjir"],
    "show": ["1"],
}
WITHOUT_ARCHIVE = {
    "config",
    "crawl",
    "demo",
    "inspect",
    "nightly",
    "preflight",
    "read",
    "repair",
    "replica",
    "restore",
    "schedule",
    "serve",
    "watch",
}
"""Commands that open no archive, run until they are stopped, or put the damage right."""


@pytest.fixture(params=["CREATE TABLE captures", "ON captures (key,"], ids=["table", "index"])
def damaged(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """An archive one bit of whose schema's text is another, so that it is no UTF-8 any more.

    Of the index SQLite's message is no text either.
    """
    keeper = Keeper(tmp_path, begin="2026-10-01T03:00:00")
    keeper.keep(keeper.paths[0])
    keeper.close()
    path = tmp_path / "archive.db"
    shutil.copyfile(next((tmp_path / "warc").iterdir()), tmp_path / "more.warc.gz")
    back_up(path, str(tmp_path / "backups"), now=NOW)
    data = bytearray(path.read_bytes())
    data[data.index(request.param.encode()) + 13] |= 0x80
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("verb", sorted(set(COMMANDS) - WITHOUT_ARCHIVE))
def test_each_command_says_so_in_one_line(damaged: Path, verb: str) -> None:
    arguments = [part.format(folder=damaged.parent, db=damaged) for part in ARGUMENTS.get(verb, [])]
    named = [] if verb == "merge" else ["--db", str(damaged)]
    result = CliRunner().invoke(main, [verb, *arguments, *named])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in {1, 3}
    (line,) = result.stderr.splitlines()
    assert "archive.db: " in line
    assert "damaged" in line


def test_restore_puts_a_backup_in_its_place(damaged: Path) -> None:
    done = restore(str(damaged.parent / "backups"), damaged, now=NOW)
    assert done.before is not None
    assert verify(damaged).faults == 0


@pytest.mark.parametrize("where", range(0, 4096, 683))
def test_whatever_bit_of_the_schema_is_flipped_repair_puts_it_right(damaged: Path, where: int) -> None:
    restore(str(damaged.parent / "backups"), damaged, now=NOW)
    with closing(open_to_read(damaged)) as db:
        name = archive_id(db)
    data = bytearray(damaged.read_bytes())
    page, at = divmod(data.index(b"CREATE TABLE captures"), PAGE_SIZE)
    data[page * PAGE_SIZE + (at + where) % PAGE_SIZE] ^= 0x80
    damaged.write_bytes(data)
    done = repair(damaged, site_of_pages(), backups=str(damaged.parent / "backups"), now=NOW)
    assert done.is_sound
    with closing(open_to_read(damaged)) as db:
        assert archive_id(db) == name


def keep_one(folder: Path, schema: int) -> Path:
    """Make an archive of one page, and have it say that it is of a schema."""
    keeper = Keeper(folder, begin="2026-10-01T03:00:00")
    keeper.keep(keeper.paths[0])
    keeper.close()
    with closing(sqlite3.connect(folder / "archive.db")) as db, db:
        db.execute("CREATE TABLE later (x)")
        db.execute("CREATE TRIGGER later_too AFTER INSERT ON runs BEGIN SELECT 1; END")
        db.execute("UPDATE meta SET value = ? WHERE name = 'schema'", [str(schema)])
    return folder / "archive.db"


def test_an_archive_of_a_newer_arsip_is_left_alone_by_every_command(tmp_path: Path) -> None:
    backed_up = tmp_path / "sound"
    path = keep_one(tmp_path / "new", int(VERSION) + 1)
    shutil.copytree(path.parent, backed_up)
    with closing(sqlite3.connect(backed_up / "archive.db")) as db, db:
        db.executescript(
            f"DROP TABLE later; DROP TRIGGER later_too; UPDATE meta SET value = {VERSION} WHERE name = 'schema'"
        )
    back_up(backed_up / "archive.db", str(tmp_path / "backups"), now=NOW)
    shutil.copyfile(next((backed_up / "warc").iterdir()), tmp_path / "more.warc.gz")
    before = path.read_bytes()
    plain = ("info", "verify", "repair", "reparse", "changes", "gaps", "runs", "problems")
    commands = {
        **{name: [name, *words] for name, words in ARGUMENTS.items()},
        **{name: [name] for name in plain},
        "crawl": ["crawl", "retry"],
        "nightly": ["nightly", "--only", "prune"],
        "preflight": ["preflight"],
        "restore": ["restore", str(tmp_path / "backups")],
    }
    for name, words in commands.items():
        at = [] if "{db}" in words else ["--db", "{db}"]
        line = [word.format(db=path, folder=tmp_path) for word in [*words, *at]]
        done = CliRunner().invoke(main, line)
        assert (done.exit_code, "made by a newer Arsip: " in done.stderr) == (1, True), (name, done.output)
        assert path.read_bytes() == before, name


def test_a_backup_of_a_newer_arsip_is_said_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = keep_one(tmp_path, int(VERSION) + 1)
    with monkeypatch.context() as newer:
        newer.setattr("scraper.archive.schema.check.VERSION", str(int(VERSION) + 1))
        newer.setattr("scraper.archive.database.refuse_dangerous", lambda *_, **__: None)
        back_up(path, str(tmp_path / "backups"), now=NOW)
    done = CliRunner().invoke(main, ["restore", str(tmp_path / "backups"), "--db", str(tmp_path / "other" / "a.db")])
    assert (done.exit_code, "made by a newer Arsip: " in done.stderr, "damaged" in done.stderr) == (1, True, False)


def test_a_backup_of_an_older_schema_is_brought_to_todays(tmp_path: Path) -> None:
    shutil.copy(OLDER / "4.sql", tmp_path)
    path = tmp_path / "archive.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript((OLDER / "4.sql").read_text(encoding="utf-8"))
    back_up(path, str(tmp_path / "backups"), now=NOW)
    restored = tmp_path / "restored" / "archive.db"
    restore(str(tmp_path / "backups"), restored, now=NOW)
    with closing(open_to_read(restored)) as db:
        assert db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() == (VERSION,)
    verify(restored)
