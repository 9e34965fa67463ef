"""Writes an address as the key of a web archive's index: host backwards, everything in one form (SURT).

After the package `surt`, with which cdxj-indexer and pywb make their keys; a test compares the two. Its handling of
session ids and of unusual IP addresses is left out: no address of an archive has such.
"""

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"www\d*\.", re.ASCII)
_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"


def surt(url: str) -> str:
    """Return the key of an address; what is none, or cannot be parsed, comes back with its blanks escaped."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme not in _PORTS:
        return quote_from_bytes(url.encode("utf-8", "replace"), safe=_SAFE)
    host = _WWW.sub("", _plain(host), count=1) if _WWW.match(host) else _plain(host)
    suffix = "" if port in {None, _PORTS[parts.scheme]} else f":{port}"
    path = _without_dots(_plain(parts.path)).lower()
    path = path if path == "/" else path.removesuffix("/")
    query = "&".join(
        "=".join(pair) for pair in sorted(each.split("=", 1) for each in _plain(parts.query).lower().split("&"))
    )
    return f"{','.join(reversed(host.split('.')))}{suffix}){path}{f'?{query}' if query else ''}"


def _plain(text: str) -> str:
    """Return a part of an address with escapes only where they must be, however often it was escaped."""
    now = text.encode("utf-8", "replace")
    while (once := unquote_to_bytes(now)) != now:
        now = once
    return quote_from_bytes(now, safe=_SAFE)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for step in path.split("/")[1:] or [""]:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    return "/" + "/".join([*(step for step in kept[:-1] if step), *kept[-1:]])
