"""Finds articles by their words, in an archive of any size: the best first, with the words marked.

`scraper.archive.words` says which words belong together, `offices` knows short forms,
`asking` reads what is typed, and here it is looked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from scraper.archive.database import ArchiveError, DatabaseError
from scraper.archive.records import Selection
from scraper.archive.search.query import Question, Term, understand
from scraper.archive.search.snippets import BEGIN, END, Piece, has_hit, pieces, snippet
from scraper.items import SEARCHED, Lang

__all__ = ["Hit", "Piece", "Question", "Results", "Term", "search"]

_RANK = f"bm25({', '.join(map(str, SEARCHED.values()))})"
_SHOWN = ("body", *(name for name in SEARCHED if name not in {"title", "body"}))
"""The columns that a snippet is taken from: the first in which something was found, else the text's beginning."""

_COLUMNS = (
    "key",
    "lang",
    "id",
    "url",
    "date",
    "published_at",
    "category",
    "category_slug",
    "reporter",
    "status",
    "views",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found, by the names of the columns of `articles`.

    Attributes:
        title: the headline, in pieces.
        snippet: where most of what was looked for stands: in the text, else in the photo's headline or the quote.
    """

    key: int
    lang: Lang
    id: int
    url: str
    date: str
    published_at: str | None
    category: str | None
    category_slug: str | None
    reporter: str | None
    status: Literal["live", "suspect", "gone"]
    views: int | None
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a search has found.

    Attributes:
        total: how many articles there are.
        hits: some of them, the best first.
        expression: what was asked of the index, as FTS5 takes it.
        terms: what was looked for, with all its forms.
        relaxed: whether no article has all of it, so that those are given that have any.
    """

    total: int
    hits: tuple[Hit, ...]
    expression: str
    terms: tuple[Term, ...]
    relaxed: bool = False


_EVERYTHING = Selection()


def search(
    db: Database, words: str, selection: Selection = _EVERYTHING, *, limit: int = 20, offset: int = 0
) -> Results:
    """Find articles by their words.

    Args:
        db: the archive; for reading only is enough.
        words: as typed (`scraper.archive.search.query`); nothing that can be typed is an error.
        selection: among which records to look.
        limit: how many hits to return.
        offset: how many of the best to pass over.

    Raises:
        ArchiveError: where the selection's own SQL is wrong, or the archive is damaged or of an older schema.
    """
    try:
        question = understand(db, words)
        expression, total = question.expression(), 0
        total = _count(db, expression, selection)
        relaxed = not total and len(question.terms) > 1
        if relaxed:
            expression = question.expression(every=False)
            total = _count(db, expression, selection)
        hits = tuple(_best(db, expression, selection, limit, offset)) if total else ()
    except (DatabaseError, ValueError, OverflowError) as error:  # half a character, or a number beyond SQLite's
        why = " ".join(str(error).split())
        if "articles_fts" not in db.table_names():
            why = "it was made before there was a search; the next `arsip crawl` or `arsip reparse` brings it along"
        raise ArchiveError(f"the archive cannot be searched: {why}") from error
    return Results(total=total, hits=hits, expression=expression, terms=question.terms, relaxed=relaxed and bool(total))


def _where(expression: str, selection: Selection) -> tuple[str, list[str]]:
    """Return the condition on the index, and its parameters."""
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
    marked = [f"highlight(articles_fts, {at}, '{BEGIN}', '{END}')" for at in range(len(SEARCHED))]
    found = db.execute(
        f"SELECT {', '.join(f'a.{name}' for name in _COLUMNS)}, {', '.join(marked)} "  # noqa: S608 - read-only
        f"FROM articles_fts CROSS JOIN articles a ON a.key = articles_fts.rowid "
        f"WHERE {where} AND rank MATCH '{_RANK}' ORDER BY rank LIMIT ? OFFSET ?",
        [*values, str(limit), str(offset)],
    )
    for row in found:
        texts = dict(zip(SEARCHED, row[len(_COLUMNS) :], strict=True))
        shown = next((texts[name] for name in _SHOWN if has_hit(texts[name])), texts["body"])
        columns = dict(zip(_COLUMNS, row, strict=False))
        yield Hit(**columns, title=pieces(texts["title"]), snippet=snippet(shown))
