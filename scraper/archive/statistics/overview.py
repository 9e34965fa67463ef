"""Totals of an archive."""

import sqlite3
from dataclasses import dataclass

from scraper.archive.connection import Database
from scraper.archive.database import ArchiveError, archive_id, explain, site_of
from scraper.archive.frontier import sweeps
from scraper.archive.frontier.claims import TO_FETCH
from scraper.archive.frontier.id_ranges import Range, holes


@dataclass(frozen=True, slots=True)
class Edition:
    """The articles of an edition: how many, first and last day, and how many name an editor, are gone or changed."""

    lang: str
    articles: int
    first: str
    last: str
    with_editor: int
    gone: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Totals of an archive.

    Attributes:
        archive: its own id.
        site: None for an empty archive.
        capture_bytes: in the WARC files, without the request records.
        counters: view counts.
        persons: people named in bylines.
        pending: discovered articles that are not fetched yet.
        swept: ids besides that sweeps have put on the frontier, and that have no answer.
        problems: pages that could not be read.
        unnumbered: ids whose numbering is unknown.
    """

    archive: str
    site: str | None
    editions: tuple[Edition, ...]
    captures: int
    capture_bytes: int
    counters: int
    persons: int
    pending: int
    swept: int
    problems: int
    unnumbered: tuple[Range, ...]


_EDITIONS = """
    SELECT lang, sum(articles), min(first), max(last), sum(with_editor),
           sum(iif(status = 'gone', articles, 0)), sum(iif(version > 1, articles, 0))
    FROM (
        SELECT lang, status, version, count(*) AS articles, min(date) AS first, max(date) AS last,
               count(editor) AS with_editor
        FROM articles GROUP BY version, status, lang
    )
    GROUP BY lang ORDER BY lang DESC
"""
"""Grouped as the index `articles_by_version` has them, so that no text is read and nothing is sorted."""


def overview(db: Database) -> Overview:
    """Count what an archive holds.

    Raises:
        ArchiveError: where it is damaged.
    """

    def number(sql: str) -> int:
        return int(db.execute(sql).fetchone()[0])

    try:
        editions = db.execute(_EDITIONS).fetchall()
        captures, capture_bytes = db.execute("SELECT count(*), coalesce(sum(length), 0) FROM captures").fetchone()
        return Overview(
            archive=archive_id(db),
            site=site_of(db),
            editions=tuple(Edition(*row) for row in editions),
            captures=captures,
            capture_bytes=capture_bytes,
            counters=number("SELECT count(*) FROM view_counts"),
            persons=number("SELECT count(DISTINCT person) FROM bylines"),
            pending=number(f"SELECT count(*) FROM frontier WHERE {TO_FETCH}"),  # noqa: S608 - a constant
            swept=sweeps.count_unanswered(db),
            problems=number("SELECT count(*) FROM problems"),
            unnumbered=tuple(holes(db)),
        )
    except sqlite3.Error as error:
        raise ArchiveError(f"{db.path}: the archive cannot be read: {explain(error)}") from error
