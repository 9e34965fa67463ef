"""Our part of Datasette, by its hooks: routes, canned queries, what templates may call, how cells and errors look."""

import asyncio
import logging
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any

import pluggy
from datasette.database import QueryInterrupted
from datasette.utils import tilde_encode
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError
from markupsafe import Markup
from starlette_compress import CompressMiddleware, add_compress_type

from arsip.web.caching_middleware import asset, revalidate
from arsip.web.charts import inline_svg
from arsip.web.formatting import FILTERS, TESTS, bare, is_web, query, shortened
from arsip.web.formatting import article as article_address
from arsip.web.metadata import QUERIES
from arsip.web.security_middleware import protect
from arsip.web.site import NAME, UNAVAILABLE, site_of
from arsip.web.views import article, captures, changes, comparison, dashboard, feeds, home, search, search_files
from arsip.web.views.responses import BAD_REQUEST, NOT_FOUND, render
from scraper.archive import people
from scraper.archive.sql_guard import restrict
from scraper.clock import at_jakarta
from scraper.urls import article_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping
    from pathlib import Path

    from datasette.app import Datasette
    from jinja2 import Environment

_NO_PAGE = frozenset({"", "404", "Database not found", "Record not found"})
"""What Datasette says of an address that leads nowhere."""

_INVALID = "Invalid request"

_KEYS = frozenset({"key", "from_key", "to_key", "on_key"})
_CAPTURES = frozenset({"capture", "revisit_of"})
_HASHES = frozenset({"content_hash", "text_hash", "payload_digest"})
_SHORT = 8
_ARTICLE = Markup('<a href="{}">{}</a>')
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?Z|\+07:00)", re.ASCII)

for mime in ("text/csv", "application/atom+xml", "application/feed+json"):
    add_compress_type(mime)

LOG = logging.getLogger("arsip.web")
hookimpl = pluggy.HookimplMarker("datasette")


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    """Name our pages; they come before Datasette's own."""
    return [
        (r"^/$", home.page),
        (r"^/search$", search.page),
        (r"^/changes$", changes.page),
        (r"^/search\.json$", search_files.as_json),
        (r"^/search\.(?P<suffix>csv|xlsx)$", search_files.as_file),
        (r"^/feed(?P<suffix>\.atom|\.json)$", feeds.feed),
        (r"^/article/(?P<name>[^/]+|(?i:en|id)/[^/]+)$", article.page),
        (r"^/article/(?P<name>[^/]+|(?i:en|id)/[^/]+)/changes$", comparison.page),
        (r"^/raw/(?P<capture>[^/]+)$", captures.raw),
        (r"^/photo/(?P<capture>[^/]+)$", captures.photo),
        (r"^/dashboard$", dashboard.page),
    ]


@hookimpl
def asgi_wrapper(datasette: "Datasette") -> object:
    """Put before everything who may ask, then what a browser has already, then compression."""
    return lambda app: protect(datasette, revalidate(datasette, CompressMiddleware(app)))


@hookimpl
def prepare_connection(conn: Any, database: str) -> None:  # noqa: ANN401 - sqlite3's, which only scraper.archive may name
    """Set bounds to the SQL of visitors, and let searches look for people."""
    if database == NAME:
        restrict(conn)
        people.register_functions(conn)


@hookimpl
def prepare_jinja2_environment(env: "Environment") -> None:
    """Let templates write dates, numbers and names as we do."""
    env.filters.update(FILTERS, svg=inline_svg)
    env.tests.update(TESTS)


@hookimpl
def extra_template_vars(datasette: "Datasette", request: Request | None) -> dict[str, object]:
    """Tell every template what is served, and where in it one is."""
    site = site_of(datasette)
    return {"archive_name": site.archive, "here": request.path if request else "", "canned": QUERIES, "asset": asset}


@hookimpl
def render_cell(
    row: "Mapping[str, object]", value: object, column: str
) -> "Markup | Coroutine[None, None, Markup | None] | None":
    """Make links of what has a page of its own; after each row, let others be answered."""
    shown = _cell_of(row, value, column)
    return _after_others(shown) if column == list(row.keys())[-1] else shown


async def _after_others(shown: Markup | None) -> Markup | None:
    """Return what is shown: a thousand rows would block all other requests for more than a second."""
    await asyncio.sleep(0)
    return shown


def _cell_of(row: "Mapping[str, object]", value: object, column: str) -> Markup | None:
    if column == "title" and isinstance(value, str) and "key" in row.keys() and isinstance(key := row["key"], int):  # noqa: SIM118 - SQLite's rows find values by `in`
        return _ARTICLE.format(article_address(key), value) if key else None
    return cell(column, value)


