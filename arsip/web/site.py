"""What is served: which copy, where its raw pages are, who may ask; and how views read it without blocking others."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
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

UNAVAILABLE = 503

PAGE_MS = 5_000
"""Milliseconds that a page may read, as any SQL that is typed in."""

_MOST_REMEMBERED = 40

_WAIT_SECONDS = 10.0
"""Seconds that a request waits for its turn, at most."""

T = TypeVar("T")


class Lane:
    """Some of the threads: requests that may take seconds share them, so that a thread is left for all others."""

    def __init__(self, threads: int) -> None:
        self._free = asyncio.Semaphore(threads)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one of them, and hold it while the block runs.

        Raises:
            DatasetteError: none is free for long.
        """
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._free.acquire()
        except TimeoutError as error:
            why = "Others ask for much at this moment. Ask again in a while."
            raise DatasetteError(why, title="Server busy", status=UNAVAILABLE) from error
        try:
            yield
        finally:
            self._free.release()


SEARCHES, QUERIES, FILES = 2, 2, 1
THREADS = SEARCHES + QUERIES + FILES + 1


@dataclass(eq=False, slots=True)
class Site:
    """What is served.

    Attributes:
        copy: the database file, which stays as it is while it is served.
        warc: the folder of WARC files, which need not be there.
        hosts: the host names that it answers to; None for any name.
        archive: the name of the archive's file, for people.
        base: address under which others reach the pages, without a slash at its end; None where it is not known.
        version: of the copy's file, part of each ETag, set when it is served.
        searches: of pages that search.
        queries: of SQL, that of visitors and that of Datasette's own pages.
        files: of files of results.
    """

    copy: Path
    warc: Path
    hosts: frozenset[str] | None
    archive: str = "archive.db"
    base: str | None = None
    version: tuple[int, ...] = ()
    searches: Lane = field(default_factory=lambda: Lane(SEARCHES))
    queries: Lane = field(default_factory=lambda: Lane(QUERIES))
    files: Lane = field(default_factory=lambda: Lane(FILES))
    _known: dict[object, Any] = field(default_factory=dict)
    _locks: dict[object, asyncio.Lock] = field(default_factory=dict)

    async def once(self, key: object, compute: Callable[[], Awaitable[T]]) -> T:
        """Compute something, or remember it: the copy never changes while it is served."""
        if key in self._known:
            known: T = self._known[key]
            return known
        try:
            async with self._locks.setdefault(key, asyncio.Lock()):
                if key not in self._known:
                    computed = await compute()
                    while len(self._known) >= _MOST_REMEMBERED:
                        del self._known[next(iter(self._known))]
                    self._known[key] = computed
                known = self._known[key]
        finally:
            self._locks.pop(key, None)
        return known


SITES: WeakKeyDictionary[Datasette, Site] = WeakKeyDictionary()


def site_of(datasette: Datasette) -> Site:
    """Return what a Datasette serves."""
    return SITES[datasette]


async def read(
    datasette: Datasette, query: Callable[[Database], T], *, limit_ms: int = PAGE_MS, lane: Lane | None = None
) -> T:
    """Read from the copy in one of Datasette's threads, in its turn where it has a lane.

    Raises:
        DatasetteError: it takes longer than `limit_ms`, or its turn does not come.
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
        async with lane.turn() if lane else nullcontext():
            found: T = await datasette.get_database(NAME).execute_fn(within)
    except DatabaseError as error:
        if str(error) != "interrupted":
            raise
        raise DatasetteError(
            f"This took longer than {limit_ms / 1000:.0f} seconds. Ask for less: fewer words, or a shorter period.",
            title="Time limit reached",
            status=UNAVAILABLE,
        ) from error
    return found


def rows(db: Database, sql: str, *values: object) -> list[dict[str, Any]]:
    """Return the rows of a SELECT, by the names of its columns."""
    cursor = db.execute(sql, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
