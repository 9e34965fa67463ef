"""Owns the HTTP server: it answers from the routes, compresses, and logs every request it served."""

import json
import zlib
from collections.abc import AsyncIterator, MutableSequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from replica.routes import Answer, Routes
from replica.site import Site

_GZIP_WINDOW = zlib.MAX_WBITS | 16
_FASTEST = 1
_WORTH_COMPRESSING = 500
_LINGER_SECONDS = 0.2


class _Sink(Protocol):
    """Where served requests are written down."""

    def append(self, request: dict[str, Any], /) -> None:
        """Write one down."""


class LogFile:
    """A log of one JSON object a line, flushed with each, so that a test can read it at any time.

    Args:
        path: a file to append to.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def append(self, request: dict[str, Any], /) -> None:
        """Write one request down."""
        self._file.write(json.dumps(request, ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is running.

    Attributes:
        url: its origin, with the port it got and no slash at the end: `http://127.0.0.1:8899`.
        site: what it serves.
        requests: each request served so far, if the log was asked for as a list; else None.
    """

    url: str
    site: Site
    requests: MutableSequence[dict[str, Any]] | None


class Replica:
    """Answers the requests of one server.

    Args:
        site: what it serves.
        log: where requests are written down; None for nowhere.
    """

    def __init__(self, site: Site, log: _Sink | None) -> None:
        self._routes = Routes(site)
        self._log = log

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Answer one request."""
        if request.method in {"GET", "HEAD"}:
            answer = self._routes.answer(
                request.path, request.rel_url.raw_query_string, f"{request.scheme}://{request.host}"
            )
        else:
            answer = Answer(405, b"", "text/plain; charset=utf-8")
        body, coding = _compressed(answer.body, request.headers.get("Accept-Encoding", ""))
        headers = {"Content-Type": answer.content_type, "Vary": "Accept-Encoding"}
        if coding:
            headers["Content-Encoding"] = coding
        if answer.location:
            headers["Location"] = answer.location
        if self._log is not None:
            self._log.append(_entry(request, answer.status, 0 if request.method == "HEAD" else len(body)))
        return web.Response(status=answer.status, body=body, headers=headers)


def _entry(request: web.BaseRequest, status: int, size: int) -> dict[str, Any]:
    """What the log says of a request; `bytes` are those of the body as sent."""
    now = datetime.now(UTC)
    return {
        "time": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "method": request.method,
        "path": request.raw_path,
        "status": status,
        "user_agent": request.headers.get("User-Agent"),
        "bytes": size,
    }


def _compressed(body: bytes, accepted: str) -> tuple[bytes, str | None]:
    """Compress at the fastest level, if the client takes it; aiohttp's own way costs three times as much."""
    if len(body) < _WORTH_COMPRESSING:
        return body, None
    for coding, window in (("gzip", _GZIP_WINDOW), ("deflate", zlib.MAX_WBITS)):
        if coding in accepted:
            return zlib.compress(body, _FASTEST, window), coding
    return body, None


@asynccontextmanager
async def serve(
    site: Site, host: str = "127.0.0.1", port: int = 0, log: Path | MutableSequence[dict[str, Any]] | None = None
) -> AsyncIterator[Running]:
    """Serve a site in the running event loop until the block ends.

    Args:
        site: what to serve.
        host: the address to listen at.
        port: the port; 0 for any free one, `Running.url` tells which.
        log: a file to append JSON lines to, or a list to append to; None for neither.

    Raises:
        OSError: the port is in use, or the log cannot be written.
    """
    sink = LogFile(log) if isinstance(log, Path) else log
    replica = Replica(site, sink)
    runner = web.ServerRunner(web.Server(replica.handle, access_log=None), shutdown_timeout=_LINGER_SECONDS)
    try:
        await runner.setup()
        await web.TCPSite(runner, host, port).start()
        got = runner.addresses[0][1]
        shown = f"[{host}]" if ":" in host else host
        yield Running(f"http://{shown}:{got}", site, log if not isinstance(log, Path) else None)
    finally:
        await runner.cleanup()
        if isinstance(sink, LogFile):
            sink.close()
