"""Our part of Datasette, by its hooks: routes, canned queries, what templates may call, how cells and errors look."""

import logging
from typing import TYPE_CHECKING, Any

import pluggy
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError

from arsip.web.canned import QUERIES
from arsip.web.cells import cell
from arsip.web.pages import article, changes, dashboard, home, photo, raw, search
from arsip.web.pages.answering import BAD_REQUEST, NOT_FOUND
from arsip.web.rendering import FILTERS, TESTS
from arsip.web.shield import shield
from arsip.web.site import NAME, site_of
from scraper.archive.sql_guard import restrict

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from datasette.app import Datasette
    from jinja2 import Environment
    from markupsafe import Markup

_NO_PAGE = frozenset({"", "404", "Database not found"})
"""What Datasette says of an address that leads nowhere."""

_UNSAID = 500
"""The status of Datasette's errors where it names none: each is of what was asked for."""

_ODD = "That was not understood"

LOG = logging.getLogger("arsip.web")
hookimpl = pluggy.HookimplMarker("datasette")


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    """Name our pages; they come before Datasette's own."""
    return [
        (r"^/$", home.page),
        (r"^/search$", search.page),
        (r"^/article/(?P<name>[^/]+|(?i:en|id)/[^/]+)$", article.page),
        (r"^/article/(?P<name>[^/]+|(?i:en|id)/[^/]+)/changes$", changes.page),
        (r"^/raw/(?P<capture>[^/]+)$", raw.page),
        (r"^/photo/(?P<capture>[^/]+)$", photo.page),
        (r"^/dashboard$", dashboard.page),
    ]


@hookimpl
def asgi_wrapper(datasette: "Datasette") -> object:
    """Put the shield before everything."""
    return lambda app: shield(datasette, app)


@hookimpl
def prepare_connection(conn: Any, database: str) -> None:  # noqa: ANN401 - sqlite3's, which only scraper.archive may name
    """Set bounds to the SQL of visitors."""
    if database == NAME:
        restrict(conn)


@hookimpl
def prepare_jinja2_environment(env: "Environment") -> None:
    """Let templates write dates, numbers and names as we do."""
    env.filters.update(FILTERS)
    env.tests.update(TESTS)


@hookimpl
def canned_queries(database: str) -> dict[str, dict[str, Any]]:
    """Return the questions that are answered already."""
    return {name: query.as_datasette() for name, query in QUERIES.items()} if database == NAME else {}


@hookimpl
def extra_template_vars(datasette: "Datasette", request: Request | None) -> dict[str, object]:
    """Tell every template what is served, and where in it one is."""
    site = site_of(datasette)
    return {"archive_name": site.archive, "here": request.path if request else "", "canned": QUERIES}


@hookimpl
def render_cell(value: object, column: str) -> "Markup | None":
    """Make links of what has a page of its own."""
    return cell(column, value)


@hookimpl
def handle_exception(
    datasette: "Datasette", request: Request, exception: Exception
) -> "Callable[[], Awaitable[Response]]":
    """Say in a page, or in JSON, what went wrong; the traceback of what is our fault goes to standard error."""

    async def answer() -> Response:
        status, title, message = _told(request, exception, site_of(datasette).copy)
        if request.path.split("?")[0].endswith(".json"):
            return Response.json({"ok": False, "error": message, "status": status, "title": title}, status=status)
        context = {"status": status, "title": title, "error": message}
        body = await datasette.render_template("error.html", context, request=request)
        return Response.html(body, status=status)

    return answer


def _told(request: Request, exception: Exception, copy: "Path") -> tuple[int, str, str]:
    """Return status, title and text of what went wrong."""
    known = _known(exception, copy)
    if known is not None:
        return known
    if request.query_string and request.path.startswith(f"/{NAME}") and not isinstance(exception, OSError):
        # Datasette takes what is asked of its tables as it comes, and lets Python or SQLite say what is wrong with it.
        LOG.info("what was asked for was not understood", exc_info=exception)
        return BAD_REQUEST, _ODD, f"Something in this address cannot be: {exception}."
    LOG.error("a page could not be made", exc_info=exception)
    return 500, "Something is wrong here", "This page could not be made. The terminal in which it is served says more."


def _known(exception: Exception, copy: "Path") -> tuple[int, str, str] | None:
    """Return status, title and text of what is nobody's fault, or the visitor's; None where it may be ours."""
    if isinstance(exception, QueryInterrupted) or getattr(exception, "title", None) == "SQL Interrupted":
        # Datasette's own text is a page with a script in it.
        return BAD_REQUEST, "That took too long", "The query was stopped. Ask for less, or look at its plan."
    if isinstance(exception, DatasetteError):
        status, title = (BAD_REQUEST, _ODD) if exception.status == _UNSAID else (exception.status, None)
        return status, exception.title or title or f"Error {status}", str(exception.message)
    if isinstance(exception, Base400):
        title = "Not found" if exception.status == NOT_FOUND else f"Error {exception.status}"
        message = str(exception.args[0]) if exception.args else ""
        return exception.status, title, "There is no such page here." if message in _NO_PAGE else message
    if isinstance(exception, FileNotFoundError) and exception.filename == str(copy):
        return (
            NOT_FOUND,
            "Not found",
            "The copy's file is not where it was. To make it anew, start `arsip serve` again.",
        )
    return None
