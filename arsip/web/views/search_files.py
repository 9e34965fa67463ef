"""The results of a search as files: a page of them as JSON, all of them as CSV and Excel."""

import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response, asgi_send_file
from datasette.views.base import DatasetteError

from arsip.web.formatting import article
from arsip.web.security_middleware import Send
from arsip.web.site import read, site_of
from arsip.web.views.criteria import Criteria, criteria_of
from arsip.web.views.responses import BAD_REQUEST, NOT_FOUND
from arsip.web.views.search import Found, find, other_forms, results_of
from export.formats import TooManyRowsError
from export.request import Records
from export.writer import write
from scraper.archive.database import Database
from scraper.archive.records import FIELDS, SCALARS

_FILE_MS = 30_000
"""Milliseconds that a file of results may take."""

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms in which all results can be saved."""


async def as_json(datasette: Datasette, request: Request) -> Response:
    """Return a page of what a search finds, with all that the page shows."""
    criteria = _criteria(request)
    found = await read(datasette, lambda db: find(db, criteria), lane=site_of(datasette).searches)
    if criteria.page > found.last:
        raise DatasetteError(f"there is no page {criteria.page}; the last is {found.last}", status=NOT_FOUND)
    return Response.json(_plain(found))


async def as_file(datasette: Datasette, request: Request, send: Send) -> None:
    """Send all that a search finds as CSV or Excel, as `arsip export` writes it."""
    suffix = request.url_vars["suffix"]
    criteria = _criteria(request)
    with tempfile.TemporaryDirectory(prefix="arsip-") as folder:
        target = Path(folder, f"hits.{suffix}")
        files = site_of(datasette).files
        await read(datasette, lambda db: _write(db, criteria, target), limit_ms=_FILE_MS, lane=files)
        await asgi_send_file(send, target, target.name, _TYPES[suffix], chunk_size=65_536)


def _criteria(request: Request) -> Criteria:
    """Read what is searched for where no page can say what is wrong with it."""
    try:
        return criteria_of(request)
    except ValueError as error:
        raise DatasetteError(str(error), title="Invalid request", status=BAD_REQUEST) from error


def _write(db: Database, criteria: Criteria, target: Path) -> None:
    results = results_of(db, criteria, limit=0)
    left_out = f" (left out: {', '.join(results.omitted)})" if results.omitted else ""
    selection = replace(results.selection, search=f"{results.searched or criteria.words}{left_out}" or None)
    if not results.total:  # a table without rows, as of `arsip export`
        selection = replace(selection, where="0")
    try:
        write(db, target, Records(selection=selection, fields=SCALARS if target.suffix == ".csv" else FIELDS))
    except TooManyRowsError as error:
        why = f"{error.rows}. Save it as CSV, or ask for less: more words, or a shorter period."
        raise DatasetteError(f"{why[0].upper()}{why[1:]}", title="Too much for Excel", status=BAD_REQUEST) from error


def _plain(found: Found) -> dict[str, Any]:
    """Return what is found as JSON has it; `docs/using.md` says what each name means."""
    criteria, results, chart = found.criteria, found.results, found.chart
    return {
        "query": {**criteria.fields, "sort": criteria.order, "vs": criteria.compared},
        "total": results.total,
        "omitted": results.omitted,
        "searched": results.searched,
        "forms": dict(other_forms(results.terms)),
        "people": [asdict(each) for each in results.people],
        "only_people": results.only_people,
        "suggestion": results.suggestion,
        "reason": results.reason,
        "notice": results.notice,
        "page": criteria.page,
        "pages": found.last,
        "hits": [
            {**asdict(hit), "title": "".join(piece.text for piece in hit.title), "page": article(hit.key)}
            for hit in results.hits
        ],
        "facets": {name.lower(): [choice._asdict() for choice in choices] for name, choices in found.narrowed.items()},
        "by_time": None if chart is None else {"columns": chart.headers, "rows": chart.rows},
        "links": {
            "previous": found.page(-1, ".json"),
            "next": found.page(1, ".json"),
            "html": criteria.address(page=criteria.page),
            **{suffix: criteria.address(f".{suffix}") for suffix in _TYPES},
        },
    }
