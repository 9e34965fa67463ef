"""The problems of an archive, and single readings put in place: new ones, and those of a newer parser.

That gives what a rebuild of the whole archive would give.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import partial

from scraper.archive import absences, current_state, rows
from scraper.archive.connection import Database
from scraper.archive.frontier import store, sync
from scraper.archive.fulltext.word_forms import Filing
from scraper.archive.rows import AnsweredCapture
from scraper.warc.exchange import Capture

_COLUMNS = ", ".join(f"c.{column}" for column in rows.RECORD)
_REREAD = "capture IN (SELECT capture FROM temp.reread)"
_KEYS = f"(SELECT key FROM captures WHERE {_REREAD})"  # noqa: S608 - constants
_READINGS = f"SELECT key, content_hash, template, reader FROM captures WHERE {_REREAD}"  # noqa: S608 - constants

_READ_IN = dict.fromkeys((*rows.DETAILS, "captures"), _REREAD) | {"links": f"from_key IN {_KEYS} AND {_REREAD}"}
"""Which rows were read in those pages, as a condition, in an order that leaves none without its capture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A page that could not be read, by the names of the columns of `problems`."""

    capture: str
    key: int | None
    url: str
    fetched_at: str
    reader: str
    reason: str


def problems(db: Database) -> Iterator[Problem]:
    """Return the pages that could not be read, newest first."""
    columns = ", ".join(column.name for column in fields(Problem))
    found = db.query(f"SELECT {columns} FROM problems ORDER BY fetched_at DESC, capture DESC")  # noqa: S608 - our names
    return (Problem(**row) for row in found)


def problem_captures(db: Database, *, after: str, limit: int) -> list[Capture]:
    """Return at most `limit` captures that could not be read, by name, beginning after `after`."""
    found = db.query(
        f"SELECT {_COLUMNS} FROM problems p JOIN captures c ON c.capture = p.capture "  # noqa: S608 - our names
        "WHERE p.capture > ? ORDER BY p.capture LIMIT ?",
        [after, limit],
    )
    return [Capture(**row) for row in found]


def replace(db: Database, batch: list[AnsweredCapture]) -> None:
    """Add captures with their readings, in place of those that the archive has of them, in one transaction.

    The frontier follows; walks of lists do not: these captures may be of any time.
    """
    rows.commit(db, batch, partial(_replace, db))


def _replace(db: Database, batch: list[AnsweredCapture]) -> None:
    db.execute("CREATE TEMP TABLE IF NOT EXISTS reread (capture TEXT PRIMARY KEY)")
    db.execute("DELETE FROM temp.reread")
    db.conn.executemany("INSERT INTO temp.reread VALUES (?)", ((capture.capture,) for capture, _ in batch))
    before = db.execute(_READINGS).fetchall()
    keys = {key for key in (*(answer.key for _, answer in batch), *(key for key, *_ in before)) if key is not None}
    condition = f"c.key IN ({', '.join(map(str, keys)) or 'NULL'})"
    sync.note_states(db, condition=condition)
    named = current_state.slugs_decided_by(db, listings=_READ_IN["listings"], links=_READ_IN["links"])
    db.execute("PRAGMA defer_foreign_keys = ON")  # until the captures are back
    for table, read_in in _READ_IN.items():
        db.execute(f"DELETE FROM {table} WHERE {read_in}")  # noqa: S608 - our names
    rows.insert(db, batch, also=[*named, *keys])
    current_state.refresh(db)
    _remove_unnamed(db, {row[1] for row in before}, {row[2:] for row in before})
    Filing(db).add(rows.searched(batch))
    sync.reconcile(db, condition=condition, captures=_REREAD)
    store.mark_absent(db, absences.never_there(db))
    sync.match_articles(db, condition=absences.DIRTY)


def _remove_unnamed(db: Database, texts: set[str | None], templates: set[tuple[str | None, str | None]]) -> None:
    """Remove what earlier readings left of some texts and templates, where no capture has them any more."""
    for _, text, *template in db.execute(_READINGS).fetchall():
        texts.discard(text)
        templates.discard((template[0], template[1]))
    db.conn.executemany(
        "DELETE FROM texts WHERE content_hash = ?1 AND NOT EXISTS (SELECT 1 FROM captures WHERE content_hash = ?1)",
        ((text,) for text in texts if text is not None),
    )
    db.conn.executemany(
        "DELETE FROM carries WHERE template = ?1 AND reader = ?2 "
        "AND NOT EXISTS (SELECT 1 FROM captures WHERE template = ?1 AND reader = ?2)",
        (pair for pair in templates if None not in pair),
    )
