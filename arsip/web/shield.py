"""Stands before every answer: who may ask, for what, and what a browser may do with what it gets."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from datasette.app import Datasette

from arsip.web.site import site_of

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""No script at all, not even our own, and nothing from elsewhere: what the site's texts smuggle in is but text."""

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""For what the site has sent, byte by byte."""

HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}
"""Of every answer that does not say otherwise."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_OWN = "/-/"
_OF_OWN = ("/-/static/", "/-/versions", "/-/settings", "/-/plugins")
"""Of Datasette's own pages, those that tell of nothing but itself; the rest is for logins and for finding faults."""

_ELSEWHERE = ("//", "/\\")
"""Such a path, without the slash at its end, would send a browser to another host; and so would one that begins with
another host's name, which HTTP allows (RFC 9112, 3.2.2)."""


def shield(datasette: Datasette, app: App) -> App:
    """Put the shield before an application."""

    async def shielded(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _with_ours(list(message.get("headers", ())))}
            await send(message)

        refused = _refusal(datasette, scope)
        if refused is None:
            await app(scope, receive, send_shielded)
        else:
            await _answer(send_shielded, *refused)

    return shielded


def _refusal(datasette: Datasette, scope: Message) -> tuple[int, str] | None:
    """Say why a request is refused; None where it is not."""
    hosts = site_of(datasette).hosts
    if hosts is not None and _host(scope) not in hosts:
        # Another site may have its name lead to this machine, and so have a browser ask for it (DNS rebinding).
        return 421, f"This server answers to {' and '.join(sorted(hosts))} only."
    if scope["method"] not in {"GET", "HEAD"}:
        return 405, "Nothing can be changed here: GET and HEAD are all there is."
    if _is_of_another_site(scope):
        return 403, "Another site has asked for this. What leads here from elsewhere is a link that somebody follows."
    path = scope["path"]
    leads_elsewhere = not path.startswith("/") or path.startswith(_ELSEWHERE)
    if leads_elsewhere or (path.startswith(_OWN) and not path.startswith(_OF_OWN)):
        return 404, "There is nothing here."
    return None


def _is_of_another_site(scope: Message) -> bool:
    """Whether a page of another site has a browser ask, other than by a link that is followed to a page here.

    It could not read the answer, but have the server work. Who asks without a browser, or with an old one, says nothing
    of it (Fetch Metadata: https://www.w3.org/TR/fetch-metadata/).
    """
    if _header(scope, b"sec-fetch-site") != "cross-site":
        return False
    followed = (_header(scope, b"sec-fetch-mode"), _header(scope, b"sec-fetch-dest"))
    return followed != ("navigate", "document")


def _host(scope: Message) -> str:
    """The name in the Host header, without its port."""
    found = _header(scope, b"host")
    if found.startswith("["):
        return found[1:].partition("]")[0]
    return found.rpartition(":")[0] if ":" in found else found


def _header(scope: Message, wanted: bytes) -> str:
    """A header's value in lower case; empty where there is none."""
    found = next((value for name, value in scope["headers"] if name.lower() == wanted), b"")
    return str(found.decode("latin-1").lower())


def _with_ours(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    there = {name.lower() for name, _ in headers}
    return [*headers, *((name, value) for name, value in HEADERS.items() if name not in there)]


async def _answer(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})
