"""What is served: which copy, where its raw pages are, who may ask; and how pages read it without blocking others."""

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

_KEPT = 40
"""Things that are remembered at most, such as dashboards of different periods."""

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class Site:
    """What is served.

    Attributes:
        copy: the database file, which stays as it is while it is served.
        warc: the folder of WARC files, which need not be there.
        hosts: the names under which it may be asked for; None for any name.
        archive: what the archive's file is called, for people.
    """

    copy: Path
    warc: Path
    hosts: frozenset[str] | None
    archive: str = "archive.db"
    _known: dict[object, Any] = field(default_factory=dict)
    _under_way: dict[object, asyncio.Lock] = field(default_factory=dict)

    async def once(self, what: object, find: Callable[[], Awaitable[T]]) -> T:
        """Find something out, or remember it: the copy never changes while it is served.

        Args:
            what: its name; a tuple where it depends on something.
            find: finds it out.
        """
        if what not in self._known:
            async with self._under_way.setdefault(what, asyncio.Lock()):
                if what not in self._known:
                    found = await find()
                    while len(self._known) >= _KEPT:
                        del self._known[next(iter(self._known))]
                    self._known[what] = found
                else:
                    found = self._known[what]
            self._under_way.pop(what, None)
            return found
        known: T = self._known[what]
        return known


_SITES: WeakKeyDictionary[Datasette, Site] = WeakKeyDictionary()


def enter(datasette: Datasette, site: Site) -> None:
    """Say what a Datasette serves."""
    _SITES[datasette] = site


def site_of(datasette: Datasette) -> Site:
    """Return what a Datasette serves."""
    return _SITES[datasette]


async def read(datasette: Datasette, find: Callable[[Database], T], *, limit_ms: int = PAGE_MS) -> T:
    """Read from the copy in one of Datasette's threads.

    Args:
        datasette: what serves it.
        find: reads what is wanted.
        limit_ms: milliseconds of SQLite's time that it may take.

    Raises:
        DatasetteError: where it takes longer.
    """

    def within(connection: Any) -> T:  # noqa: ANN401 - sqlite3's, which only scraper.archive may name
        rows, connection.row_factory = connection.row_factory, None
        try:
            with sqlite_timelimit(connection, limit_ms):
                return find(Database(connection, recursive_triggers=False, execute_plugins=False))
        finally:
            connection.row_factory = rows

    try:
        found: T = await datasette.get_database(NAME).execute_fn(within)
    except DatabaseError as error:
        if str(error) != "interrupted":
            raise
        raise DatasetteError(
            f"This took longer than {limit_ms / 1000:.0f} seconds. Ask for less: fewer words, or a shorter period.",
            title="That took too long",
            status=503,
        ) from error
    return found
