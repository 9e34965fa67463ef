"""What a nightly run would fetch, and why, without any request."""

from contextlib import closing
from dataclasses import dataclass, field

from arsip.nightly.config import NightlyConfig
from scraper.archive.database import is_fresh, open_to_read
from scraper.archive.frontier import pending_summary, recheck_schedule
from scraper.archive.statistics.overview import overview

FIXED_REQUESTS = 5
"""Requests of every night: the first list page of each edition, and robots.txt once a crawl at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a nightly run would fetch.

    Attributes:
        is_first: whether there is no archive yet, so that the run makes one.
        pending: articles known and not fetched that are due, by reason.
        first: some of them, in their order.
        due_again: articles that are due to be rechecked, by reason.
        problems: pages that could not be read.
        requests: that it would make, without those for articles that the lists show and that are not known yet.
    """

    is_first: bool = False
    pending: dict[str, int] = field(default_factory=dict)
    first: tuple[pending_summary.Pending, ...] = ()
    due_again: dict[str, int] = field(default_factory=dict)
    problems: int = 0
    requests: int = FIXED_REQUESTS


def forecast(config: NightlyConfig, *, now: str, named: int) -> Forecast:
    """Forecast a nightly run.

    Args:
        config: what it is to do.
        now: the moment, as the archive writes it.
        named: how many articles to name.

    Raises:
        scraper.archive.database.ArchiveError: where the archive cannot be read, or none can be made there.
        OSError: likewise.
    """
    if is_fresh(config.archive):
        return Forecast(is_first=True)
    with closing(open_to_read(config.archive)) as db:
        pending = pending_summary.pending_by_reason(db, now=now)
        due = recheck_schedule.select_due(db, recheck_schedule.RecheckQuery(), now=now)
        fresh = sum(pending.values())
        if config.crawl_budget is not None:
            fresh = min(fresh, config.crawl_budget)
        return Forecast(
            pending=pending,
            first=tuple(pending_summary.pending(db, now=now, limit=named)),
            due_again=recheck_schedule.due_by_reason(db, now=now),
            problems=overview(db).problems,
            requests=FIXED_REQUESTS + fresh + min(due, config.recheck_budget),
        )
