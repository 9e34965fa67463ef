"""What is served: which copy, where its raw pages are, who may ask; and how views read it without blocking others."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.utils import sqlite_timelimit
from datasette.views.base import DatasetteError

from scraper.archive.database import Database, DatabaseError

NAME = "archive"
"""Of the database, in every address; so that addresses stay when the copy is kept under another name."""

PAGE_MS = 5_000
"""Milliseconds that a page may read, as any SQL that is typed in."""

_MOST_REMEMBERED = 40

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class Site:
    """What is served.

    Attributes:
        copy: the database file, which stays as it is while it is served.
        warc: the folder of WARC files, which need not be there.
        hosts: the host names that it answers to; None for any name.
        archive: the name of the archive's file, for people.
        base: address under which others reach the pages, without a slash at its end; None where it is not known.
        version: of the copy and of the process that serves it, part of each ETag, set when it is served.
    """

    copy: Path
    warc: Path
    hosts: frozenset[str] | None
    archive: str = "archive.db"
    base: str | None = None
    version: str = ""
    _known: dict[object, Any] = field(default_factory=dict)
    _locks: dict[object, asyncio.Lock] = field(default_factory=dict)

    async def once(self, key: object, compute: Callable[[], Awaitable[T]]) -> T:
        """Compute something, or remember it: the copy never changes while it is served."""
        if key in self._known:
            known: T = self._known[key]
            return known
        async with self._locks.setdefault(key, asyncio.Lock()):
            if key not in self._known:
                computed = await compute()
                while len(self._known) >= _MOST_REMEMBERED:
                    del self._known[next(iter(self._known))]
                self._known[key] = computed
            known = self._known[key]
        self._locks.pop(key, None)
        return known


SITES: WeakKeyDictionary[Datasette, Site] = WeakKeyDictionary()


def site_of(datasette: Datasette) -> Site:
    """Return what a Datasette serves."""
    return SITES[datasette]


async def read(datasette: Datasette, query: Callable[[Database], T], *, limit_ms: int = PAGE_MS) -> T:
    """Read from the copy in one of Datasette's threads.

    Raises:
        DatasetteError: it takes longer than `limit_ms`.
    """

    def within(connection: Any) -> T:  # noqa: ANN401 - sqlite3's, which only scraper.archive may name
        rows, connection.row_factory = connection.row_factory, None
        try:
            with sqlite_timelimit(connection, limit_ms):
                return query(Database(connection, site_of(datasette).copy))
        except KeyboardInterrupt as error:  # what the archive's readers raise where SQLite is interrupted
            raise DatabaseError("interrupted") from error
        finally:
            connection.row_factory = rows

    try:
        found: T = await datasette.get_database(NAME).execute_fn(within)
    except DatabaseError as error:
        if str(error) != "interrupted":
            raise
        raise DatasetteError(
            f"This took longer than {limit_ms / 1000:.0f} seconds. Ask for less: fewer words, or a shorter period.",
            title="Time limit reached",
            status=503,
        ) from error
    return found


def rows(db: Database, sql: str, *values: object) -> list[dict[str, Any]]:
    """Return the rows of a SELECT, by the names of its columns."""
    cursor = db.execute(sql, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
