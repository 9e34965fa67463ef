"""What may be shown of an address that may have secrets in it: a login, a token, a whole path."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

SHORTEST_SECRET = 6
"""A shorter part of a URL is no secret: to redact it would spoil every line."""

_ADDRESS = re.compile(r"""[\w+.:-]+://\S+?(?=[])'",:;.]*(?:\s|$))""")


def without_secrets(target: str) -> str:
    """Return a folder or URL without login and query; a login may have any character, even `/` and `@`."""
    scheme, mark, rest = target.partition("://")
    if not mark:
        return target
    place, has_query, query = rest.partition("?")
    if "@" in query:  # where the login ends is unknown
        return f"{scheme}://…"
    login, at, after = place.rpartition("@")
    return f"{scheme}://{'…@' if login or at else ''}{after}{'?…' if has_query else ''}"


def without_secrets_in_text(text: str) -> str:
    """Return a text without login and query in any URL that it quotes."""
    return _ADDRESS.sub(lambda match: without_secrets(match[0]), text)


def host_alone(url: str) -> str:
    """Return scheme and host of an http URL, whose rest is secret; of anything else nothing."""
    try:
        parts = urlsplit(url)
        is_shown = bool(parts.scheme in {"http", "https"} and parts.hostname and "@" not in url)
    except ValueError:
        is_shown = False
    return f"{parts.scheme}://{parts.hostname}/…" if is_shown else "…"


def secret_parts(url: str) -> Iterator[str]:
    """Yield what must not be seen of a URL: all of it, user and password, and each long part."""
    yield url
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    query = [*parts.query.split("&"), *re.split("[&=]", parts.query)]
    for part in (parts.username, parts.password, parts.netloc, *parts.path.split("/"), *query):
        if part and len(part) >= SHORTEST_SECRET:
            yield part
            yield unquote(part)
