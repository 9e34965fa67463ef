"""The server: a Datasette of a copy of the archive, which listens on a port until Ctrl-C or SIGTERM."""

import asyncio
import contextlib
import errno
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h11
import uvicorn
from datasette.app import Datasette
from datasette.database import Database as ServedDatabase
from datasette.plugins import pm
from uvicorn.protocols.http.h11_impl import H11Protocol

from arsip.web import plugin
from arsip.web.metadata import metadata_of
from arsip.web.period import Period
from arsip.web.site import NAME, PAGE_MS, SITES, Site
from arsip.web.views import dashboard, home
from scraper.archive.database import Database, archive_id, open_to_read

THREADS = 4
REQUEST_SECONDS = 10
"""Seconds in which a whole request has to come, its headers and its body; uvicorn itself sets no limit."""

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

_SHUTDOWN_SECONDS = 3
_HERE = Path(__file__).parent


class CannotListenError(Exception):
    """An address cannot be listened on; the text is one line that says why, and what to do."""


@contextlib.contextmanager
def served(site: Site) -> Iterator[Datasette]:
    """Make a Datasette that answers while the block runs; nothing listens yet.

    Raises:
        ArchiveError: the copy is no archive.
    """
    _register_plugin()
    with contextlib.closing(open_to_read(site.copy)) as db:
        metadata, inspected = metadata_of(db), _inspected(db, site.copy)
    datasette = Datasette(
        metadata=metadata,
        settings=SETTINGS,
        inspect_data={NAME: inspected},
        template_dir=str(_HERE / "templates"),
        static_mounts=[("assets", str(_HERE / "static"))],
    )
    datasette.remove_database("_memory")
    database = ServedDatabase(datasette, path=str(site.copy), is_mutable=False)
    datasette.add_database(database, name=NAME)
    SITES[datasette] = site
    try:
        yield datasette
    finally:
        for connection in database._all_file_connections:  # noqa: SLF001 - what is still read need not be waited for
            connection.interrupt()
        datasette.executor.shutdown()
        database.close()


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


def bind(host: str, port: int) -> socket.socket:
    """Bind a socket to an address of this machine; port 0 is any free one.

    Raises:
        CannotListenError: it cannot be had.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, proto)
    except (OSError, UnicodeError) as error:  # a name that no machine can have comes as the latter
        why = error.strerror if isinstance(error, OSError) else "this is no name of a machine"
        raise CannotListenError(f"{host}: {why}; give an address of this machine with --host") from error
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
    except OSError as error:
        sock.close()
        why = "the port is taken" if error.errno == errno.EADDRINUSE else os.strerror(error.errno or 0).lower()
        raise CannotListenError(f"{host}:{port}: {why}; give another one with --port, or 0 for any free one") from error
    return sock


def address_of(sock: socket.socket, host: str) -> str:
    """Return the address under which a browser on this machine finds what listens."""
    port = sock.getsockname()[1]
    name = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - a comparison
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


async def listen(datasette: Datasette, sock: socket.socket, ready: Callable[[], None]) -> None:
    """Answer on a bound socket until SIGINT or SIGTERM; call `ready` as soon as it answers."""
    config = uvicorn.Config(
        datasette.app(),
        http=_TimedProtocol,
        log_level="warning",
        lifespan="on",
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    with _signals_ignored():
        await open_connections(datasette)
        warm_up = asyncio.ensure_future(_warm_up(datasette))
        await _Server(config, ready).serve(sockets=[sock])
        warm_up.cancel()


async def open_connections(datasette: Datasette) -> None:
    """Open the copy in every thread at once, so that all go on with this one where another takes its place."""
    together = threading.Barrier(THREADS)
    database = datasette.get_database(NAME)
    await asyncio.gather(*(database.execute_fn(lambda _: together.wait()) for _ in range(THREADS)))


async def _warm_up(datasette: Datasette) -> None:
    """Compute what the first visitors would else wait for."""
    with contextlib.suppress(Exception):  # a visitor of the page sees what is wrong
        await home.summary_of(datasette)
        await dashboard.charts_of(datasette, Period())


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


class _TimedProtocol(H11Protocol):
    """HTTP on one connection, which is closed where a request is not there in time."""

    _request_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_request()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state in {h11.IDLE, h11.SEND_BODY}:
            self._expect_request()
        else:
            self._stop_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        if self.conn.their_state is not h11.SEND_BODY:  # between requests, uvicorn's own timer runs
            self._stop_timer()
        super().on_response_complete()

    def _expect_request(self) -> None:
        if self._request_timer is None:
            self._request_timer = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _stop_timer(self) -> None:
        if self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None


@contextlib.contextmanager
def _signals_ignored() -> Iterator[None]:
    """Let the signals that end the server end nothing else: it raises them again when it is done."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
