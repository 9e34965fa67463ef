"""The frontier: every article known of, its state, and what is to be fetched next.

A crawl writes to it here and in `sweeps`; `scraper.archive.frontier_sync` brings it in line after a rebuild or merge.
Claims are leases with an expiry, so that another engine could replace SQLite.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from scraper.archive.frontier.retry_policy import RETRY_POLICY
from scraper.items import Lang
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

LEASE_SECONDS = 3600
TO_FETCH = "state = 'pending' AND seen_in <> 'sweep'"
"""Rows that are articles still to fetch. What only a sweep has put there may be no articles at all."""

LISTED_AGAIN_HOURS = 6
"""A listed article is requested again if the site denied it this long ago: one wrong 404 loses nothing."""

_MAKE_PENDING = "UPDATE frontier SET state = 'pending', tries = 0, next_try = NULL"
_FORGET_TRIES = "tries = 0, next_try = NULL, last_error = NULL, lease_until = NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which part of the frontier a run is about.

    Attributes:
        since: first day, inclusive; articles whose day is not known are then left out.
        until: last day, inclusive; likewise.
        lang: one edition only.
        category: slug of the category in whose list an article was seen.
        listed_in: name of the list in which an article was seen, such as a search's.
        swept: only those within the ranges of `sweeps.set_ranges`. Ids that only a sweep has put on the frontier belong
            to no other scope: they may be no articles at all.
        requested: only those of `set_requested`.
        rechecked: only those that `recheck_schedule.select_due` has selected.
    """

    since: str | None = None
    until: str | None = None
    lang: Lang | None = None
    category: str | None = None
    listed_in: str | None = None
    swept: bool = False
    requested: bool = False
    rechecked: bool = False

    def where(self) -> tuple[str, list[str]]:
        """Return the scope as a condition on `frontier` and its parameters."""
        listed = "EXISTS (SELECT 1 FROM listings l WHERE l.key = frontier.key AND l.{} = ?)"
        swept = "key <= (SELECT s.last FROM temp.swept s WHERE s.first <= frontier.key ORDER BY s.first DESC LIMIT 1)"
        with_value = {
            "date >= ?": self.since,
            "date <= ?": self.until,
            listed.format("category"): self.category,
            listed.format("list"): self.listed_in,
        }
        without_value = {
            "key > 0": self.lang == "id",
            "key < 0": self.lang == "en",
            swept: self.swept,
            "seen_in <> 'sweep'": not (self.swept or self.requested or self.rechecked),
            "key IN (SELECT key FROM temp.requested)": self.requested,
            "key IN (SELECT key FROM temp.rechecks)": self.rechecked,
        }
        values = {condition: value for condition, value in with_value.items() if value}
        conditions = [*values, *(condition for condition, holds in without_value.items() if holds)]
        return " AND ".join(conditions) or "1", list(values.values())


@dataclass(frozen=True, slots=True)
class Discovered:
    """An article seen on a page: its key, address, the day printed beside the link, and where the link stood."""

    key: int
    url: str
    date: str | None
    seen_in: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """An article to fetch now.

    Attributes:
        key: the article.
        url: where.
        etag: of the page that the archive has from there, to ask whether it has changed.
        last_modified: likewise.
        capture: that page.
    """

    key: int
    url: str
    etag: str | None = None
    last_modified: str | None = None
    capture: str | None = None


def add_discovered(db: Database, discovered: Iterable[Discovered]) -> None:
    """Put articles on the frontier; of those already there only a missing day is filled in."""
    db.conn.executemany(
        """
        INSERT INTO frontier (key, url, date, seen_in) VALUES (?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET date = coalesce(date, excluded.date),
            seen_in = CASE seen_in WHEN 'sweep' THEN excluded.seen_in ELSE seen_in END
        WHERE date IS NULL AND excluded.date IS NOT NULL OR seen_in = 'sweep' AND excluded.seen_in <> 'sweep'
        """,
        ((each.key, each.url, each.date, each.seen_in) for each in discovered),
    )


