"""The dashboard: every plot, of all that there is or of some days and one edition."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.web.pages.answering import BAD_REQUEST, period_of, rendered, typed
from arsip.web.plots import Drawn, Period, draw_all
from arsip.web.site import read, site_of

_MS = 120_000
"""Drawn once and remembered; it may take its time."""


async def page(datasette: Datasette, request: Request) -> Response:
    """Show the plots."""
    given = typed(request, "since", "until", "lang")
    try:
        period = period_of(given)
    except ValueError as error:
        context = {"typed": given, "fault": str(error), "plots": (), "period": Period()}
        return await rendered(datasette, request, "dashboard.html", context, status=BAD_REQUEST)
    plots = await drawn(datasette, period)
    return await rendered(datasette, request, "dashboard.html", {"typed": given, "plots": plots, "period": period})


async def drawn(datasette: Datasette, period: Period) -> tuple[Drawn, ...]:
    """Draw the plots of a period, or remember them."""
    return await site_of(datasette).once(period, lambda: read(datasette, lambda db: draw_all(db, period), limit_ms=_MS))
