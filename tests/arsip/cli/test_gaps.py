"""The command `gaps`, as a user types it."""

import json
from io import StringIO
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from arsip.cli.commands.crawl import crawl
from arsip.cli.commands.gaps import gaps
from arsip.cli.commands.info import info
from arsip.cli.views import gaps as gaps_view
from scraper.archive.database import create_or_open
from scraper.archive.frontier.store import Discovered, add_discovered
from scraper.archive.statistics import coverage
from tests.scraper.archive.making import answered, article, capture, fill

DAYS = {100: "2025-12-30", 101: "2025-12-31", 102: "2026-01-01", 106: "2026-01-01", 118: "2026-03-01", -5: "2026-03-04"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Articles of two years, with holes."""
    pairs = [(capture(n, key), answered(article(key, date=day))) for n, (key, day) in enumerate(DAYS.items(), 1)]
    return fill(tmp_path / "archive.db", pairs)


def run(path: Path, *arguments: str, columns: int = 80) -> Result:
    return CliRunner().invoke(gaps, arguments, env={"COLUMNS": str(columns), "ARSIP_DB": str(path)})


def test_what_requests_the_unknown_names_the_archive(path: Path) -> None:
    result = CliRunner().invoke(gaps, ["--db", str(path)], env={"COLUMNS": "40"})
    said = f"`arsip crawl gaps --db {path}` requests them, `arsip gaps --ids unknown --db {path}` lists them."
    assert said in result.stdout


def test_months_stand_in_a_table_and_in_a_strip_that_reads_without_colour(path: Path) -> None:
    result = run(path)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    printed = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "archive.db: Indonesian edition" in printed
    assert "2025-12 2" in printed
    assert "2026-01 2 9" in printed
    assert "2026-02 5" in printed
    assert "all 5 0 0 14 0 0" in printed
    strips = [line for line in result.stdout.splitlines() if line.startswith(("2025  ", "2026  "))]
    assert [line.split() for line in strips] == [["2025", "██"], ["2026", "??", "??", "██"], ["2026", "██"]]
    december, january = strips[0].index("██"), strips[1].index("??")
    initials = next(line for line in result.stdout.splitlines() if line.split() == list("JFMAMJJASOND"))
    assert (initials[december], initials[january]) == ("D", "J")
    assert printed[-4] == "██ all ▓▓ 90% ▒▒ half ░░ less ·· none ?? mostly unknown"
    assert printed[-3] == "6 of 6 articles known of are archived."
    assert "Of 14 ids nothing is known: no page has named them" in " ".join(printed[-2:])
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_what_a_page_has_named_is_missing_and_all_else_unknown(path: Path) -> None:
    db = create_or_open(path)
    add_discovered(db, [Discovered(103, "x", "2026-01-01", "berita/terkini"), Discovered(104, "x", None, "sitemap")])
    add_discovered(db, [Discovered(105, "x", None, "sweep")])
    for number in range(107, 113):
        add_discovered(db, [Discovered(number, "x", "2026-01-02", "related")])
    db.close()
    printed = [" ".join(line.split()) for line in run(path).stdout.splitlines()]
    assert "2026-01 2 4 8" in printed
    assert "2026 ░░ ?? ██" in printed
    assert "6 of 14 articles known of are archived." in printed


def test_a_narrow_terminal_cuts_no_heading(path: Path) -> None:
    lines = run(path, columns=60).stdout.splitlines()
    assert lines[2].split() == ["month", *coverage.STATES]
    assert max(map(len, lines)) <= 60


def test_colour_says_the_same(path: Path) -> None:
    db = create_or_open(path)
    months = coverage.by_month(db, coverage.CoverageFilter(lang="en"))
    db.close()
    console = Console(file=StringIO(), force_terminal=True, color_system="standard", width=80, highlight=False)
    gaps_view.show(console, path, months, [])
    assert isinstance(console.file, StringIO)
    assert "\x1b[32m██\x1b[0m" in console.file.getvalue()


def test_ids_can_be_handed_to_a_sweep_as_they_are(path: Path) -> None:
    result = run(path, "--ids", "unknown")
    assert result.stdout.splitlines() == ["--lang id --from-id 103 --to-id 105", "--lang id --from-id 107 --to-id 117"]
    sweep = crawl.commands["sweep"]
    options = click.Context(sweep)
    sweep.parse_args(options, result.stdout.splitlines()[1].split())
    assert (options.params["from_id"], options.params["to_id"], options.params["lang"]) == ("107", "117", "id")
    assert json.loads(run(path, "--ids", "unknown", "--json").stdout)[0] == {"lang": "id", "from_id": 103, "to_id": 105}
    assert run(path, "--ids", "gone").stdout == ""


def test_json_has_each_month(path: Path) -> None:
    told = json.loads(run(path, "--json", "--lang", "id", "--until", "2026-01-31").stdout)["months"]
    assert [each["month"] for each in told] == ["2025-12", "2026-01"]
    assert {state: told[1][state] for state in coverage.STATES} == {
        "archived": 2,
        "gone": 0,
        "absent": 0,
        "unknown": 9,
        "problematic": 0,
        "pending": 0,
    }


def test_numbers_that_were_leapt_over_are_named_and_not_counted(tmp_path: Path) -> None:
    days = {-61_639: "2026-01-26", -150_636: "2026-02-05"}
    pairs = [(capture(n, key), answered(article(key, date=day))) for n, (key, day) in enumerate(days.items(), 1)]
    path = fill(tmp_path / "archive.db", pairs)
    told = json.loads(run(path, "--json").stdout)
    assert told["unnumbered"] == [{"lang": "en", "from_id": 61_640, "to_id": 150_635}]
    assert [month["unknown"] for month in told["months"]] == [0, 0]
    printed = " ".join(run(path).stdout.split())
    assert "Not counted: en/61640 to 150635 (88,996 ids). No page or link ever showed one" in printed
    assert "arsip crawl sweep" not in printed, "nobody should request ids that the edition has leapt over"
    assert "Not counted" not in run(path, "--lang", "id").stdout
    assert run(path, "--ids", "unknown").stdout == ""
    shown = CliRunner().invoke(info, ["--db", str(path)])
    assert "en/61640 to 150635 (88,996 ids): no page or link ever showed one" in shown.stdout


@pytest.mark.parametrize(
    "wrong", [("--since", "2026-02-30"), ("--until", "besok"), ("--ids", "hilang"), ("--lang", "jv")]
)
def test_what_is_none_is_wrong_usage(path: Path, wrong: tuple[str, str]) -> None:
    result = run(path, *wrong)
    assert result.exit_code == 2
    assert wrong[0] in result.stderr


def test_where_nothing_is_known_it_says_so(tmp_path: Path) -> None:
    create_or_open(tmp_path / "archive.db").close()
    assert run(tmp_path / "archive.db").stdout == "archive.db: no articles are known here.\n"
    result = run(tmp_path / "tidak-ada.db")
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