def set_requested(db: Database, keys: Iterable[int]) -> None:
    """Fill the temporary table `requested` with the articles that a run is about (`Scope.requested`)."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS requested (key INTEGER PRIMARY KEY)")
    with db.atomic():
        db.execute("DELETE FROM temp.requested")
        db.conn.executemany("INSERT OR IGNORE INTO temp.requested VALUES (?)", ((key,) for key in keys))


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
    return _count(db, "state = 'pending' AND key IN (SELECT key FROM temp.requested)", [])


def claim(db: Database, scope: Scope, limit: int, *, now: str, lease_until: str) -> list[Claimed]:
    """Lease the articles of a scope that are due, the newest first, at most `limit`."""
    condition, values = scope.where()
    with db.atomic():
        rows = db.execute(
            f"""
            SELECT key, url FROM frontier
            WHERE state = 'pending' AND (next_try IS NULL OR next_try <= ?)
              AND (lease_until IS NULL OR lease_until <= ?) AND {condition}
            ORDER BY date DESC, key DESC LIMIT ?
            """,  # noqa: S608 - the condition is built of constants
            [now, now, *values, limit],
        ).fetchall()
        db.conn.executemany(
            "UPDATE frontier SET lease_until = ? WHERE key = ?", [(lease_until, key) for key, _ in rows]
        )
    return [Claimed(key, url) for key, url in rows]


def record_states(db: Database, states: Sequence[tuple[int, str, State]]) -> None:
    """Record the key, address and state of articles that were answered for; their leases end."""
    db.conn.executemany(
        f"""
        INSERT INTO frontier (key, url, seen_in, state) VALUES (?, ?, 'hand', ?)
        ON CONFLICT (key) DO UPDATE SET state = excluded.state, {_FORGET_TRIES}
        """,  # noqa: S608 - a constant
        states,
    )


def refresh_states(db: Database) -> None:
    """Bring the states of the archived articles in the table `touched` in line with `articles`."""
    db.execute(
        """
        UPDATE frontier SET state = CASE a.status WHEN 'live' THEN 'archived' ELSE a.status END
        FROM touched t JOIN articles a ON a.key = t.key
        WHERE frontier.key = t.key AND frontier.state IN ('archived', 'suspect', 'gone')
        """
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
    """Record that an article could not be fetched, and when to try again.

    Args:
        db: the archive.
        key: the article.
        error: what happened, in one line.
        now: the moment.
        postponed: whether there is no use in trying again soon.
    """
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


def release_leases(db: Database, *, now: datetime) -> None:
    """End every lease: the archive lock proves that whoever held them is dead.

    No article is postponed beyond what the policy allows from now on, even if a clock once ran ahead.
    """
    latest = RETRY_POLICY.latest_try(now=now)
    with db.atomic():
        db.execute("UPDATE frontier SET next_try = ? WHERE next_try > ?", [latest, latest])
        db.execute("UPDATE frontier SET lease_until = NULL WHERE lease_until IS NOT NULL")


def next_try(db: Database, scope: Scope) -> str | None:
    """Return when the next postponed article of a scope is due; None where none is postponed."""
    condition, values = scope.where()
    (moment,) = db.execute(
        f"SELECT min(next_try) FROM frontier WHERE state = 'pending' AND {condition}",  # noqa: S608 - as in claim
        values,
    ).fetchone()
    return None if moment is None else str(moment)


def count_due(db: Database, scope: Scope, *, now: str) -> int:
    """Count the articles of a scope that may be fetched now."""
    condition, values = scope.where()
    return _count(db, f"state = 'pending' AND (next_try IS NULL OR next_try <= ?) AND {condition}", [now, *values])


def count_states(db: Database, scope: Scope) -> dict[str, int]:
    """Count the articles of a scope by their state."""
    condition, values = scope.where()
    return dict(
        db.execute(
            f"SELECT state, count(*) FROM frontier WHERE {condition} GROUP BY state",  # noqa: S608 - as in claim
            values,
        ).fetchall()
    )


def has_article(db: Database, key: int) -> bool:
    """Whether an article was ever archived."""
    return db.execute("SELECT 1 FROM articles WHERE key = ?", [key]).fetchone() is not None


def missing_photos(db: Database, scope: Scope, *, below: int, limit: int) -> list[tuple[int, str]]:
    """Return photos of archived articles that were not requested yet, or that failed, newest first.

    Args:
        db: the archive.
        scope: of which articles.
        below: only of articles with a key below this one.
        limit: how many at most.

    Returns:
        key of the article and address of its photo; some articles share one.
    """
    condition, values = scope.where()
    return db.execute(
        f"""
        SELECT a.key, a.photo_url FROM articles a
        WHERE a.key < ? AND a.photo_url IS NOT NULL
          AND a.key IN (SELECT key FROM frontier WHERE state <> 'pending' AND {condition})
          AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.url = a.photo_url
                          AND c.outcome IN ('photo', 'missing', 'page', 'redirect', 'unreadable'))
        ORDER BY a.key DESC LIMIT ?
        """,  # noqa: S608 - the condition is built of constants
        [below, *values, limit],
    ).fetchall()


def _count(db: Database, condition: str, values: list[str]) -> int:
    return int(db.execute(f"SELECT count(*) FROM frontier WHERE {condition}", values).fetchone()[0])  # noqa: S608 - constants
