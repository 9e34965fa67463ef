"""The frontier: every article known of, and its state, as a crawl records it.

`sweeps` puts ids there, `claims` leases what is due, `sync` follows a rebuild or a merge. Nothing else changes a row of
it; a rebuild and a repair copy the table as a whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scraper.archive.connection import Database
from scraper.archive.frontier.claims import set_requested
from scraper.archive.frontier.retry_policy import RETRY_POLICY
from scraper.urls import article_url, from_key

State = Literal["pending", "archived", "suspect", "gone", "absent", "problem"]
"""What is known of an article, in the column `state`:

| state | meaning | also |
|---|---|---|
| pending | to fetch | leased while `lease_until` lies ahead; postponed while `next_try` does, after `tries` failures |
| archived | the archive has it, and the site showed it at the last request | |
| suspect | the archive has it, and the site denied it once | |
| gone | the archive has it, and the site denied it twice, at least a day apart | |
| absent | the site says that there is no such article, and never showed it | |
| problem | a page was captured, and the parser cannot read it; the table `problems` has it | |

Only pending articles are claimed. A request by hand, a list that shows an absent article again, or a page that was lost
makes one pending again; a recheck leaves the state until the answer is there.
"""

LISTED_AGAIN_HOURS = 6
"""A listed article is requested again if the site denied it this long ago: one wrong 404 loses nothing."""

_MAKE_PENDING = "UPDATE frontier SET state = 'pending', tries = 0, next_try = NULL"
_FORGET_TRIES = "tries = 0, next_try = NULL, last_error = NULL, lease_until = NULL"


@dataclass(frozen=True, slots=True)
class Discovered:
    """An article seen on a page: its key, address, the day printed beside the link, and where the link stood."""

    key: int
    url: str
    date: str | None
    seen_in: str


def add_discovered(db: Database, discovered: Iterable[Discovered]) -> None:
    """Put articles on the frontier; of those already there only a missing day is filled in."""
    db.conn.executemany(
        """
        INSERT INTO frontier (key, url, date, seen_in) VALUES (?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET date = coalesce(date, excluded.date),
            seen_in = CASE seen_in WHEN 'sweep' THEN excluded.seen_in ELSE seen_in END
        WHERE date IS NULL AND excluded.date IS NOT NULL OR seen_in = 'sweep' AND excluded.seen_in <> 'sweep'
        """,
        dict.fromkeys((each.key, each.url, each.date, each.seen_in) for each in discovered),  # pages show the same ones
    )


def request(db: Database, keys: Iterable[int]) -> int:
    """Have articles fetched that a person names, unless they are archived, whatever is known of them.

    Returns:
        how many of them are to be fetched.
    """
    set_requested(db, keys)
    with db.atomic():
        requested = db.execute("SELECT key FROM temp.requested")
        add_discovered(db, (Discovered(key, article_url(*from_key(key), None), None, "hand") for (key,) in requested))
        db.execute(f"{_MAKE_PENDING} WHERE key IN (SELECT key FROM temp.requested) AND state <> 'archived'")  # noqa: S608 - a constant
    pending = "SELECT count(*) FROM frontier WHERE state = 'pending' AND key IN (SELECT key FROM temp.requested)"
    return int(db.execute(pending).fetchone()[0])


def record_states(db: Database, states: Sequence[tuple[int, str, State]]) -> None:
    """Record the key, address and state of articles that were answered for; their leases end."""
    db.conn.executemany(
        f"""
        INSERT INTO frontier (key, url, seen_in, state) VALUES (?, ?, 'hand', ?)
        ON CONFLICT (key) DO UPDATE SET state = excluded.state, {_FORGET_TRIES}
        """,  # noqa: S608 - a constant
        states,
    )


def mark_absent(db: Database, keys: Iterable[int]) -> None:
    """Record that pending articles never existed."""
    db.conn.executemany(
        f"UPDATE frontier SET state = 'absent', {_FORGET_TRIES} WHERE key = ? AND state = 'pending'",  # noqa: S608 - a constant
        ((key,) for key in keys),
    )


def retry_listed(db: Database, keys: Iterable[int], *, seen_at: str) -> None:
    """Request absent articles again that a list shows, unless they were requested in the hours before `seen_at`."""
    db.conn.executemany(
        f"""
        {_MAKE_PENDING} WHERE key = ?1 AND state = 'absent'
        AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.key = ?1
                        AND c.fetched_at > strftime('%Y-%m-%dT%H:%M:%fZ', ?2, ?3))
        """,  # noqa: S608 - a constant
        [(key, seen_at, f"-{LISTED_AGAIN_HOURS} hours") for key in keys],
    )


def refetch(db: Database, keys: Iterable[int]) -> None:
    """Have articles fetched again whose pages are lost, unless they are gone from the site."""
    with db.atomic():
        db.conn.executemany(f"{_MAKE_PENDING} WHERE key = ? AND state <> 'gone'", [(key,) for key in keys])


def record_failure(db: Database, key: int, error: str, *, now: datetime, postponed: bool = False) -> None:
    """Record that an article could not be fetched, and when to try again: not soon where it is postponed."""
    row = db.execute("SELECT tries FROM frontier WHERE key = ?", [key]).fetchone()
    tries = (row[0] if row else 0) + 1
    next_try = RETRY_POLICY.latest_try(now=now) if postponed else RETRY_POLICY.next_try(tries, now=now)
    db.execute(
        """
        INSERT INTO frontier (key, url, seen_in, tries, next_try, last_error) VALUES (?, ?, 'hand', ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET tries = excluded.tries, next_try = excluded.next_try,
            last_error = excluded.last_error, lease_until = NULL
        """,
        [key, article_url(*from_key(key), None), tries, next_try, error],
    )


def has_article(db: Database, key: int) -> bool:
    """Whether an article was ever archived."""
    return db.execute("SELECT 1 FROM articles WHERE key = ?", [key]).fetchone() is not None
