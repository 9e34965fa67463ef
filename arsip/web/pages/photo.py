"""The photo of an article, out of the WARC file: only what its own bytes show to be a picture."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.web.pages.answering import file, nothing
from arsip.web.pages.raw import exchange_of

_SIGNS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_WEBP = (b"RIFF", b"WEBP")


async def page(datasette: Datasette, request: Request) -> Response:
    """Show a photo."""
    found = await exchange_of(datasette, request.url_vars["capture"])
    if isinstance(found, str):
        return await nothing(datasette, request, "No such photo", found)
    body = found.decoded
    kind = kind_of(body)
    if kind is None:
        return await nothing(datasette, request, "No such photo", "What was fetched is no picture.")
    return file(body, kind)


def kind_of(body: bytes) -> str | None:
    """Return what kind of picture bytes are; None where they are none. A drawing (SVG) may hold script, and is none."""
    if body[:4] == _WEBP[0] and body[8:12] == _WEBP[1]:
        return "image/webp"
    return next((kind for sign, kind in _SIGNS if body.startswith(sign)), None)
