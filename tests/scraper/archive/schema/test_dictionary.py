"""The words for tables and columns keep up with the schema."""

from pathlib import Path

from scraper.archive.database import create_or_open
from scraper.archive.schema.dictionary import DESCRIBED


def test_every_table_view_and_column_is_described(tmp_path: Path) -> None:
    db = create_or_open(tmp_path / "archive.db")
    own = {"_sqlite_migrations"}
    there = {
        name: [column for _, column, *_ in db.execute(f"PRAGMA table_info({name})")]
        for (name,) in db.execute(
            "SELECT name FROM pragma_table_list WHERE type IN ('table', 'view') AND schema = 'main'"
        )
        if name not in own and not name.startswith("sqlite_")
    }
    described = {name: list(table.columns) for name, table in DESCRIBED.items()}
    assert {name: sorted(columns) for name, columns in described.items()} == {
        name: sorted(columns) for name, columns in there.items()
    }


def test_each_description_is_one_line_with_something_in_it() -> None:
    for name, table in DESCRIBED.items():
        for text in (table.about, *table.columns.values()):
            assert text, name
            assert text == " ".join(text.split()), name
