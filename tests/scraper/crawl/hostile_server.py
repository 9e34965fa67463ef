"""A small HTTP server that misbehaves: a replica's good pages, and hostile answers where a scenario says so."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from replica.clock import Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import Site

HTML = "text/html; charset=utf-8"

Pieces = Iterable[bytes | float | None]
"""What goes over the wire, piece by piece: bytes; seconds to wait; None to reset the connection."""


class Asked:
    """One request for a page that a scenario answers itself.

    Attributes:
        path: with the query, as sent.
        origin: scheme, host and port of the server.
        nth: how many requests the scenario has answered before, from 0.
    """

    def __init__(self, path: str, origin: str, nth: int, routes: Routes) -> None:
        self.path = path
        self.origin = origin
        self.nth = nth
        self._routes = routes

    @property
    def good(self) -> bytes:
        """The page that a well-behaved site would send."""
        path, _, query = self.path.partition("?")
        return self._routes.answer(path, query, self.origin).body

    def good_but(self, pattern: str, by: str | bytes) -> bytes:
        """The good page, with every match of a pattern replaced; the pattern has to match."""
        text, found = re.subn(
            pattern.encode(), lambda _: by.encode() if isinstance(by, str) else by, self.good, flags=re.DOTALL
        )
        assert found, f"{self.path} has no {pattern}"
        return text


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way to misbehave.

    Attributes:
        name: for the table, and to choose it by.
        where: regular expression that the path of an answer begins with; other paths get the good page.
        pieces: makes the answer.
        command: what is crawled, `arsip crawl` and the options every crawl has left out.
    """

    name: str
    where: str
    pieces: Callable[[Asked], Pieces]
    command: tuple[str, ...] = ("articles", "--lang", "id", "--limit", "4", "--budget", "12")


class HostileServer:
    """Answers the requests of one scenario.

    Attributes:
        url: its origin.
        requests: paths that were asked for, in order.
        strays: paths that were asked for at another address of this machine, where a redirect led.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.url = ""
        self.requests: list[str] = []
        self.strays: list[str] = []
        self._scenario = scenario
        self._routes = Routes(Site(Options(articles=240), Clock(frozen=True)))
        self._nth = 0
        self._open: set[asyncio.StreamWriter] = set()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close the connection."""
        self._open.add(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode("latin-1")
            stray = writer.get_extra_info("sockname")[0] != "127.0.0.1"
            (self.strays if stray else self.requests).append(path)
            for piece in self._pieces(path):
                if piece is None:
                    writer.transport.abort()
                elif isinstance(piece, float):
                    await asyncio.sleep(piece)
                else:
                    writer.write(piece)
                    await writer.drain()
        self._open.discard(writer)
        with suppress(ConnectionError):
            writer.close()

    def _pieces(self, path: str) -> Pieces:
        asked = Asked(path, self.url, self._nth, self._routes)
        if re.match(self._scenario.where, path):
            self._nth += 1
            return self._scenario.pieces(asked)
        name, _, query = path.partition("?")
        found = self._routes.answer(name, query, self.url)
        return answer(found.body, status=str(found.status), kind=found.content_type)

    def stop(self) -> None:
        """Break off whatever is under way."""
        for writer in self._open:
            writer.transport.abort()


def answer(
    body: bytes | Pieces, *more: str | bytes, status: str = "200 OK", kind: str | None = HTML, length: int | None = None
) -> Pieces:
    """Make a response of HTTP/1.1.

    Args:
        body: the whole of it, or its pieces.
        more: header lines.
        status: code and reason.
        kind: the Content-Type; None for none.
        length: the Content-Length; that of the body by default, none where that comes in pieces.
    """
    if length is None and isinstance(body, bytes):
        length = len(body)
    lines: list[str | bytes] = [f"HTTP/1.1 {status}", "Connection: close", *more]
    if kind is not None:
        lines.append(f"Content-Type: {kind}")
    if length is not None:
        lines.append(f"Content-Length: {length}")
    yield b"".join((line.encode() if isinstance(line, str) else line) + b"\r\n" for line in lines) + b"\r\n"
    if isinstance(body, bytes):
        yield body
    else:
        yield from body


@asynccontextmanager
async def serving(scenario: Scenario) -> AsyncIterator[HostileServer]:
    """Serve a scenario at a free port of 127.0.0.1, and listen at the same port of 127.0.0.2, until the block ends."""
    hostile = HostileServer(scenario)
    own = await asyncio.start_server(hostile.handle, "127.0.0.1", 0)
    port = own.sockets[0].getsockname()[1]
    hostile.url = f"http://127.0.0.1:{port}"
    other = await asyncio.start_server(hostile.handle, "127.0.0.2", port)
    try:
        yield hostile
    finally:
        own.close()
        other.close()
        hostile.stop()
