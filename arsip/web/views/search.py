"""The page of a search, and what a search finds."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.api.feeds import parameters_of
from arsip.web.charts.chart import Chart
from arsip.web.charts.histogram import Series, count_by, histogram
from arsip.web.formatting import query
from arsip.web.site import NAME, read, rows, site_of
from arsip.web.views.criteria import MOST_COMPARED, Criteria, criteria_of, reporters
from arsip.web.views.facets import Choice, choices_of, counts_of, reporters_of, within
from arsip.web.views.responses import BAD_REQUEST, fields, render, values
from scraper.archive.changes import ChangeSelection
from scraper.archive.database import Database
from scraper.archive.records import Selection, UnknownNameError, count, refuse_unknown
from scraper.archive.search import Hit, Order, Piece, Results, Term, listed, search
from scraper.urls import key_of, reference

PAGE_SIZE = 20
_EXCERPT = 240
"""Letters of an article that are shown where no words were searched for."""

_LISTED = f"""
    SELECT key, lang, id, url, date, published_at, category, category_slug, reporter, status, views, title,
           substr(body, 1, {_EXCERPT + 60}) AS body
    FROM (SELECT key AS place, value FROM json_each(?)) CROSS JOIN articles ON key = value ORDER BY place
"""  # noqa: S608 - a constant of ours

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
        found = await read(datasette, lambda db: find(db, criteria), lane=site_of(datasette).searches)
        context |= {"found": found, "results": found.results, "beyond": criteria.page > found.last, **_links(found)}
    return await render(datasette, request, "search.html", context)


def find(db: Database, criteria: Criteria) -> Found:
    """Find a page of results, without words the newest articles; of a page beyond the last, the last."""
    found = Found(criteria, results_of(db, criteria))
    if criteria.page > found.last:
        criteria = replace(criteria, page=found.last)
        found = Found(criteria, results_of(db, criteria))
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


def results_of(db: Database, criteria: Criteria, limit: int = PAGE_SIZE) -> Results:
    """Search, with at most `limit` hits; without words list articles."""
    offset = (criteria.page - 1) * PAGE_SIZE
    if criteria.words:
        return search(
            db, criteria.words, criteria.selection, order=criteria.order, limit=limit, offset=offset, lenient=True
        )
    total = count(db, criteria.selection)
    keys = listed(db, criteria.selection, criteria.order, range(offset, offset + PAGE_SIZE), total)
    hits = map(_hit, rows(db, _LISTED, json.dumps(keys)))
    return Results(total=total, hits=tuple(hits), expression="", terms=(), selection=criteria.selection)


def _unknown(db: Database, selection: Selection) -> str:
    try:
        refuse_unknown(db, selection)
    except UnknownNameError as error:
        return str(error)
    return ""


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
        "others": list(other_forms(results.terms)),
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
    orders = [each for each in get_args(Order) if criteria.words or each != "relevance"]
    shown = criteria.order if criteria.order in orders else orders[0]
    return [(each, criteria.address(sort=each if each != "relevance" else None), each == shown) for each in orders]


def other_forms(terms: Iterable[Term]) -> Iterator[tuple[str, list[str]]]:
    """Name what was searched for besides what was typed, by what was typed."""
    for term in terms:
        others = [form for form in term.forms if form != term.typed]
        if others:
            yield term.typed, others
        yield from other_forms(term.parts)


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


def _hit(row: dict[str, Any]) -> Hit:
    title, body = row.pop("title"), " ".join(row.pop("body").split())
    excerpt = f"{body[:_EXCERPT].rpartition(' ')[0]} …" if len(body) > _EXCERPT else body
    return Hit(**row, title=(Piece(title, hit=False),), snippet=(Piece(excerpt, hit=False),))
