"""Looks through what an export is asked for before it is written: how many rows, of what kinds, and their fingerprint.

The fingerprint (`content_hash`) of records is the SHA-256 over one line a record, in the order of their keys: the JSON
array of the columns `HASHED` of `articles`, without blanks, in UTF-8, and a line feed. Any SQLite makes it again:

    sqlite3 archive.db "SELECT json_array(key, slug, …) FROM articles ORDER BY key" | sha256sum

The columns left out say nothing more: edition, number and address follow from key and slug, and each article's own
`content_hash` is over all that it says. So the same hash is the same records, whatever archive or format they came
from; of links it says from which pages they were read. For a table or a SELECT the line is the array of all its
columns, in its order; an infinite number is null there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from export.columns import Column, Kind, kind_in_sql, known, of_kinds
from export.request import Asked, Records
from export.sql import json_values, rows
from scraper.archive.database import Database
from scraper.archive.records import select

HASHED = (
    "key",
    "slug",
    "category_slug",
    "views",
    "template",
    "fetched_at",
    "capture",
    "source_url",
    "content_hash",
    "version",
    "first_seen",
    "last_seen",
    "status",
    "gone_since",
)
"""The columns of `articles` that the fingerprint of records is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """What was found.

    Attributes:
        columns: of the rows.
        count: how many rows there are.
        content_hash: their fingerprint, 64 hex digits.
    """

    columns: tuple[Column, ...]
    count: int
    content_hash: str


def survey(db: Database, asked: Asked) -> Surveyed:
    """Look through records, a table or the rows of a SELECT.

    Args:
        db: the archive.
        asked: what for.

    Raises:
        scraper.archive.database.ArchiveError: where the SQL is wrong.
    """
    digest = sha256()
    count = 0
    columns = known(db, asked)
    seen: set[tuple[object, ...]] = set()
    for line, *kinds in _lines(db, asked, with_kinds=columns is None):
        assert isinstance(line, bytes)
        digest.update(line + b"\n")
        count += 1
        seen.add(tuple(kinds))
    return Surveyed(
        columns=columns if columns is not None else _by_values(asked, seen),
        count=count,
        content_hash=digest.hexdigest(),
    )


def _lines(db: Database, asked: Asked, *, with_kinds: bool) -> Iterator[tuple[object, ...]]:
    """Give each row's line, and the kind of each of its values where nothing else tells it."""
    if isinstance(asked, Records):
        return select(db, asked.selection, [f"CAST(json_array({', '.join(HASHED)}) AS BLOB)"])
    kinds = [kind_in_sql(name) for name in asked.names] if with_kinds else []
    return rows(db, asked.sql, asked.names, [json_values(asked.names), *kinds])


def _by_values(asked: Asked, seen: set[tuple[object, ...]]) -> tuple[Column, ...]:
    assert not isinstance(asked, Records)
    columns = []
    for at, name in enumerate(asked.names):
        kinds = cast("set[Kind]", {row[at] for row in seen} - {None})
        columns.append(Column(name=name, kind=of_kinds(kinds)))
    return tuple(columns)
