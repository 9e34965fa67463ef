"""The command `merge`, as a user types it; and killed, as only a process can be."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands.merge import merge
from scraper.archive.database import claim_site, create_or_open, open_to_read
from scraper.archive.statistics.overview import overview
from scraper.lock import ArchiveLock
from tests.scraper.archive.making import records
from tests.scraper.maintenance.keeping import everything


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return everything(tmp_path_factory.mktemp("whole"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(merge, [str(each) for each in arguments], env={"COLUMNS": "80"})


def test_a_line_says_what_was_added_from_each_and_one_what_there_is(whole: Path, tmp_path: Path) -> None:
    into = tmp_path / "c.db"
    result = run(whole, "--into", into)
    assert (result.exit_code, result.stderr) == (0, "")
    files = len(list((whole.parent / "warc").iterdir()))
    with closing(open_to_read(whole)) as db:
        waiting = overview(db).pending
    assert waiting > 0
    assert result.stdout.splitlines() == [
        f"{whole}: 11 new articles, 1 later version, 26 captures",
        f"c.db: 11 articles, 26 captures, {waiting} still to fetch; WARC files: {files} linked.",
    ]
    again = run(whole, "--into", into)
    assert again.stdout.splitlines() == [
        f"{whole}: nothing new",
        f"c.db: 11 articles, 26 captures, {waiting} still to fetch.",
    ]


def test_json_says_the_same(whole: Path, tmp_path: Path) -> None:
    told = json.loads(run(whole, "--into", tmp_path / "c.db", "--json").stdout)
    assert told["taken"] == [{"archive": str(whole), "captures": 26, "reread": 0, "articles": 11, "versions": 1}]
    assert told["missing"] == []
    assert told["held"]["captures"] == 26


def test_missing_files_are_named_and_passed_over_where_one_says_so(whole: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(whole.parent, tmp_path / "copy")) / "archive.db"
    lost = min((copy.parent / "warc").iterdir())
    lost.unlink()
    refused = run(copy, "--into", tmp_path / "c.db")
    assert refused.exit_code == 1
    assert lost.name in refused.stderr
    assert "--without-warc" in refused.stderr
    done = run(copy, "--into", tmp_path / "c.db", "--without-warc")
    assert done.exit_code == 0
    assert f"{copy}: WARC files missing: {lost.name}" in done.stdout.splitlines()


def test_what_cannot_be_merged_is_one_line_and_its_exit_status(whole: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "asing.db"
    db = create_or_open(stranger)
    claim_site(db, "contoh.example")
    db.close()
    (tmp_path / "catatan.db").write_text("bukan basis data " * 99)
    held = tmp_path / "dipakai.db"
    lock = ArchiveLock(held, started_at="2026-10-01T00:00:00.000Z")
    for arguments, status, said in (
        ((whole, stranger, "--into", tmp_path / "c.db"), 2, "of contoh.example"),
        ((whole, "--into", whole), 2, "the archive that grows"),
        ((tmp_path / "catatan.db", "--into", tmp_path / "c.db"), 2, "catatan.db"),
        ((tmp_path / "tidak-ada.db", "--into", tmp_path / "c.db"), 2, "tidak-ada.db"),
        ((whole, "--into", tmp_path / "catatan.db"), 2, "catatan.db"),
        ((whole, "--into", held), 6, "another run holds this archive"),
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (status, ""), said
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1
    lock.release()
    assert not (tmp_path / "c.db").exists()
    assert run("--into", tmp_path / "c.db").exit_code == 2
    assert run(whole).exit_code == 2


def test_killed_at_any_moment_the_same_command_goes_on(whole: Path, tmp_path: Path) -> None:
    into = tmp_path / "merged" / "c.db"
    start = "from arsip.cli.main import main; main()"
    command = [sys.executable, "-c", start, "merge", str(whole), "--into", str(into)]
    chance = random.Random(7)
    for _ in range(3):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        lock = into.with_name("c.db.lock")
        while not lock.exists() and process.poll() is None:
            time.sleep(0.002)
        time.sleep(chance.random() / 20)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if into.exists() and into.stat().st_size:
            with closing(create_or_open(into)) as db:
                assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "11 articles, 26 captures" in done.stdout
    with closing(open_to_read(into)) as merged, closing(open_to_read(whole)) as expected:
        assert records(merged) == records(expected)
