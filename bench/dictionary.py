"""`python -m bench.dictionary`: writes the data dictionary into the manual, from the schema and its words.

Types, keys and what may be null come from a fresh archive, descriptions from `scraper.archive.schema.dictionary`.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bench.markdown import put_into, table
from scraper.archive.database import Database, create_or_open
from scraper.archive.schema.dictionary import DESCRIBED
from scraper.archive.schema.tables import RECORD_TABLES, VIEWS
from scraper.items import SEARCHED

MANUAL = Path(__file__).parents[1] / "docs" / "data.md"

_NAMES = ", ".join(f"`{name}`" for name in SEARCHED)
_ABOUT = {
    "Record tables": "A function of the captures alone: the same captures give the same rows, on any machine.",
    "Views": "Computed from the record tables at each query, so that they cannot disagree with them.",
    "Search": (
        f"Full-text search looks into `articles_fts`, an index of SQLite's FTS5 over {_NAMES} of `articles`, whose "
        "`rowid` is the article's `key`: see [the cookbook](cookbook.md#full-text-search); `headlines_fts` has `title` "
        "alone. They and the table here are made of the record tables, and kept true as these grow."
    ),
    "Working tables, and which archive this is": "The business of the machine that crawls; no merge takes them over.",
}
_WORKING = ("meta", "frontier", "walks", "runs")


@click.command()
@click.option("--write/--print", default=True, help="Write into docs/data.md, or print.")
def main(*, write: bool) -> None:
    """Make the data dictionary of today's schema."""
    if write:
        put_into(MANUAL, "dictionary", dictionary())
    else:
        click.echo(dictionary())


def dictionary() -> str:
    """Return every table and view with its columns, as Markdown."""
    with TemporaryDirectory() as folder, closing(create_or_open(Path(folder) / "archive.db")) as db:
        return "\n\n".join(_sections(db))


def _sections(db: Database) -> Iterator[str]:
    for heading, about in _ABOUT.items():
        tables = [name for name in DESCRIBED if _group(name) == heading]
        if tables:
            yield f"## {heading}\n\n{about}"
            yield from (_table(db, name) for name in tables)


def _group(name: str) -> str:
    record, views, search, working = _ABOUT
    if name in RECORD_TABLES:
        return record
    if name in VIEWS:
        return views
    return working if name in _WORKING else search


def _table(db: Database, name: str) -> str:
    """Return one table's heading, what it is, and a row a column; KeyError where the schema has not a column."""
    described = DESCRIBED[name]
    refers = {column: f", of `{table}`" for _, _, table, column, *_ in db.execute(f"PRAGMA foreign_key_list({name})")}
    there = {row[1]: row for row in db.execute(f"PRAGMA table_info({name})")}
    keys = sum(bool(row[5]) for row in there.values())
    heads = ("column", "type", "what") if name in VIEWS else ("column", "type", "null", "what")
    rows = []
    for column, what in described.columns.items():
        _, _, declared, not_null, _, key = there[column]
        part = "" if not key else ", key" if keys == 1 else ", part of the key"
        null = [] if name in VIEWS else ["no" if not_null or key else "yes"]
        rows.append([f"`{column}`", f"{declared.lower() or 'any'}{part}{refers.get(column, '')}", *null, what])
    return f"### `{name}`\n\n{described.about}\n\n{table(heads, rows, left=len(heads))}"


if __name__ == "__main__":
    main()
