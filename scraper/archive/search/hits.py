"""Runs a search and returns its hits, with the matching words marked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Generic, Literal

from scraper.archive.connection import Database
from scraper.archive.database import ArchiveError, DatabaseError, refuse_interrupted
from scraper.archive.fulltext.stems import tokens
from scraper.archive.people import Named, Person, in_roles
from scraper.archive.records import Selection, count
from scraper.archive.search.query import Query, Term, parse_query
from scraper.archive.search.ranking import Matches, Order, by_relevance, listed
from scraper.archive.search.relaxation import relaxed
from scraper.archive.search.snippets import Marker, Piece
from scraper.archive.search.spelling import corrected
from scraper.fields import Day, Minute
from scraper.items import BYLINE, ROLES, SEARCHED, Lang

_SNIPPET_COLUMNS = tuple(name for name in SEARCHED if name not in {"title", "body"})
"""A snippet is taken from the text, or where that has no hit from the first of these that has one."""

_MOST_MARKED = 200_000
"""Letters of an article of which the snippet is taken: no real one has a tenth, and a million words take 2 s."""

_EVERYTHING = Selection()


@dataclass(frozen=True, kw_only=True)
class HitColumns(Generic[Day, Minute]):
    """The columns of `articles` that a hit shows."""

    __slots__ = ()

    key: int
    lang: Lang
    id: int
    url: str
    date: Day
    published_at: Minute | None
    category: str | None
    category_slug: str | None
    reporter: str | None
    status: Literal["live", "suspect", "gone"]
    views: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(HitColumns[str, str]):
    """An article that matches, with its title and a snippet in pieces."""

    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


HIT_COLUMNS = tuple(each.name for each in fields(HitColumns))
_ROWS = f"SELECT {', '.join((*HIT_COLUMNS, *SEARCHED))} FROM articles WHERE key IN (SELECT value FROM json_each(?))"  # noqa: S608 - names of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The result of a search.

    Attributes:
        total: how many articles match.
        hits: a page of them, in the order asked for.
        expression: the query as FTS5 got it.
        terms: of the query, with all their forms, but for those left out.
        omitted: terms as typed that were left out, because no article has them beside the others.
        searched: the query that finds all hits, as it can be typed: what was typed, but for what was left out, or the
            names where the hits are articles by `people` alone.
        selection: the articles that match; with what the query means.
        people: whom the query names, in each role, the most frequent first.
        only_people: whether no text has the words, and the hits are the articles whose bylines name `people`.
        suggestion: the query with its misspelled words corrected, if some article matches it, and the words as typed
            name nobody.
        reason: why nothing is found, as a clause; empty where something is.
        notice: what is wrong with the archive's own synonyms, without which a lenient search went on.
    """

    total: int
    hits: tuple[Hit, ...]
    expression: str
    terms: tuple[Term, ...]
    omitted: tuple[str, ...] = ()
    searched: str = ""
    selection: Selection = _EVERYTHING
    people: tuple[Person, ...] = ()
    only_people: bool = False
    suggestion: str | None = None
    reason: str = ""
    notice: str = ""


def search(
    db: Database,
    words: str,
    selection: Selection = _EVERYTHING,
    *,
    order: Order = "relevance",
    limit: int = 20,
    offset: int = 0,
    lenient: bool = False,
) -> Results:
    """Search the articles; nothing that can be typed (`scraper.archive.search.query`) is an error.

    Args:
        db: the archive.
        words: the query as typed.
        selection: among which articles.
        order: the best first, the newest, or the most viewed.
        limit: hits of a page.
        offset: hits before the page.
        lenient: whether to go on where the archive's own file of synonyms is wrong, without it.

    Raises:
        SynonymsError: where that file is wrong.
        ArchiveError: where the selection's own SQL is wrong, or the archive is damaged or of an older schema.
    """
    # a crawl may write meanwhile: words, number and page are of one moment
    with _errors_named(db), db.atomic():
        query = parse_query(db, words, lenient=lenient)
        results = _results(db, query, selection, order, range(offset, offset + limit))
        if not results.omitted and not results.only_people:
            results = replace(results, searched=words)
        if not results.total:
            results = replace(results, reason=_reason(db, words, query, selection))
        suggestion = None
        if (query.terms or query.bylines) and not (query.name and results.people):
            synonymous = {word for term in query.terms if term.synonyms for word in tokens(term.typed)}
            suggestion = corrected(db, words, known=synonymous)
        if suggestion:
            meant = _results(db, parse_query(db, suggestion, lenient=lenient), selection, order, range(0))
            if meant.total and not meant.omitted:
                return replace(results, suggestion=suggestion)
        return results


class NoWordError(ArchiveError):
    """A search that is to select articles has no word in it."""


