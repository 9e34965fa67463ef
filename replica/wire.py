"""Owns trouble below HTTP: answers that end too soon, never come, trickle, are no HTTP at all, or are reset."""

import asyncio
import socket
import struct
from typing import Any

from aiohttp import web

TRICKLE_SECONDS = 0.1
"""The pause before each byte of a slow answer."""

_GARBAGE = bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"") + b"\r\n\r\n"


async def break_off(
    kind: str, request: web.BaseRequest, entry: dict[str, Any], answer: web.Response
) -> web.StreamResponse:
    """Answer a request as no server should; the connection is of no use afterwards.

    Args:
        kind: how, one of `trouble.WIRE_KINDS`.
        request: the request.
        entry: of the log: it is told the status, if any, and the bytes of the body that were sent.
        answer: what a site without trouble would send.

    Raises:
        asyncio.CancelledError: the client gave up, or the server stops.
    """
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
