"""Faults that the site answers with on request: other pages, spoilt pages, broken connections."""

import asyncio
import re
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

from replica.pages.frame import Answer, Hosts, fixed_page, html_page
from replica.pages.mobile_2026 import plain_page

PAGE_KINDS = (
    "404", "410", "home", "empty", "maintenance", "maintenance-503", "block", "captcha", "login", "login-redirect",
    "elsewhere", "php-error", "blank", "other", "500", "502", "503", "429",
)  # fmt: skip
"""Responses other than the requested page."""

SPOILT_KINDS = ("cut-markup", "gzip-broken")
"""The requested page, damaged, in a valid HTTP response."""

WIRE_KINDS = ("cut-off", "reset", "hang", "slow", "garbage")
"""What breaks the connection itself."""

KINDS = PAGE_KINDS + SPOILT_KINDS + WIRE_KINDS

ELSEWHERE = "http://elsewhere.invalid"
"""The other site that a redirect leads to: no such name can ever be resolved (RFC 6761, 6.4)."""

TRICKLE_SECONDS = 0.1
"""The pause before each byte of a slow answer."""

_ROBOTS = re.compile(r"/robots\.txt(?:\?.*)?")
_SAFE = {"home": "/", "login-redirect": "/login"}
_PAGES: dict[str, tuple[str, int]] = {
    "maintenance": (fixed_page("maintenance"), 200),
    "maintenance-503": (fixed_page("maintenance"), 503),
    "block": (fixed_page("block"), 403),
    "captcha": (fixed_page("captcha"), 200),
    "login": (fixed_page("login"), 200),
    "php-error": (fixed_page("php-error"), 200),
    "blank": ("", 200),
}
_STATUS_PAGE = """<html>
<head><title>{0}</title></head>
<body>
<center><h1>{0}</h1></center>
<hr><center>nginx</center>
</body>
</html>
"""
_REASONS = {
    "429": "Too Many Requests",
    "500": "Internal Server Error",
    "502": "Bad Gateway",
    "503": "Service Temporarily Unavailable",
}
"""What a web server itself says with a status, where the site says nothing."""

_WAITS = {"maintenance-503", "429"}
_TEXT_STARTS = (b'<div class="content-body">', b'<div class="news-content">')
_GARBAGE = bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"") + b"\r\n\r\n"


@dataclass(slots=True, kw_only=True)
class Trouble:
    """One kind of trouble, and the requests that it affects.

    Attributes:
        path: a regular expression to be found in their path and query, as the log has them; None for every page but
            robots.txt, which is befallen only where the expression names `robots`.
        every: each n-th of them only.
        times: how many at most; None for no end.
        seen: how many there were so far.
        struck: how many of them it has affected.
    """

    kind: str
    path: str | None = None
    every: int = 1
    times: int | None = None
    seen: int = 0
    struck: int = 0
    _pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what could never happen.

        Raises:
            ValueError: there is no such kind, the path is no regular expression, or a number is below 1.
        """
        if self.kind not in KINDS:
            raise ValueError(f"there is no trouble {self.kind!r}; there are {', '.join(KINDS)}")
        try:
            self._pattern = re.compile(self.path or "")
        except re.error as error:
            raise ValueError(f"the path {self.path!r} is no regular expression: {error}") from error
        if self.every < 1 or (self.times is not None and self.times < 1):
            raise ValueError("every and times must be 1 or more")

    def strikes(self, target: str) -> bool:
        """Count a request, and tell whether it is befallen."""
        if self.times is not None and self.struck >= self.times:
            return False
        if not self._pattern.search(target) or target == _SAFE.get(self.kind):
            return False
        if _ROBOTS.fullmatch(target) and "robots" not in (self.path or ""):
            return False
        self.seen += 1
        struck = self.seen % self.every == 0
        self.struck += struck
        return struck


def strike(troubles: Sequence[Trouble], target: str) -> str | None:
    """The trouble of a request: the first that matches; those after it do not count the request."""
    return next((trouble.kind for trouble in troubles if trouble.strikes(target)), None)


def instead(kind: str, path: str, hosts: Hosts, retry_after: int) -> Answer:
    """Answer with something else than the requested page, by any of `PAGE_KINDS` but another article's page."""
    redirects = {"home": f"{hosts.mobile}/", "login-redirect": f"{hosts.mobile}/login", "elsewhere": ELSEWHERE + path}
    if kind in redirects:
        return Answer(302, location=redirects[kind])
    if kind in _PAGES:
        page = html_page(*_PAGES[kind])
    elif kind == "empty":
        page = html_page(plain_page("Berita", path, hosts))
    elif kind in {"404", "410"}:
        page = html_page(plain_page(f"{kind} Halaman tidak ditemukan", path, hosts), int(kind))
    else:
        page = html_page(_STATUS_PAGE.format(f"{kind} {_REASONS[kind]}"), int(kind))
    return replace(page, headers={"Retry-After": str(retry_after)}) if kind in _WAITS else page


def spoilt(kind: str, answer: Answer) -> Answer:
    """Spoil a page: cut it within the text of its article, or else in its middle; or claim a coding it has not."""
    if kind == "cut-markup":
        whole = answer.body if answer.mark is None else answer.mark
        return replace(answer, body=answer.body[: _middle(answer.body)], mark=whole)
    return replace(answer, headers={**answer.headers, "Content-Encoding": "gzip"})


def _middle(body: bytes) -> int:
    for mark in _TEXT_STARTS:
        start = body.find(mark)
        if start >= 0:
            return (start + body.index(b"</div>", start)) // 2
    return len(body) // 2


async def break_off(
    kind: str, request: web.BaseRequest, entry: dict[str, Any], answer: web.Response
) -> web.StreamResponse:
    """Answer a request as no server should, until the client gives up; the connection is of no use afterwards."""
    entry |= {"status": None, "bytes": 0}
    transport = request.transport
    if kind == "hang":
        await asyncio.Event().wait()
    elif kind == "garbage" and transport is not None:
        transport.write(_GARBAGE)
        transport.close()
    elif kind == "reset" and transport is not None:
        # A socket that lingers for no time at all sends a reset when it is closed (socket(7)).
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    elif kind in {"slow", "cut-off"}:
        return await _begun(request, entry, answer, is_slow=kind == "slow")
    return answer


async def _begun(
    request: web.BaseRequest, entry: dict[str, Any], answer: web.Response, *, is_slow: bool
) -> web.StreamResponse:
    """Promise the whole body, then send it byte by byte, or no more than its first half."""
    body = answer.body if isinstance(answer.body, bytes) else b""
    begun = web.StreamResponse(status=answer.status, headers={**answer.headers, "Content-Length": str(len(body))})
    await begun.prepare(request)
    entry["status"] = answer.status
    if not is_slow:
        await begun.write(body[: len(body) // 2])
        entry["bytes"] = len(body) // 2
        if request.transport is not None:
            request.transport.close()
        return begun
    for number in range(len(body)):
        await asyncio.sleep(TRICKLE_SECONDS)
        await begun.write(body[number : number + 1])
        entry["bytes"] = number + 1
    return begun
