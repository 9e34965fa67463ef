"""Writes an address as the key of a web archive's index: host backwards, all in one form (SURT).

After the package `surt`, by which cdxj-indexer and pywb make their keys; a test holds the two together. What it
does to session ids and to odd ways of writing an IP address is left out: no address of an archive has such.
"""

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"www\d*\.", re.ASCII)
_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"


def surt(url: str) -> str:
    """Return the key of an address.

    Args:
        url: of the web; where it is none, or cannot be taken apart, it is returned as it is, but for blanks.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme not in _PORTS:
        return quote_from_bytes(url.encode("utf-8", "replace"), safe=_SAFE)
    host = _WWW.sub("", _plain(host), count=1) if _WWW.match(host) else _plain(host)
    at = "" if port in {None, _PORTS[parts.scheme]} else f":{port}"
    path = _without_dots(_plain(parts.path)).lower()
    path = path if path == "/" else path.removesuffix("/")
    query = _in_order(_plain(parts.query).lower())
    return f"{','.join(reversed(host.split('.')))}{at}){path}{f'?{query}' if query else ''}"


def _plain(text: str) -> str:
    """Return a part of an address with escapes only where they must be, however often it was escaped."""
    now = text.encode("utf-8", "replace")
    while (once := unquote_to_bytes(now)) != now:
        now = once
    return quote_from_bytes(now, safe=_SAFE)


def _without_dots(path: str) -> str:
    """Return a path without `.`, `..` and empty steps in it."""
    kept: list[str] = []
    steps = path.split("/")[1:] or [""]
    for step in steps:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    inner = [step for step in kept[:-1] if step]
    return "/" + "/".join([*inner, *kept[-1:]])


def _in_order(query: str) -> str:
    """Return a query with its parts in their alphabetical order."""
    return "&".join("=".join(part) for part in sorted(part.split("=", 1) for part in query.split("&")))
