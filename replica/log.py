"""Owns the log of the requests that were served: what it says of each, and the file it may be."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web


class Sink(Protocol):
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


def entered(request: web.BaseRequest) -> dict[str, Any]:
    """What the log says of a request when it arrives; the rest is added while it is served.

    Returns:
        `time` of arrival in UTC; `started` and `ended`, seconds on this machine's own steady clock, when it arrived and
        when the answer was ready (or all that is sent of it was); `method`; `path` with the query; `status`, null where
        there was none; `user_agent`, `if_none_match`, `if_modified_since` as sent, null where not; `bytes` of the body
        as sent; the kind of `trouble` that befell it, or null.
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
