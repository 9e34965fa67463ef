"""What is served: a Datasette of the newest copy, and the change to a newer one under running requests.

A copy that takes the place of the old one (`arsip nightly` makes one each night) is opened, asked for what is slow, and
then gets all new requests. Those that run end on the old copy, whose file goes when the last of them has ended: nothing
but open files holds it.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from datasette.app import Datasette
from datasette.database import Database as ServedDatabase
from datasette.plugins import pm

from arsip.web import plugin
from arsip.web.metadata import metadata_of
from arsip.web.period import Period
from arsip.web.security_middleware import App, Message, Receive, Send
from arsip.web.site import NAME, PAGE_MS, SITES, THREADS, Site, site_of
from arsip.web.views import dashboard, home
from scraper.archive.copies.publication import EDITION, refuse_foreign
from scraper.archive.database import ArchiveError, Database, archive_id, open_to_read

_INTERRUPT_SECONDS = 0.05
"""Seconds between two interrupts of SQL, as what has been interrupted may go on with another statement."""

CHECK_SECONDS = 5.0
"""Seconds between two looks at the copy's file."""

SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "num_sql_threads": THREADS,
    "sql_time_limit_ms": PAGE_MS,
    "facet_time_limit_ms": 1500,
    "suggest_facets": False,  # it would group by every column of every article; our table page offers them instead
    "truncate_cells_html": 240,
    "max_csv_mb": 0,
}
"""A limit in milliseconds that the largest archives keep, and rows without limit where all are asked for as CSV."""

_HERE = Path(__file__).parent


@contextlib.contextmanager
def served(site: Site) -> Iterator[Datasette]:
    """Make a Datasette that answers while the block runs; nothing listens yet.

    Raises:
        ArchiveError: the copy is no archive.
    """
    _register_plugin()
    with contextlib.closing(open_to_read(site.copy)) as db:
        site.version = _file_version(site.copy)
        metadata, inspected = metadata_of(db), _inspected(db, site.copy)
    datasette = _CopyDatasette(
        metadata=metadata,
        settings=SETTINGS,
        inspect_data={NAME: inspected},
        template_dir=str(_HERE / "templates"),
        static_mounts=[("assets", str(_HERE / "static"))],
    )
    datasette.remove_database("_memory")
    database = _CopyDatabase(datasette, path=str(site.copy), is_mutable=False)
    datasette.add_database(database, name=NAME)
    SITES[datasette] = site
    try:
        yield datasette
    finally:
        for connection in database._all_file_connections:  # noqa: SLF001 - what is still read need not be waited for
            connection.interrupt()
        datasette.executor.shutdown()
        database.close()


class _CopyDatasette(Datasette):  # type: ignore[misc] # which has no types
    """A Datasette that keeps no catalogue of tables, which only its hidden pages show.

    The thread that writes the catalogue never ends, and would hold every old copy's Datasette in memory.
    """

    async def refresh_schemas(self) -> None:
        """Do nothing."""


