"""Where a crawl takes its articles from: the frontier, the recheck schedule, or ranges of ids."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from scraper import clock
from scraper.archive.database import Database
from scraper.archive.frontier import claims, recheck_schedule, sweeps
from scraper.archive.frontier.id_ranges import Range


class Source(Protocol):
    """Gives a feed its articles, some at a time."""

    noun: str
    """What `counts` counts."""

    @property
    def scope(self) -> claims.Scope:
        """Which articles a crawl is about."""

    def claim(self, db: Database, limit: int) -> list[claims.Claimed]:
        """Return the next articles to fetch; none where none is due."""

    def next_try(self, db: Database) -> str | None:
        """Return when the next postponed article is due; None where none will be in this run."""

    def counts(self, db: Database) -> tuple[int, int]:
        """Return how many articles are done, of how many."""


class PendingSource:
    """The pending articles of a scope, newest first."""

    noun = "known articles"

    def __init__(self, scope: claims.Scope) -> None:
        self.scope = scope

    def claim(self, db: Database, limit: int) -> list[claims.Claimed]:
        """Lease the newest that are due."""
        return claims.claim(db, self.scope, limit, now=clock.now_stamp(), lease_until=clock.later(claims.LEASE_SECONDS))

    def next_try(self, db: Database) -> str | None:
        """Return when the next postponed one is due."""
        return claims.next_try(db, self.scope)

    def counts(self, db: Database) -> tuple[int, int]:
        """Return how many of those known are not pending, and how many are known."""
        states = claims.count_states(db, self.scope)
        known = sum(states.values())
        return known - states.get("pending", 0), known


class RecheckSource:
    """The archived articles that are due for a recheck, the most overdue first; each once in a run."""

    noun = "known articles"
    scope = claims.Scope(rechecked=True)

    def __init__(self, query: recheck_schedule.RecheckQuery) -> None:
        self._query = query
        self._total: int | None = None
        self._at = 0

    def claim(self, db: Database, limit: int) -> list[claims.Claimed]:
        """Return the next ones; the first call selects what is due."""
        if self._total is None:
            self._total = recheck_schedule.select_due(db, self._query, now=clock.now_stamp())
        claimed, self._at = recheck_schedule.next_due(db, self._at, limit)
        return claimed

    def next_try(self, db: Database) -> str | None:  # noqa: ARG002 - as `Source` says
        """Return None: a failure is for the next run."""
        return None

    def counts(self, db: Database) -> tuple[int, int]:  # noqa: ARG002 - as `Source` says
        """Return how many were claimed, of how many."""
        return self._at, self._total or 0


class SweepSource:
    """Every id of some ranges that was not answered for, the highest first.

    Args:
        choose_ranges: returns the ranges, once the archive is open.
    """

    noun = "ids"
    scope = claims.Scope(swept=True)

    def __init__(self, choose_ranges: Callable[[Database], Sequence[Range]]) -> None:
        self._choose_ranges = choose_ranges
        self._ranges: Sequence[Range] | None = None
        self._keys: Iterator[int] = iter(())

    def _chosen(self, db: Database) -> Sequence[Range]:
        """Choose the ranges at the first call."""
        if self._ranges is None:
            self._ranges = self._choose_ranges(db)
            sweeps.set_ranges(db, self._ranges)
            self._keys = sweeps.open_keys(db, self._ranges)
        return self._ranges

    def claim(self, db: Database, limit: int) -> list[claims.Claimed]:
        """Lease the next ids; after the last one, postponed ones that are due again."""
        ranges = self._chosen(db)
        now, lease_until = clock.now_stamp(), clock.later(claims.LEASE_SECONDS)
        claimed = sweeps.claim(db, self._keys, limit, now=now, lease_until=lease_until)
        if not claimed:
            self._keys = sweeps.open_keys(db, ranges)
            claimed = sweeps.claim(db, self._keys, limit, now=now, lease_until=lease_until)
        return claimed

    def next_try(self, db: Database) -> str | None:
        """Return when the next postponed one is due."""
        self._chosen(db)
        return sweeps.next_try(db)

    def counts(self, db: Database) -> tuple[int, int]:
        """Return how many ids were answered for, of how many."""
        ranges = self._chosen(db)
        return sweeps.count_settled(db), sum(map(len, ranges))
