"""The home page."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.web.pages.answering import rendered
from arsip.web.reading.home import Home, home
from arsip.web.site import read, site_of

_MS = 60_000
"""It is read once, and the largest archives take some seconds."""


async def page(datasette: Datasette, request: Request) -> Response:
    """Show what is in here."""
    return await rendered(datasette, request, "home.html", {"home": await found(datasette)})


async def found(datasette: Datasette) -> Home:
    """Find out what the home page says, or remember it."""
    return await site_of(datasette).once("home", lambda: read(datasette, home, limit_ms=_MS))
