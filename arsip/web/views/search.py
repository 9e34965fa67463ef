"""The page of a search, and its results as JSON, CSV and Excel."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response, asgi_send_file
from datasette.views.base import DatasetteError

from arsip.api.feeds import parameters_of
from arsip.web.charts.chart import Chart
from arsip.web.charts.histogram import Series, count_by, histogram
from arsip.web.formatting import article, query
from arsip.web.security_middleware import Send
from arsip.web.site import NAME, read, rows, site_of
from arsip.web.views.criteria import MOST_COMPARED, Criteria, criteria_of, reporters
from arsip.web.views.facets import Choice, choices_of, counts_of, reporters_of, within
from arsip.web.views.responses import BAD_REQUEST, NOT_FOUND, fields, render, values
from export.formats import TooManyRowsError
from export.request import Records
from export.writer import write
from scraper.archive.changes import ChangeSelection
from scraper.archive.database import Database
from scraper.archive.records import FIELDS, SCALARS, Selection, UnknownNameError, count, refuse_unknown
from scraper.archive.search import Hit, Order, Piece, Results, Term, search
from scraper.urls import key_of, reference

PAGE_SIZE = 20
_EXCERPT = 240
"""Letters of an article that are shown where no words were searched for."""

_FILE_MS = 30_000
"""Milliseconds that a file of results may take."""

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms in which all results can be saved."""

_NEWEST = "date DESC, published_at DESC, abs(key) DESC"
_ORDERS: dict[Order, str] = {"relevance": _NEWEST, "date": _NEWEST, "views": f"views DESC, {_NEWEST}"}
"""The orders of what is listed without words, to which nothing is relevant, by what is in `browse_articles`."""

_LISTED = f"""
    SELECT key, lang, id, url, date, published_at, category, category_slug, reporter, status, views, title,
           substr(body, 1, {_EXCERPT + 60}) AS body
    FROM (SELECT key FROM articles INDEXED BY browse_articles WHERE {{condition}} ORDER BY {{order}}
          LIMIT {PAGE_SIZE} OFFSET ?)
    CROSS JOIN articles USING (key) ORDER BY {{order}}
"""  # noqa: S608 - constants of ours

