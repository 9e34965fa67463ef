"""What an export is asked for: records of a selection, a table of the archive, or the rows of a SELECT."""

from dataclasses import dataclass, field
from typing import TypeAlias

from scraper.archive import sql_guard
from scraper.archive.database import Database
from scraper.archive.records import FIELDS, Selection
from scraper.archive.schema.dictionary import DESCRIBED


class ExportError(Exception):
    """An export cannot be made as it was asked for; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Articles as they are now.

    Attributes:
        selection: which.
        fields: what of each, in order.
    """

    selection: Selection = field(default_factory=Selection)
    fields: tuple[str, ...] = FIELDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a SELECT gives.

    Attributes:
        sql: the SELECT.
        names: of its columns, all different.
        table: the table or view that it is the whole of, if it is.
    """

    sql: str
    names: tuple[str, ...]
    table: str | None = None


Asked: TypeAlias = Records | Rows


def what(asked: Asked) -> str:
    """Return what is counted of it, for people to read."""
    return "articles" if isinstance(asked, Records) else "rows"


def fields_of(text: str | None) -> tuple[str, ...]:
    """Read a list of fields.

    Args:
        text: names, parted by commas; None for all.

    Raises:
        ExportError: where a record has no such field, or one is named twice.
    """
    if text is None:
        return FIELDS
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in FIELDS]
    if unknown or not names:
        raise ExportError(f"a record has no field {', '.join(unknown) or repr(text)}; it has {', '.join(FIELDS)}")
    if len(set(names)) < len(names):
        raise ExportError(f"a field is named twice: {text}")
    return names


def rows_of_table(db: Database, name: str) -> Rows:
    """Ask for a whole table or view, in an order that does not depend on how it was written.

    Args:
        db: the archive.
        name: of the table or view.

    Raises:
        ExportError: where there is none of that name.
    """
    there = {found for (found,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    if name not in there or name.startswith("sqlite_"):
        known = [each for each in DESCRIBED if each in there]
        raise ExportError(f"there is no table {name} in this archive; it has {', '.join(known)}")
    whole = f"SELECT * FROM {sql_guard.quoted(name)}"  # noqa: S608 - a name that is there
    names = sql_guard.column_names(db, whole)
    found = db.execute(f"PRAGMA table_info({sql_guard.quoted(name)})").fetchall()
    primary = [column[1] for column in sorted(found, key=lambda column: column[5]) if column[5]]
    order = ", ".join(sql_guard.quoted(each) for each in primary or names)
    return Rows(sql=f"{whole} ORDER BY {order}", names=names, table=name)


def rows_of_sql(db: Database, sql: str) -> Rows:
    """Ask for what a SELECT gives.

    Args:
        db: the archive, on which `scraper.archive.sql_guard.read_only` was called.
        sql: one SELECT.

    Raises:
        scraper.archive.database.ArchiveError: where it is none that the archive can answer.
    """
    return Rows(sql=sql, names=sql_guard.column_names(db, sql))
