"""Every command against an archive or an output that is full, read-only, missing, foreign, damaged or unreadable.

One line that a person can act on, a status that the manual lists, and never a traceback. A new command fails the first
test until it stands in the table.
"""

import io
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from click.testing import CliRunner

from arsip.cli.main import COMMANDS, main
from scraper.exit_codes import BUSY, INTERRUPTED, UNHEALTHY
from tests.scraper.archive.making import answered, article, capture, fill

PAGE = Path(__file__).parents[2] / "pages" / "mobile-full.html"
NOWHERE = "http://127.0.0.1:9"

TYPED = {
    "crawl": "retry --db {db} --site {nowhere}",
    "preflight": "--last --db {db}",
    "nightly": "--db {db} --site {nowhere} --only report --min-free 1M",
    "info": "--db {db}",
    "config": "--db {db}",
    "serve": "--db {db} --copy {out}/browse.db --port 0",
    "show": "101 --db {db}",
    "search": "Contoh --db {db}",
    "changes": "--kind new --db {db}",
    "watch": "list --db {db}",
    "open": "101 --print --db {db}",
    "gaps": "--db {db}",
    "runs": "--db {db}",
    "verify": "--workers 1 --db {db}",
    "repair": "--workers 1 --db {db} --backups {out}/backups",
    "problems": "--reread --db {db}",
    "schedule": "cron --db {db}",
    "backup": "{out}/backups --db {db}",
    "restore": "{db} --db {out}/restored/archive.db",
    "import": "--workers 1 {warc} --db {db}",
    "merge": "{db} --into {out}/whole/archive.db",
    "reparse": "--workers 1 --db {db}",
    "recover": "wayback --db {db} --endpoint {nowhere}",
    "export": "{out}/articles.jsonl --db {db}",
    "report": "{out}/report.html --db {db}",
    "feed": "{out}/feed.atom --db {db}",
    "read": "{page}",
    "inspect": "101 --db {db}",
}
"""What is typed after each command; `{db}` is an archive with article 101, `{out}` a folder for what is made."""

SERVING = {"demo", "replica"}
"""Commands that take no archive that was there before: they serve until they are stopped."""

FOREVER = {"serve"}
"""Commands that go on until they are stopped where nothing is wrong."""

ONE_RUN = {"crawl"}
"""Commands that can run but once in a process."""


