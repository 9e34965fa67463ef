"""Runs a search and returns its hits: the best first, with the matching words marked."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Generic, Literal

from scraper.archive.connection import Database
from scraper.archive.database import ArchiveError, DatabaseError
from scraper.archive.records import Selection
from scraper.archive.search.query import Term, parse_query
from scraper.archive.search.snippets import BEGIN, END, Piece, has_hit, pieces, snippet
from scraper.fields import Day, Minute
from scraper.items import SEARCHED, Lang

_RANK = f"bm25({', '.join(map(str, SEARCHED.values()))})"
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
    try:
        query = parse_query(db, words)
        expression = query.expression()
        total = _count(db, expression, selection)
        relaxed = not total and len(query.terms) > 1
        if relaxed:
            expression = query.expression(every=False)
            total = _count(db, expression, selection)
        hits = tuple(_best(db, expression, selection, limit, offset)) if total else ()
    except (DatabaseError, ValueError, OverflowError) as error:  # a lone surrogate, or a number beyond SQLite's
        why = " ".join(str(error).split())
        if not db.columns("articles_fts"):
            why = "it has no search index yet; the next `arsip crawl` or `arsip reparse` makes one"
        raise ArchiveError(f"the archive cannot be searched: {why}") from error
    return Results(total=total, hits=hits, expression=expression, terms=query.terms, relaxed=relaxed and bool(total))


def _where(expression: str, selection: Selection) -> tuple[str, list[str]]:
    condition, values = selection.condition()
    if selection == _EVERYTHING:
        return "articles_fts MATCH ?", [expression]
    among = f"EXISTS (SELECT 1 FROM articles WHERE articles.key = articles_fts.rowid AND {condition})"  # noqa: S608 - read-only
    return f"articles_fts MATCH ? AND {among}", [expression, *values]


def _count(db: Database, expression: str, selection: Selection) -> int:
    if not expression:
        return 0
    where, values = _where(expression, selection)
    return int(db.execute(f"SELECT count(*) FROM articles_fts WHERE {where}", values).fetchone()[0])  # noqa: S608 - read-only


def _best(db: Database, expression: str, selection: Selection, limit: int, offset: int) -> Iterator[Hit]:
    where, values = _where(expression, selection)
    highlighted = [f"highlight(articles_fts, {at}, '{BEGIN}', '{END}')" for at in range(len(SEARCHED))]
    found = db.execute(
        f"SELECT {', '.join(f'a.{name}' for name in HIT_COLUMNS)}, {', '.join(highlighted)} "  # noqa: S608 - read-only
        f"FROM articles_fts CROSS JOIN articles a ON a.key = articles_fts.rowid "
        f"WHERE {where} AND rank MATCH '{_RANK}' ORDER BY rank LIMIT ? OFFSET ?",
        [*values, str(limit), str(offset)],
    )
    for row in found:
        columns = dict(zip(HIT_COLUMNS, row, strict=False))
        texts = dict(zip(SEARCHED, row[len(HIT_COLUMNS) :], strict=True))
        source = next((texts[name] for name in _SNIPPET_COLUMNS if has_hit(texts[name])), texts["body"])
        yield Hit(**columns, title=pieces(texts["title"]), snippet=snippet(source))