class _CopyDatabase(ServedDatabase):  # type: ignore[misc] # which has no types
    """A database whose queries end with the requests that wait for them."""

    async def execute(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as declared there
        """Run SQL in its turn; what is wrong in a visitor's SQL is printed on the page alone."""
        options["log_sql_errors"] = False
        async with site_of(self.ds).queries.turn():
            return await super().execute(*args, **options)

    async def execute_fn(self, fn: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - as declared there
        """Run a function in a thread; where this is cancelled, interrupt its SQL, and wait until it has ended."""
        lock = threading.Lock()
        running: list[Any] = []
        is_cancelled = False

        def interruptible(connection: Any) -> Any:  # noqa: ANN401 - sqlite3's
            with lock:
                if is_cancelled:
                    raise asyncio.CancelledError
                running.append(connection)
            try:
                return fn(connection)
            finally:
                with lock:
                    running.clear()

        try:
            return await super().execute_fn(interruptible)
        except asyncio.CancelledError:
            with lock:
                is_cancelled = True
            while running:
                with lock:
                    for connection in running:
                        connection.interrupt()
                await asyncio.sleep(_INTERRUPT_SECONDS)
            raise


def _register_plugin() -> None:
    """Register our hooks, once a process.

    Datasette's own error handler goes: it prints every variable of every frame, for each page that is not found.
    """
    if not pm.is_registered(plugin):
        pm.register(plugin, name="arsip")
        pm.unregister(name="datasette.handle_exception")


def _inspected(db: Database, copy: Path) -> dict[str, Any]:
    """Return what Datasette else finds out by reading the whole file: how many rows, and a fingerprint.

    ANALYZE has counted the rows when the copy was made: a line an index, with fewer where the index is of some rows
    only, and none for a table without rows.
    """
    counts: dict[str, int] = {}
    for table, stat in db.execute("SELECT tbl, stat FROM sqlite_stat1"):
        counts[table] = max(counts.get(table, 0), int(stat.split()[0]))
    names = db.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'").fetchall()
    status = copy.stat()
    return {
        "hash": f"{archive_id(db)}-{status.st_mtime_ns:x}-{status.st_size:x}",
        "size": status.st_size,
        "tables": {name: {"count": counts.get(name, 0) if rootpage else None} for name, rootpage in names},
    }


async def open_connections(datasette: Datasette) -> None:
    """Open the copy in every thread at once, so that all go on with this one where another takes its place."""
    together = threading.Barrier(THREADS)
    database = datasette.get_database(NAME)
    await asyncio.gather(*(database.execute_fn(lambda _: together.wait()) for _ in range(THREADS)))


async def warm_up(datasette: Datasette) -> None:
    """Compute what the first visitors would else wait for."""
    with contextlib.suppress(Exception):  # a visitor of the page sees what is wrong
        await home.summary_of(datasette)
        await dashboard.charts_of(datasette, Period())


class _Opened:
    """A copy that is open: its Datasette, and how many requests run on it."""

    def __init__(self, site: Site) -> None:
        self._stack = contextlib.ExitStack()
        self.version = _file_version(site.copy)
        self.datasette = self._stack.enter_context(served(site))
        self.app: App = self.datasette.app()
        self.requests = 0

    def close(self) -> None:
        self._stack.close()


class ServedCopy:
    """The application that answers from the newest copy.

    Args:
        site: what is served.
        report: gets a line where another copy was taken up, or could not be.
    """

    def __init__(self, site: Site, report: Callable[[str], None]) -> None:
        self._report = report
        self._site = site
        self._current = _Opened(site)
        self._left: list[_Opened] = []
        with contextlib.closing(open_to_read(site.copy)) as db:
            self._archive = archive_id(db)

    async def __aenter__(self) -> Self:
        await open_connections(self._current.datasette)
        self._background = asyncio.gather(warm_up(self._current.datasette), self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._background.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._background
        for opened in [*self._left, self._current]:
            opened.close()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request from the copy that is the newest as it begins."""
        opened = self._current
        opened.requests += scope["type"] == "http"
        try:
            if scope["type"] == "http":
                await _until_hang_up(opened.app, scope, receive, send)
            else:
                await opened.app(scope, receive, send)
        finally:
            opened.requests -= scope["type"] == "http"
            self._close_left()

    def _close_left(self) -> None:
        """Close the old copies on which nothing runs any more."""
        for opened in [each for each in self._left if not each.requests]:
            self._left.remove(opened)
            opened.close()

    async def _watch(self) -> None:
        """Take up each new copy, and go on with the old one where that fails."""
        refused = None
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            version = None
            try:
                version = _file_version(self._site.copy)
                if version not in {self._current.version, refused}:
                    await self._take_up()
            except FileNotFoundError:  # moved away
                continue
            except Exception as error:  # noqa: BLE001 - whatever lies there, the old copy is served
                refused = version
                self._report(f"The new {self._site.copy.name} cannot be served, the old one still is: {error}")

    async def _take_up(self) -> None:
        edition = refuse_foreign(self._archive, self._site.copy)
        if edition != EDITION:
            raise ArchiveError("another version of Arsip made it")
        opened = _Opened(replace(self._site, _known={}, _locks={}))
        try:
            await open_connections(opened.datasette)
            if _file_version(self._site.copy) != opened.version:  # replaced again meanwhile: see the next look
                opened.close()
                return
            await warm_up(opened.datasette)
        except BaseException:
            opened.close()
            raise
        self._left.append(self._current)
        self._current = opened
        self._close_left()
        self._report(f"Serving the new {self._site.copy.name}")


async def _until_hang_up(app: App, scope: Message, receive: Receive, send: Send) -> None:
    """Answer a request; where the client hangs up, end the work for it."""
    answer = asyncio.ensure_future(app(scope, receive, send))
    hang_up = asyncio.ensure_future(_hang_up(receive))
    try:
        await asyncio.wait({answer, hang_up}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hang_up.cancel()
        answer.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await answer


async def _hang_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":  # the body of a request, which nothing here reads
        pass


def _file_version(path: Path) -> tuple[int, int, int]:
    """Return what differs between two copies: file, time of the archive in it, and size."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size
