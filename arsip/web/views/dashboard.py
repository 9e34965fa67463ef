"""The dashboard: every chart, of all articles or of some days and one edition."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from arsip.web.charts import read_charts
from arsip.web.period import Period
from arsip.web.site import read, site_of
from arsip.web.views.responses import BAD_REQUEST, fields, period_of, render

_LIMIT_MS = 120_000
"""The charts of a period are read once; the largest archives take some seconds."""


async def page(datasette: Datasette, request: Request) -> Response:
    """Show the charts."""
    context: dict[str, object] = {"typed": fields(request, "since", "until", "lang")}
    try:
        period = period_of(fields(request, "since", "until", "lang"))
    except ValueError as error:
        context["fault"] = str(error)
        return await render(datasette, request, "dashboard.html", context, status=BAD_REQUEST)
    context["charts"] = await charts_of(datasette, period)
    return await render(datasette, request, "dashboard.html", context)


async def charts_of(datasette: Datasette, period: Period) -> Markup:
    """Read and draw the charts of a period, or remember them."""

    async def drawn() -> Markup:
        lane = site_of(datasette).searches
        charts = await read(datasette, lambda db: read_charts(db, period), limit_ms=_LIMIT_MS, lane=lane)
        return Markup(await datasette.render_template("_charts.html", {"charts": charts}))  # noqa: S704 - a template

    return await site_of(datasette).once(period, drawn)
