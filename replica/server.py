"""The HTTP server: it puts answers of the routes into HTTP, or breaks them, logs every request, and takes orders."""

import json
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, MutableSequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from http import HTTPStatus
from pathlib import Path
from typing import Any, TextIO

from aiohttp import web

from replica.corpus import Lang
from replica.options import Validators
from replica.pages.frame import TEXT, Answer
from replica.routes import Routes
from replica.site import Site
from replica.trouble import PAGE_KINDS, WIRE_KINDS, break_off, strike

CONTROL = "/-/control"
"""Takes orders by which another process changes the site."""

Log = Callable[[dict[str, Any]], object]
"""Writes a served request down."""


def _entry(request: web.BaseRequest) -> dict[str, Any]:
    """What the log says of a request when it arrives; the rest is added while it is served.

    Returns:
        `time` of arrival in UTC; `started` and `ended`, seconds on this machine's own steady clock, when it arrived and
        when the answer was ready (or all that is sent of it was); `method`; `path` with the query; `status`, null where
        there was none; `user_agent`, `if_none_match`, `if_modified_since` as sent, null where not; `bytes` of the body
        as sent; the kind of `trouble` applied to it, or null.
    """
    started = time.monotonic()
    headers = request.headers
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "started": started,
        "ended": started,
        "method": request.method,
        "path": request.raw_path,
        "status": None,
        "user_agent": headers.get("User-Agent"),
        "if_none_match": headers.get("If-None-Match"),
        "if_modified_since": headers.get("If-Modified-Since"),
        "bytes": 0,
        "trouble": None,
    }


_GZIP_WINDOW = zlib.MAX_WBITS | 16
_FASTEST = 1
_WORTH_COMPRESSING = 500
_LINGER_SECONDS = 0.2
_COMPRESSED = ("image/", "application/gzip")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is running: its origin (`http://127.0.0.1:8899`), and the requests so far if the log is a list."""

    url: str
    site: Site
    requests: MutableSequence[dict[str, Any]] | None


class _Replica:
    def __init__(self, site: Site, log: Log | None, *, control: bool) -> None:
        self._site = site
        self._routes = Routes(site)
        self._log = log
        self._control = control

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request, or do it some harm; then write it down."""
        if self._control and request.path == CONTROL:
            return await self._ordered(request)
        entry = _entry(request)
        try:
            kind = strike(self._site.troubles, request.raw_path)
            entry["trouble"] = kind
            answer = self._response(request, self._answer(request, kind), kind)
            sent = answer.body if request.method != "HEAD" and isinstance(answer.body, bytes) else b""
            entry |= {"status": answer.status, "bytes": len(sent)}
            if kind in WIRE_KINDS:
                return await break_off(kind, request, entry, answer)
            return answer
        finally:
            entry["ended"] = time.monotonic()
            if self._log is not None:
                self._log(entry)

    def _answer(self, request: web.BaseRequest, kind: str | None) -> Answer:
        if request.method not in {"GET", "HEAD"}:
            return Answer(405, b"", TEXT)
        target = (request.path, request.rel_url.raw_query_string, f"{request.scheme}://{request.host}")
        return self._routes.answer(*target) if kind is None else self._routes.troubled(kind, *target)

    def _response(self, request: web.BaseRequest, answer: Answer, kind: str | None) -> web.Response:
        """Put an answer into HTTP: compressed, with its validators, or as a 304.

        Where the requested page is damaged or truncated, the validators are those of the whole page, as a server
        sends them that does not know; but trouble is never hidden behind a 304.
        """
        body, coding = answer.body, None
        if "Content-Encoding" not in answer.headers and not answer.content_type.startswith(_COMPRESSED):
            body, coding = _compressed(body, request.headers.get("Accept-Encoding", ""))
        choice = "none" if kind in PAGE_KINDS else self._site.options.validators
        validators = _validated(answer, choice, is_compressed=coding is not None)
        headers = {"Vary": "Accept-Encoding", **answer.headers, **validators}
        if kind is None and _is_unchanged(request, validators):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = answer.content_type
        if coding:
            headers["Content-Encoding"] = coding
        if answer.location:
            headers["Location"] = answer.location
        return web.Response(status=answer.status, body=body, headers=headers)

    async def _ordered(self, request: web.BaseRequest) -> web.Response:
        """Obey an order; it is no request of the site, and has no trouble."""
        if request.method != "POST":
            return web.json_response({"error": f"{CONTROL} takes POST only"}, status=405)
        try:
            return web.json_response(_obey(self._site, json.loads(await request.read())))
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)


