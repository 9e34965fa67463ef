"""Says what a night would fetch, and why, without asking the site for anything."""

from contextlib import closing
from dataclasses import dataclass

from arsip.nightly.config import Wanted
from scraper.archive.database import is_fresh, open_to_read
from scraper.archive.frontier import pending_summary, recheck_schedule
from scraper.archive.statistics.overview import overview

LISTS = 2
"""Heads of lists that every night reads: one an edition."""

ROBOTS = 3
"""Times robots.txt is asked for at most: once a crawl."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a night would do.

    Attributes:
        is_first: whether there is no archive yet, so that the night makes one.
        waiting: articles known and not fetched that are due, by why.
        first: some of them, in their order.
        again: articles that are due to be looked at again, by why.
        budget: of these, how many at most.
        problems: pages that could not be read.
        requests: that it would make, beside what the lists show that is not known yet.
    """

    is_first: bool = False
    waiting: dict[str, int]
    first: tuple[pending_summary.Pending, ...]
    again: dict[str, int]
    budget: int
    problems: int
    requests: int


def forecast(wanted: Wanted, *, now: str, named: int) -> Forecast:
    """Say what a night would fetch.

    Args:
        wanted: what it is to do.
        now: the moment, as the archive writes it.
        named: how many articles to name.

    Raises:
        scraper.archive.database.ArchiveError: where the archive cannot be read, or none can be made there.
        OSError: likewise.
    """
    if is_fresh(wanted.archive):
        return Forecast(
            is_first=True, waiting={}, first=(), again={}, budget=wanted.recheck_budget, problems=0,
            requests=LISTS + ROBOTS,
        )  # fmt: skip
    with closing(open_to_read(wanted.archive)) as db:
        waiting = pending_summary.pending_by_reason(db, now=now)
        due = recheck_schedule.select_due(db, recheck_schedule.RecheckQuery(), now=now)
        fresh = sum(waiting.values())
        if wanted.crawl_budget is not None:
            fresh = min(fresh, wanted.crawl_budget)
        return Forecast(
            waiting=waiting,
            first=tuple(pending_summary.pending(db, now=now, limit=named)),
            again=recheck_schedule.due_by_reason(db, now=now),
            budget=wanted.recheck_budget,
            problems=overview(db).problems,
            requests=LISTS + ROBOTS + fresh + min(due, wanted.recheck_budget),
        )
