"""What kind of value a column holds and what it means: by the schema where it is the archive's, else by its values."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from export.request import Asked, Records
from export.sql import as_text
from scraper.archive.database import Database
from scraper.archive.records import WHOLE_NUMBERS
from scraper.archive.schema.dictionary import DESCRIBED
from scraper.archive.sql_guard import quoted
from scraper.fields import Field
from scraper.items import ARTICLE_FIELDS, LINK_FIELDS

Kind: TypeAlias = Literal["whole", "real", "day", "minute", "moment", "text", "bytes", "links"]
"""Of values: `minute` is Jakarta's (`2026-10-08T10:41+07:00`), `moment` is UTC's, with milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of what is exported.

    Attributes:
        name: its name.
        kind: of its values.
        about: what it means; None where it is nobody's but the user's.
    """

    name: str
    kind: Kind
    about: str | None = None


_DAYS = frozenset({"date", "day"})
_MINUTES = frozenset({"published_at"})
_MOMENTS = frozenset(
    {
        "fetched_at",
        "first_seen",
        "last_seen",
        "gone_since",
        "since",
        "until",
        "gone_at",
        "next_try",
        "lease_until",
        "started_at",
        "ended_at",
    }
)


def of_records(fields: Iterable[str]) -> tuple[Column, ...]:
    """Describe the fields of a record."""
    return tuple(_declared(ARTICLE_FIELDS[name]) if name in ARTICLE_FIELDS else _kept(name) for name in fields)


def _kept(name: str) -> Column:
    """Describe what the archive knows of an article."""
    kind = "whole" if name in WHOLE_NUMBERS else _of_text(name)
    return Column(name=name, kind=kind, about=DESCRIBED["articles"].columns[name])


_OF_LINKS = {
    "key": Column(name="key", kind="whole", about="the article with the link"),
    "kind": Column(name="kind", kind="text", about="`related`, `read_also` or `popular`"),
}


def of_links(names: Iterable[str]) -> tuple[Column, ...]:
    """Describe the columns of a table of links, or the parts of a link.

    Args:
        names: which of them.
    """
    return tuple(_declared(LINK_FIELDS[name]) if name in LINK_FIELDS else _OF_LINKS[name] for name in names)


def _declared(field: Field) -> Column:
    return Column(name=field.name, kind=field.kind, about=field.about.meaning)


LINK_COLUMNS = ("key", "kind", *LINK_FIELDS)
"""Of a table of links: the record's key and the kind of link, then the link."""


def of_table(db: Database, table: str) -> tuple[Column, ...]:
    """Describe the columns of one of the archive's own tables and views.

    Args:
        db: the archive.
        table: its name, one of `scraper.archive.schema.dictionary.DESCRIBED`.
    """
    about = DESCRIBED[table].columns
    found = db.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
    return tuple(
        Column(name=name, kind=_of_declared(name, declared), about=about.get(name)) for _, name, declared, *_ in found
    )


def known(db: Database, asked: Asked) -> tuple[Column, ...] | None:
    """Describe the columns of what is asked for; None where only a look at its values can tell."""
    if isinstance(asked, Records):
        return of_records(asked.fields)
    return of_table(db, asked.table) if asked.table in DESCRIBED else None


_NOT_DECLARED = frozenset({"version"})
"""Whole numbers that a view computes, so that SQLite knows no type of them."""


def _of_declared(name: str, declared: str) -> Kind:
    if declared == "INTEGER" or name in _NOT_DECLARED:
        return "whole"
    return "bytes" if declared == "BLOB" else "real" if declared == "REAL" else _of_text(name)


def _of_text(name: str) -> Kind:
    if name in _DAYS:
        return "day"
    return "minute" if name in _MINUTES else "moment" if name in _MOMENTS else "text"


def kind_in_sql(name: str) -> str:
    """Return the SQL of the kind of one value, for columns that nobody has described."""
    column = quoted(name)
    return f"""CASE typeof({column}) WHEN 'integer' THEN 'whole' WHEN 'real' THEN 'real' WHEN 'blob' THEN 'bytes'
        WHEN 'null' THEN NULL ELSE CASE
        WHEN {column} IS date({column}, '+0 days') THEN 'day'
        WHEN {column} IS strftime('%Y-%m-%dT%H:%M', substr({column}, 1, 16), '+0 days') || '+07:00' THEN 'minute'
        WHEN {column} IS strftime('%Y-%m-%dT%H:%M:%fZ', {column}, '+0 days') THEN 'moment'
        ELSE 'text' END END"""


def of_kinds(seen: set[Kind]) -> Kind:
    """Return the kind that holds all the kinds of values seen in one column; text where nothing else does."""
    if len(seen) == 1:
        return next(iter(seen))
    return "real" if seen == {"whole", "real"} else "text"


def value_in_sql(column: Column) -> str:
    """Return the SQL of a value as what its column holds, where others of the column may be of another kind."""
    name = quoted(column.name)
    if column.kind == "text":
        return as_text(name)
    return f"CAST({name} AS REAL)" if column.kind == "real" else name
