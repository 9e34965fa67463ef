"""What is to be fetched next: the part of the frontier that a run is about, claims, and forecasts.

Claims are leases with an expiry, so that another engine could replace SQLite.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scraper.archive.connection import Database
from scraper.archive.frontier.retry_policy import RETRY_POLICY
from scraper.items import Lang

LEASE_SECONDS = 3600
TO_FETCH = "state = 'pending' AND seen_in <> 'sweep'"
"""Rows that are articles still to fetch. What only a sweep has put there may be no articles at all."""

_NOT_POSTPONED = "(next_try IS NULL OR next_try <= ?)"
_AMONG = {
    None: "seen_in <> 'sweep'",
    "swept": "key <= (SELECT s.last FROM temp.swept s WHERE s.first <= frontier.key ORDER BY s.first DESC LIMIT 1)",
    "requested": "key IN (SELECT key FROM temp.requested)",
    "rechecks": "key IN (SELECT key FROM temp.rechecks)",
}
_DUE = f"FROM frontier WHERE {TO_FETCH} AND {_NOT_POSTPONED}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which part of the frontier a run is about.

    Attributes:
        since: first day, inclusive; articles whose day is not known are then left out.
        until: last day, inclusive; likewise.
        lang: one edition only.
        category: slug of the category in whose list an article was seen.
        listed_in: name of the list in which an article was seen, such as a search's.
        among: only those of `sweeps.set_ranges`, `set_requested` or `recheck_schedule.select_due`. Ids that only a
            sweep has put on the frontier belong to no other scope: they may be no articles at all.
    """

    since: str | None = None
    until: str | None = None
    lang: Lang | None = None
    category: str | None = None
    listed_in: str | None = None
    among: Literal["swept", "requested", "rechecks"] | None = None

    def where(self) -> tuple[str, list[str]]:
        """Return the scope as a condition on `frontier` and its parameters."""
        listed = "EXISTS (SELECT 1 FROM listings l WHERE l.key = frontier.key AND l.{} = ?)"
        values = {
            "date >= ?": self.since,
            "date <= ?": self.until,
            listed.format("category"): self.category,
            listed.format("list"): self.listed_in,
        }
        given = {condition: value for condition, value in values.items() if value}
        lang = {"id": "key > 0", "en": "key < 0", None: "true"}[self.lang]
        return " AND ".join([*given, lang, _AMONG[self.among]]), list(given.values())


@dataclass(frozen=True, slots=True)
class Claimed:
    """An article to fetch now; `capture` is the page that the archive has from there, to ask whether it has changed."""

    key: int
    url: str
    etag: str | None = None
    last_modified: str | None = None
    capture: str | None = None


def set_requested(db: Database, keys: Iterable[int]) -> None:
    """Fill the temporary table `requested` with the articles that a run is about (`Scope.among`)."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS requested (key INTEGER PRIMARY KEY)")
    with db.atomic():
        db.execute("DELETE FROM temp.requested")
        db.conn.executemany("INSERT OR IGNORE INTO temp.requested VALUES (?)", ((key,) for key in keys))


def claim(db: Database, scope: Scope, limit: int, *, now: str, lease_until: str) -> list[Claimed]:
    """Lease the articles of a scope that are due, the newest first, at most `limit`."""
    condition, values = scope.where()
    with db.atomic():
        rows = db.execute(
            f"""
            SELECT key, url FROM frontier
            WHERE state = 'pending' AND {_NOT_POSTPONED}
              AND (lease_until IS NULL OR lease_until <= ?) AND {condition}
            ORDER BY date DESC, key DESC LIMIT ?
            """,  # noqa: S608 - the condition is built of constants
            [now, now, *values, limit],
        ).fetchall()
        db.conn.executemany(
            "UPDATE frontier SET lease_until = ? WHERE key = ?", [(lease_until, key) for key, _ in rows]
        )
    return [Claimed(key, url) for key, url in rows]


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
        f"""
        SELECT min(next_try) FROM frontier WHERE state = 'pending' AND next_try IS NOT NULL AND {condition}
        """,  # noqa: S608 - as in claim
        values,
    ).fetchone()
    return None if moment is None else str(moment)


def count_states(db: Database, scope: Scope) -> dict[str, int]:
    """Count the articles of a scope by their state."""
    condition, values = scope.where()
    return dict(
        db.execute(
            f"SELECT state, count(*) FROM frontier WHERE {condition} GROUP BY state",  # noqa: S608 - as in claim
            values,
        ).fetchall()
    )


def missing_photos(db: Database, scope: Scope, *, below: int, limit: int) -> list[tuple[int, str]]:
    """Return photos of articles in the archive that were not requested yet, or that failed, newest first.

    Returns:
        keys of articles, below a key, and addresses of their photos; some articles share one.
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


def pending(db: Database, *, now: str, limit: int) -> list[tuple[str, str]]:
    """Return addresses of articles that would be fetched now, in their order, at most `limit`, and why."""
    columns = "url, seen_in, tries, last_error"
    rows = db.execute(f"SELECT {columns} {_DUE} ORDER BY date DESC, key DESC LIMIT ?", [now, limit])
    return [
        (url, f"failed {'once' if tries == 1 else f'{tries} times'}, last: {error}")
        if tries
        else (url, f"seen in {seen_in}, not fetched yet")
        for url, seen_in, tries, error in rows
    ]


def pending_by_reason(db: Database, *, now: str) -> dict[str, int]:
    """Count the articles that would be fetched now, by reason, the most frequent first."""
    reason = "CASE WHEN tries > 0 THEN 'failed before' ELSE 'seen in ' || seen_in END"
    return dict(db.execute(f"SELECT {reason}, count(*) {_DUE} GROUP BY 1 ORDER BY 2 DESC", [now]).fetchall())
