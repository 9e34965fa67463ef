"""Listens: takes the port before anything is made, says when it answers, and ends at Ctrl-C or SIGTERM."""

import asyncio
import contextlib
import errno
import os
import signal
import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address

import h11
import uvicorn
from datasette.app import Datasette
from uvicorn.protocols.http.h11_impl import H11Protocol

from arsip.web.pages import dashboard, home
from arsip.web.plots import Period
from arsip.web.serving import hold
from arsip.web.shield import LOOPBACK

_LONGEST_GOODBYE = 3
"""Seconds that answers under way have to be finished in."""

REQUEST_SECONDS = 10
"""Seconds in which a whole request has to come, its headers and its body; uvicorn itself sets no limit."""


class CannotListenError(Exception):
    """The address cannot be had; the text is one line that says why, and what to do."""


def taken(host: str, port: int) -> socket.socket:
    """Take a port.

    Args:
        host: a name or address of this machine.
        port: 0 for any free one.

    Raises:
        CannotListenError: where it cannot be had.
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


def is_loopback(host: str) -> bool:
    """Whether only this machine itself can reach an address."""
    if host in LOOPBACK:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def listen(datasette: Datasette, sock: socket.socket, ready: Callable[[], None]) -> None:
    """Answer until SIGINT or SIGTERM comes.

    Args:
        datasette: what answers.
        sock: a port that was taken.
        ready: called when it answers.
    """
    config = uvicorn.Config(
        datasette.app(),
        http=_TimedProtocol,
        log_level="warning",
        lifespan="on",
        timeout_graceful_shutdown=_LONGEST_GOODBYE,
    )
    server = _Telling(config, ready)
    with _calmly():
        await hold(datasette)
        in_advance = asyncio.ensure_future(_in_advance(datasette))
        await server.serve(sockets=[sock])
        in_advance.cancel()


class _TimedProtocol(H11Protocol):
    """HTTP on one connection, which is closed where a request is not there in time."""

    _request_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect the first request."""
        super().connection_made(transport)
        self._expect_request()

    def data_received(self, data: bytes) -> None:
        """Stop the timer where the request is whole; start it where another one has begun."""
        super().data_received(data)
        if self.conn.their_state in {h11.IDLE, h11.SEND_BODY}:
            self._expect_request()
        else:
            self._stop_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop_timer()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Leave a connection without a request to uvicorn's own timer."""
        if self.conn.their_state is not h11.SEND_BODY:
            self._stop_timer()
        super().on_response_complete()

    def _expect_request(self) -> None:
        if self._request_timer is None:
            self._request_timer = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _stop_timer(self) -> None:
        if self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None


class _Telling(uvicorn.Server):
    """A server that tells when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and tell of it."""
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()


async def _in_advance(datasette: Datasette) -> None:
    """Have found out what the first visitors would else wait for."""
    with contextlib.suppress(Exception):  # who visits the page is told what is wrong
        await home.found(datasette)
        await dashboard.drawn(datasette, Period())


@contextlib.contextmanager
def _calmly() -> Iterator[None]:
    """Let the signals that end the server end nothing else: it raises them again when it is done."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
