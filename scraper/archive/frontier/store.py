"""The frontier: every article known of, what is to be fetched next, and what became of it.

Claims are leases with an expiry, so that another engine can stand in for SQLite one day: `add`, `claim`, `settle`,
`fail` and `counts` are all there is to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from scraper.items import Lang
from scraper.urls import article_url, from_key

State = Literal["pending", "archived", "suspect", "gone", "absent", "problem"]

LEASE_SECONDS = 3600
TO_FETCH = "state = 'pending' AND seen_in <> 'sweep'"
"""Rows that are articles still to fetch. What only a sweep has put there may be no articles at all."""

LISTED_AGAIN_HOURS = 6
"""What a list shows is asked for again where the site denied it so long ago: one wrong 404 loses nothing."""

BACKOFF_SECONDS = (10, 60, 600, 3600, 6 * 3600, 24 * 3600)
"""Pause before the next try, after the first failure, the second, and so on; the last one repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which part of the frontier a run is about.

    Attributes:
        since: first day, inclusive; articles whose day is not known are then left out.
        until: last day, inclusive; likewise.
        lang: one edition only.
        category: slug of the category in whose list an article was seen.
        listed_in: name of the list in which an article was seen, such as a search's.
        swept: only those within the ranges that `sweeps.name` has named. Ids that only a sweep has put
            on the frontier belong to no other scope: they may be no articles at all.
        wanted: only those that `want` or `name` has named.
        rechecked: only those that `scraper.archive.frontier.recheck_schedule.choose` has chosen.
    """

    since: str | None = None
    until: str | None = None
    lang: Lang | None = None
    category: str | None = None
    listed_in: str | None = None
    swept: bool = False
    wanted: bool = False
    rechecked: bool = False

    def where(self) -> tuple[str, list[str | int]]:
        """Return the scope as a condition on `frontier` and its parameters."""
        conditions: list[str] = ["1"]
        values: list[str | int] = []
        if self.since:
            conditions.append("date >= ?")
            values.append(self.since)
        if self.until:
            conditions.append("date <= ?")
            values.append(self.until)
        if self.lang:
            conditions.append("key > 0" if self.lang == "id" else "key < 0")
        if self.category:
            conditions.append("EXISTS (SELECT 1 FROM listings l WHERE l.key = frontier.key AND l.category = ?)")
            values.append(self.category)
        if self.listed_in:
            conditions.append("EXISTS (SELECT 1 FROM listings l WHERE l.key = frontier.key AND l.list = ?)")
            values.append(self.listed_in)
        if self.swept:
            conditions.append(
                "key <= (SELECT s.last FROM temp.swept s WHERE s.first <= frontier.key ORDER BY s.first DESC LIMIT 1)"
            )
        elif not self.wanted and not self.rechecked:
            conditions.append("seen_in <> 'sweep'")
        if self.wanted:
            conditions.append("key IN (SELECT key FROM temp.wanted)")
        if self.rechecked:
            conditions.append("key IN (SELECT key FROM temp.rechecks)")
        return " AND ".join(conditions), values


@dataclass(frozen=True, slots=True)
class Known:
    """An article heard of: its key, address, day as printed beside the link, and where the link stood."""

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


def add(db: Database, heard_of: Iterable[Known]) -> None:
    """Put articles on the frontier; what is known of those already there is kept, a missing day is filled in."""
    db.conn.executemany(
        """
        INSERT INTO frontier (key, url, date, seen_in) VALUES (?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET date = coalesce(date, excluded.date),
            seen_in = CASE seen_in WHEN 'sweep' THEN excluded.seen_in ELSE seen_in END
        WHERE date IS NULL AND excluded.date IS NOT NULL OR seen_in = 'sweep' AND excluded.seen_in <> 'sweep'
        """,
        ((known.key, known.url, known.date, known.seen_in) for known in heard_of),
    )


def name(db: Database, keys: Iterable[int]) -> None:
    """Name the articles that a run is about, in the temporary table `wanted`.

    Args:
        db: the archive.
        keys: of the articles; each counts once.
    """
    db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (key INTEGER PRIMARY KEY)")
    with db.atomic():
        db.execute("DELETE FROM temp.wanted")
        db.conn.executemany("INSERT OR IGNORE INTO temp.wanted VALUES (?)", ((key,) for key in keys))


def want(db: Database, keys: Iterable[int]) -> int:
    """Name the articles that a run is about (`name`), and put those not known on the frontier.

    One that was given up is asked for again; one that is archived is not.

    Args:
        db: the archive.
        keys: of the articles; each counts once.

    Returns:
        how many of them are to be fetched.
    """
    name(db, keys)
    with db.atomic():
        wanted = db.execute("SELECT key FROM temp.wanted")
        add(db, (Known(key, article_url(*from_key(key), None), None, "hand") for (key,) in wanted))
        db.execute(
            """
            UPDATE frontier SET state = 'pending', tries = 0, next_try = NULL
            WHERE key IN (SELECT key FROM temp.wanted) AND state <> 'archived'
            """
        )
        return int(
            db.execute("SELECT count(*) FROM temp.wanted JOIN frontier USING (key) WHERE state = 'pending'").fetchone()[
                0
            ]
        )


def claim(db: Database, scope: Scope, limit: int, *, now: str, lease_until: str) -> list[Claimed]:
    """Lease the newest articles that are due.

    Args:
        db: the archive.
        scope: which articles.
        limit: how many at most.
        now: the moment.
        lease_until: when the lease ends by itself.

    Returns:
        the articles, newest first; empty where nothing is due.
    """
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


def settle(db: Database, states: Sequence[tuple[int, str, State]]) -> None:
    """Say what became of articles: key, address and state of each; their leases end."""
    db.conn.executemany(
        """
        INSERT INTO frontier (key, url, seen_in, state) VALUES (?, ?, 'hand', ?)
        ON CONFLICT (key) DO UPDATE
        SET state = excluded.state, tries = 0, next_try = NULL, last_error = NULL, lease_until = NULL
        """,
        states,
    )


def follow(db: Database) -> None:
    """Say of the articles in `touched` (`scraper.archive.current_state.mark_dirty`) what `articles` says now."""
    db.execute(
        """
        UPDATE frontier SET state = CASE a.status WHEN 'live' THEN 'archived' ELSE a.status END
        FROM touched t JOIN articles a ON a.key = t.key
        WHERE frontier.key = t.key AND frontier.state IN ('archived', 'suspect', 'gone')
        """
    )


def has_article(db: Database, key: int) -> bool:
    """Whether an article was ever archived."""
    return db.execute("SELECT 1 FROM articles WHERE key = ?", [key]).fetchone() is not None


def never_there(db: Database, keys: Iterable[int]) -> None:
    """Say of articles that wait that there never were any."""
    db.conn.executemany(
        "UPDATE frontier SET state = 'absent', tries = 0, next_try = NULL, last_error = NULL, lease_until = NULL "
        "WHERE key = ? AND state = 'pending'",
        ((key,) for key in keys),
    )


def listed_again(db: Database, keys: Iterable[int], *, seen_at: str) -> None:
    """Ask once more for what a list shows, though the site said some time ago that there is no such article.

    Args:
        db: the archive.
        keys: what the list shows.
        seen_at: when; what was asked for in the hours before is left alone.
    """
    db.conn.executemany(
        """
        UPDATE frontier SET state = 'pending', tries = 0, next_try = NULL WHERE key = ?1 AND state = 'absent'
        AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.key = ?1
                        AND c.fetched_at > strftime('%Y-%m-%dT%H:%M:%fZ', ?2, ?3))
        """,
        [(key, seen_at, f"-{LISTED_AGAIN_HOURS} hours") for key in keys],
    )


def ask_again(db: Database, keys: Iterable[int]) -> None:
    """Have articles fetched once more though they are archived: their pages are lost.

    Args:
        db: the archive, open for writing.
        keys: of the articles.
    """
    with db.atomic():
        db.conn.executemany(
            "UPDATE frontier SET state = 'pending', tries = 0, next_try = NULL WHERE key = ? AND state <> 'gone'",
            [(key,) for key in keys],
        )


def fail(db: Database, key: int, error: str, next_tries: Sequence[str]) -> None:
    """Put an article off after a failure.

    Args:
        db: the archive.
        key: the article.
        error: what happened, in one line.
        next_tries: the moment of the next try after one failure, after two, and so on; the last repeats.
    """
    row = db.execute("SELECT tries FROM frontier WHERE key = ?", [key]).fetchone()
    tries = (row[0] if row else 0) + 1
    db.execute(
        """
        INSERT INTO frontier (key, url, seen_in, tries, next_try, last_error) VALUES (?, ?, 'hand', ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET tries = excluded.tries, next_try = excluded.next_try,
            last_error = excluded.last_error, lease_until = NULL
        """,
        [key, article_url(*from_key(key), None), tries, next_tries[min(tries, len(next_tries)) - 1], error],
    )


def release(db: Database, *, latest_try: str) -> None:
    """End every lease: the lock on the archive proves that whoever held them is dead.

    Args:
        db: the archive.
        latest_try: no article waits longer than until then, even if a clock once ran ahead.
    """
    with db.atomic():
        db.execute("UPDATE frontier SET next_try = ? WHERE next_try > ?", [latest_try, latest_try])
        db.execute("UPDATE frontier SET lease_until = NULL WHERE lease_until IS NOT NULL")


def next_try(db: Database, scope: Scope) -> str | None:
    """Return when the next article that was put off is due; None where none was."""
    condition, values = scope.where()
    row = db.execute(
        f"SELECT min(next_try) FROM frontier WHERE state = 'pending' AND {condition}",  # noqa: S608 - as in claim
        values,
    ).fetchone()
    return row[0] if row else None


def due(db: Database, scope: Scope, *, now: str) -> int:
    """Count the articles of a scope that may be fetched now."""
    condition, values = scope.where()
    return int(
        db.execute(
            f"""
            SELECT count(*) FROM frontier
            WHERE state = 'pending' AND (next_try IS NULL OR next_try <= ?) AND {condition}
            """,  # noqa: S608 - as in claim
            [now, *values],
        ).fetchone()[0]
    )


def counts(db: Database, scope: Scope) -> dict[str, int]:
    """Count the articles of a scope by their state."""
    condition, values = scope.where()
    return dict(
        db.execute(
            f"SELECT state, count(*) FROM frontier WHERE {condition} GROUP BY state",  # noqa: S608 - as in claim
            values,
        ).fetchall()
    )
