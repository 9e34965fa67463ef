"""Imitates public web archives, of made-up pages of several years: a CDX server and replay, Common Crawl's layout."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha1
from pathlib import Path
from typing import Any

from aiohttp import web

from replica.clock import START, Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import Site
from scraper.recover.recovery import FLUSH_SECONDS

WWW, MOBILE, OLD = "https://www.beritajakarta.id", "https://m.beritajakarta.id", "http://www.beritajakarta.com"
_PATH = re.compile(r"/(?:web|arsip)/([0-9]{14})id_/(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A capture that a web archive has; `moment` in UTC, to the second."""

    url: str
    moment: datetime
    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    location: str | None = None
    is_packed: bool = False

    @property
    def timestamp(self) -> str:
        """The moment in 14 digits."""
        return f"{self.moment:%Y%m%d%H%M%S}"

    @property
    def mime(self) -> str:
        """The type without its charset."""
        return self.content_type.partition(";")[0]

    @property
    def digest(self) -> str:
        """Of the body."""
        return sha1(self.body).hexdigest().upper()  # noqa: S324 - as indexes have it

    @property
    def surt(self) -> str:
        """The key of the URL in an index."""
        host, _, path = self.url.partition("://")[2].partition("/")
        return f"{','.join(reversed(host.removeprefix('www.').split('.')))})/{path.lower()}"

    @property
    def payload(self) -> bytes:
        """The body as it was sent."""
        return gzip.compress(self.body, mtime=0) if self.is_packed else self.body

    def headers(self) -> list[tuple[str, str]]:
        """The headers that the site sent."""
        sent = [("Content-Type", self.content_type), ("Server", "nginx"), ("ETag", f'"{self.digest[:8]}"')]
        sent += [("Location", self.location)] if self.location else []
        sent += [("Content-Encoding", "gzip")] if self.is_packed else []
        return [*sent, ("Content-Length", str(len(self.payload)))]


class Past:
    """Pages of a made-up site over the years, as a web archive came by them."""

    def __init__(self, **options: Any) -> None:
        chosen = {"articles": 40, "canonical_host": True, "forms": "plain", "template": "mobile", **options}
        self.site = Site(Options(**chosen), Clock(START.replace(year=2021), frozen=True))
        self._routes = Routes(self.site)
        self.captures: list[Kept] = []
        self._moment = self.site.clock.now().astimezone(UTC).replace(microsecond=0)

    def visit(self, url: str, *, trouble: str | None = None, **changes: Any) -> Kept:
        """Capture what the site answers now, or is made to answer by a trouble of the replica's."""
        self._moment += timedelta(minutes=1)
        origin, _, path = url.partition("://")[2].partition("/")
        path, _, query = f"/{path}".partition("?")
        asked = (path, query, f"https://{origin}")
        answer = self._routes.answer(*asked) if trouble is None else self._routes.troubled(trouble, *asked)
        made = Kept(
            url=url,
            moment=self._moment,
            status=answer.status,
            body=answer.body,
            content_type=answer.content_type,
            location=answer.location,
        )
        self.captures.append(replace(made, **changes))
        return self.captures[-1]

    def wait(self, *, days: float) -> None:
        """Let time pass; the counters of articles grow."""
        self.site.clock.advance(days=days)
        self._moment += timedelta(days=days)

    def path(self, number: int, lang: str = "id") -> str:
        """The address of an article on any host."""
        edition: Any = lang
        return f"/{'en/' if lang == 'en' else ''}read/{number}/{self.site.brief(edition, number).slug}"


