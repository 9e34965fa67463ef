"""What a nightly run would fetch, and why, without any request."""

from collections.abc import Iterator
from contextlib import closing

from arsip.nightly.job import NightlyConfig
from scraper import clock
from scraper.archive.database import is_fresh, open_to_read, refuse_other_site
from scraper.archive.frontier import claims, recheck_schedule
from scraper.archive.statistics.overview import overview
from scraper.crawl.site import site_name

FIXED_REQUESTS = 5
"""Requests of every night: the first list page of each edition, and robots.txt once a crawl at most."""

NAMED = 10
"""Articles that are named."""


def forecast(config: NightlyConfig) -> Iterator[str]:
    """Yield the lines of the forecast.

    Raises:
        ArchiveError: the archive cannot be read, or is one of another site.
        OSError: it cannot be read or made.
    """
    if is_fresh(config.archive):
        yield f"{config.archive}: there is no archive here yet; the first nightly run makes it."
        pace = f"a request each {config.crawl.delay:g} s"
        which = f"every article of the site, {pace}; --crawl-budget 500 spreads it over nights"
        if config.crawl_budget is not None:
            budget = f"{config.crawl_budget:,} by each of the steps crawl and retry"
            which = f"of these at most {budget}, the rest in later nights"
        each = "one for each article that its lists show"
        yield f"About {FIXED_REQUESTS} requests to {config.site}, and {each}: {which}."
        return
    now = clock.now_stamp()
    with closing(open_to_read(config.archive)) as db:
        refuse_other_site(db, site_name(config.site))
        pending = claims.pending_by_reason(db, now=now)
        first = claims.pending(db, now=now, limit=NAMED)
        due = recheck_schedule.select_due(db, now=now)
        due_by_reason = recheck_schedule.due_by_reason(db, now=now)
        problems = overview(db).problems
    new = sum(pending.values())
    if config.crawl_budget is not None:
        new = min(new, config.crawl_budget)
    requests = FIXED_REQUESTS + new + min(due, config.recheck_budget)
    yield f"About {requests:,} requests to {config.site}, and one for each new article that the lists show."
    yield "\nNew: the first list pages of both editions, and articles that are known and were not fetched yet:"
    yield from _reasons(pending)
    yield from (f"      {url}  {why}" for url, why in first)
    yield f"\nRecheck, at most {config.recheck_budget:,} requests, in this order:"
    yield from _reasons(due_by_reason)
    yield f"\nParsed again without a request: {problems:,} pages that could not be read."


def _reasons(counts: dict[str, int]) -> list[str]:
    return [f"  {number:>9,}  {why}" for why, number in counts.items()] or ["  nothing"]
