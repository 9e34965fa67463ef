"""The steps that ask the site: what is new, what is due to be looked at again, what failed."""

from collections.abc import Mapping
from contextlib import closing

from arsip.nightly.config import Came, Job
from scraper import clock
from scraper.archive import runs
from scraper.archive.database import open_to_read, site_of
from scraper.archive.frontier.store import Scope, count_due
from scraper.exit_codes import BREAKER, BUSY, DONE, FAILED, INTERRUPTED, UNHEALTHY, USAGE
from spiders.arguments import site_name

COUNTED = ("requests", "articles", "new", "changed", "unchanged", "absent", "problems", "failures")
"""What of a crawl's counts a night tells."""

_REMEDY = {
    FAILED: "arsip crawl articles",
    USAGE: "arsip nightly --help",
    UNHEALTHY: "arsip runs {run}",
    BREAKER: "arsip crawl articles",
    BUSY: "arsip runs",
    INTERRUPTED: "arsip nightly",
}


def crawl(job: Job) -> Came:
    """Fetch what is new, in both languages."""
    return _fetch(job, "articles", job.wanted.crawl_budget)


def recheck(job: Job) -> Came:
    """Look again at what is due, for edits, removals and counters."""
    return _fetch(job, "recheck", job.wanted.recheck_budget)


def retry(job: Job) -> Came:
    """Fetch what failed before and is due again, and what other articles have led to."""
    with closing(open_to_read(job.wanted.archive)) as db:
        waiting = count_due(db, Scope(), now=clock.now_stamp())
    if not waiting:
        return Came(said="nothing waits", numbers={})
    return _fetch(job, "retry", job.wanted.crawl_budget)


def failed_before(job: Job) -> str | None:
    """Return the step after whose failure the site is left alone for tonight; None where there is none."""
    leave = {FAILED, USAGE, BREAKER, BUSY}
    return next((done.step for done in job.done if done.step in STEPS and done.status in leave), None)


def _fetch(job: Job, verb: str, budget: int | None) -> Came:
    if (step := failed_before(job)) is not None:
        return Came(said=f"not done, because of what came of `{step}`")
    with closing(open_to_read(job.wanted.archive)) as db:
        kept, asked = site_of(db), site_name(job.wanted.site)
    if kept not in {None, asked}:
        why = f"{job.wanted.archive}: this is an archive of {kept}, not of {asked}; name another one with --db"
        return Came(said=why, status=USAGE, remedy=_REMEDY[USAGE])
    began = clock.now_stamp()
    status = job.crawl([verb, *_options(job, budget)])
    with closing(open_to_read(job.wanted.archive)) as db:
        found = runs.crawls_since(db, began)
    if not found or found[0].ended_at is None:
        how = f"it was killed by signal {-status}" if status < 0 else f"it ended with status {status} before it began"
        return Came(said=f"{how}; the log says more", status=FAILED if status <= DONE else status)
    run = found[0]
    counted = {name: run.counts.get(name) for name in COUNTED}
    whole = {name: number for name, number in counted.items() if isinstance(number, int)}
    numbers: dict[str, int | float] = {**whole}
    said = run.verdict or run.reason or "ended"
    if status == DONE and said == "done":
        said = _tally(whole)
    remedy = _REMEDY.get(status)
    return Came(
        said=said,
        status=status,
        remedy=f"{remedy.format(run=run.run[:8])} --db {job.wanted.archive}" if remedy else None,
        numbers=numbers,
    )


def _tally(numbers: Mapping[str, int]) -> str:
    """Say what a crawl that ended well has done."""
    looked_at = numbers.get("articles", 0) + numbers.get("unchanged", 0)
    told = {
        "fetched": looked_at,
        "new": numbers.get("new", 0),
        "changed": numbers.get("changed", 0),
        "not there": numbers.get("absent", 0),
        "problems": numbers.get("problems", 0),
    }
    return ", ".join(f"{number:,} {name}" for name, number in told.items() if number) or "nothing new"


def _options(job: Job, budget: int | None) -> list[str]:
    wanted = job.wanted
    options = ["--db", str(wanted.archive), "--site", wanted.site, "--delay", str(wanted.delay)]
    options += ["--min-free", str(wanted.min_free)]
    if budget is not None:
        options += ["--budget", str(budget)]
    if wanted.contact:
        options += ["--contact", wanted.contact]
    if wanted.between:
        options += ["--between", wanted.between]
    options += ["--photos"] if wanted.photos else []
    options += ["--ignore-robots"] if wanted.ignore_robots else []
    return options


STEPS = {"crawl": crawl, "recheck": recheck, "retry": retry}
"""By their names, in the order in which they are made."""
