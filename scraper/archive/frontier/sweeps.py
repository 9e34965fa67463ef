"""Sweeps: every id of some ranges, put on the frontier only when it is claimed.

How far a sweep has come is not kept: an id that was answered for has its row on the frontier, and is passed over.
"""

from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from scraper.archive.frontier.id_ranges import Range
from scraper.archive.frontier.store import Claimed
from scraper.urls import article_url, from_key, key_of

CHUNK = 10_000
"""Ids looked up on the frontier at once, and rows deleted in one transaction."""


def name(db: Database, ranges: Sequence[Range]) -> None:
    """Name the ranges that a run is about, in the temporary table `swept` (`scraper.archive.frontier.store.Scope`)."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS swept (first INTEGER PRIMARY KEY, last INTEGER NOT NULL)")
    with db.atomic():
        db.execute("DELETE FROM temp.swept")
        db.conn.executemany("INSERT INTO temp.swept VALUES (?, ?)", (each.keys for each in ranges))


def unsettled(db: Database, ranges: Sequence[Range]) -> Iterator[int]:
    """Yield the keys of ranges that are not settled, the highest ids first; the frontier is read a chunk at a time.

    Args:
        db: the archive.
        ranges: in the order in which they are swept.
    """
    for each in ranges:
        for last in range(each.last, each.first - 1, -CHUNK):
            part = Range(each.lang, max(each.first, last - CHUNK + 1), last)
            rows = db.execute("SELECT key FROM frontier WHERE key BETWEEN ? AND ? AND state <> 'pending'", part.keys)
            settled = {key for (key,) in rows}
            keys = (key_of(each.lang, id_) for id_ in range(part.last, part.first - 1, -1))
            yield from (key for key in keys if key not in settled)


def claim(db: Database, keys: Iterator[int], limit: int, *, now: str, lease_until: str) -> list[Claimed]:
    """Lease ids that are due; those that the frontier does not know are put on it.

    Args:
        db: the archive.
        keys: gives the ids' keys; only what is claimed, or is not due, is taken from it.
        limit: how many at most.
        now: the moment.
        lease_until: when the lease ends by itself.
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


def next_try(db: Database) -> str | None:
    """Return when the next of the named ids that was put off is due; None where none was."""
    row = db.execute(
        "SELECT min(f.next_try) FROM temp.swept s CROSS JOIN frontier f ON f.key BETWEEN s.first AND s.last "
        "WHERE f.state = 'pending'"
    ).fetchone()
    return row[0] if row else None


def settled(db: Database) -> int:
    """Count the named ids that are settled."""
    return int(
        db.execute(
            "SELECT count(*) FROM temp.swept s CROSS JOIN frontier f ON f.key BETWEEN s.first AND s.last "
            "WHERE f.state <> 'pending'"
        ).fetchone()[0]
    )


def left_over(db: Database) -> int:
    """Count the ids that sweeps have put on the frontier and nobody has answered for."""
    return int(db.execute("SELECT count(*) FROM frontier WHERE state = 'pending' AND seen_in = 'sweep'").fetchone()[0])


def forget(db: Database) -> Iterator[int]:
    """Take off the frontier what only a sweep has put there and nobody has answered for.

    Args:
        db: the archive, open for writing.

    Yields:
        how many ids one more transaction has taken off. May be broken off after any.
    """
    while True:
        with db.atomic():
            gone = db.execute(
                """
                DELETE FROM frontier WHERE key IN
                    (SELECT key FROM frontier WHERE state = 'pending' AND seen_in = 'sweep' LIMIT ?)
                """,
                [CHUNK],
            ).rowcount
        if gone <= 0:
            return
        yield gone


def is_half_empty(db: Database) -> bool:
    """Whether at least half of the file is of no use any more."""
    free, pages = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count"))
    return bool(2 * free > pages)
