"""A backup and its way back: while others write, over kills, over damage."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import pytest

from arsip.nightly.backup.creation import back_up
from arsip.nightly.backup.manifest import BackupError
from arsip.nightly.backup.restore import backups, restore
from arsip.nightly.backup.retention import Retention, prune_backups
from scraper.archive.database import create_or_open, open_to_read
from scraper.archive.schema.tables import RECORD_TABLES
from scraper.exit_codes import CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance.verify.verification import verify
from scraper.warc.writer import OPEN
from tests.scraper.archive.making import record_rows
from tests.scraper.maintenance.keeping import Keeper

NOW = datetime(2026, 11, 24, 19, 17, 2, tzinfo=UTC)
ARSIP = [sys.executable, "-m", "arsip"]


@pytest.fixture
def place(tmp_path: Path) -> Path:  # empty
    return tmp_path / "backups"


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(open_to_read(path)) as db:
        return {table: sorted(record_rows(db, table)) for table in RECORD_TABLES}


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_put_back_is_equal_row_for_row_and_byte_for_byte(archive: Path, place: Path, tmp_path: Path) -> None:
    made = back_up(archive, str(place), now=NOW)
    assert made.name == "archive-20261124T191702Z"
    assert made.warc_files == len(list((archive.parent / "warc").iterdir()))
    again = tmp_path / "elsewhere" / "archive.db"
    done = restore(str(place), again, now=NOW)
    assert (done.before, done.newer) == (None, 0)
    assert rows(again) == rows(archive)
    assert files(again.parent / "warc") == files(archive.parent / "warc")
    assert verify(again).faults == 0


def test_warc_files_are_copied_once_and_old_backups_go_without_them(archive: Path, place: Path) -> None:
    for day in range(3):
        made = back_up(archive, str(place), now=NOW + timedelta(days=day))
        assert (made.warc_files > 0) == (day == 0)
    there = sorted(path.name for path in (place / "warc").iterdir())
    gone = prune_backups(str(place), now=NOW + timedelta(days=3), keep=Retention(1, 0, 0))
    assert gone == ["archive-20261124T191702Z", "archive-20261125T191702Z"]
    assert [manifest.stamp for manifest in backups(str(place))] == ["20261126T191702Z"]
    assert sorted(path.name for path in (place / "warc").iterdir()) == there


def test_what_a_killed_backup_has_left_is_cleared_away_after_a_day(archive: Path, place: Path) -> None:
    back_up(archive, str(place), now=NOW)
    left = place / "archive-20261120T000000Z.db.zst.partial"
    left.write_bytes(b"half")
    fresh = place / "archive-20261124T190000Z.db.zst"
    fresh.write_bytes(b"another backup is writing this")
    prune_backups(str(place), now=NOW + timedelta(hours=1))
    assert (left.exists(), fresh.exists()) == (False, True)


def test_a_file_that_is_being_written_comes_along_as_far_as_it_goes(tmp_path: Path, place: Path) -> None:
    keeper = Keeper(tmp_path / "site", begin="2026-10-09T03:00:00")
    keeper.keep(keeper.paths[0])
    keeper.writer.flush()
    try:
        made = back_up(tmp_path / "site" / "archive.db", str(place), now=NOW)
        assert any(path.name.endswith(OPEN) for path in (place / "open" / "20261124T191702Z").iterdir())
        assert made.holds.captures >= 1
        done = restore(str(place), tmp_path / "again" / "archive.db", now=NOW)
        assert done.warc_files == 1
        assert any(path.name.endswith(OPEN) for path in (tmp_path / "again" / "warc").iterdir())
        assert verify(tmp_path / "again" / "archive.db").faults == 0
    finally:
        keeper.close()


def test_a_backup_while_another_process_writes_is_of_one_moment(archive: Path, place: Path) -> None:
    script = (
        "import sqlite3, sys, time\n"
        "db = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)\n"
        "n = 0\n"
        "while True:\n"
        "    n += 1\n"
        "    db.execute('BEGIN IMMEDIATE')\n"
        "    db.execute(\"INSERT OR REPLACE INTO meta VALUES ('a', ?)\", [str(n)])\n"
        "    db.execute(\"INSERT OR REPLACE INTO meta VALUES ('b', ?)\", [str(n)])\n"
        "    db.execute('COMMIT')\n"
        "    n > 1 or print('begins', flush=True)\n"
    )
    create_or_open(archive).close()
    with subprocess.Popen([sys.executable, "-c", script, str(archive)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        try:
            for second in range(5):
                back_up(archive, str(place), now=NOW + timedelta(seconds=second))
        finally:
            writer.kill()
    for manifest in backups(str(place)):
        target = archive.parent / f"{manifest.stamp}.db"
        restore(str(place), target, at=manifest.stamp, now=NOW)
        with sqlite3.connect(target) as db:
            pairs = dict(db.execute("select name, value from meta where name in ('a', 'b')").fetchall())
        assert pairs["a"] == pairs["b"]


def test_what_was_there_before_stays_beside_and_can_be_opened(archive: Path, place: Path) -> None:
    back_up(archive, str(place), now=NOW)
    with sqlite3.connect(archive) as db:
        db.execute("insert into meta values ('later', 'yes')")
    done = restore(str(place), archive, now=NOW)
    assert done.before is not None
    assert done.before.name == "archive.db.before-20261124T191702Z"
    later = "select count(*) from meta where name = 'later'"
    with sqlite3.connect(done.before) as before, sqlite3.connect(archive) as now:
        assert before.execute(later).fetchone() == (1,)
        assert now.execute(later).fetchone() == (0,)


def test_what_a_link_leads_to_is_replaced(archive: Path, place: Path, tmp_path: Path) -> None:
    back_up(archive, str(place), now=NOW)
    before = rows(archive)
    with sqlite3.connect(archive) as db:
        db.execute("insert into meta values ('later', 'yes')")
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "today.db"
    link.symlink_to(archive)
    done = restore(str(place), link, now=NOW)
    assert link.is_symlink()
    assert done.before == archive.with_name("archive.db.before-20261124T191702Z")
    assert rows(archive) == before
    assert [path.name for path in link.parent.iterdir()] == ["today.db"]


def test_a_link_that_leads_to_itself_is_replaced(archive: Path, place: Path, tmp_path: Path) -> None:
    back_up(archive, str(place), now=NOW)
    link = tmp_path / "loop.db"
    link.symlink_to(link)
    restore(str(place), link, now=NOW)
    assert rows(link) == rows(archive)


def test_a_journal_of_the_damaged_database_never_meets_the_restored_one(archive: Path, place: Path) -> None:
    back_up(archive, str(place), now=NOW)
    before = rows(archive)
    archive.write_bytes(b"\0" * 50_000)
    archive.with_name("archive.db-wal").write_bytes(random.Random(1).randbytes(40_000))
    restore(str(place), archive, now=NOW)
    assert rows(archive) == before
    assert archive.with_name("archive.db.before-20261124T191702Z-wal").exists()


def test_a_lost_or_changed_warc_file_comes_back_and_the_others_are_not_touched(archive: Path, place: Path) -> None:
    back_up(archive, str(place), now=NOW)
    kept = files(archive.parent / "warc")
    lost, changed, *_ = sorted((archive.parent / "warc").iterdir())
    lost.unlink()
    changed.write_bytes(b"other")
    done = restore(str(place), archive, now=NOW)
    assert done.warc_files == 2
    now = files(archive.parent / "warc")
    assert {name: now[name] for name in kept} == kept
    assert now[f"{changed.name}.before-20261124T191702Z"] == b"other"


def spoil_database(place: Path) -> str:
    path = next(place.glob("*.db.zst"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    return path.name


def spoil_warc(place: Path) -> str:
    path = min((place / "warc").iterdir())
    path.write_bytes(b"x" * path.stat().st_size)
    return path.name


def lose_warc(place: Path) -> str:
    path = min((place / "warc").iterdir())
    path.unlink()
    return path.name


def spoil_manifest(place: Path) -> str:
    path = next(place.glob("*.json"))
    path.write_text("{}")
    return path.name


@pytest.mark.parametrize("spoil", [spoil_database, spoil_warc, lose_warc, spoil_manifest])
def test_a_damaged_backup_is_named_and_nothing_is_put_in_place(
    archive: Path, place: Path, tmp_path: Path, spoil: object
) -> None:
    back_up(archive, str(place), now=NOW)
    name = spoil(place)  # type: ignore[operator]
    with pytest.raises(BackupError, match=name):
        restore(str(place), tmp_path / "again" / "archive.db", now=NOW)
    assert not (tmp_path / "again" / "archive.db").exists()
    assert list((tmp_path / "again").glob("warc/*")) == []
    assert (tmp_path / "again" / "warc").exists() == (spoil in {spoil_warc, lose_warc})


def test_a_warc_file_that_is_another_one_there_is_told(archive: Path, place: Path) -> None:
    back_up(archive, str(place), now=NOW)
    path = min((place / "warc").iterdir())
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(BackupError, match=path.name):
        back_up(archive, str(place), now=NOW + timedelta(days=1))


def test_each_archive_needs_a_place_of_its_own(archive: Path, place: Path, tmp_path: Path) -> None:
    back_up(archive, str(place), now=NOW)
    create_or_open(tmp_path / "other" / "archive.db").close()
    with pytest.raises(BackupError, match="another archive"):
        back_up(tmp_path / "other" / "archive.db", str(place), now=NOW + timedelta(days=1))
    with pytest.raises(BackupError, match="another archive"):
        restore(str(place), tmp_path / "other" / "archive.db", now=NOW)


def test_an_archive_that_is_held_is_not_replaced(archive: Path, place: Path) -> None:
    back_up(archive, str(place), now=NOW)
    lock = ArchiveLock(archive, started_at="now")
    with pytest.raises(CannotRun, match="another run holds"):
        restore(str(place), archive, now=NOW)
    lock.release()


def test_any_place_that_fsspec_knows_will_do(archive: Path, tmp_path: Path) -> None:
    place = f"memory://{tmp_path.name}"
    made = back_up(archive, place, now=NOW)
    assert back_up(archive, place, now=NOW + timedelta(days=1)).warc_files == 0
    restore(place, tmp_path / "again" / "archive.db", now=NOW)
    assert rows(tmp_path / "again" / "archive.db") == rows(archive)
    prune_backups(place, now=NOW + timedelta(days=1), keep=Retention(1, 0, 0))
    assert [manifest.stamp for manifest in backups(place)] == ["20261125T191702Z"]
    assert made.stored_bytes < made.database_bytes
    fsspec.filesystem("memory").rm(f"/{tmp_path.name}", recursive=True)


@pytest.mark.parametrize("target", ["nosuch://a/b", "s3://bucket/a"])
def test_a_place_that_cannot_be_used_is_named(archive: Path, target: str) -> None:
    with pytest.raises(BackupError, match="backups cannot go there"):
        back_up(archive, target, now=NOW)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*ARSIP, *command], capture_output=True, text=True, check=False)


def test_the_verbs_do_it_and_say_so(archive: Path, place: Path) -> None:
    made = run("backup", str(place), "--db", str(archive))
    assert (made.returncode, made.stderr) == (0, "")
    assert "WARC files copied" in made.stdout
    told = json.loads(run("restore", str(place), "--list", "--json").stdout)
    assert [each["articles"] for each in told] == [len(rows(archive)["articles"])]
    done = run("restore", str(place), "--db", str(archive), "--at", told[0]["at"][:8])
    assert (done.returncode, done.stderr) == (0, "")
    assert "The former archive is" in done.stdout
    for status, *command in (
        (1, "backup", "/proc/none", "--db", str(archive)),
        (2, "restore", str(place / "none"), "--db", str(archive)),
    ):
        failed = run(*map(str, command))
        assert failed.returncode == status
        assert len(failed.stderr.splitlines()) == 1


def test_kills_at_any_moment_leave_an_archive_and_a_backup_that_are_whole(archive: Path, place: Path) -> None:
    dice = random.Random(20261124)
    before = rows(archive)
    for attempt in range(6):
        verb = ["backup", str(place)] if attempt % 2 == 0 else ["restore", str(place)]
        with subprocess.Popen([*ARSIP, *verb, "--db", str(archive)], stdout=-3, stderr=-3) as process:
            time.sleep(dice.uniform(0.15, 0.7))
            process.send_signal(signal.SIGKILL)
        if attempt == 0:
            back_up(archive, str(place), now=datetime.now(UTC))
        if archive.exists():
            assert rows(archive) == before
    for manifest in backups(str(place)):
        target = archive.parent / f"of-{manifest.stamp}.db"
        restore(str(place), target, at=manifest.stamp, now=NOW)
        assert rows(target) == before
    assert run("restore", str(place), "--db", str(archive)).returncode == 0
    assert rows(archive) == before
    back_up(archive, str(place), now=datetime.now(UTC) + timedelta(seconds=5))
    assert not list(archive.parent.glob(".archive.db.*.partial"))
