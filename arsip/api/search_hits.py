"""What the Python door finds by words: hits as plain text, the best first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from arsip.api.records import Status, of_text
from scraper.archive.database import Database
from scraper.archive.records import Selection
from scraper.archive.search import Piece, search
from scraper.items import Lang

MARK = "**"
"""Stands before and after each word that was looked for, as Markdown has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found; `Archive.article(hit.key)` gives all of it.

    Attributes:
        title: the headline.
        snippet: where in the text most of what was looked for stands, each hit `**so**`.
    """

    key: int
    lang: Lang
    id: int
    url: str
    title: str
    date: dt.date
    published_at: dt.datetime | None
    category: str | None
    category_slug: str | None
    reporter: str | None
    status: Status
    views: int | None
    snippet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a search has found.

    Attributes:
        total: how many articles there are.
        hits: some of them, the best first.
        looked_for: each word typed, with the forms that were looked for.
        expression: what was asked of the table `articles_fts`, in the language of SQLite's FTS5.
        relaxed: whether no article has all of it, so that these have any of it.
    """

    total: int
    hits: tuple[Hit, ...]
    looked_for: dict[str, tuple[str, ...]]
    expression: str
    relaxed: bool


def find(db: Database, words: str, selection: Selection, *, limit: int) -> Results:
    """Find articles by their words, as `arsip search` does.

    Args:
        db: the archive.
        words: as typed.
        selection: among which articles.
        limit: how many hits to give.
    """
    results = search(db, words, selection, limit=limit)
    return Results(
        total=results.total,
        hits=tuple(
            Hit(
                key=hit.key,
                lang=hit.lang,
                id=hit.id,
                url=hit.url,
                title="".join(piece.text for piece in hit.title),
                date=of_text("date", hit.date),
                published_at=of_text("published_at", hit.published_at),
                category=hit.category,
                category_slug=hit.category_slug,
                reporter=hit.reporter,
                status=hit.status,
                views=hit.views,
                snippet=_marked(hit.snippet),
            )
            for hit in results.hits
        ),
        looked_for={term.typed: term.forms for term in results.terms},
        expression=results.expression,
        relaxed=results.relaxed,
    )


def _marked(pieces: Iterable[Piece]) -> str:
    return "".join(f"{MARK}{piece.text}{MARK}" if piece.hit else piece.text for piece in pieces)
