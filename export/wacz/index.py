"""The index and the list of pages of a WACZ, made of the archive's tables: no WARC file is read for them."""

import json
import re
from collections.abc import Generator, Iterable

from export.wacz.surt import surt
from scraper.archive.database import Database
from scraper.archive.records import Selection

_PAGES = """
    WITH files AS MATERIALIZED (SELECT value FROM json_each(?)),
         chosen AS MATERIALIZED (SELECT key, date FROM articles WHERE {condition})
    SELECT {wanted} FROM chosen a JOIN captures c ON c.capture = (
        SELECT n.capture FROM captures n LEFT JOIN captures o ON o.capture = n.revisit_of
        WHERE n.key = a.key AND n.outcome = 'article' AND n.warc IN files
          AND (n.revisit_of IS NULL OR o.warc IN files)
        ORDER BY n.fetched_at DESC, n.capture DESC LIMIT 1
    ) JOIN texts t ON t.content_hash = c.content_hash
"""
"""Of each article the newest reading whose page is in one of the WARC files given."""

_MIME_END = re.compile(r"[;\s]")
_DIGITS_ONLY = re.compile(r"\D")


def index_lines(db: Database, warcs: Iterable[str]) -> Generator[bytes, None, None]:
    """Stream the index (CDXJ) of all responses in some WARC files.

    SQLite sorts the lines, on disk where they are many.

    Args:
        db: the archive.
        warcs: names of the WARC files.

    Yields:
        one line a response, ordered by address, then by moment.
    """
    db.register_function(surt, deterministic=True, replace=True)
    responses = db.execute(
        """
        SELECT surt(url) AS place, fetched_at, url, content_type, status, payload_digest, length, "offset", warc,
               revisit_of
        FROM captures WHERE warc IN (SELECT value FROM json_each(?))
        ORDER BY place, substr(fetched_at, 1, 19), url, capture
        """,
        [_names(warcs)],
    )
    for place, fetched_at, url, content_type, status, digest, length, offset, warc, revisit_of in responses:
        mime = "warc/revisit" if revisit_of else _MIME_END.split(content_type or "", maxsplit=1)[0]
        about = {
            "url": url,
            **({"mime": mime} if mime else {}),
            "status": str(status),
            "digest": digest,
            "length": str(length),
            "offset": str(offset),
            "filename": warc,
        }
        yield f"{place} {_DIGITS_ONLY.sub('', fetched_at[:19])} {json.dumps(about)}\n".encode()


def newest(db: Database, warcs: Iterable[str]) -> str:
    """Return when the newest response in some WARC files was fetched, to the second."""
    within = "SELECT max(fetched_at) FROM captures WHERE warc IN (SELECT value FROM json_each(?))"
    (moment,) = db.execute(within, [_names(warcs)]).fetchone()
    return _to_second(moment)


def listed(db: Database, selection: Selection, warcs: Iterable[str]) -> int:
    """Count the articles that `page_lines` lists."""
    condition, values = selection.condition()
    statement = _PAGES.format(condition=condition, wanted="count(*)")
    return int(db.execute(statement, [_names(warcs), *values]).fetchone()[0])


def page_lines(db: Database, selection: Selection, warcs: Iterable[str]) -> Generator[bytes, None, None]:
    """Stream the list of pages: what a person finds in it, one article a line, the newest first.

    Args:
        db: the archive.
        selection: which articles.
        warcs: names of the WARC files that are there. An article is listed as its newest page in them has it; one that
            has no page in them is left out.

    Yields:
        the list's head, then a line a page, each with its line end.
    """
    yield _json({"format": "json-pages-1.0", "id": "pages", "title": "Articles"})
    condition, values = selection.condition()
    statement = _PAGES.format(condition=condition, wanted="c.capture, c.url, c.fetched_at, t.title")
    pages = db.execute(f"{statement} ORDER BY a.date DESC, abs(a.key) DESC, a.key", [_names(warcs), *values])
    for capture, url, fetched_at, title in pages:
        yield _json({"id": capture, "url": url, "ts": _to_second(fetched_at), "title": title})


def _names(warcs: Iterable[str]) -> str:
    """Return names as one parameter of a statement."""
    return json.dumps(sorted(warcs))


def _to_second(moment: str) -> str:
    """Return a moment of the archive as WACZ has it."""
    return f"{moment[:19]}Z"


def _json(entry: dict[str, str]) -> bytes:
    return f"{json.dumps(entry, ensure_ascii=False)}\n".encode()
