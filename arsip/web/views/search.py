"""The page of a search: its hits, and how many there are by edition, category and year."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.web.formatting import query
from arsip.web.site import NAME, read, rows
from arsip.web.views.responses import BAD_REQUEST, fields, period_of, render, whole_number
from scraper.archive.database import Database
from scraper.archive.records import Selection
from scraper.archive.search import Hit, Piece, Results, Term, search
from scraper.items import EDITION_NAMES, Lang
from scraper.urls import key_of, reference

PAGE_SIZE = 20
_LAST_PAGE = 10_000
_EXCERPT = 240
"""Letters of an article that are shown where no words were searched for."""

_COUNTS = """
    SELECT lang, substr(date, 1, 4) AS year, category_slug AS slug, date >= ? AND date <= ? AS within,
           max(category) AS category, count(*) AS number
    FROM articles INDEXED BY browse_articles WHERE {condition} GROUP BY 1, 2, 3, 4
"""
_MATCHING = "key IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
_LISTED = f"""
    SELECT key, lang, id, url, date, published_at, category, category_slug, reporter, status, views, title,
           substr(body, 1, {_EXCERPT + 60}) AS body
    FROM articles WHERE {{condition}} ORDER BY date DESC, published_at DESC, key DESC LIMIT {PAGE_SIZE} OFFSET ?
"""  # noqa: S608 - constants of ours

_OF_REPORTER = "key in (select key from bylines where role = 'reporter' and person = {} collate nocase)"
_OF_CATEGORY = "(category_slug = {0} or category = {0} collate nocase)"
"""As `Selection` has it, for Datasette, which takes conditions without parameters."""


class Choice(NamedTuple):
    """A value by which the results can be narrowed; the address of a chosen one leads back to all."""

    label: str
    number: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is searched for: words as typed, among which articles, and a page of the results, from 1."""

    words: str = ""
    selection: Selection = field(default_factory=Selection)
    page: int = 1

    @property
    def fields(self) -> dict[str, str | None]:
        """The values by the names of the form's fields."""
        names = ("since", "until", "lang", "category", "reporter")
        return {"q": self.words, **{name: getattr(self.selection, name) for name in names}}

    def address(self, **changed: object) -> str:
        """Return the address of a search that differs in some parameters; its first page unless one is given."""
        return f"/search{query(**{**self.fields, **changed})}"

    def choice(self, label: str, number: int, values: dict[str, str]) -> Choice:
        """Make the choice of some values of fields."""
        chosen = all((self.fields[name] or "").casefold() == value.casefold() for name, value in values.items())
        return Choice(label, number, self.address(**(dict.fromkeys(values) if chosen else values)), chosen)


async def page(datasette: Datasette, request: Request) -> Response:
    """Show what a search finds."""
    typed = fields(request, "q", "since", "until", "lang", "category", "reporter")
    context: dict[str, object] = {"typed": typed}
    try:
        criteria = _criteria(request, typed)
    except ValueError as error:
        context["fault"] = str(error)
        return await render(datasette, request, "search.html", context, status=BAD_REQUEST)
    context |= {"criteria": criteria, "results": None, "named": _key_of(typed["q"])}
    if replace(criteria, page=1) != Criteria():
        results, choices = await read(datasette, lambda db: _find(db, criteria))
        context |= {"results": results, "narrowed": choices, **_links(criteria, results)}
    return await render(datasette, request, "search.html", context)


def _find(db: Database, criteria: Criteria) -> tuple[Results, dict[str, list[Choice]]]:
    """Find a page of results, without words the newest articles; and by what they can be narrowed."""
    offset = (criteria.page - 1) * PAGE_SIZE
    if criteria.words:
        results = search(db, criteria.words, criteria.selection, limit=PAGE_SIZE, offset=offset)
        counts = _counts(db, criteria, results.expression) if results.expression else []
        return results, _choices(criteria, counts)
    condition, values = criteria.selection.condition()
    total = db.execute(f"SELECT count(*) FROM articles WHERE {condition}", values).fetchone()[0]  # noqa: S608 - read-only
    hits = map(_hit, rows(db, _LISTED.format(condition=condition), *values, offset))
    results = Results(total=total, hits=tuple(hits), expression="", terms=())
    return results, _choices(criteria, _counts(db, criteria, ""))


def _criteria(request: Request, typed: dict[str, str]) -> Criteria:
    """Read what is searched for; ValueError where a day or the edition is invalid."""
    try:
        page = whole_number(request, "page") or 1
    except ValueError:
        page = 1
    period = period_of(typed)
    selection = Selection(
        since=period.since,
        until=period.until,
        lang=period.lang,
        category=typed["category"] or None,
        reporter=typed["reporter"] or None,
    )
    return Criteria(typed["q"], selection, min(page, _LAST_PAGE))


