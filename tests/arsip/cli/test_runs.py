"""The command `runs`, as a user types it."""

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from arsip.cli.commands.runs import runs, show_all
from scraper.archive.database import create_or_open
from scraper.archive.runs import NewRun, begin, end, newest
from scraper.lock import ArchiveLock

ABOUT = {"site": "https://m.beritajakarta.id", "user_agent": "arsip/0.1 (you@example.org)", "robots": "obey"}
WELL = {"captures": 3120, "articles": 3059, "new": 2801, "changed": 12, "problems": 0, "problem_reasons": []}
MOMENT = "2026-10-06T18:00:00.000Z"
ILL = {"captures": 120, "problems": 7, "problem_reasons": ["no headline"], "presence": {"mobile": {"editor": 0.03}}}
ENDS: tuple[tuple[str, dict[str, Any] | None], ...] = (
    ("crawl articles", {"reason": "finished", "verdict": "done", "exit_status": 0, "counts": json.dumps(WELL)}),
    ("crawl recheck", {"reason": "finished", "verdict": "editors fell", "exit_status": 3, "counts": json.dumps(ILL)}),
    ("crawl sweep", None),
    ("crawl search", None),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive with runs that ended well, unhealthy, and not at all; the last is this process."""
    path = tmp_path / "archive.db"
    db = create_or_open(path)
    for day, (kind, ending) in enumerate(ENDS, 1):
        run, moment = f"{day}a{day}b{day}c{day}d-1111", f"2026-10-{day:02d}T18:00:00.000Z"
        arguments = json.dumps({"since": "2026-10-01", "lang": None, "photos": True})
        pid = os.getpid() if day == len(ENDS) else 4711
        begin(db, NewRun(run=run, kind=kind, arguments=arguments, pid=pid, started_at=moment, **ABOUT))
        if ending is not None:
            end(db, run, ended_at=f"2026-10-{day:02d}T20:05:00.000Z", **ending)
    db.close()
    return path


def run(path: Path, *arguments: str, columns: int = 80) -> Result:
    return CliRunner().invoke(runs, [*arguments, "--db", str(path)], env={"COLUMNS": str(columns)})


def test_many_runs_on_a_narrow_terminal_are_printed_whole_one_below_the_other(path: Path) -> None:
    db = create_or_open(path)
    for number in range(12):
        run_id, moment = f"{number:02d}f5e7a1-1111", f"2026-10-0{number // 2 + 1}T0{number % 2}:00:00.000Z"
        begin(db, NewRun(run=run_id, kind="crawl articles", arguments="{}", pid=1, started_at=moment, **ABOUT))
        end(db, run_id, ended_at=moment, reason="finished", verdict="done", exit_status=0, counts=json.dumps(WELL))
    db.close()
    shown = run(path, columns=60).stdout
    assert "…" not in shown
    table = shown[: shown.index("4a4b4c")]
    assert max(map(len, table.splitlines())) <= 60
    assert shown.count("articles") == 13
    assert shown.count("2,801") == 13


@pytest.mark.parametrize("columns", [80, 120])
def test_runs_stand_in_a_table_the_newest_first_with_a_word_on_those_that_did_not_end_well(
    path: Path, columns: int
) -> None:
    result = run(path, columns=columns)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    printed = [line.split() for line in result.stdout.splitlines()]
    assert [line for line in printed if line[1:2] and line[1].startswith("2026-10-")] == [
        ["4a4b4c", "2026-10-05", "01:00", "search"],
        ["3a3b3c", "2026-10-04", "01:00", "sweep"],
        ["2a2b2c", "2026-10-03", "01:00", "recheck", "2:05", "h", "120", "7", "3"],
        ["1a1b1c", "2026-10-02", "01:00", "articles", "2:05", "h", "3,120", "2,801", "12", "0", "0"],
    ]
    assert result.stdout.splitlines()[-3:] == [
        " 4a4b4c  cut off: it was killed, and the next run resumes where it ended",
        " 3a3b3c  cut off: it was killed, and the next run resumes where it ended",
        " 2a2b2c  editors fell",
    ]
    assert max(map(len, result.stdout.splitlines())) <= columns
    assert "…" not in result.stdout


def test_steps_of_a_night_leave_the_table_its_headings(path: Path) -> None:
    db = create_or_open(path)
    step = NewRun(run="5a5b5c5d-1111", kind="nightly publish", arguments="{}", pid=4711, started_at=MOMENT, **ABOUT)
    begin(db, step)
    end(db, step.run, ended_at=MOMENT, reason="finished", verdict="done", exit_status=0, counts="{}")
    db.close()
    printed = run(path, "--steps").stdout
    assert "\u00b7 publish" in printed
    assert "…" not in printed
    assert max(map(len, printed.splitlines())) <= 80


def test_a_run_that_holds_the_archive_is_under_way(path: Path) -> None:
    lock = ArchiveLock(path, started_at="2026-10-04T18:00:00.000Z")
    try:
        assert f" 4a4b4c  running, process {os.getpid()}\n" in run(path).stdout
        assert [each["running"] for each in json.loads(run(path, "--json").stdout)] == [True, False, False, False]
    finally:
        lock.release()
    assert "running" not in run(path).stdout


def test_one_run_is_shown_with_all_that_was_counted_whatever_it_is(path: Path) -> None:
    printed = run(path, "2A2").stdout.splitlines()
    told = [line.split(maxsplit=1) for line in printed if line.strip()]
    assert ["run", "2a2b2c2d-1111"] in told
    assert ["ended", "editors fell"] in told
    assert ["photos", "yes"] in told
    assert ["1", "no headline"] in told
    assert [line.split() for line in printed[-3:]] == [["presence"], ["mobile"], ["editor", "0.03"]]
    assert json.loads(run(path, "2a2", "--json").stdout)["counts"] == ILL


def test_unhealthy_stands_out_in_colour(path: Path) -> None:
    db = create_or_open(path)
    found = newest(db, 9)
    db.close()
    console = Console(file=StringIO(), force_terminal=True, color_system="standard", width=80, highlight=False)
    show_all(console, path, found)
    assert isinstance(console.file, StringIO)
    assert "\x1b[1;31meditors fell\x1b[0m" in console.file.getvalue()


@pytest.mark.parametrize(
    ("name", "said"), [("9", "this archive has no run with such an id"), ("", "4 runs have such an id")]
)
def test_a_run_that_is_not_named_well_is_one_line(path: Path, name: str, said: str) -> None:
    result = run(path, name)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_no_more_than_asked_for(path: Path) -> None:
    assert len(json.loads(run(path, "--limit", "2", "--json").stdout)) == 2


def test_an_archive_without_runs_says_so(tmp_path: Path) -> None:
    create_or_open(tmp_path / "archive.db").close()
    assert run(tmp_path / "archive.db").stdout == "archive.db: no crawl has run yet.\n"


def test_an_unhealthy_run_is_accepted_once_someone_has_looked(path: Path) -> None:
    db = create_or_open(path)
    counts = json.dumps({**ILL, "unhealthy": "editors fell"})
    db.execute("UPDATE runs SET counts = ? WHERE exit_status = 3", [counts])
    db.conn.commit()
    db.close()
    result = run(path, "2a", "--accept", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["counts"]["accepted"] is True
    db = create_or_open(path)
    assert {each.run[:2]: each.counts.get("accepted") for each in newest(db, 9)} == {
        "1a": None,
        "2a": True,
        "3a": None,
        "4a": None,
    }
    db.close()


def test_what_was_not_unhealthy_is_not_accepted(path: Path) -> None:
    well, none = run(path, "1a", "--accept"), run(path, "--accept")
    assert (well.exit_code, none.exit_code) == (1, 2)
    assert "nothing to accept" in well.stderr
    assert "arsip runs RUN --accept" in none.stderr
    lock = ArchiveLock(path.resolve(), started_at="2026-10-01T00:00:00.000Z")
    db = create_or_open(path)
    db.execute("""UPDATE runs SET counts = '{"unhealthy": "editors fell"}' WHERE exit_status = 3""")
    db.conn.commit()
    db.close()
    busy = run(path, "2a", "--accept")
    lock.release()
    assert busy.exit_code == 6
