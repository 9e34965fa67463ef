"""Runs in a peer's own environment: answers requests, a line of JSON each, by a function of a script.

Called as `python -I serve.py SCRIPT FUNCTION`; imports nothing of ours. The function takes the bytes of a page and its
address, and gives a mapping: of the fields of `bench.peers.Found`, but `moment` (a datetime, or an ISO 8601 text) for
the date and `text` (paragraphs on lines of their own) for the body; or whatever, where it is only to be timed.

Requests are `{"do": "extract" or "time", "pages": [[html, url]]}`, where each byte of a page is a character (Latin-1);
the answer is `[{…} or null]`, or CPU seconds.
"""

import json
import logging
import os
import runpy
import socket
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NoReturn

Extract = Callable[[bytes, str], Any]


def main(script: str, function: str) -> None:
    """Answer requests from standard input until it ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a peer prints is no answer
    logging.disable()
    warnings.simplefilter("ignore")
    socket.socket.connect = _refuse  # type: ignore[method-assign]
    socket.getaddrinfo = _refuse
    extract: Extract = runpy.run_path(script)[function]
    for line in sys.stdin:
        request = json.loads(line)
        pages = [(html.encode("latin-1"), url) for html, url in request["pages"]]
        if request["do"] == "extract":
            answer: object = [_shaped(_tried(extract, html, url)) for html, url in pages]
        else:
            start = time.process_time()
            for html, url in pages:
                _tried(extract, html, url)
            answer = time.process_time() - start
        print(json.dumps(answer), file=answers, flush=True)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise OSError("a benchmark uses no network")


def _tried(extract: Extract, html: bytes, url: str) -> Any:  # noqa: ANN401 - a mapping, or a tree that is only timed
    try:
        return extract(html, url)
    except Exception:  # noqa: BLE001 - whatever a peer raises, it has read nothing
        return None


def _shaped(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The fields of `Found`; None where neither a title nor a text was found."""
    if not found or not (found.get("title") or found.get("text")):
        return None
    paragraphs = [line.strip() for line in (found.get("text") or "").splitlines()]
    date, published_at = _dated(found.get("moment"))
    return {
        "date": date,
        "published_at": published_at,
        "authors": [name for name in found.get("authors") or [] if name],
        "body": "\n\n".join(paragraph for paragraph in paragraphs if paragraph) or None,
        **{name: found.get(name) or None for name in ("title", "editor", "views", "photo_url")},
    }


def _dated(moment: datetime | str | None) -> tuple[str | None, str | None]:
    """The day and, unless it is midnight, the minute; one without a zone is taken to be Jakarta's, to its favour."""
    if not moment:
        return None, None
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    date = when.date().isoformat()
    if not (when.hour or when.minute):
        return date, None
    zone = when.strftime("%z") or "+0700"
    return date, f"{date}T{when:%H:%M}{zone[:3]}:{zone[3:5]}"


if __name__ == "__main__":
    main(*sys.argv[1:])
