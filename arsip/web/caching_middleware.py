"""The caching middleware: how long an answer may be kept, and 304 for a browser that has what is served already.

A page is a function of its address, the copy, the synonyms beside it, this process and the day in Jakarta, as an
address may say `since=7d`. Its weak ETag is a digest of these and of a secret of this process: a browser that sends it
has had the page with status 200, and is answered before anything is read.
"""

import asyncio
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from datasette.app import Datasette

from arsip.web.security_middleware import App, Message, Receive, Send
from arsip.web.site import site_of
from scraper import clock
from scraper.archive.search.synonyms import SynonymsError, own_version

REVALIDATED = b"no-cache"
"""May be kept, and is asked for again at each use: a new copy shows at once."""

VARY = (b"vary", b"Accept-Encoding")

_WITH_DIGEST = b"public, max-age=31536000, immutable"
_CAPTURE = b"max-age=3600"
"""A capture never changes, but its WARC file may be moved away."""

_COMPLETE_SECONDS = 1.0
"""What took longer may lack facets or counts, which Datasette leaves out after a second and a half: it has no ETag."""

_SECRET = token_hex(16)
"""Part of each ETag: nobody can guess one, and another version of Arsip may make other pages of the same copy."""

_DIGITS = 32

_STATIC = Path(__file__).parent / "static"
_DIGESTS = {path.name: sha256(path.read_bytes()).hexdigest()[:16] for path in _STATIC.iterdir()}


def asset(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    return f"/assets/{name}?v={_DIGESTS[name]}"


_ASSETS = {asset(name).encode() for name in _DIGESTS}


def revalidate(datasette: Datasette, app: App) -> App:
    """Put the middleware before an application."""

    async def revalidated(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        etag = _etag(datasette, scope)
        lasting = [(b"cache-control", _cache_control(scope)), (b"etag", etag)]
        if _has_current(scope, etag):
            headers = [*lasting, VARY]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        began = asyncio.get_running_loop().time()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [_for_everybody(*each) for each in message["headers"] if each[0].lower() != b"cache-control"]
                is_whole = message["status"] == 200 and not _is_csv(scope)  # noqa: PLR2004 - of HTTP
                if not is_whole:
                    headers.append((b"cache-control", REVALIDATED))
                elif any(name.lower() == b"etag" for name, _ in headers):  # Datasette's, of the whole database
                    headers.append(lasting[0])
                else:
                    took = asyncio.get_running_loop().time() - began
                    headers += lasting if took < _COMPLETE_SECONDS else lasting[:1]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, send_with_headers)

    return revalidated


def _etag(datasette: Datasette, scope: Message) -> bytes:
    site = site_of(datasette)
    try:
        synonyms: object = own_version(site.copy)
    except SynonymsError as error:  # a search says so
        synonyms = str(error)
    today = clock.day_in_jakarta(clock.now_stamp())
    facts = (_SECRET, site.version, synonyms, today, scope["path"], scope.get("raw_path"), scope["query_string"])
    return b'W/"%b"' % sha256(repr(facts).encode()).hexdigest()[:_DIGITS].encode()


def _for_everybody(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Leave Cookie and Authorization out of Vary, where Datasette names them: nobody logs in here."""
    return VARY if name.lower() == b"vary" else (name, value)


def _cache_control(scope: Message) -> bytes:
    path, query = scope["path"], scope["query_string"]
    if b"%b?%b" % (path.encode(), query) in _ASSETS:
        return _WITH_DIGEST
    return _CAPTURE if path.startswith(("/raw/", "/photo/")) else REVALIDATED


def _is_csv(scope: Message) -> bool:
    """Whether an answer is streamed: it may end with an error, after its status."""
    return bool(scope["path"].endswith(".csv"))


def _has_current(scope: Message, etag: bytes) -> bool:
    """Whether the browser has the page as it is; of weak ETags the part in quotes is compared (RFC 9110, 13.1.2)."""
    known = (value for name, value in scope["headers"] if name.lower() == b"if-none-match")
    quoted = etag.removeprefix(b"W/")
    return any(each.strip().removeprefix(b"W/") == quoted for value in known for each in value.split(b","))
