"""The page as it was fetched: its bytes out of the WARC file, as text that does nothing, or to be saved."""

import asyncio
import codecs
import re
from pathlib import Path

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.web.pages.answering import file, nothing
from arsip.web.site import read, site_of
from scraper.archive.captures import Kept, kept_as
from scraper.parser.classify import charset_of
from scraper.warc.exchange import Exchange
from scraper.warc.reader import WarcError, file_in, read_at

_UUID = re.compile(r"[0-9a-f-]{32,36}", re.ASCII)
_BINARY = "application/octet-stream"


async def page(datasette: Datasette, request: Request) -> Response:
    """Show a page as it was fetched."""
    name = request.url_vars["capture"]
    found = await exchange_of(datasette, name)
    if isinstance(found, str):
        return await nothing(datasette, request, "No such page", found)
    if request.args.get("download"):
        return file(found.decoded, _BINARY, name=f"{name}{_ending(found)}")
    return file(found.decoded, f"text/plain; charset={_charset(found)}")


async def exchange_of(datasette: Datasette, name: str) -> Exchange | str:
    """Return what the site answered, by a capture's UUID; or why it cannot be had."""
    kept = await read(datasette, lambda db: kept_as(db, f"urn:uuid:{name}")) if _UUID.fullmatch(name) else None
    if kept is None:
        return "The archive has no capture of this name."
    return await asyncio.to_thread(_read, site_of(datasette).warc, kept)


def _read(warc: Path, kept: Kept) -> Exchange | str:
    where = warc / Path(kept.place.warc).name
    try:
        where = file_in(warc, kept.place.warc)
        return read_at(where, kept.place.offset)
    except FileNotFoundError:
        return f"The archive has it, in `{where.name}`. That file is not in `warc/`, so it cannot be shown here."
    except (OSError, WarcError) as error:
        why = str(error).replace(f"{warc}/", "warc/") or "it is damaged"  # no visitor learns where the archive stands
        return f"The archive has it, in `{where.name}`, which cannot be read: {why}."


def _charset(exchange: Exchange) -> str:
    """The charset that the site declared, if there is one of that name."""
    try:
        return codecs.lookup(charset_of(exchange.header("content-type")) or "utf-8").name
    except (LookupError, ValueError):  # the latter where the name has a NUL in it
        return "utf-8"


def _ending(exchange: Exchange) -> str:
    return ".html" if "html" in (exchange.header("content-type") or "") else ".bin"
