"""The tables of a data package: which of the archive's they are, how they hang together, what their columns may hold.

A package holds what research on the texts, their changes and their readers needs: the articles, who is named in them,
the links between them, every version and what it said, every counter, every absence. Left out is what only makes sense
beside the WARC files (`captures`, `problems`) or for the machine that crawls. Counters, versions and absences are those
of the articles in the package.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from export import csv_table
from export.columns import LINK_COLUMNS, Column, of_links, of_records, of_table
from export.request import Records
from export.sql import rows
from scraper.archive.database import Database
from scraper.archive.records import SCALARS, Selection, count, count_links
from scraper.archive.schema.dictionary import DESCRIBED
from scraper.items import LINK_LISTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Columns whose values stand in another table too.

    Attributes:
        columns: of this table.
        table: the other one.
        there: its columns, in the same order.
    """

    columns: tuple[str, ...]
    table: str
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a package.

    Attributes:
        name: of the table, and of its file.
        about: one row of it, or the whole.
        primary: the columns that no two rows share.
        references: to other tables.
    """

    name: str
    about: str
    primary: tuple[str, ...]
    references: tuple[Reference, ...] = ()


_ARTICLE = Reference(columns=("key",), table="articles", there=("key",))
_TEXT = Reference(columns=("content_hash",), table="texts", there=("content_hash",))

TABLES = (
    Table(
        name="articles",
        about=DESCRIBED["articles"].about,
        primary=("key",),
        references=(_TEXT, Reference(columns=("key", "version"), table="versions", there=("key", "version"))),
    ),
    Table(
        name="links",
        about="Related and read-also links and the popular list of each article, as its newest reading has them. "
        "They may lead to articles that are not in this package.",
        primary=("key", "kind", "position"),
        references=(_ARTICLE,),
    ),
    Table(
        name="bylines",
        about=DESCRIBED["bylines"].about,
        primary=("key", "role", "position"),
        references=(_ARTICLE,),
    ),
    Table(
        name="versions",
        about=DESCRIBED["versions"].about,
        primary=("key", "version"),
        references=(_ARTICLE, _TEXT),
    ),
    Table(name="texts", about=DESCRIBED["texts"].about, primary=("content_hash",)),
    Table(
        name="view_counts",
        about=DESCRIBED["view_counts"].about,
        primary=("key", "fetched_at", "capture", "source"),
        references=(_ARTICLE,),
    ),
    Table(
        name="absences",
        about=DESCRIBED["absences"].about,
        primary=("key", "since", "capture"),
        references=(_ARTICLE,),
    ),
)

_OF_ARTICLES = "key IN ({these})"
_OF_VERSIONS = """
    content_hash IN (SELECT content_hash FROM versions WHERE key IN ({these})
                     UNION SELECT content_hash FROM articles WHERE key IN ({these}))
"""
"""A reading by another template may open no version, but it has a text of its own."""


def columns_of(db: Database, table: Table) -> tuple[Column, ...]:
    """Describe the columns of a table of a package."""
    if table.name == "articles":
        return of_records(SCALARS)
    return of_links(LINK_COLUMNS) if table.name == "links" else of_table(db, table.name)


def lines_of(db: Database, table: Table, selection: Selection) -> Generator[bytes, None, None]:
    """Stream a table as CSV.

    Args:
        db: the archive.
        table: which.
        selection: of articles, to which everything belongs.
    """
    if table.name == "articles":
        return csv_table.lines(db, Records(selection=selection, fields=SCALARS))
    if table.name == "links":
        return csv_table.link_lines(db, selection, LINK_LISTS)
    columns = columns_of(db, table)
    sql, values = _select(table, columns, selection)
    return csv_table.described_lines(db, columns, sql, values)


def count_of(db: Database, table: Table, selection: Selection) -> int:
    """Count the rows of a table of a package."""
    if table.name == "articles":
        return count(db, selection)
    if table.name == "links":
        return count_links(db, selection, LINK_LISTS)
    columns = columns_of(db, table)
    sql, values = _select(table, columns, selection)
    ((number,),) = rows(db, sql, [column.name for column in columns], ["count(*)"], values)
    assert isinstance(number, int)
    return number


def _select(table: Table, columns: Sequence[Column], selection: Selection) -> tuple[str, list[str]]:
    condition, values = selection.condition()
    these = f"SELECT key FROM articles WHERE {condition}"  # noqa: S608 - read-only
    which = (_OF_VERSIONS if table.name == "texts" else _OF_ARTICLES).format(these=these)
    names = ", ".join(column.name for column in columns)
    sql = f"SELECT {names} FROM {table.name} WHERE {which} ORDER BY {', '.join(table.primary)}"  # noqa: S608 - our names
    return sql, values * which.count(these)


def required_of(db: Database, table: Table) -> frozenset[str]:
    """Name the columns of a table that are never empty: those that the schema says so of, and those of its key."""
    if table.name == "links":
        return frozenset({*table.primary, "url"})
    declared = db.execute(f"PRAGMA table_info({table.name})").fetchall()
    never = {name for _, name, _, not_null, *_ in declared if not_null}
    return frozenset({*table.primary, *never, *_NEVER_EMPTY.get(table.name, ())})


_NEVER_EMPTY = {"versions": ("fetched_at", "capture", "content_hash", "template", "reader")}
"""Columns of a view, of which SQLite does not know it."""
