"""What a search finds: a page of hits, and how many there are by edition, year and category."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from arsip.web.plots import Period
from arsip.web.rendering import query
from arsip.web.site import NAME
from scraper.archive.database import Database
from scraper.archive.records import Selection
from scraper.archive.search import Hit, Piece, Term, search
from scraper.items import EDITION_NAMES, Lang

SIZE = 20
"""Hits on a page."""

_LEADING = 300
"""Letters of an article that are shown where no words were looked for."""

_COUNTED = """
    SELECT lang, substr(date, 1, 4), category_slug, date >= ? AND date <= ?, max(category), count(*)
    FROM articles INDEXED BY browse_articles WHERE {condition} GROUP BY 1, 2, 3, 4
"""
_FOUND = "key IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
_LISTED = """
    SELECT key, lang, id, url, date, published_at, category, category_slug, reporter, status, views, title,
           substr(body, 1, ?) AS body
    FROM articles WHERE {condition} ORDER BY date DESC, published_at DESC, key DESC LIMIT ? OFFSET ?
"""

_OF_REPORTER = "key in (select key from bylines where role = 'reporter' and person = {} collate nocase)"
_OF_CATEGORY = "(category_slug = {0} or category = {0} collate nocase)"
"""As `Selection` has it, for Datasette, which takes conditions without parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for.

    Attributes:
        words: as typed.
        period: days, and perhaps one edition.
        category: a slug or name; empty for any.
        reporter: a person; empty for any.
        page: of the results, from 1.
    """

    words: str = ""
    period: Period = field(default_factory=Period)
    category: str = ""
    reporter: str = ""
    page: int = 1

    @property
    def is_anything(self) -> bool:
        """Whether nothing is asked for."""
        return replace(self, page=1) == Wanted()

    @property
    def selection(self) -> Selection:
        """All but the words, as the archive takes it."""
        return Selection(
            since=self.period.since,
            until=self.period.until,
            lang=self.period.lang,
            category=self.category or None,
            reporter=self.reporter or None,
        )

    def address(self, **changed: object) -> str:
        """Return the address of a search that differs in some parameters; its first page unless said otherwise."""
        own = {
            "q": self.words,
            "since": self.period.since,
            "until": self.period.until,
            "lang": self.period.lang,
            "category": self.category,
            "reporter": self.reporter,
        }
        return f"/search{query(**{**own, **changed})}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value by which the results can be parted.

    Attributes:
        label: what it is called.
        count: how many results have it.
        address: where only those are; of what is chosen, where all are again.
        chosen: whether only those are shown.
    """

    label: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found.

    Attributes:
        total: how many articles.
        hits: those on this page.
        terms: what was looked for, with its forms.
        expression: the same for the index; empty where no words were looked for.
        relaxed: whether nothing has all the words, and these have some.
        choices: by edition, year and category.
    """

    total: int
    hits: tuple[Hit, ...]
    terms: tuple[Term, ...]
    expression: str
    relaxed: bool
    choices: dict[str, list[Choice]]

    @property
    def others(self) -> list[tuple[str, list[str]]]:
        """What was looked for beside what was typed, by what was typed."""
        return list(_others(self.terms))


def _others(terms: Iterable[Term]) -> Iterator[tuple[str, list[str]]]:
    for term in terms:
        others = [form for form in term.forms if form != term.typed]
        if others:
            yield term.typed, others
        yield from _others(term.parts)


def found(db: Database, wanted: Wanted) -> Found:
    """Find a page of results."""
    offset = (wanted.page - 1) * SIZE
    if wanted.words:
        results = search(db, wanted.words, wanted.selection, limit=SIZE, offset=offset)
        total, hits, terms, expression = results.total, results.hits, results.terms, results.expression
        relaxed = results.relaxed
    else:
        total, hits = _listed(db, wanted.selection, offset)
        terms, expression, relaxed = (), "", False
    counted = _counted(db, wanted, expression) if expression or not wanted.words else []
    return Found(
        total=total, hits=hits, terms=terms, expression=expression, relaxed=relaxed, choices=_choices(wanted, counted)
    )


def as_table(wanted: Wanted, found: Found, kind: str = "", **more: object) -> str:
    """Return the address of the same results as a table of Datasette, or as a file of it.

    Args:
        wanted: what is looked for.
        found: what was found.
        kind: `.csv` or `.json`; empty for the page.
        more: what the address says besides.
    """
    conditions = [
        condition.format("'{}'".format(text.replace("'", "''")))
        for condition, text in ((_OF_REPORTER, wanted.reporter), (_OF_CATEGORY, wanted.category))
        if text
    ]
    given = {
        "_search": found.expression,
        "_searchmode": "raw" if found.expression else "",
        "date__gte": wanted.period.since,
        "date__lte": wanted.period.until,
        "lang": wanted.period.lang,
        "_where": " and ".join(conditions),
    }
    return f"/{NAME}/articles{kind}{query(**{**given, **more})}"


def _listed(db: Database, selection: Selection, offset: int) -> tuple[int, tuple[Hit, ...]]:
    """Return articles that no words were given for, the newest first."""
    condition, values = selection.condition()
    total = db.execute(f"SELECT count(*) FROM articles WHERE {condition}", values).fetchone()[0]  # noqa: S608 - read-only
    rows = db.execute(_LISTED.format(condition=condition), [_LEADING, *values, SIZE, offset])
    names = [column[0] for column in rows.description]
    return total, tuple(_hit(dict(zip(names, row, strict=True))) for row in rows)


def _hit(row: dict[str, Any]) -> Hit:
    title, body = row.pop("title"), " ".join(row.pop("body").split())
    begun = f"{body[: _LEADING - 60].rpartition(' ')[0]} …" if len(body) > _LEADING - 60 else body
    return Hit(**row, title=(Piece(title, hit=False),), snippet=(Piece(begun, hit=False),))


_Counted = tuple[Lang, str, str | None, bool, str | None, int]


def _counted(db: Database, wanted: Wanted, expression: str) -> list[_Counted]:
    """Count what was found by edition, year, category and whether it is of the days asked for; of these alone not."""
    condition, values = Selection(reporter=wanted.reporter or None).condition()
    if expression:
        condition, values = f"{_FOUND} AND {condition}", [expression, *values]
    days = [wanted.period.since or "", wanted.period.until or "~"]
    return db.execute(_COUNTED.format(condition=condition), [*days, *values]).fetchall()


def _choices(wanted: Wanted, counted: list[_Counted]) -> dict[str, list[Choice]]:
    """Sum up: each kind of choice counts what all the others leave."""
    period = wanted.period
    named = {slug: name for _, _, slug, _, name, _ in counted if slug and name}
    sought = wanted.category.casefold()

    def of_edition(row: _Counted) -> bool:
        return period.lang in {None, row[0]}

    def of_category(row: _Counted) -> bool:
        return not sought or sought in {(row[2] or "").casefold(), (row[4] or "").casefold()}

    def summed(at: int, *conditions: Callable[[_Counted], bool]) -> Counter[str]:
        sums: Counter[str] = Counter()
        for row in counted:
            if row[at] and all(condition(row) for condition in conditions):
                sums[str(row[at])] += row[5]
        return sums

    def within(row: _Counted) -> bool:
        return bool(row[3])

    years = summed(1, of_edition, of_category)
    chosen_year = period.since[:4] if period.since and (period.since, period.until) == _year(period.since[:4]) else None
    return {
        "Edition": [
            Choice(EDITION_NAMES[lang], count, _toggled(wanted, "lang", lang, period.lang), lang == period.lang)
            for lang, count in _most_first(summed(0, within, of_category))
        ],
        "Category": [
            Choice(named.get(slug, slug), count, _toggled(wanted, "category", slug, wanted.category), slug == sought)
            for slug, count in _most_first(summed(2, within, of_edition))
        ],
        "Year": [
            Choice(
                year,
                years[year],
                wanted.address(since=None, until=None)
                if year == chosen_year
                else wanted.address(since=_year(year)[0], until=_year(year)[1]),
                year == chosen_year,
            )
            for year in sorted(years, reverse=True)
        ],
    }


def _most_first(sums: Counter[str]) -> list[tuple[str, int]]:
    return sorted(sums.items(), key=lambda each: (-each[1], each[0]))


def _toggled(wanted: Wanted, name: str, value: str, chosen: str | None) -> str:
    """Return where a value is chosen; where it is already, where it is not any more."""
    return wanted.address(**{name: None if value == chosen else value})


def _year(year: str) -> tuple[str, str]:
    return f"{year}-01-01", f"{year}-12-31"
