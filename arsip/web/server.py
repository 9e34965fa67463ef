"""The server, which listens on a port until Ctrl-C or SIGTERM."""

import asyncio
import errno
import os
import socket
from collections.abc import Callable

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from arsip.web.served_copy import ServedCopy
from scraper.signals import STOPPING, handled_by

REQUEST_SECONDS = 10
"""Seconds in which a whole request has to come, its headers and its body; uvicorn itself sets no limit."""

_SHUTDOWN_SECONDS = 3


class CannotListenError(Exception):
    """An address cannot be listened on; the text is one line that says why, and what to do."""


def bind(host: str, port: int) -> socket.socket:
    """Bind a socket to an address of this machine; port 0 is any free one.

    Raises:
        CannotListenError: it cannot be had.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, proto)
    except (OSError, UnicodeError) as error:  # a name that no machine can have comes as the latter
        why = error.strerror if isinstance(error, OSError) else "this is not the name of a machine"
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


async def listen(app: ServedCopy, sock: socket.socket, ready: Callable[[], None]) -> None:
    """Answer on a bound socket until SIGINT or SIGTERM; call `ready` as soon as it answers."""
    config = uvicorn.Config(
        app,
        http=_TimedProtocol,
        log_level="warning",
        lifespan="on",
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    # the signals that end the server end nothing else: it raises them again when it is done
    with handled_by(lambda *_: None, *STOPPING):
        async with app:
            await _Server(config, ready).serve(sockets=[sock])


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
