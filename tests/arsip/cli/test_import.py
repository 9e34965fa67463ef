"""The command `import`, as a user types it."""

import gzip
import json
import os
import shutil
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands.import_ import import_
from scraper.maintenance import imports
from tests.scraper.maintenance.keeping import everything


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return everything(tmp_path_factory.mktemp("whole"))


def run(path: Path, *arguments: object) -> Result:
    typed = ["--db", str(path), "--workers", "1", *(str(each) for each in arguments)]
    return CliRunner().invoke(import_, typed, env={"COLUMNS": "100"})


def plain(whole: Path, folder: Path) -> Path:
    """All WARC files of an archive as one that is not packed."""
    file = folder / "semua.warc"
    file.write_bytes(b"".join(gzip.decompress(each.read_bytes()) for each in sorted(whole.parent.glob("warc/*"))))
    return file


def test_a_line_says_where_each_file_is_and_one_what_came_in(whole: Path, tmp_path: Path) -> None:
    new = tmp_path / "new" / "archive.db"
    files = sorted(whole.parent.glob("warc/*"))
    result = run(new, *files)
    assert (result.exit_code, result.stderr) == (0, "")
    *lines, last = result.stdout.splitlines()
    assert lines == [f"{file}: copied to warc/{file.name}" for file in files]
    assert last.startswith(
        "archive.db: 26 captures of the site found (2026-10-01 to 2026-10-08); new: 26 captures, 11 articles, "
        "1 later version, "
    )
    assert last.endswith(" view counts.")
    again = run(new, *files).stdout.splitlines()
    assert again[0] == f"{files[0]}: is there already, as warc/{files[0].name}"
    assert again[-1].endswith("; new: nothing.")


def test_json_has_the_same(whole: Path, tmp_path: Path) -> None:
    new = tmp_path / "archive.db"
    run(new, *sorted(whole.parent.glob("warc/*")))
    other = Path(shutil.copytree(whole.parent, tmp_path / "copy")) / "archive.db"
    file = plain(whole, tmp_path)
    found = json.loads(run(other, file, "--json").stdout)
    assert (found["found"], found["added"], found["damages"]) == (
        26, {"captures": 0, "articles": 0, "versions": 0, "counters": 0}, 0,
    )  # fmt: skip
    assert found["files"][0]["source"] == str(file)
    assert (found["first"], found["last"], found["left_out"]) == ("2026-10-01", "2026-10-08", {})


def test_what_is_damaged_is_named_with_exit_status_3(whole: Path, tmp_path: Path) -> None:
    file = plain(whole, tmp_path)
    file.write_bytes(file.read_bytes()[:-100])
    result = run(tmp_path / "archive.db", file)
    assert result.exit_code == 3
    assert "is cut off" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Damaged: what could be read was imported")


def test_what_is_no_warc_file_is_named(tmp_path: Path) -> None:
    text = tmp_path / "README.md"
    text.write_text("# Notes\n")
    result = run(tmp_path / "archive.db", text)
    assert (result.exit_code, result.stderr) == (1, f"Error: {text}: this is not a WARC or WACZ file\n")


def test_wrong_usage_is_named(tmp_path: Path) -> None:
    for arguments, word in (
        ([], "FILE"),
        ([tmp_path / "tidak-ada.warc"], "tidak-ada"),
        ([tmp_path], "not a regular file"),
    ):
        result = run(tmp_path / "archive.db", *arguments)
        assert (result.exit_code, word in result.stderr) == (2, True), result.stderr


def test_what_cannot_be_done_is_one_line(tmp_path: Path) -> None:
    pipe, junk = tmp_path / "pipa.warc", tmp_path / "catatan.warc"
    os.mkfifo(pipe)
    junk.write_text("bukan berkas WARC")
    for file, status in ((pipe, 2), (junk, 1)):
        result = run(tmp_path / "archive.db", file)
        assert (result.exit_code, len(result.stderr.splitlines())) == (status, 1)
        assert file.name in result.stderr
    assert not (tmp_path / "archive.db").exists()


def test_a_killed_worker_is_told_and_how_to_resume(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(imports, "import_files", broken)
    result = run(tmp_path / "archive.db", *whole.parent.glob("warc/*"))
    assert result.stderr.endswith("archive.db: a worker process was killed; run the same command to resume\n")
    assert result.exit_code == 1