def test_every_command_is_walked() -> None:
    assert TYPED.keys() | SERVING == COMMANDS.keys()


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["serch"], "Did you mean one of: 'search', 'serve'?"),
        (["crawl", "artcles"], "Did you mean 'articles'?"),
        (["gaps", "--unil", "today"], "Did you mean '--until'?"),
        (["search", "x", "--catgory", "y"], "Did you mean '--category'?"),
    ],
)
def test_what_was_mistyped_is_named(words: list[str], meant: str) -> None:
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, meant in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    "words", [["search", "x"], ["export", "x.json"], ["gaps"], ["report", "x.html"], ["crawl", "articles"]]
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_period_that_ends_before_it_begins_is_wrong_usage(words: list[str], turned: bool) -> None:
    days = ["--since", "2026-10-02", "--until", "2026-10-01"]
    done = CliRunner().invoke(main, [*words, *(days[2:] + days[:2] if turned else days)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.endswith("Error: --since: 2026-10-02 is after 2026-10-01\n")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that is as it should be; copies of it are spoilt."""
    return fill(tmp_path_factory.mktemp("whole") / "archive.db", [(capture(1, 101), answered(article(101)))])


def typed(verb: str, db: Path, out: Path) -> list[str]:
    words = TYPED[verb].split()
    return [verb, *(word.format(db=db, out=out, page=PAGE, nowhere=NOWHERE, warc=a_warc()) for word in words)]


def test_an_archive_with_a_damaged_table_is_named_with_the_remedy(whole: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(whole, tmp_path))
    with closing(sqlite3.connect(copy)) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'captures'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    with copy.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    done = CliRunner().invoke(main, ["info", "--db", str(copy)])
    assert done.exit_code == 1
    assert done.stderr.startswith(f"Error: {copy}: the archive cannot be read: the database is damaged: ")
    assert "`arsip repair` rebuilds it" in done.stderr


@cache
def a_warc() -> Path:
    """Make a file of another program."""
    path = Path(mkdtemp()) / "lain.warc"
    block = b"HTTP/1.1 404 Not Found\r\n\r\n"
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0a1b2c3d-0000-4000-8000-000000000001>\r\n"
        "WARC-Date: 2026-10-02T03:00:00Z\r\nWARC-Target-URI: https://m.beritajakarta.id/read/101/x\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    path.write_bytes(head.encode() + block + b"\r\n\r\n")
    return path


def run(
    verb: str, db: Path, out: Path, monkeypatch: pytest.MonkeyPatch, *, stdout: str | None = None
) -> tuple[int, str]:
    """Run a command in this process; return its exit status and what it said on standard error."""
    words = typed(verb, db, out)
    if verb in ONE_RUN:
        done = subprocess.run([sys.executable, "-m", "arsip", *words], capture_output=True, text=True, check=False)
        return done.returncode, done.stderr
    said, kept = io.StringIO(), io.BytesIO()
    with open(stdout, "w") if stdout else io.TextIOWrapper(kept, write_through=True) as told:  # noqa: PTH123 - a device
        monkeypatch.setattr(sys, "stdout", told)
        monkeypatch.setattr(sys, "stderr", said)
        try:
            main(words, prog_name="arsip")
            status: object = 0
        except SystemExit as stop:
            status = stop.code or 0
        finally:
            monkeypatch.undo()
        found = status == UNHEALTHY and kept.getvalue()  # what `verify` found is its output
    assert isinstance(status, int), status
    return status, said.getvalue() or ("found" if found else "")


def check(status: int, said: str) -> None:
    """Check what a command did against what the manual promises."""
    assert status in range(BUSY + 1), said
    assert "Traceback" not in said
    assert "a bug of Arsip" not in said
    assert len(said.splitlines()) <= 4, said
    if status:
        assert said.strip(), "a status without a word"


def missing(_: Path, at: Path) -> None:
    """Leave nothing there."""


def foreign(_: Path, at: Path) -> None:
    """Make somebody else's database."""
    with sqlite3.connect(at) as db:
        db.execute("CREATE TABLE belanja (barang TEXT)")
    db.close()


def text(_: Path, at: Path) -> None:
    """Make a file that is no database."""
    at.write_text("# Bacalah saya\n" * 100)


def damaged(whole: Path, at: Path) -> None:
    """Spoil every page but the first."""
    content = bytearray(whole.read_bytes())
    content[16384:] = b"\xa5" * (len(content) - 16384)
    at.write_bytes(content)


def cut(whole: Path, at: Path) -> None:
    """Leave the first part of it."""
    at.write_bytes(whole.read_bytes()[:20_000])


def folder(_: Path, at: Path) -> None:
    """Make a folder in its place, which nobody can read as a file, root included."""
    at.mkdir()


def within_a_file(_: Path, at: Path) -> None:
    """Make a file where the folder should be."""
    at.parent.rmdir()
    at.parent.write_text("x")


SPOILT = (missing, foreign, text, damaged, cut, folder, within_a_file)
NEEDS_NO_ARCHIVE = {"read", "schedule", "crawl", "nightly", "import", "config", "watch"}
"""Commands that can do their work where no archive is, or make one."""


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("verb", TYPED)
def test_a_bad_archive_is_one_line(
    verb: str, spoil: object, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if verb in ONE_RUN and spoil not in (text, within_a_file):
        pytest.skip("a process each; the opening of the archive is shared, and tested by the other commands")
    db = tmp_path / "here" / "archive.db"
    db.parent.mkdir()
    assert callable(spoil)
    spoil(whole, db)
    (tmp_path / "out").mkdir()
    status, said = run(verb, db, tmp_path / "out", monkeypatch)
    check(status, said)
    if spoil in (missing, foreign, text, folder, within_a_file) and verb not in NEEDS_NO_ARCHIVE:
        assert status, "an archive that is none was taken for one"
    assert not (spoil in (text, folder, within_a_file) and db.with_name("archive.db.lock").exists())


@pytest.mark.parametrize("verb", [verb for verb in TYPED if verb not in FOREVER | ONE_RUN])
def test_an_output_that_is_full_is_one_line(
    verb: str, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = Path(shutil.copy(whole, tmp_path / "archive.db"))
    check(*run(verb, db, tmp_path, monkeypatch, stdout="/dev/full"))


@contextmanager
def tmpfs(at: Path) -> Iterator[None]:
    """Mount a small disk of its own, where that is allowed."""
    at.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root may mount")
    if subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=8m", "tmpfs", at], capture_output=True, check=False
    ).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", at], check=True)


@pytest.mark.parametrize("state", ["read-only", "full"])
@pytest.mark.parametrize("verb", [verb for verb in TYPED if verb not in FOREVER | ONE_RUN])
def test_a_disk_that_takes_nothing_is_one_line(
    verb: str, state: str, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    with tmpfs(disk):
        db = Path(shutil.copy(whole, disk / "archive.db"))
        if state == "read-only":
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        else:
            with (disk / "rest").open("wb", buffering=0) as rest, suppress(OSError):
                while rest.write(bytes(4096)):
                    pass
        check(*run(verb, db, disk, monkeypatch))


def test_an_interruption_before_a_command_begins_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("arsip.cli.main.import_module", interrupted)
    done = CliRunner().invoke(main, ["info"])
    assert (done.exit_code, done.stderr.strip()) == (INTERRUPTED, "Error: interrupted; give the same command again")


def test_serve_names_the_option_for_a_copy_elsewhere(whole: Path, tmp_path: Path) -> None:
    with tmpfs(tmp_path / "disk"):
        db = Path(shutil.copy(whole, tmp_path / "disk" / "archive.db"))
        subprocess.run(["mount", "-o", "remount,ro", db.parent], check=True)
        done = CliRunner().invoke(main, ["serve", "--db", str(db), "--port", "0"])
    why = "Read-only file system; give a place that you can write to with --copy"
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (1, f"Error: {db.with_name('browse.db')}: {why}")
