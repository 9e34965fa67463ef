"""Columns of an export: type and meaning, by the schema where they are the archive's, else by their values."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from export.request import Links, Records, Table
from scraper.archive.database import Database
from scraper.archive.records import WHOLE_NUMBERS, value_of_record
from scraper.archive.schema.dictionary import DESCRIBED
from scraper.archive.sql_guard import quoted
from scraper.items import ARTICLE_FIELDS, LINK_FIELDS

Kind: TypeAlias = Literal["whole", "real", "day", "minute", "moment", "text", "bytes", "links"]
"""Type of values: `minute` is in Jakarta (`2026-10-08T10:41+07:00`), `moment` in UTC with milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column.

    Attributes:
        kind: type of its values.
        about: what it means; None where only the user knows.
        expression: the SQL of its value, where that is not the column of its name.
    """

    name: str
    kind: Kind
    about: str | None = None
    expression: str | None = None

    @property
    def sql(self) -> str:
        """The SQL of its value."""
        return self.expression or quoted(self.name)

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.kind in {"whole", "real"}


_DAYS = frozenset({"date", "day"})
_MINUTES = frozenset({"published_at"})
_MOMENTS = frozenset(
    ("fetched_at", "first_seen", "last_seen", "gone_since", "since", "until", "gone_at", "next_try", "lease_until",
     "started_at", "ended_at")
)  # fmt: skip
_NOT_DECLARED = frozenset({"version", "hour", "weekday"})
"""Whole numbers that views compute, for which SQLite gives no type."""

_OF_LINKS = (
    Column(name="key", kind="whole", about="the article with the link", expression="of_key"),
    Column(name="kind", kind="text", about="`related`, `read_also` or `popular`"),
)


def of_links() -> tuple[Column, ...]:
    """Return the columns of a link, as an article has it."""
    return tuple(Column(name=each.name, kind=each.kind, about=each.about.meaning) for each in LINK_FIELDS.values())


def of_records(fields: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns of fields of a record."""
    return tuple(_of_record(name) for name in fields)


def _of_record(name: str) -> Column:
    if name in ARTICLE_FIELDS:
        return Column(name=name, kind=ARTICLE_FIELDS[name].kind, about=ARTICLE_FIELDS[name].about.meaning)
    kind = "whole" if name in WHOLE_NUMBERS else _text_kind(name)
    about = DESCRIBED["articles"].columns.get(name) or DESCRIBED["captures"].columns[name]
    return Column(name=name, kind=kind, about=about, expression=value_of_record(name))


def columns_of(db: Database, table: Table) -> tuple[Column, ...] | None:
    """Return the columns of a table; None for rows of which only a look at their values can tell."""
    if isinstance(table, Records):
        return of_records(table.fields)
    if isinstance(table, Links):
        return (*_OF_LINKS, *of_links())
    if table.table not in DESCRIBED:
        return None
    about = DESCRIBED[table.table].columns
    found = db.execute(f"PRAGMA table_info({quoted(table.table)})").fetchall()
    return tuple(
        Column(name=name, kind=_declared_kind(name, declared), about=about.get(name)) for _, name, declared, *_ in found
    )


def _declared_kind(name: str, declared: str) -> Kind:
    if declared == "INTEGER" or name in _NOT_DECLARED:
        return "whole"
    return "bytes" if declared == "BLOB" else "real" if declared == "REAL" else _text_kind(name)


def _text_kind(name: str) -> Kind:
    if name in _DAYS:
        return "day"
    return "minute" if name in _MINUTES else "moment" if name in _MOMENTS else "text"


def kind_in_sql(name: str) -> str:
    """Return the SQL of the type of one value, for columns that nobody has described."""
    column = quoted(name)
    return f"""CASE typeof({column}) WHEN 'integer' THEN 'whole' WHEN 'real' THEN 'real' WHEN 'blob' THEN 'bytes'
        WHEN 'null' THEN NULL ELSE CASE
        WHEN {column} IS date({column}, '+0 days') THEN 'day'
        WHEN {column} IS strftime('%Y-%m-%dT%H:%M', substr({column}, 1, 16), '+0 days') || '+07:00' THEN 'minute'
        WHEN {column} IS strftime('%Y-%m-%dT%H:%M:%fZ', {column}, '+0 days') THEN 'moment'
        ELSE 'text' END END"""


def common_kind(kinds: set[Kind]) -> Kind:
    """Return the type that holds values of all these types; text where nothing else does."""
    if len(kinds) == 1:
        return next(iter(kinds))
    return "real" if kinds == {"whole", "real"} else "text"