@hookimpl
def handle_exception(
    datasette: "Datasette", request: Request, exception: Exception
) -> "Callable[[], Awaitable[Response]]":
    """Say in a page, or in JSON, what went wrong; the traceback of what is our fault goes to standard error."""

    async def answer() -> Response:
        status, title, message = _explained(request, exception, site_of(datasette).copy)
        if request.path.split("?")[0].endswith(".json"):
            return Response.json({"ok": False, "error": message, "status": status, "title": title}, status=status)
        context: dict[str, object] = {"status": status, "title": title, "error": message}
        page = await render(datasette, request, "error.html", context, status=status)
        if status == UNAVAILABLE:
            page.headers["Retry-After"] = "10"
        return page

    return answer


def _explained(request: Request, exception: Exception, copy: "Path") -> tuple[int, str, str]:
    """Return status, title and text of an error."""
    if isinstance(exception, QueryInterrupted) or getattr(exception, "title", None) == "SQL Interrupted":
        # Datasette's own text is a page with a script in it.
        return BAD_REQUEST, "Time limit reached", "The query was stopped. Ask for less, or look at its plan."
    if isinstance(exception, DatasetteError):
        # Datasette's errors have status 500 where it names none; each is an error of the request.
        unnamed = exception.status == 500  # noqa: PLR2004
        status, title = (BAD_REQUEST, _INVALID) if unnamed else (exception.status, f"Error {exception.status}")
        return status, exception.title or title, str(exception.message)
    if isinstance(exception, Base400):
        title = "Not found" if exception.status == NOT_FOUND else f"Error {exception.status}"
        message = str(exception.args[0]) if exception.args else ""
        return exception.status, title, "There is no such page here." if message in _NO_PAGE else message
    if isinstance(exception, FileNotFoundError) and exception.filename == str(copy):
        why = "The copy's file has moved. Restart `arsip serve` to create it again."
        return NOT_FOUND, "Not found", why
    if request.query_string and request.path.startswith(f"/{NAME}") and not isinstance(exception, OSError):
        # Datasette takes what is asked of its tables as it comes, and lets Python or SQLite say what is wrong with it.
        LOG.info("a request was not understood", exc_info=exception)
        return BAD_REQUEST, _INVALID, f"Something in this address is invalid: {exception}."
    LOG.error("a page could not be made", exc_info=exception)
    return 500, "Internal error", "This page could not be made. See the server's terminal for the reason."


def cell(column: str, value: object) -> Markup | None:
    """Return the HTML of a table's cell; None where Datasette's own will do.

    The column may be of any table or query. For a row of another table, the value is a dictionary of `value` and
    `label`.
    """
    label: object = None
    if isinstance(value, dict):
        label, value = value["label"], value["value"]
    if isinstance(value, int):
        return _article_link(value, label) if column in _KEYS and value else None
    return _text_cell(column, value) if isinstance(value, str) and value else None


def _article_link(key: int, label: object) -> Markup:
    if label in {None, key, str(key)}:
        return _ARTICLE.format(article_address(key), article_name(key))
    return _ARTICLE.format(article_address(key), label) + Markup(" <small>{}</small>").format(article_name(key))


def _text_cell(column: str, value: str) -> Markup | None:
    if column in _CAPTURES:
        row = f"/{NAME}/captures/{tilde_encode(value)}"
        short = Markup('<a href="{}" title="{}">{}…</a>').format(row, value, bare(value)[:_SHORT])
        return short + Markup(' <a href="{}">raw</a>').format(f"/raw/{bare(value)}")
    if column in _HASHES:
        return Markup('<span title="{}">{}…</span>').format(value, value[:_SHORT])
    if column == "person":
        return Markup('<a href="{}">{}</a>').format(f"/search{query(reporter=value)}", value)
    if _MOMENT.fullmatch(value) and (local := at_jakarta(value)) is not None:
        utc = local.astimezone(UTC)
        beside = f"{utc:%H:%M}" if utc.date() == local.date() else f"{utc:%Y-%m-%d %H:%M}"
        shown = Markup('<time datetime="{}" title="{}">{:%Y-%m-%d %H:%M} WIB</time> <small>{} UTC</small>')
        return shown.format(value, value, local, beside)
    if is_web(value):
        link = Markup('<a href="{}" rel="external noreferrer nofollow" title="{}">{}</a>')
        return link.format(value, value, shortened(value))
    return None
