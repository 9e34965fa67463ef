"""Which WARC files a WACZ has to hold, and which of them are there."""

from dataclasses import dataclass
from pathlib import Path

from scraper.archive.database import Database
from scraper.archive.records import Selection
from scraper.warc.reader import file_in
from scraper.warc.writer import OPEN

_OF_ARTICLES = """
    WITH chosen AS (SELECT key, photo_url FROM articles WHERE {condition}),
         own AS (SELECT capture, warc, revisit_of FROM captures WHERE key IN (SELECT key FROM chosen)
                 UNION ALL
                 SELECT capture, warc, revisit_of FROM captures
                 WHERE outcome = 'photo' AND url IN (SELECT photo_url FROM chosen))
    SELECT warc FROM own UNION SELECT c.warc FROM own JOIN captures c ON c.capture = own.revisit_of
"""
"""Every page and photo of some articles, and what these repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """WARC files, by their lasting names, in order.

    Attributes:
        closed: those that are there.
        open: those that a crawl is writing, or that one which died has left.
        missing: those that are not there.
    """

    closed: tuple[str, ...]
    open: tuple[str, ...]
    missing: tuple[str, ...]


def contents(db: Database, folder: Path, selection: Selection) -> Contents:
    """Look which WARC files hold the pages of some articles.

    Args:
        db: the archive.
        folder: with its WARC files.
        selection: which articles; all of them is all that the archive has, lists and robots.txt as well.
    """
    if selection == Selection():
        rows = db.execute("SELECT DISTINCT warc FROM captures")
    else:
        condition, values = selection.condition()
        rows = db.execute(_OF_ARTICLES.format(condition=condition), values)
    names = sorted(name for (name,) in rows)
    closed = [name for name in names if file_in(folder, name).is_file()]
    begun = [name for name in names if name not in closed and (folder / f"{name}{OPEN}").is_file()]
    return Contents(
        closed=tuple(closed),
        open=tuple(begun),
        missing=tuple(name for name in names if name not in {*closed, *begun}),
    )
