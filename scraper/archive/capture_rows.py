"""Puts captures and what was read in them into the record tables.

Live crawls, salvage, and reading all WARC files again come through here, so the same captures give the same rows.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from sqlite_utils import Database

from scraper.archive import current_state, rows
from scraper.archive.hashes import content_hash, text_hash
from scraper.items import HASHED, Answer, Outcome
from scraper.warc.exchange import Capture

PROBLEMS: frozenset[Outcome] = frozenset({"unreadable", "other-article"})
"""Answers that should have been an article or a list and could not be read as one."""

READ: frozenset[Outcome] = frozenset({"article", "list"})

Answered: TypeAlias = tuple[Capture, Answer]
"""A capture, and what it amounts to."""


def insert(db: Database, batch: list[Answered], *, also: Sequence[int] = ()) -> None:
    """Insert what some captures say, and name the articles that are to be settled (`current_state.mark_dirty`).

    Args:
        db: the archive, in a transaction.
        batch: captures with their answers.
        also: keys of other articles that are to be settled.
    """
    readings = [(capture, answer.article) for capture, answer in batch if answer.article]
    _insert(db, "carries", ("template", "reader", "field"), rows.carried(batch))
    hashes = {capture.capture: (content_hash(article), text_hash(article)) for capture, article in readings}
    texts = ((*hashes[c.capture], *(getattr(a, name) for name in HASHED)) for c, a in readings)
    _insert(db, "texts", ("content_hash", "text_hash", *HASHED), texts)
    _insert(db, "captures", rows.CAPTURE, (rows.capture(c, a, hashes.get(c.capture)) for c, a in batch))
    _insert(db, "links", rows.LINK, rows.links(readings))
    _insert(db, "view_counts", rows.COUNTER, rows.counters(batch))
    _insert(db, "problems", rows.PROBLEM, (rows.problem(c, a) for c, a in batch if is_problem(a)))
    for capture, answer in batch:
        if answer.page is not None and answer.list is not None:
            _insert(db, "listings", rows.LISTING, rows.listings(capture, answer.list, answer.page.items))
    keys = [answer.key for _, answer in batch if answer.key is not None]
    current_state.mark_dirty(db, [*keys, *also], (capture.capture for capture, _ in batch))


def is_problem(answer: Answer) -> bool:
    """Whether an answer should have been an article or a list, and could not be read, or not to the last item."""
    return answer.outcome in PROBLEMS or is_incomplete(answer)


def is_incomplete(answer: Answer) -> bool:
    """Whether an answer was read but for something that had to be left out."""
    return answer.outcome in READ and answer.reason is not None


def record(db: Database, batch: list[Answered]) -> None:
    """Put some captures into the record tables in one transaction.

    Args:
        db: the archive.
        batch: captures with their answers; of one that is there already nothing is changed.
    """

    def commit(some: list[Answered]) -> None:
        with db.atomic():
            insert(db, some)
            current_state.refresh(db)

    try:
        commit(batch)
    except sqlite3.IntegrityError:
        one_by_one(commit, batch)


def one_by_one(commit: Callable[[list[Answered]], None], batch: list[Answered]) -> None:
    """Commit a batch that the schema has refused, each by itself: one odd page must not end a run.

    Args:
        commit: commits some captures in a transaction.
        batch: captures with their answers. A page whose reading the schema refuses becomes a problem.
    """
    for pair in batch:
        try:
            commit([pair])
        except sqlite3.IntegrityError as error:
            commit([_refused(*pair, error)])


def _refused(capture: Capture, answer: Answer, error: sqlite3.IntegrityError) -> Answered:
    reason = f"the archive refuses what was read of it: {error}"
    return capture, Answer(outcome="unreadable", key=answer.key, reader=answer.reader or "-", reason=reason)


def _insert(db: Database, table: str, columns: tuple[str, ...], values: Iterator[rows.Row]) -> None:
    """Insert rows; one that is there already, from an earlier look at the same capture, stays as it is."""
    marks = ", ".join("?" * len(columns))
    db.conn.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608 - our names
        values,
    )
