"""What an archive says reaches the terminal as text alone: no escape sequence of a title, a name or a site."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from arsip.cli.main import main
from scraper.exit_codes import CONTROL
from tests.scraper.archive.making import answered, article, capture, fill

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202epasar"
HARMLESS = "\ufffd"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive from elsewhere: no parser has read such a text, which leaves control characters out."""
    path = fill(tmp_path / "archive.db", [(capture(1), answered(article(title=f"{EVIL} satu", body=f"{EVIL} dua")))])
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE articles SET reporter = ?, category = ?", [EVIL, EVIL])
        db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('site', ?)", [EVIL])
    return path


@pytest.mark.parametrize(
    "verb",
    [["show", "101"], ["show", "101", "--cite"], ["search", "pasar"], ["info"], ["verify", "--workers", "1"], ["gaps"]],
)
def test_no_control_character_of_an_archive_reaches_the_terminal(path: Path, verb: list[str]) -> None:
    result = CliRunner().invoke(main, [*verb, "--db", str(path)], color=True)
    assert result.exit_code in {0, 3}, result.output
    assert not set(result.output) & set("\x1b\x07\x9b\u202e")
    assert verb == ["gaps"] or HARMLESS in result.output


@pytest.mark.parametrize("verb", [["show", "101"], ["search", "pasar"], ["changes"]])
def test_json_escapes_them_and_says_the_same(path: Path, verb: list[str]) -> None:
    result = CliRunner().invoke(main, [*verb, "--json", "--db", str(path)])
    assert result.exit_code == 0, result.output
    assert CONTROL.search(result.output) is None
    json.loads(result.output)


@pytest.mark.parametrize("verb", ["changes", "runs", "problems"])
def test_a_limit_that_nothing_can_count_to_is_wrong_usage(path: Path, verb: str) -> None:
    result = CliRunner().invoke(main, [verb, "--db", str(path), "--limit", "9" * 23])
    assert result.exit_code == 2
    assert "--limit" in result.output
