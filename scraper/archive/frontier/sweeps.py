"""Sweeps: every id of some ranges, put on the frontier only when it is claimed.

How far a sweep has come is not stored: an id that was answered for has its row on the frontier, and is passed over.
"""

from collections.abc import Iterator, Sequence

from scraper.archive.connection import Database
from scraper.archive.frontier.claims import Claimed
from scraper.archive.frontier.id_ranges import Range
from scraper.urls import article_url, from_key, key_of

CHUNK = 10_000
"""Ids looked up on the frontier at once, and rows deleted in one transaction."""

_UNANSWERED = "FROM frontier WHERE state = 'pending' AND seen_in = 'sweep'"


def set_ranges(db: Database, ranges: Sequence[Range]) -> None:
    """Fill the temporary table `swept` with the ranges that a run is about (`claims.Scope.among`)."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS swept (first INTEGER PRIMARY KEY, last INTEGER NOT NULL)")
    with db.atomic():
        db.execute("DELETE FROM temp.swept")
        db.conn.executemany("INSERT INTO temp.swept VALUES (?, ?)", (each.keys for each in ranges))


def open_keys(db: Database, ranges: Sequence[Range]) -> Iterator[int]:
    """Yield the keys of ranges that are pending or unknown, the highest ids first; reads the frontier in chunks."""
    for each in ranges:
        for last in range(each.last, each.first - 1, -CHUNK):
            chunk = Range(each.lang, max(each.first, last - CHUNK + 1), last)
            rows = db.execute("SELECT key FROM frontier WHERE key BETWEEN ? AND ? AND state <> 'pending'", chunk.keys)
            settled = {key for (key,) in rows}
            keys = (key_of(each.lang, id_) for id_ in range(chunk.last, chunk.first - 1, -1))
            yield from (key for key in keys if key not in settled)


def claim(db: Database, keys: Iterator[int], limit: int, *, now: str, lease_until: str) -> list[Claimed]:
    """Lease ids that are due, at most `limit`, and put those on the frontier that it does not have.

    Of the keys only those are taken that are claimed or not due.
    """
    claimed: list[Claimed] = []
    with db.atomic():
        while len(claimed) < limit and (key := next(keys, None)) is not None:
            row = db.execute(
                """
                INSERT INTO frontier (key, url, seen_in, lease_until) VALUES (?, ?, 'sweep', ?)
                ON CONFLICT (key) DO UPDATE SET lease_until = excluded.lease_until
                WHERE state = 'pending' AND (next_try IS NULL OR next_try <= ?4)
                  AND (lease_until IS NULL OR lease_until <= ?4)
                RETURNING url
                """,
                [key, article_url(*from_key(key), None), lease_until, now],
            ).fetchone()
            if row is not None:
                claimed.append(Claimed(key, row[0]))
    return claimed


def count_unanswered(db: Database) -> int:
    """Count the ids that only sweeps have put on the frontier, and that were not answered for."""
    return int(db.execute(f"SELECT count(*) {_UNANSWERED}").fetchone()[0])


def drop_unanswered(db: Database) -> Iterator[int]:
    """Delete those ids from the frontier; yield after each transaction how many it has deleted."""
    while True:
        with db.atomic():
            gone = db.execute(
                f"DELETE FROM frontier WHERE key IN (SELECT key {_UNANSWERED} LIMIT ?)",  # noqa: S608 - a constant
                [CHUNK],
            ).rowcount
        if gone <= 0:
            return
        yield gone


def is_half_empty(db: Database) -> bool:
    """Whether at least half of the file's pages are free."""
    free, pages = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count"))
    return bool(2 * free > pages)
