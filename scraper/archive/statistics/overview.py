"""What an archive holds, in a few numbers."""

import sqlite3
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.archive.database import ArchiveError, archive_id
from scraper.archive.frontier import sweeps
from scraper.archive.frontier.id_ranges import Range, holes
from scraper.archive.frontier.store import TO_FETCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The articles of one edition.

    Attributes:
        lang: the edition.
        articles: how many there are.
        first: day of the oldest.
        last: day of the newest.
        with_editor: how many name an editor.
        gone: how many the site has taken down.
        changed: how many have more than one version.
    """

    lang: str
    articles: int
    first: str
    last: str
    with_editor: int
    gone: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What an archive holds.

    Attributes:
        archive: its own id.
        site: which site it is of; None for an empty archive.
        editions: by language.
        captures: responses kept.
        capture_bytes: what they take up in the WARC files, without the request records.
        counters: view counts kept.
        persons: people named in bylines.
        pending: articles known of and not fetched yet.
        swept: ids besides that sweeps have put on the frontier, and that were not answered for.
        problems: pages that could not be read.
        unnumbered: ids whose numbering is unknown.
        newest: title of the newest article.
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
    newest: str | None


def overview(db: Database) -> Overview:
    """Count what an archive holds.

    Args:
        db: the archive.

    Raises:
        ArchiveError: where it is damaged.
    """
    try:
        return _count(db)
    except sqlite3.Error as error:
        raise ArchiveError(f"the archive cannot be read: {error}") from error


def _count(db: Database) -> Overview:
    editions = db.execute(
        """
        SELECT lang, count(*), min(date), max(date), count(editor), sum(status = 'gone'), sum(version > 1)
        FROM articles GROUP BY lang ORDER BY lang DESC
        """
    ).fetchall()
    captures, capture_bytes = db.execute("SELECT count(*), coalesce(sum(length), 0) FROM captures").fetchone()
    site = db.execute("SELECT value FROM meta WHERE name = 'site'").fetchone()
    newest = db.execute("SELECT title FROM articles ORDER BY date DESC, published_at DESC LIMIT 1").fetchone()

    def number(sql: str) -> int:
        return int(db.execute(sql).fetchone()[0])

    return Overview(
        archive=archive_id(db),
        site=site[0] if site else None,
        editions=tuple(
            Edition(lang=lang, articles=n, first=first, last=last, with_editor=editor, gone=gone, changed=changed)
            for lang, n, first, last, editor, gone, changed in editions
        ),
        captures=captures,
        capture_bytes=capture_bytes,
        counters=number("SELECT count(*) FROM view_counts"),
        persons=number("SELECT count(DISTINCT person) FROM bylines"),
        pending=number(f"SELECT count(*) FROM frontier WHERE {TO_FETCH}"),  # noqa: S608 - a constant
        swept=sweeps.left_over(db),
        problems=number("SELECT count(*) FROM problems"),
        unnumbered=tuple(holes(db)),
        newest=newest[0] if newest else None,
    )