_OF_PERSON = "key {not_}in (select key from bylines where {role}person in ({persons}))"
_OF_CATEGORY = "(category_slug = {0} or category = {0} collate nocase)"
"""As `Selection` has it, for Datasette, which takes conditions without parameters."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search finds: a page of the results, what they can be narrowed by, and when they were published.

    The page of the criteria is one that there is.

    Attributes:
        table: the address of the same results as a table of Datasette.
        unknown: which name nobody has, where nothing is found for that.
    """

    criteria: Criteria
    results: Results
    narrowed: dict[str, list[Choice]] = field(default_factory=dict)
    chart: Chart | None = None
    table: str = ""
    unknown: str = ""

    @property
    def last(self) -> int:
        """The last page of the results."""
        return max(1, -(-self.results.total // PAGE_SIZE))

    def page(self, step: int, suffix: str = "") -> str | None:
        """Return the address of the page that lies some pages further, if there is one."""
        page = self.criteria.page + step
        return self.criteria.address(suffix, page=page) if 1 <= page <= self.last else None


async def page(datasette: Datasette, request: Request) -> Response:
    """Show what a search finds."""
    typed = fields(request, "q", "since", "until", "lang", "category", "reporter", "sort")
    context: dict[str, object] = {"typed": typed, "vs": (values(request, "vs") + [""] * MOST_COMPARED)[:MOST_COMPARED]}
    context["reporters"] = await reporters(datasette)
    try:
        criteria = criteria_of(request)
    except ValueError as error:
        context["fault"] = str(error)
        return await render(datasette, request, "search.html", context, status=BAD_REQUEST)
    context |= {"criteria": criteria, "results": None, "named": _key_of(typed["q"])}
    if replace(criteria, page=1) != Criteria():
        found = await read(datasette, lambda db: _find(db, criteria), lane=site_of(datasette).searches)
        context |= {"found": found, "results": found.results, "beyond": criteria.page > found.last, **_links(found)}
    return await render(datasette, request, "search.html", context)


async def as_json(datasette: Datasette, request: Request) -> Response:
    """Return a page of what a search finds, with all that the page shows."""
    criteria = _criteria(request)
    found = await read(datasette, lambda db: _find(db, criteria), lane=site_of(datasette).searches)
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


def _find(db: Database, criteria: Criteria) -> Found:
    """Find a page of results, without words the newest articles; of a page beyond the last, the last."""
    found = Found(criteria, _results(db, criteria))
    if criteria.page > found.last:
        criteria = replace(criteria, page=found.last)
        found = Found(criteria, _results(db, criteria))
    selection = found.results.selection
    if not found.results.total:
        return replace(found, unknown=_unknown(db, selection))
    counts = counts_of(db, criteria, selection)
    months: Counter[str] = Counter()
    for each in within(criteria, counts):
        months[each.month] += each.number
    series = [Series(found.results.searched or criteria.words, selection, months)]
    for words in criteria.compared:
        other = search(db, words, criteria.selection, limit=0, lenient=True)
        among = other.selection if other.total else replace(criteria.selection, where="0")
        series.append(Series(other.searched if other.total else words, among, count_by(db, "month", among)))
    return replace(
        found,
        narrowed=choices_of(criteria, counts, reporters_of(db, found.results)),
        table=_table_address(db, selection),
        chart=histogram(db, series, lambda since, until: criteria.address(since=since, until=until)),
    )


def _results(db: Database, criteria: Criteria, limit: int = PAGE_SIZE) -> Results:
    offset = (criteria.page - 1) * PAGE_SIZE
    if criteria.words:
        return search(
            db, criteria.words, criteria.selection, order=criteria.order, limit=limit, offset=offset, lenient=True
        )
    condition, given = criteria.selection.condition()
    total = count(db, criteria.selection)
    hits = map(_hit, rows(db, _LISTED.format(condition=condition, order=_ORDERS[criteria.order]), *given, offset))
    return Results(total=total, hits=tuple(hits), expression="", terms=(), selection=criteria.selection)


def _unknown(db: Database, selection: Selection) -> str:
    try:
        refuse_unknown(db, selection)
    except UnknownNameError as error:
        return str(error)
    return ""


def _write(db: Database, criteria: Criteria, target: Path) -> None:
    results = _results(db, criteria, limit=0)
    left_out = f" (left out: {', '.join(results.omitted)})" if results.omitted else ""
    selection = replace(results.selection, search=f"{results.searched or criteria.words}{left_out}" or None)
    if not results.total:  # a table without rows, as of `arsip export`
        selection = replace(selection, where="0")
    try:
        write(db, target, Records(selection=selection, fields=SCALARS if target.suffix == ".csv" else FIELDS))
    except TooManyRowsError as error:
        why = f"{error.rows}. Save it as CSV, or ask for less: more words, or a shorter period."
        raise DatasetteError(f"{why[0].upper()}{why[1:]}", title="Too much for Excel", status=BAD_REQUEST) from error


def _key_of(words: str) -> int | None:
    """Return the key of the article whose number or address is typed."""
    try:
        return key_of(*reference(words))
    except ValueError:
        return None


def _links(found: Found) -> dict[str, object]:
    """Return what the template needs besides what is found: other pages, other formats, what can be dropped."""
    criteria, results = found.criteria, found.results
    labels = {"reporter": "reporter:", "category": "category:", "since": "from", "until": "to", "lang": "edition:"}
    return {
        "first_hit": (criteria.page - 1) * PAGE_SIZE + 1,
        "others": list(_other_forms(results.terms)),
        "feed": _feed_parameters(found),
        "sorts": _sorts(criteria),
        "dropped": [
            (f"{label} {criteria.fields[name]}", criteria.address(**{name: None}))
            for name, label in labels.items()
            if criteria.fields[name]
        ],
    }


def _feed_parameters(found: Found) -> str:
    """Return the parameters of a feed of the same articles; days of publication do not count, since it goes on."""
    words = found.results.searched or found.criteria.words
    articles = replace(found.criteria.selection, search=words or None, since=None, until=None)
    return parameters_of(ChangeSelection(articles=articles))


def _sorts(criteria: Criteria) -> list[tuple[str, str, bool]]:
    """Return the orders that can be chosen, each with its address, and whether it is the one that is shown."""
    orders = [each for each in _ORDERS if criteria.words or each != "relevance"]
    shown = criteria.order if criteria.order in orders else orders[0]
    return [(each, criteria.address(sort=each if each != "relevance" else None), each == shown) for each in orders]


def _other_forms(terms: Iterable[Term]) -> Iterator[tuple[str, list[str]]]:
    """Name what was searched for besides what was typed, by what was typed."""
    for term in terms:
        others = [form for form in term.forms if form != term.typed]
        if others:
            yield term.typed, others
        yield from _other_forms(term.parts)


def _table_address(db: Database, selection: Selection) -> str:
    """Return the address of the articles of a selection as a table of Datasette."""
    conditions = [
        _OF_PERSON.format(
            not_="not " if each.excluded else "",
            role=f"role = {_literal(each.role)} and " if each.role else "",
            persons=", ".join(map(_literal, each.persons(db))),
        )
        for each in selection.named
    ]
    if selection.category:
        conditions.append(_OF_CATEGORY.format(_literal(selection.category)))
    if selection.excluded:
        excluded = f"match {_literal(selection.excluded)}"
        conditions.append(f"key not in (select rowid from articles_fts where articles_fts {excluded})")  # noqa: S608
    parameters = {
        "_search": selection.expression,
        "_searchmode": "raw" if selection.expression else "",
        "date__gte": selection.since,
        "date__lte": selection.until,
        "lang": selection.lang,
        "_where": " and ".join(conditions),
    }
    return f"/{NAME}/articles{query(**parameters)}"


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _plain(found: Found) -> dict[str, Any]:
    """Return what is found as JSON has it; `docs/using.md` says what each name means."""
    criteria, results, chart = found.criteria, found.results, found.chart
    return {
        "query": {**criteria.fields, "sort": criteria.order, "vs": criteria.compared},
        "total": results.total,
        "omitted": results.omitted,
        "searched": results.searched,
        "forms": dict(_other_forms(results.terms)),
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


def _hit(row: dict[str, Any]) -> Hit:
    title, body = row.pop("title"), " ".join(row.pop("body").split())
    excerpt = f"{body[:_EXCERPT].rpartition(' ')[0]} …" if len(body) > _EXCERPT else body
    return Hit(**row, title=(Piece(title, hit=False),), snippet=(Piece(excerpt, hit=False),))
