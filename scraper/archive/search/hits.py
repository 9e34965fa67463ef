"""Runs a search and returns its hits, with the matching words marked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Generic, Literal

from scraper.archive.connection import Database
from scraper.archive.database import ArchiveError, DatabaseError
from scraper.archive.records import Selection
from scraper.archive.search.query import Query, Term, parse_query
from scraper.archive.search.ranking import Matches, Order, in_order
from scraper.archive.search.snippets import Marker, Piece
from scraper.fields import Day, Minute
from scraper.items import SEARCHED, Lang

_SNIPPET_COLUMNS = tuple(name for name in SEARCHED if name not in {"title", "body"})
"""A snippet is taken from the text, or where that has no hit from the first of these that has one."""

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
    """

    total: int
    hits: tuple[Hit, ...]
    expression: str
    terms: tuple[Term, ...]
    omitted: tuple[str, ...] = ()


def search(
    db: Database,
    words: str,
    selection: Selection = _EVERYTHING,
    *,
    order: Order = "relevance",
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """Search the articles; nothing that can be typed (`scraper.archive.search.query`) is an error.

    Args:
        db: the archive.
        words: the query as typed.
        selection: among which articles.
        order: the best first, the newest, or the most viewed.
        limit: hits of a page.
        offset: hits before the page.

    Raises:
        ArchiveError: where the selection's own SQL is wrong, or the archive is damaged or of an older schema.
    """
    # a crawl may write meanwhile: words, number and page are of one moment
    with _errors_named(db), db.atomic():
        query = parse_query(db, words)
        condition, values = selection.condition()
        found = Matches(db=db, expression=query.expression(), condition=condition, values=values)
        return _results(found, query, order, limit, offset)


class NoWordError(ArchiveError):
    """A search that is to select articles has no word in it."""


def matching(db: Database, words: str, selection: Selection = _EVERYTHING) -> Selection:
    """Narrow a selection to the articles that match every term of a search.

    Raises:
        NoWordError: where `words` has none.
        ArchiveError: where the archive is damaged or of an older schema.
    """
    with _errors_named(db):
        query = parse_query(db, words)
    if not query.terms:
        raise NoWordError(f"{words!r} has no word in it to look for")
    return replace(selection, search=words, expression=query.expression())


@contextmanager
def _errors_named(db: Database) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, ValueError, OverflowError) as error:  # a lone surrogate, or a number beyond SQLite's
        why = " ".join(str(error).split())
        if not db.columns("articles_fts"):
            why = "it has no search index yet; the next `arsip crawl` or `arsip reparse` makes one"
        raise ArchiveError(f"the archive cannot be searched: {why}") from error


def _results(found: Matches, query: Query, order: Order, limit: int, offset: int) -> Results:
    total = found.count() if query.terms else 0
    omitted: tuple[str, ...] = ()
    if not total and (relaxed := _relaxed(found, query)):
        omitted = tuple(term.typed for term in query.terms if term not in relaxed.terms)
        query, found = relaxed, replace(found, expression=relaxed.expression())
        total = found.count()
    page = (min(each, total) for each in (offset, offset + limit))
    keys = list(islice(in_order(found, query, total, order), *page)) if total else []
    return Results(
        total=total,
        hits=tuple(_hits(found.db, keys, Marker(query.terms))),
        expression=found.expression,
        terms=query.terms,
        omitted=omitted,
    )


def _relaxed(found: Matches, query: Query) -> Query | None:
    """Leave out terms of a query that finds nothing, until it finds something; None where no article has any.

    Those that no article has; then one of the others where that is enough, or several: always the rarest.
    """
    numbers = {term: replace(found, expression=Query((term,)).expression()).count() for term in query.terms}
    kept = sorted((term for term in numbers if numbers[term]), key=numbers.__getitem__)
    tries = [kept, *(kept[:at] + kept[at + 1 :] for at in range(len(kept))), *(kept[at:] for at in range(2, len(kept)))]
    for terms in tries:
        relaxed = Query(tuple(term for term in query.terms if term in terms), query.excluded)
        if terms and replace(found, expression=relaxed.expression()).exists():
            return relaxed
    return None


def _hits(db: Database, keys: list[int], marker: Marker) -> Iterator[Hit]:
    """Yield the articles of some keys, in their order."""
    rows = {row[0]: row for row in db.execute(_ROWS, [json.dumps(keys)])}
    for row in map(rows.__getitem__, keys):
        columns = dict(zip(HIT_COLUMNS, row, strict=False))
        texts = dict(zip(SEARCHED, row[len(HIT_COLUMNS) :], strict=True))
        body = marker.mark(texts["body"])
        others = (marker.mark(texts[name]) for name in _SNIPPET_COLUMNS if texts[name])
        source = body if body.hits else next((each for each in others if each.hits), body)
        yield Hit(**columns, title=marker.mark(texts["title"]).pieces(), snippet=source.snippet())
