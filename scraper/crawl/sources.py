"""Where a crawl takes its articles from: what waits on the frontier, or what is due to be looked at again."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from scraper import clock
from scraper.archive.database import Database
from scraper.archive.frontier import recheck_schedule, store, sweeps
from scraper.archive.frontier.id_ranges import Range


class Source(Protocol):
    """Gives a feed its articles, some at a time."""

    @property
    def scope(self) -> store.Scope:
        """Which articles a crawl is about."""

    @property
    def noun(self) -> str:
        """What `counts` counts."""

    def claim(self, db: Database, limit: int) -> list[store.Claimed]:
        """Return the next articles to fetch; none where none is due."""

    def next_try(self, db: Database) -> str | None:
        """Return when the next article that was put off is due; None where none will be in this run."""

    def counts(self, db: Database) -> tuple[int, int]:
        """Return how many articles are done, of how many."""


class Waiting:
    """The articles that wait on the frontier, newest first.

    Args:
        scope: which of them.
    """

    noun = "known articles"

    def __init__(self, scope: store.Scope) -> None:
        self.scope = scope

    def claim(self, db: Database, limit: int) -> list[store.Claimed]:
        """Lease the newest that are due."""
        return store.claim(db, self.scope, limit, now=clock.now_stamp(), lease_until=clock.later(store.LEASE_SECONDS))

    def next_try(self, db: Database) -> str | None:
        """Return when the next that was put off is due."""
        return store.next_try(db, self.scope)

    def counts(self, db: Database) -> tuple[int, int]:
        """Return how many of those known do not wait any more, and how many are known."""
        states = store.count_states(db, self.scope)
        known = sum(states.values())
        return known - states.get("pending", 0), known


class Rechecks:
    """The archived articles that are due to be looked at again; each once in a run.

    Args:
        wish: which of them.
    """

    noun = "known articles"

    def __init__(self, wish: recheck_schedule.RecheckQuery) -> None:
        self._wish = wish
        self._total: int | None = None
        self._at = 0
        self.scope = store.Scope(rechecked=True)

    def claim(self, db: Database, limit: int) -> list[store.Claimed]:
        """Return the next, in the order of how overdue they are; what is due is settled at the first call."""
        if self._total is None:
            self._total = recheck_schedule.select_due(db, self._wish, now=clock.now_stamp())
        claimed, self._at = recheck_schedule.next_due(db, self._at, limit)
        return claimed

    def next_try(self, db: Database) -> str | None:  # noqa: ARG002 - a failure is for the next run, not for this one
        """Nothing is put off within a run."""
        return None

    def counts(self, db: Database) -> tuple[int, int]:  # noqa: ARG002 - as `Source` says
        """Return how many were handed out, of how many."""
        return self._at, self._total or 0


class Sweep:
    """Every id of some ranges that is not settled, the highest first.

    Args:
        ranges: says which, once the archive is open.
    """

    noun = "ids"

    def __init__(self, ranges: Callable[[Database], Sequence[Range]]) -> None:
        self.scope = store.Scope(swept=True)
        self._choose = ranges
        self._ranges: Sequence[Range] | None = None
        self._keys: Iterator[int] = iter(())

    def _named(self, db: Database) -> Sequence[Range]:
        """Choose the ranges at the first call."""
        if self._ranges is None:
            self._ranges = self._choose(db)
            sweeps.set_ranges(db, self._ranges)
            self._keys = sweeps.open_keys(db, self._ranges)
        return self._ranges

    def claim(self, db: Database, limit: int) -> list[store.Claimed]:
        """Lease the next ids; after the last one, those that were put off and are due again."""
        ranges = self._named(db)
        now, lease_until = clock.now_stamp(), clock.later(store.LEASE_SECONDS)
        claimed = sweeps.claim(db, self._keys, limit, now=now, lease_until=lease_until)
        if not claimed:
            self._keys = sweeps.open_keys(db, ranges)
            claimed = sweeps.claim(db, self._keys, limit, now=now, lease_until=lease_until)
        return claimed

    def next_try(self, db: Database) -> str | None:
        """Return when the next that was put off is due."""
        self._named(db)
        return sweeps.next_try(db)

    def counts(self, db: Database) -> tuple[int, int]:
        """Return how many ids are settled, of how many."""
        ranges = self._named(db)
        return sweeps.count_settled(db), sum(map(len, ranges))
