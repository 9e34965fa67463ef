"""The security middleware: who may ask, for what, and what a browser may do with the answer."""

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
"""The policy for what the site has sent, byte by byte."""

HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}
"""Of every answer that has none of its own."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_INTERNAL = "/-/"
_ALLOWED_INTERNAL = ("/-/static/", "/-/versions", "/-/settings", "/-/plugins")
"""Of Datasette's own pages, those that tell of nothing but itself; the rest is for logins and for finding faults."""

_ELSEWHERE = ("//", "/\\")
"""Such a path, without the slash at its end, would send a browser to another host; and so would one that begins with
another host's name, which HTTP allows (RFC 9112, 3.2.2)."""


def protect(datasette: Datasette, app: App) -> App:
    """Put the middleware before an application."""

    async def protected(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                present = {name.lower() for name, _ in headers}
                headers += [(name, value) for name, value in HEADERS.items() if name not in present]
                message = {**message, "headers": headers}
            await send(message)

        refusal = _refusal(datasette, scope)
        if refusal is None:
            await app(scope, receive, send_with_headers)
            return
        status, text = refusal
        content_type = [(b"content-type", b"text/plain; charset=utf-8")]
        await send_with_headers({"type": "http.response.start", "status": status, "headers": content_type})
        await send_with_headers({"type": "http.response.body", "body": f"{text}\n".encode()})

    return protected


def _refusal(datasette: Datasette, scope: Message) -> tuple[int, str] | None:
    """Return the status and the reason for which a request is refused; None where it is not."""
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
    if leads_elsewhere or (path.startswith(_INTERNAL) and not path.startswith(_ALLOWED_INTERNAL)):
        return 404, "There is nothing here."
    return None


def _is_of_another_site(scope: Message) -> bool:
    """Whether a page of another site has a browser ask, other than by a link that is followed to a page here.

    It could not read the answer, but have the server work. Who asks without a browser, or with an old one, sends no
    such headers (Fetch Metadata: https://www.w3.org/TR/fetch-metadata/).
    """
    if _header(scope, b"sec-fetch-site") != "cross-site":
        return False
    return (_header(scope, b"sec-fetch-mode"), _header(scope, b"sec-fetch-dest")) != ("navigate", "document")


def _host(scope: Message) -> str:
    """Return the name in the Host header, without its port."""
    host = _header(scope, b"host")
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host


def _header(scope: Message, name: bytes) -> str:
    """Return a header's value in lower case; empty if there is none."""
    value = next((value for each, value in scope["headers"] if each.lower() == name), b"")
    return str(value.decode("latin-1").lower())
