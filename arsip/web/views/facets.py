"""By what the results of a search can be narrowed: edition, category, reporter, year and month."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from arsip.web.formatting import month
from arsip.web.period import last_day
from arsip.web.views.criteria import Criteria
from scraper.archive.database import Database
from scraper.archive.records import Selection
from scraper.archive.search import Results
from scraper.items import EDITION_NAMES, Lang, category_name

_COUNTS = """
    SELECT lang, substr(date, 1, 7) AS month, category_slug AS slug, category, date >= ? AND date <= ? AS within,
           count(*) AS number
    FROM articles INDEXED BY browse_articles WHERE {condition} GROUP BY 1, 2, 3, 4, 5
"""
_BY_REPORTER = """
    SELECT person, count(*) FROM bylines {index} WHERE role = 'reporter' AND {condition}
    GROUP BY person ORDER BY count(*) DESC, person LIMIT 100
"""
_OF_ARTICLES = "key IN (SELECT key FROM articles INDEXED BY browse_articles WHERE {condition})"
_MANY = 10_000
"""From so many articles on, all bylines are read in the order of their persons, and none is sorted."""


class Choice(NamedTuple):
    """A value by which the results can be narrowed; the address of a chosen one leads back to all."""

    label: str
    number: int
    address: str
    chosen: bool


class Count(NamedTuple):
    """How many articles were found of an edition, month and category, inside or outside the requested days."""

    lang: Lang
    month: str
    slug: str | None
    category: str | None
    within: bool
    number: int


def counts_of(db: Database, criteria: Criteria, selection: Selection) -> list[Count]:
    """Count what a search finds, whatever its edition, category and days."""
    condition, values = replace(selection, since=None, until=None, lang=None, category=None).condition()
    days = [criteria.selection.since or "", criteria.selection.until or "~"]
    return [Count(*row) for row in db.execute(_COUNTS.format(condition=condition), [*days, *values])]


def reporters_of(db: Database, results: Results) -> list[tuple[str, int]]:
    """Return the reporters of what a search finds, whoever is chosen, the most frequent first."""
    selection = replace(results.selection, reporter=None)
    condition, values = selection.condition()
    if selection != Selection(expression=selection.expression):
        condition = _OF_ARTICLES.format(condition=condition)
    index = "INDEXED BY bylines_by_person" if results.total > _MANY else ""
    return list(db.execute(_BY_REPORTER.format(index=index, condition=condition), values))


def within(criteria: Criteria, counts: Iterable[Count]) -> list[Count]:
    """Return what is left of counts by every condition."""
    of_edition, of_category = _conditions(criteria)
    return [each for each in counts if each.within and of_edition(each) and of_category(each)]


def choices_of(criteria: Criteria, counts: list[Count], reporters: list[tuple[str, int]]) -> dict[str, list[Choice]]:
    """Sum up: each kind of choice counts what all the others leave."""
    of_edition, of_category = _conditions(criteria)

    def sums(name: str, left: Callable[[Count], bool]) -> Counter[str]:
        found: Counter[str] = Counter()
        for each in counts:
            if (value := getattr(each, name)) and left(each):
                found[value] += each.number
        return found

    editions = sums("lang", lambda each: each.within and of_category(each))
    asked = {each.category: criteria.selection.category for each in counts if criteria.selection.category == each.slug}
    categories = sums("category", lambda each: each.within and of_edition(each))
    months = sums("month", lambda each: of_edition(each) and of_category(each))
    years: Counter[str] = Counter()
    for name, number in months.items():
        years[name[:4]] += number
    shown = _years(criteria, years)
    return {
        "Edition": [_choice(criteria, EDITION_NAMES[each], number, lang=each) for each, number in _most(editions)],
        "Category": [
            _choice(criteria, each, number, category=asked.get(each) or each)
            for each, number in _most(categories)
            if category_name(each)
        ],
        "Reporter": [_choice(criteria, person, number, reporter=person) for person, number in reporters],
        "Year": [
            _choice(criteria, each, number, since=f"{each}-01-01", until=f"{each}-12-31")
            for each, number in sorted(years.items(), reverse=True)
        ],
        "Month": [
            _choice(criteria, month(each), number, since=f"{each}-01", until=last_day(f"{each}-01"))
            for each, number in sorted(months.items(), reverse=True)
            if each[:4] in shown
        ],
    }


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _years(criteria: Criteria, years: Iterable[str]) -> set[str]:
    """Return the years whose months can be chosen: those in which there are requested days."""
    since, until = criteria.selection.since or "", criteria.selection.until or "~"
    return {each for each in years if since <= f"{each}-12-31" and f"{each}-01-01" <= until}


def _choice(criteria: Criteria, label: str, number: int, **values: str) -> Choice:
    """Make the choice of some values of fields."""
    chosen = all((criteria.fields[name] or "").casefold() == value.casefold() for name, value in values.items())
    return Choice(label, number, criteria.address(**(dict.fromkeys(values) if chosen else values)), chosen)


def _conditions(criteria: Criteria) -> tuple[Callable[[Count], bool], Callable[[Count], bool]]:
    lang, slug = criteria.selection.lang, (criteria.selection.category or "").casefold()

    def of_edition(each: Count) -> bool:
        return lang in {None, each.lang}

    def of_category(each: Count) -> bool:
        return not slug or slug in {(each.slug or "").casefold(), (each.category or "").casefold()}

    return of_edition, of_category