def matching(db: Database, words: str, selection: Selection = _EVERYTHING, *, lenient: bool = False) -> Selection:
    """Narrow a selection to the articles that match every term of a search, which may be `lenient` as in `search`.

    Raises:
        NoWordError: where `words` has none.
        SynonymsError: where the archive's own file of synonyms is wrong.
        ArchiveError: where the archive is damaged or of an older schema.
    """
    with _errors_named(db):
        query = parse_query(db, words, lenient=lenient)
    if not query.terms and not query.bylines:
        raise NoWordError(_no_word(words, query))
    return replace(query.narrowed(selection), search=words)


@contextmanager
def _errors_named(db: Database) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, ValueError, OverflowError) as error:  # a lone surrogate, or a number beyond SQLite's
        refuse_interrupted(error)
        why = " ".join(str(error).split())
        if not db.columns("articles_fts"):
            why = "it has no search index yet; the next `arsip crawl` or `arsip reparse` makes one"
        raise ArchiveError(f"the archive cannot be searched: {why}") from error


def _results(db: Database, query: Query, selection: Selection, order: Order, page: range) -> Results:
    total = _total(db, query, selection)
    people = _people(db, query)
    omitted: tuple[str, ...] = ()
    only_people = False
    if query.name and people and not total:
        by_them = Query((), bylines=(Named(query.name, role=None),))
        if total := _total(db, by_them, selection):
            query, only_people = by_them, True
    elif query.name:
        people = [each for each in people if _is_meant(each, query.name)]
    if not total and (fewer := relaxed(_matches(db, query, selection), query)):
        omitted = tuple(term.typed for term in query.terms if term not in fewer.terms)
        query, total = fewer, _total(db, fewer, selection)
    keys: list[int] = []
    if total and query.terms and order == "relevance":
        ordered = by_relevance(_matches(db, query, selection), query, total)
        keys = list(islice(ordered, *(min(each, total) for each in (page.start, page.stop))))
    elif total:
        keys = listed(db, query.narrowed(selection), order, page, total)
    return Results(
        total=total,
        hits=tuple(_hits(db, keys, Marker(query.terms))),
        expression=query.expression(),
        terms=query.terms,
        omitted=omitted,
        searched=query.text,
        selection=query.narrowed(selection),
        people=tuple(people),
        only_people=only_people,
        notice=query.notice,
    )


def _no_word(words: str, query: Query) -> str:
    if query.excluded:
        return f"{words!r} only leaves articles out: it needs a word to look for too"
    return f"{words!r} has no word in it to look for"


def _reason(db: Database, words: str, query: Query, selection: Selection) -> str:
    """Say why nothing is found."""
    if not query.terms and not query.bylines:
        return _no_word(words, query)
    typed = [term.typed for term in query.terms]
    if query.excluded and _total(db, replace(query, excluded=()), selection):
        excluded = " or ".join(term.typed for term in query.excluded)
        return f"every article with {' and '.join(typed) or 'this'} has {excluded} too"
    return f"no article has {' or '.join(typed) or 'this'}"


def _matches(db: Database, query: Query, selection: Selection) -> Matches:
    narrowed = query.narrowed(selection)
    condition, values = replace(narrowed, expression=None, reporter=None, bylines=()).condition()
    expression = narrowed.expression or ""
    return Matches(db=db, expression=expression, condition=condition, values=values, named=narrowed.named)


def _total(db: Database, query: Query, selection: Selection) -> int:
    if query.terms:
        return _matches(db, query, selection).count()
    return count(db, query.narrowed(selection)) if query.bylines else 0


def _is_meant(person: Person, words: str) -> bool:
    """Whether words that texts have mean a person too: whole words of the name of one who writes or edits."""
    return ROLES[person.role] in BYLINE and set(words.split()) <= set(tokens(person.name))


def _people(db: Database, query: Query) -> list[Person]:
    """Return whom a query names: those of its bylines, or everybody whose name its words may be."""
    if query.name:
        return in_roles(db, Named(query.name, role=None).persons(db))
    named = [each for each in query.bylines if not each.excluded]
    return [person for each in named for person in in_roles(db, each.persons(db)) if each.role in {None, person.role}]


def _hits(db: Database, keys: list[int], marker: Marker) -> Iterator[Hit]:
    """Yield the articles of some keys, in their order."""
    rows = {row[0]: row for row in db.execute(_ROWS, [json.dumps(keys)])}
    for row in map(rows.__getitem__, keys):
        columns = dict(zip(HIT_COLUMNS, row, strict=False))
        texts = dict(zip(SEARCHED, row[len(HIT_COLUMNS) :], strict=True))
        body = marker.mark(texts["body"][:_MOST_MARKED])
        others = (marker.mark(texts[name]) for name in _SNIPPET_COLUMNS if texts[name])
        source = body if body.hits else next((each for each in others if each.hits), body)
        yield Hit(**columns, title=marker.mark(texts["title"]).pieces(), snippet=source.snippet())
