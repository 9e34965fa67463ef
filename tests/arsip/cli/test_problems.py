"""The command `problems`, as a user types it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands.problems import grouped, problems
from scraper.archive.database import create_or_open
from scraper.archive.replacement import Problem
from scraper.items import Answer
from scraper.maintenance import ingest
from scraper.warc.exchange import Exchange
from tests.scraper.maintenance.keeping import everything


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive made by a parser that could read no list."""
    answer = ingest.interpret_exchange

    def poorer(exchange: Exchange) -> Answer:
        said = answer(exchange)
        if said.page is None:
            return said
        return replace(
            said, outcome="unreadable", page=None, reader="1", reason=f"item {len(exchange.url)}: no headline"
        )

    monkeypatch.setattr(ingest, "interpret_exchange", poorer)
    made = everything(tmp_path / "archive")
    monkeypatch.undo()
    return made


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(problems, ["--db", str(path), *arguments], env={"COLUMNS": "80"})


def test_pages_are_named_by_reason_with_what_shows_them(path: Path) -> None:
    result = run(path)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "2  item …: no headline  2026-10-01"
    assert lines[1].startswith("  2026-10-01 10:00 http://127.0.0.1:8899/kategori/ekonomi (arsip inspect urn:uuid:")
    assert lines[1].endswith(f" --db {path})")
    assert lines[-2] == "archive.db: 3 pages could not be read."
    assert lines[-1].endswith("try `arsip problems --reread`.")
    assert "\x1b" not in result.output


def test_no_more_pages_are_named_than_asked_for(path: Path) -> None:
    found = json.loads(run(path, "--limit", "1", "--json").stdout)["problems"]
    assert [(group["count"], len(group["pages"])) for group in found] == [(2, 1), (1, 1)]
    assert found[0]["pages"][0]["reason"].startswith("item ")


def test_what_can_be_read_now_is_no_problem_any_more(path: Path) -> None:
    result = run(path, "--reread")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "3 pages read again: 2 list, 1 other-article."
    assert "archive.db: 1 page could not be read." in result.stdout
    assert json.loads(run(path, "--reread", "--json").stdout)["reread"]["became"] == {"other-article": 1}


def test_a_page_that_cannot_be_had_is_named_with_exit_status_3(path: Path) -> None:
    first = min((path.parent / "warc").iterdir())
    first.unlink()
    result = run(path, "--reread")
    assert result.exit_code == 3
    assert f"warc/{first.name}, byte " in result.stdout


def test_an_archive_without_problems_says_so(tmp_path: Path) -> None:
    create_or_open(tmp_path / "archive.db").close()
    assert run(tmp_path / "archive.db").stdout == "archive.db: every page could be read.\n"


def test_what_is_no_archive_is_one_line_with_exit_status_2(tmp_path: Path) -> None:
    (tmp_path / "catatan.db").write_text("bukan basis data " * 99)
    for name in ("tidak-ada.db", "catatan.db"):
        for more in ((), ("--reread",)):
            result = run(tmp_path / name, *more)
            assert result.exit_code == 2
            assert len(result.stderr.splitlines()) == 1
            assert name in result.stderr
    assert not list(tmp_path.glob("*.lock"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("related 3: no headline", "related 12: no headline"),
        ("it redirects to https://contoh.example/a", "it redirects to https://contoh.example/b?x=1"),
        ("byline: 'Penulis A' is of no known form", "byline: 'Penulis B' is of no known form"),
        ("date: more than one: 2026-10-01, 2026-10-02", "date: more than one: 2025-01-31, 2025-02-01"),
    ],
)
def test_reasons_that_differ_in_what_they_quote_are_one(one: str, other: str) -> None:
    moments = ("2026-10-02T03:00:00.000Z", "2026-10-01T03:00:00.000Z")
    found = [
        Problem(capture=f"urn:uuid:{n}", key=None, url="x", fetched_at=moment, reader="1", reason=reason)
        for n, (moment, reason) in enumerate(zip(moments, (one, other), strict=True))
    ]
    (group,) = grouped(found, 1)
    assert (group.count, group.newest, group.oldest, len(group.pages)) == (2, *moments, 1)
