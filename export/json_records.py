"""JSON and JSON lines: one object a record, with its links nested, as SQLite itself writes them.

SQLite's own functions make the text, so a record is never a Python object; that is what makes it fast.
"""

from collections.abc import Generator, Iterator, Sequence

from export.request import Asked, Records
from export.sql import json_row, rows
from export.sql import lines as text_lines
from scraper.archive.database import Database
from scraper.archive.records import links_of_record, select
from scraper.items import LINK_FIELDS, LINK_LISTS


def lines(db: Database, asked: Asked) -> Generator[bytes, None, None]:
    """Stream JSON lines.

    Args:
        db: the archive.
        asked: what for.

    Yields:
        one object a line, in UTF-8, with its line end. What is absent is null; a list of links may be empty.
    """
    for record in _objects(db, asked):
        yield record + b"\n"


def array(db: Database, asked: Asked) -> Generator[bytes, None, None]:
    """Stream one JSON array, an object a line.

    Args:
        db: the archive.
        asked: what for.

    Yields:
        pieces of the file; one for each record, and the brackets.
    """
    before = b"[\n"
    for record in _objects(db, asked):
        yield before + record
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _objects(db: Database, asked: Asked) -> Iterator[bytes]:
    """Give the JSON of each record or row."""
    if isinstance(asked, Records):
        return text_lines(select(db, asked.selection, [f"CAST({_record(asked.fields)} AS BLOB)"]))
    return text_lines(rows(db, asked.sql, asked.names, [json_row(asked.names)]))


def _record(fields: Sequence[str]) -> str:
    """Return the SQL that makes a record's JSON."""
    return f"json_object({', '.join(f'{name!r}, {_value(name)}' for name in fields)})"


def _value(name: str) -> str:
    if name not in LINK_LISTS:
        return f"articles.{name}"
    link = f"json_object({', '.join(f'{field!r}, {field}' for field in LINK_FIELDS)})"
    return f"(SELECT json_group_array({link}) FROM ({links_of_record(name)}))"  # noqa: S608 - read-only, names of ours
