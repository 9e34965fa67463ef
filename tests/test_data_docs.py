"""docs/data.md names every table, column and outcome that there is, and is what the generator makes of the schema."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import dictionary
from bench.markdown import put
from scraper.archive.database import create_or_open
from scraper.archive.schema.dictionary import DESCRIBED
from scraper.items import Outcome

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")


def rows(table: str) -> dict[str, list[str]]:
    """The cells of the first table under a table's heading, by the name of its column."""
    lines = PAGE.split(f"\n### `{table}`\n", 1)[1].split("\n\n| column |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return {name.strip("`"): rest for name, *rest in cells}


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str, bool]]]:
    """Name, type and whether it must be there of each column of each table and view of a fresh archive."""
    db = create_or_open(tmp_path_factory.mktemp("fresh") / "archive.db")
    names = db.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view')"
    ).fetchall()
    found = {
        name: [
            (column, type_, bool(not_null or key))
            for _, column, type_, not_null, _, key in db.execute(f"PRAGMA table_info({name})")
        ]
        for (name,) in names
        if not name.startswith(("sqlite_", "_sqlite_"))
    }
    db.close()
    return found


def test_the_page_is_what_the_generator_makes() -> None:
    assert put(PAGE, "dictionary", dictionary.dictionary()) == PAGE, "run `make docs`"


def test_the_generator_writes_into_the_page_and_refuses_one_without_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "data.md"
    monkeypatch.setattr(dictionary, "MANUAL", page)
    page.write_text("before\n<!-- dictionary begin -->\nOLD WORDS\n<!-- dictionary end -->\nafter\n")
    assert CliRunner().invoke(dictionary.main).exit_code == 0
    text = page.read_text()
    assert text.startswith("before\n<!-- dictionary begin -->\n## Record tables")
    assert text.endswith("<!-- dictionary end -->\nafter\n")
    assert "OLD WORDS" not in text
    assert text == put(text, "dictionary", CliRunner().invoke(dictionary.main, ["--print"]).stdout.rstrip("\n"))
    page.write_text("no place")
    result = CliRunner().invoke(dictionary.main)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: data.md: no one place")


def test_every_table_and_column_is_named_and_no_other(columns: dict[str, list[tuple[str, str, bool]]]) -> None:
    assert sorted(re.findall(r"^### `(\w+)`", PAGE, re.MULTILINE)) == sorted(columns)
    for table, there in columns.items():
        assert sorted(rows(table)) == sorted(name for name, *_ in there), table


def test_types_and_what_may_be_null_are_those_of_the_schema(columns: dict[str, list[tuple[str, str, bool]]]) -> None:
    told = rows("articles")
    for name, type_, required in columns["articles"]:
        assert told[name][0].split(",")[0] == type_.lower()
        assert told[name][1] == ("no" if required else "yes")
    assert rows("texts")["content_hash"][0] == "text, key"
    assert rows("bylines")["key"][0] == "integer, part of the key, of `articles`"
    assert rows("versions")["version"] == ["any", "number of the version, from 1"]


def test_the_words_are_those_of_the_dictionary() -> None:
    for name, described in DESCRIBED.items():
        assert f"### `{name}`\n\n{described.about}\n" in PAGE
        assert {column: cells[-1] for column, cells in rows(name).items()} == described.columns


def test_every_outcome_is_named() -> None:
    table = PAGE.split("| outcome | what it means |\n|---|---|\n", 1)[1].split("\n\n", 1)[0]
    named = [name for line in table.splitlines() for name in re.findall(r"`([\w-]+)`", line.split("|")[1])]
    assert sorted(named) == sorted(Outcome.__args__)


@pytest.mark.parametrize("page", ["data.md", "cookbook.md", "datasheet.md"])
def test_links_to_headings_lead_to_one(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([\w./-]*)#([^)]+)\)", text)
    assert links
    for target, anchor in links:
        there = (ROOT / "docs" / target).read_text(encoding="utf-8") if target else text
        headings = [line.lstrip("#").strip() for line in there.splitlines() if re.match(r"#+ ", line)]
        assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, anchor
