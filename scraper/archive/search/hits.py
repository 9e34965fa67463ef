"""Runs a search and returns its hits: the best first, with the matching words marked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import Generic, Literal

from scraper.archive.connection import Database
from scraper.archive.database import ArchiveError, DatabaseError
from scraper.archive.records import Selection
from scraper.archive.search.query import Term, parse_query
from scraper.archive.search.ranking import Matches, Row, in_order
from scraper.archive.search.snippets import Piece, has_hit, pieces, snippet
from scraper.fields import Day, Minute
from scraper.items import SEARCHED, Lang

_SNIPPET_COLUMNS = ("body", *(name for name in SEARCHED if name not in {"title", "body"}))
"""A snippet is taken from the first of these that matches, else from the beginning of the text."""

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
_COLUMNS = ", ".join(f"a.{name}" for name in HIT_COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The result of a search.

    Attributes:
        total: how many articles match.
        hits: a page of them, the best first.
        expression: the query as FTS5 got it.
        terms: of the query, with all their forms.
        relaxed: whether no article has every term, so that these have any of them.
    """

    total: int
    hits: tuple[Hit, ...]
    expression: str
    terms: tuple[Term, ...]
    relaxed: bool = False


def search(
    db: Database, words: str, selection: Selection = _EVERYTHING, *, limit: int = 20, offset: int = 0
) -> Results:
    """Search the articles; nothing that can be typed (`scraper.archive.search.query`) is an error.

    Raises:
        ArchiveError: where the selection's own SQL is wrong, or the archive is damaged or of an older schema.
    """
    # a crawl may write meanwhile: words, number and page are of one moment
    with _errors_named(db), db.atomic():
        return _results(db, words, selection, limit, offset)


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


def _results(db: Database, words: str, selection: Selection, limit: int, offset: int) -> Results:
    query = parse_query(db, words)
    if not query.terms:
        return Results(total=0, hits=(), expression="", terms=())
    condition, values = selection.condition()
    found = Matches(db=db, expression=query.expression(), condition=condition, values=values)
    total = found.count()
    relaxed = not total and len(query.terms) > 1
    if relaxed:
        found = replace(found, expression=query.expression(every=False))
        total = found.count()
    headlines = query.expression(every=not relaxed, column="title")
    hits = tuple(map(_hit, in_order(found, headlines, total, _COLUMNS, limit=limit, offset=offset)))
    return Results(
        total=total,
        hits=hits,
        expression=found.expression,
        terms=query.terms,
        relaxed=relaxed and bool(total),
    )


def _hit(row: Row) -> Hit:
    columns = dict(zip(HIT_COLUMNS, row, strict=False))
    texts = dict(zip(SEARCHED, row[len(HIT_COLUMNS) :], strict=True))
    source = next((texts[name] for name in _SNIPPET_COLUMNS if has_hit(texts[name])), texts["body"])
    return Hit(**columns, title=pieces(texts["title"]), snippet=snippet(source))
