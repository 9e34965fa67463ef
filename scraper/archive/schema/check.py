"""The comparison of a file's schema with the one that the migrations make: an archive may be somebody else's.

A trigger can delete what is written, a view in place of a table can be endless or say anything. So nothing is read from
an archive before its tables, views, indexes and triggers are known to be ours.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from scraper.archive.schema.tables import VERSION, declarations

_OBJECTS = """
    SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(tbl_name AS BLOB), CAST(sql AS BLOB) FROM {}.sqlite_schema
    WHERE NOT (type = 'table' AND name IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4'))
      AND NOT (type = 'index' AND sql IS NULL) LIMIT ?
"""
"""As bytes: damage may be no text. SQLite's own tables and the indexes of primary keys are left out."""

MOST_OBJECTS = 1000
"""An archive has some sixty tables, indexes and the like; a file with far more is none."""

_PLAIN_INDEX = re.compile(
    r"CREATE INDEX [^()]+\([^()]+\)(?: WHERE [a-z_]+ (?:=|>) (?:'[a-z-]*'|[0-9]+))?", re.IGNORECASE
)
"""An index of columns: not unique, of no expression, and without a condition but that a column is a constant or above
one, as in the copies for `arsip serve`: neither can fail, nor compute anything."""

_LONGEST_VERSION = 5
"""Digits of a schema's number at most; a longer one is damage."""

_OF_MIGRATIONS = "_sqlite_migrations"
"""The table of sqlite-utils that says which migrations were applied."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A table, view, index or trigger that is not as this program makes it.

    Attributes:
        kind: `table`, `view`, `index` or `trigger`, as in the file; of what is missing, as it should be. `acting index`
            for an added one that refuses rows or computes something.
        name: its name.
        wrong: `added`: nothing of ours has the name; `kind`: ours is of another kind; `declaration`: ours is declared
            otherwise; `missing`.
        what: the same in a clause.
    """

    kind: str
    name: str
    wrong: Literal["added", "kind", "declaration", "missing"]
    what: str

    @property
    def is_dangerous(self) -> bool:
        """Whether it can change or make up what an archive says, of whatever schema the archive is."""
        return self.wrong == "kind" or (self.wrong == "added" and self.kind in {"trigger", "acting index", "file"})

    @property
    def is_harmless(self) -> bool:
        """Whether it changes nothing of ours: a table, view or index that somebody has added."""
        return self.wrong == "added" and not self.is_dangerous

    @property
    def spoils_reading(self) -> bool:
        """Whether not even a verification may read on: triggers and indexes have no part in that."""
        return self.wrong in {"kind", "declaration"} and self.kind not in {"trigger", "index"}


def newer_schema(connection: sqlite3.Connection) -> int | None:
    """Return the schema that an archive says it has, where that is a later one than ours; nothing else is read."""
    with suppress(sqlite3.DatabaseError):  # damage is for others to name
        found = connection.execute("SELECT CAST(sql AS BLOB) FROM sqlite_schema WHERE name = 'meta'").fetchone()
        if found is None or (found[0] or b"").split() != declarations()["meta"][1].encode().split():
            return None  # anything else than our table could be endless
        row = connection.execute("SELECT CAST(value AS BLOB) FROM meta WHERE name = 'schema'").fetchone()
        has = row[0] if row and row[0] else b""
        if has.isdigit() and len(has) <= _LONGEST_VERSION and int(has) > int(VERSION):
            return int(has)
    return None


def differences(connection: sqlite3.Connection, database: Literal["main", "other"] = "main") -> Iterator[Difference]:
    """Yield what differs between a file's schema and ours; nothing else of the file is read.

    Raises:
        sqlite3.DatabaseError: the schema cannot be read.
    """
    rows = _objects(connection, database)
    if len(rows) > MOST_OBJECTS:
        yield Difference("file", "", "added", f"it has more than {MOST_OBJECTS:,} tables, views, indexes and triggers")
        return
    ours, theirs = declarations(), {name.lower() for _, name, _, _ in rows}  # SQLite's names have no case
    for kind, shown, table, sql in sorted(rows, key=lambda row: (row[0] != "table", row[1])):
        name = shown.lower()
        if name == _OF_MIGRATIONS and kind != "table":
            yield Difference(kind, name, "kind", f"it should be a table and is a {kind}")
        elif table == _OF_MIGRATIONS and kind in {"table", "index"}:
            continue
        elif name not in ours:
            at = f" on {table}" if kind in {"index", "trigger"} else ""
            acts = kind == "index" and not _PLAIN_INDEX.fullmatch(" ".join(sql.split()))
            yield Difference(f"acting {kind}" if acts else kind, shown, "added", f"there should be no such {kind}{at}")
        elif kind != ours[name][0]:
            yield Difference(kind, name, "kind", f"it should be a {ours[name][0]} and is a {kind}")
        elif sql.split() != ours[name][1].split():
            yield Difference(kind, name, "declaration", f"the {kind} is declared otherwise")
    for name in sorted(ours.keys() - theirs):
        yield Difference(ours[name][0], name, "missing", f"the {ours[name][0]} is missing")


def _objects(connection: sqlite3.Connection, database: str) -> list[tuple[str, str, str, str]]:
    """Return kind, name, table and declaration of what is in a schema, of one more than there may be at most."""
    rows = connection.execute(_OBJECTS.format(database), [MOST_OBJECTS + 1]).fetchall()
    return [tuple((each or b"").decode("utf-8", "replace") for each in row) for row in rows]  # type: ignore[misc]
