"""Words the blocks that stand in WARC records: requests, responses, and fields about a file or a run."""

import base64
import hashlib
from collections.abc import Mapping
from http import HTTPStatus

from scraper.warc.exchange import Exchange, Headers, request_target


def digest(block: bytes) -> str:
    """Return the labelled digest of a block as WARC writes it: `sha256:` and base32."""
    return "sha256:" + base64.b32encode(hashlib.sha256(block).digest()).decode("ascii")


def request_block(exchange: Exchange) -> bytes:
    """Return the request as it was sent, as far as it is known."""
    return _head(f"{exchange.method} {request_target(exchange.url)} HTTP/1.1", exchange.request_headers)


def response_head(exchange: Exchange) -> bytes:
    """Return the response's status line and headers, and the blank line behind them.

    Without transfer-encoding, which some of Scrapy's transports hand on although they have put the body together.
    """
    try:
        reason = HTTPStatus(exchange.status).phrase
    except ValueError:
        reason = ""
    headers = tuple((name, value) for name, value in exchange.headers if name.lower() != "transfer-encoding")
    return _head(f"HTTP/1.1 {exchange.status} {reason}", headers)


def fields_block(fields: Mapping[str, str | int]) -> bytes:
    """Return a block of `application/warc-fields`: a line a field; line ends inside a value become blanks."""
    return "".join(f"{name}: {' '.join(str(value).split())}\r\n" for name, value in fields.items()).encode(
        "utf-8", "backslashreplace"
    )


def fields_of(block: bytes) -> dict[str, str]:
    """Read a block of `application/warc-fields`; of a field that stands there twice, the last."""
    lines = block.decode("utf-8", "replace").splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _head(first: str, headers: Headers) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"{first}\r\n{lines}\r\n".encode("utf-8", "surrogateescape")
