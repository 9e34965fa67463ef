"""The connection to an archive: statements, rows by name, the columns of a table, and transactions that nest."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple


class Column(NamedTuple):
    """A column of a table; `key` is its place in the primary key, from 1, or 0."""

    name: str
    type: str
    required: bool
    key: int


class Database:
    """An open archive.

    sqlite-utils has a similar class, and takes half a second to import; only what migrates an archive imports it.

    Attributes:
        conn: the connection itself, in autocommit mode, so that `atomic` alone begins transactions.
        path: the file, which a copy that is served hides from SQL; None for a database in memory.
    """

    def __init__(self, conn: sqlite3.Connection, path: Path | None = None) -> None:
        self.conn = conn
        self.path = path

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Cursor:
        """Run a statement, in the open transaction or in its own."""
        return self.conn.execute(sql, parameters)

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        """Run a SELECT, and yield its rows by the names of their columns."""
        cursor = self.conn.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def columns(self, table: str) -> list[Column]:
        """Return the columns of a table of the archive itself; none where there is no such table."""
        rows = self.conn.execute(f"PRAGMA main.table_info({table})")
        return [Column(name, type_, bool(required), key) for _, name, type_, required, _, key in rows]

    def primary_key(self, table: str) -> list[str]:
        """Return the names of the columns of a table's primary key."""
        return [each.name for each in sorted(self.columns(table), key=lambda each: each.key) if each.key]

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Run the block in a transaction, or inside of another in a savepoint; an error undoes what it wrote."""
        nested = self.conn.in_transaction
        self.conn.execute("SAVEPOINT nested" if nested else "BEGIN")
        try:
            yield
            self.conn.execute("RELEASE nested" if nested else "COMMIT")
        except BaseException:
            if self.conn.in_transaction:  # SQLite may have ended it: where the disk is full, for example
                self.conn.execute("ROLLBACK TO nested" if nested else "ROLLBACK")
            if self.conn.in_transaction and nested:
                self.conn.execute("RELEASE nested")
            raise

    def close(self) -> None:
        """Close the connection."""
        self.conn.close()