def _key_of(words: str) -> int | None:
    """Return the key of the article whose number or address is typed."""
    try:
        return key_of(*reference(words))
    except ValueError:
        return None


def _links(criteria: Criteria, results: Results) -> dict[str, object]:
    """Return what the template needs besides the results: other pages, other formats, what can be dropped."""
    last = max(1, -(-results.total // PAGE_SIZE))
    labels = {"reporter": "reporter:", "category": "category:", "since": "from", "until": "to", "lang": "edition:"}
    return {
        "last": last,
        "first_hit": (criteria.page - 1) * PAGE_SIZE + 1,
        "before": criteria.address(page=criteria.page - 1) if 1 < criteria.page <= last else None,
        "after": criteria.address(page=criteria.page + 1) if criteria.page < last else None,
        "others": list(_other_forms(results.terms)),
        "table": _table_address(criteria, results, ""),
        "csv": _table_address(criteria, results, ".csv", _stream="on", _dl=1),
        "json": _table_address(criteria, results, ".json", _shape="array"),
        "dropped": [
            (f"{label} {criteria.fields[name]}", criteria.address(**{name: None}))
            for name, label in labels.items()
            if criteria.fields[name]
        ],
    }


def _other_forms(terms: Iterable[Term]) -> Iterator[tuple[str, list[str]]]:
    """Name what was searched for besides what was typed, by what was typed."""
    for term in terms:
        others = [form for form in term.forms if form != term.typed]
        if others:
            yield term.typed, others
        yield from _other_forms(term.parts)


def _table_address(criteria: Criteria, results: Results, suffix: str, **more: object) -> str:
    """Return the address of the same results as a table of Datasette, or as a file of it."""
    selection = criteria.selection
    conditions = [
        condition.format("'{}'".format(text.replace("'", "''")))
        for condition, text in ((_OF_REPORTER, selection.reporter), (_OF_CATEGORY, selection.category))
        if text
    ]
    parameters = {
        "_search": results.expression,
        "_searchmode": "raw" if results.expression else "",
        "date__gte": selection.since,
        "date__lte": selection.until,
        "lang": selection.lang,
        "_where": " and ".join(conditions),
    }
    return f"/{NAME}/articles{suffix}{query(**{**parameters, **more})}"


def _hit(row: dict[str, Any]) -> Hit:
    title, body = row.pop("title"), " ".join(row.pop("body").split())
    excerpt = f"{body[:_EXCERPT].rpartition(' ')[0]} …" if len(body) > _EXCERPT else body
    return Hit(**row, title=(Piece(title, hit=False),), snippet=(Piece(excerpt, hit=False),))


class _Count(NamedTuple):
    """How many articles were found of an edition, year and category, inside or outside the requested days."""

    lang: Lang
    year: str
    slug: str | None
    within: bool
    category: str | None
    number: int


def _counts(db: Database, criteria: Criteria, expression: str) -> list[_Count]:
    condition, values = Selection(reporter=criteria.selection.reporter).condition()
    if expression:
        condition, values = f"{_MATCHING} AND {condition}", [expression, *values]
    days = [criteria.selection.since or "", criteria.selection.until or "~"]
    return [_Count(*row) for row in db.execute(_COUNTS.format(condition=condition), [*days, *values])]


def _choices(criteria: Criteria, counts: list[_Count]) -> dict[str, list[Choice]]:
    """Sum up: each kind of choice counts what all the others leave."""
    lang, slug = criteria.selection.lang, (criteria.selection.category or "").casefold()

    def of_edition(each: _Count) -> bool:
        return lang in {None, each.lang}

    def of_category(each: _Count) -> bool:
        return not slug or slug in {(each.slug or "").casefold(), (each.category or "").casefold()}

    def sums(field: str, left: Callable[[_Count], bool]) -> list[tuple[str, int]]:
        found: Counter[str] = Counter()
        for each in counts:
            if (value := getattr(each, field)) and left(each):
                found[value] += each.number
        return sorted(found.items(), key=lambda each: (-each[1], each[0]))

    names = {each.slug: each.category for each in counts if each.slug and each.category}
    editions = sums("lang", lambda each: each.within and of_category(each))
    categories = sums("slug", lambda each: each.within and of_edition(each))
    years = sums("year", lambda each: of_edition(each) and of_category(each))
    return {
        "Edition": [criteria.choice(EDITION_NAMES[each], number, {"lang": each}) for each, number in editions],
        "Category": [criteria.choice(names.get(each, each), number, {"category": each}) for each, number in categories],
        "Year": [
            criteria.choice(each, number, {"since": f"{each}-01-01", "until": f"{each}-12-31"})
            for each, number in sorted(years, reverse=True)
        ],
    }
