"""A page or a photo as it was fetched: its bytes out of the WARC file, which may do nothing in the browser."""

import asyncio
import codecs
import re
from pathlib import Path

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.web.security_middleware import SANDBOX
from arsip.web.site import read, site_of
from arsip.web.views.responses import not_found
from scraper.archive.captures import Kept, kept_as
from scraper.parser.classify import charset_of
from scraper.warc.exchange import Exchange
from scraper.warc.reader import file_in, read_at
from scraper.warc.records import WarcError

_UUID = re.compile(r"[0-9a-f-]{32,36}", re.ASCII)

_IMAGE_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


async def raw(datasette: Datasette, request: Request) -> Response:
    """Show a page as text, or have it saved."""
    name = request.url_vars["capture"]
    found = await _exchange(datasette, name)
    if isinstance(found, str):
        return await not_found(datasette, request, "No such page", found)
    if request.args.get("download"):
        suffix = "html" if "html" in (found.header("content-type") or "") else "bin"
        disposition = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
        return _sandboxed(found.decoded, "application/octet-stream", disposition)
    return _sandboxed(found.decoded, f"text/plain; charset={_charset(found)}", {})


async def photo(datasette: Datasette, request: Request) -> Response:
    """Show a photo: only what its own bytes show to be a picture."""
    found = await _exchange(datasette, request.url_vars["capture"])
    if isinstance(found, str):
        return await not_found(datasette, request, "No such photo", found)
    image_type = image_type_of(found.decoded)
    if image_type is None:
        return await not_found(datasette, request, "No such photo", "What was fetched is not a picture.")
    return _sandboxed(found.decoded, image_type, {})


def image_type_of(body: bytes) -> str | None:
    """Return the media type of a picture; None for all else, SVG included, which may hold script."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for signature, kind in _IMAGE_SIGNATURES if body.startswith(signature)), None)


async def _exchange(datasette: Datasette, name: str) -> Exchange | str:
    """Return what the site answered, by a capture's UUID; or why it cannot be had."""
    kept = await read(datasette, lambda db: kept_as(db, f"urn:uuid:{name}")) if _UUID.fullmatch(name) else None
    if kept is None:
        return "The archive has no capture of this name."
    return await asyncio.to_thread(_read_record, site_of(datasette).warc, kept)


def _read_record(warc: Path, kept: Kept) -> Exchange | str:
    name = Path(kept.place.warc).name
    try:
        return read_at(file_in(warc, kept.place.warc), kept.place.offset)
    except FileNotFoundError:
        return f"The archive has it, in `{name}`. That file is not in `warc/`, so it cannot be shown here."
    except (OSError, WarcError) as error:
        why = str(error).replace(f"{warc}/", "warc/") or "it is damaged"  # no visitor learns where the archive stands
        return f"The archive has it, in `{name}`, which cannot be read: {why}."


def _charset(exchange: Exchange) -> str:
    """Return the charset that the site declared, if there is one of that name."""
    try:
        return codecs.lookup(charset_of(exchange.header("content-type")) or "utf-8").name
    except (LookupError, ValueError):  # the latter where the name has a NUL in it
        return "utf-8"


def _sandboxed(body: bytes, content_type: str, headers: dict[str, str]) -> Response:
    headers = {"Content-Security-Policy": SANDBOX, **headers}
    return Response(body, headers=headers, content_type=content_type)