def _obey(site: Site, order: Any) -> dict[str, Any]:  # noqa: ANN401 - it comes as JSON
    """Do what an order says, in its own order, and return the state of the site then; `{}` changes nothing.

    Its keys are `advance` (seconds), `trouble` (the arguments of `Site.trouble`), `calm` (true), `edit`
    (`{"article": "id/142433", …}` with the arguments of `Site.edit`), `redesign` (a template), `delete` and `restore`
    (lists of articles, named likewise). What stands before a fault has been done when ValueError names it.
    """
    if not isinstance(order, dict):
        raise ValueError("an order is a JSON object")  # noqa: TRY004 - the sender's fault, like every other one
    deeds: dict[str, Callable[[Any], None]] = {
        "advance": lambda seconds: site.clock.advance(seconds=seconds),
        "trouble": lambda given: site.trouble(**given),
        "calm": lambda _: site.calm(),
        "edit": lambda given: site.edit(*_named(given.pop("article")), **given),
        "delete": lambda names: _each(site.delete, names),
        "redesign": site.redesign,
        "restore": lambda names: _each(site.restore, names),
    }
    for name, given in order.items():
        if name not in deeds:
            raise ValueError(f"there is no order {name!r}; there are {', '.join(deeds)}")
        try:
            deeds[name](given)
        except KeyError as error:
            raise ValueError(f"{name}: there is no such article: {error}") from error
        except (TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"{name}: {error}") from error
    return _state(site)


def _state(site: Site) -> dict[str, Any]:
    return {
        "now": site.clock.now().isoformat(),
        "articles": {"id": site.count("id"), "en": site.count("en")},
        "deleted": sum(map(len, site.deleted.values())),
        "edited": sum(map(len, site.edits.values())),
        "troubles": [
            {"kind": each.kind, "path": each.path, "every": each.every, "times": each.times, "struck": each.struck}
            for each in site.troubles
        ],
    }


def _each(deed: Callable[[Lang, int], None], names: Iterable[str]) -> None:
    for name in names:
        deed(*_named(name))


def _named(name: str) -> tuple[Lang, int]:
    lang, _, number = name.partition("/")
    if lang not in {"id", "en"} or not number.isdecimal():
        raise ValueError(f"{name!r} names no article; write id/142433 or en/43425")
    return "en" if lang == "en" else "id", int(number)


def _validated(answer: Answer, choice: Validators, *, is_compressed: bool) -> dict[str, str]:
    """The validators that an answer carries, as headers; a failure, a redirect or a missing page carries none."""
    headers: dict[str, str] = {}
    if answer.status != HTTPStatus.OK:
        return headers
    if choice in {"etag", "both"}:
        weak = "W/" if is_compressed or answer.mark is not None else ""
        digest = blake2b(answer.body if answer.mark is None else answer.mark, digest_size=10).hexdigest()
        headers["ETag"] = f'{weak}"{digest}"'
    if choice in {"last-modified", "both"} and answer.modified is not None:
        headers["Last-Modified"] = format_datetime(answer.modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
    return headers


def _is_unchanged(request: web.BaseRequest, validators: dict[str, str]) -> bool:
    """Whether a request already has what would be answered: If-None-Match decides, if it is there."""
    if not validators:
        return False
    if "If-None-Match" in request.headers:
        own = validators.get("ETag", "").removeprefix("W/")
        is_any = request.headers["If-None-Match"].strip() == "*"
        return is_any or any(f'"{tag.value}"' == own for tag in request.if_none_match or ())
    since = request.if_modified_since
    if since is None or "Last-Modified" not in validators:
        return False
    return parsedate_to_datetime(validators["Last-Modified"]) <= since


def _compressed(body: bytes, accepted: str) -> tuple[bytes, str | None]:
    """Compress at the fastest level, if the client takes it; aiohttp's own way costs three times as much."""
    if len(body) < _WORTH_COMPRESSING:
        return body, None
    for coding, window in (("gzip", _GZIP_WINDOW), ("deflate", zlib.MAX_WBITS)):
        if coding in accepted:
            return zlib.compress(body, _FASTEST, window), coding
    return body, None


def _appender(file: TextIO) -> Log:
    """Write one JSON object a line, flushed with each, so that a test can read the file at any time."""

    def write(entry: dict[str, Any]) -> None:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        file.flush()

    return write


@asynccontextmanager
async def serve(
    site: Site,
    host: str = "127.0.0.1",
    port: int = 0,
    log: Path | MutableSequence[dict[str, Any]] | None = None,
    *,
    control: bool = False,
) -> AsyncIterator[Running]:
    """Serve a site in the running event loop until the block ends.

    Raises:
        OSError: the port is in use, or the log cannot be written.
    """
    with ExitStack() as stack:
        write: Log | None = None
        if isinstance(log, Path):
            write = _appender(stack.enter_context(log.open("a", encoding="utf-8")))
        elif log is not None:
            write = log.append
        # A hanging answer must end when its client does.
        handle = _Replica(site, write, control=control).handle
        server = web.Server(handle, access_log=None, handler_cancellation=True)
        runner = web.ServerRunner(server, shutdown_timeout=_LINGER_SECONDS)
        try:
            await runner.setup()
            await web.TCPSite(runner, host, port).start()
            got = runner.addresses[0][1]
            shown = f"[{host}]" if ":" in host else host
            yield Running(f"http://{shown}:{got}", site, None if isinstance(log, Path) else log)
        finally:
            await runner.cleanup()
