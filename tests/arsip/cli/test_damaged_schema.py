"""A database whose schema is damaged: each command says so in one line, and restore and repair put it right."""

import shutil
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
from scraper.archive.database import archive_id, open_to_read
from scraper.maintenance.verify.verification import verify
from tests.scraper.maintenance.keeping import Keeper

NOW = datetime(2026, 11, 24, 19, 17, 2, tzinfo=UTC)

ARGUMENTS = {
    "backup": ["{folder}/backups"],
    "export": ["{folder}/out.json"],
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
    data[data.index(b"CREATE TABLE captures") + where] ^= 0x80
    damaged.write_bytes(data)
    done = repair(damaged, site_of_pages(), backups=str(damaged.parent / "backups"), now=NOW)
    assert done.is_sound
    with closing(open_to_read(damaged)) as db:
        assert archive_id(db) == name