@dataclass(slots=True)
class Server:
    """A web archive under imitation.

    Attributes:
        captures: what it has.
        lost: captures that its index names and that it cannot replay, by timestamp.
        busy: answers of 429 that come before anything else, with this many seconds to wait.
        busy_seconds: what Retry-After says then.
        cut: captures whose replay breaks off in the middle, by timestamp.
        broken: whether every replay fails with a status of the server's own.
        replays: how many captures were asked for.
        slow_at: number of the replay that takes longer than a recovery keeps a capture without its row.
        hang_at: number of the replay that never ends; `hanging` is set then.
        requests: paths asked for so far.
        agents: the User-Agents that asked.
        address: of the server.
    """

    captures: list[Kept] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    busy: int = 0
    busy_seconds: str = "0"
    broken: bool = False
    replays: int = 0
    slow_at: int | None = None
    hang_at: int | None = None
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    requests: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    address: str = ""
    folder: Path | None = None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer like archive.org at /web/ and /cdx/search/cdx, like pywb at /arsip/, like Common Crawl at /cc/."""
        self.requests.append(request.path_qs)
        self.agents.add(request.headers["User-Agent"])
        if self.busy:
            self.busy -= 1
            return web.Response(status=429, headers={"Retry-After": self.busy_seconds})
        if request.path in {"/arsip/cdx", "/cdx/search/cdx"}:
            return self._index(request)
        if request.path.startswith("/cc/"):
            return self._common_crawl(request)
        self.replays += 1
        if self.replays == self.slow_at:
            await asyncio.sleep(FLUSH_SECONDS + 0.1)
        if self.replays == self.hang_at:
            self.hanging.set()
            await asyncio.Event().wait()
        answer = self._replay(request)
        if not any(timestamp in request.path for timestamp in self.cut):
            return answer
        part = web.StreamResponse(status=answer.status, headers=answer.headers)
        part.content_length = len(answer.body or b"")
        await part.prepare(request)
        await part.write(bytes(answer.body or b"")[:100])
        assert request.transport is not None
        request.transport.close()
        return part

    def _replay(self, request: web.Request) -> web.Response:
        if self.broken:
            return web.Response(status=503, text="Service Temporarily Unavailable")
        match = _PATH.fullmatch(request.raw_path)
        assert match is not None, request.raw_path
        timestamp, url = match.groups()
        own = request.raw_path.startswith("/web/")
        same = [each for each in self.captures if each.url == url]
        found = next((each for each in same if each.timestamp == timestamp), None)
        if found is None or timestamp in self.lost:
            others = [each for each in same if each is not found]
            if others:  # to the nearest one, as archive.org does
                prefix = request.raw_path.partition(timestamp)[0]
                return web.Response(status=302, headers={"Location": f"{prefix}{others[0].timestamp}id_/{url}"})
            return web.Response(status=404, text="The Wayback Machine has not archived that URL.")
        headers = {"Memento-Datetime": format_datetime(found.moment.replace(tzinfo=UTC), usegmt=True)}
        headers["Link"] = f'<{found.url}>; rel="original"'
        status = found.status
        for name, value in found.headers():
            if not own:
                headers[name] = value
            else:
                headers[f"x-archive-orig-{name.lower()}"] = value
                if name in {"Content-Type", "Content-Encoding"}:
                    headers[name] = value
        if own and found.location:
            status, headers["Location"] = 302, f"/web/{timestamp}id_/{found.location}"
        headers.pop("Content-Length", None)
        return web.Response(status=status, body=found.payload, headers=headers)

    def _index(self, request: web.Request) -> web.Response:
        query = request.query
        lines = [
            f"{each.surt} {each.timestamp} {each.url} {each.mime} {each.status} {each.digest} {len(each.body)}"
            for each in self._of(query)
        ]
        if request.path.startswith("/arsip/"):
            assert query["fl"].split(",")[2:5] == ["url", "mime", "status"]
            if not lines:
                return web.json_response({"message": f"No Captures found for: {query['url']}"}, status=404)
            return web.Response(text="".join(f"{line}\n" for line in lines))
        start, limit = int(query.get("resumeKey", 0)), 5
        more = f"\n{start + limit}\n" if start + limit < len(lines) else ""
        return web.Response(text="".join(f"{line}\n" for line in lines[start : start + limit]) + more)

    def _of(self, query: Any) -> list[Kept]:
        """The lines of an index that a query asks for, in their order."""
        host = f"{','.join(reversed(query['url'].split('.')))})"
        assert query["matchType"] == "host"
        first, last = query.get("from", "0"), query.get("to", "99999999999999")
        found = (each for each in self.captures if each.surt.startswith(host) and first <= each.timestamp <= last)
        return sorted(found, key=lambda each: (each.surt, each.timestamp))

    def _common_crawl(self, request: web.Request) -> web.StreamResponse:
        assert self.folder is not None
        path = request.path.removeprefix("/cc/")
        if path == "collinfo.json":
            listed = json.loads((self.folder / path).read_text())
            return web.json_response([{**each, "cdx-api": f"{self.address}/cc/{each['id']}-index"} for each in listed])
        if not path.endswith("-index"):
            return web.FileResponse(self.folder / path)
        lines = [json.loads(line) for line in (self.folder / path).read_text().splitlines()]
        host = f"{','.join(reversed(request.query['url'].split('.')))})"
        chosen = [json.dumps(line) for line in lines if line["urlkey"].startswith(host)]
        page = int(request.query["page"])
        if not chosen:
            return web.json_response({"message": "No Captures found"}, status=404)
        if page * 4 >= len(chosen):
            return web.json_response({"message": f"Page {page} invalid"}, status=400)
        return web.Response(text="\n".join(chosen[page * 4 : page * 4 + 4]))


@asynccontextmanager
async def serving(captures: Iterable[Kept] = (), folder: Path | None = None) -> AsyncIterator[Server]:
    """Serve captures as a web archive."""
    server = Server(captures=list(captures), folder=folder)
    app = web.Application()
    app.router.add_route("GET", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield server
    finally:
        await runner.cleanup()
