"""The steps of a nightly run, in the order in which they run."""

from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from arsip.api.feeds import FORMS, feed_of
from arsip.nightly import report, watches
from arsip.nightly.backup.creation import back_up
from arsip.nightly.backup.retention import DEFAULT, prune_backups
from arsip.nightly.job import Job, Step, StepResult
from export.request import Records
from export.writer import write as write_export
from scraper import clock
from scraper.archive import runs
from scraper.archive.changes import ChangeSelection
from scraper.archive.copies import publication
from scraper.archive.database import WrongArchiveError, create_or_open, open_to_read, refuse_other_site
from scraper.archive.frontier import claims
from scraper.archive.statistics.activity import silences
from scraper.archive.statistics.overview import overview
from scraper.atomic_file import remove_leftovers, replace_file
from scraper.clock import JAKARTA
from scraper.counts import count
from scraper.crawl.site import site_name
from scraper.exit_codes import BREAKER, BUSY, DONE, FAILED, INTERRUPTED, UNHEALTHY, USAGE
from scraper.items import EDITION_NAMES
from scraper.lock import ArchiveLock
from scraper.maintenance import ingest, reparse
from scraper.maintenance.verify import verification
from scraper.maintenance.verify.check import Share

COUNTED = ("requests", "articles", "new", "changed", "unchanged", "absent", "problems", "failures")
"""Counts of a crawl that become counts of the nightly run."""

VERIFY_SHARE = Fraction(1, 28)
"""Of the archive that is verified, another one each night."""

COPY = "browse.db"
"""The copy for viewing, beside the archive."""

PRUNED_FILES = ("logs/nightly.log.*", "reports/nightly-*.md")
PRUNED_AFTER_SECONDS = 90 * 24 * 3600

_NEXT_COMMAND = {
    FAILED: "arsip crawl articles",
    USAGE: "arsip nightly --help",
    UNHEALTHY: "arsip runs {run}",
    BREAKER: "arsip crawl articles",
    BUSY: "arsip runs",
    INTERRUPTED: "arsip nightly",
}
"""By the exit status of a crawl."""


def salvage(job: Job) -> StepResult:
    """Ingest what a crawl that was killed has captured."""
    archive = job.config.archive
    with ArchiveLock(archive), closing(create_or_open(archive)) as db:
        salvaged = ingest.salvage(db, job.config.folder / "warc")
    pages = salvaged.captures
    message = f"{count(pages, 'page')} ingested" if pages else "no captures left to ingest"
    if salvaged.warning is None:
        return StepResult(message=message, numbers={"salvaged": pages})
    return StepResult(
        message=f"{message}; {salvaged.warning}",
        status=UNHEALTHY,
        next_command=f"arsip repair --db {archive}",
        numbers={"salvaged": pages, "salvage_damages": salvaged.damages},
    )


def crawl(job: Job) -> StepResult:
    """Fetch new articles of both editions."""
    return _crawl(job, "articles", job.config.crawl_budget)


def recheck(job: Job) -> StepResult:
    """Fetch again what is due: for edits, removals and view counts."""
    return _crawl(job, "recheck", job.config.recheck_budget)


def retry(job: Job) -> StepResult:
    """Fetch what failed before and is due, and what links of other articles name."""
    with closing(open_to_read(job.config.archive)) as db:
        pending = claims.pending(db, now=clock.now_stamp(), limit=1)
    return _crawl(job, "retry", job.config.crawl_budget) if pending else StepResult(message="nothing is pending")


def _crawl(job: Job, kind: str, budget: int | None) -> StepResult:
    config = job.config
    stopping = {FAILED, USAGE, BREAKER, BUSY}
    for earlier in job.results:
        if earlier.step in {"crawl", "recheck", "retry"} and earlier.status in stopping:
            return StepResult(message=f"not done, since step {earlier.step} failed")
    try:
        with closing(open_to_read(config.archive)) as db:
            refuse_other_site(db, site_name(config.site))
    except WrongArchiveError as error:
        message, remedy = f"{config.archive}: {error}", f"{_NEXT_COMMAND[USAGE]} --db {config.archive}"
        return StepResult(message=message, status=USAGE, next_command=remedy)
    began = clock.now_stamp()
    options = replace(config.crawl, budget=budget).arguments()
    photos = ["--photos"] if config.photos else []
    status = job.run_crawl([kind, "--site", config.site, *photos, *options])
    with closing(open_to_read(config.archive)) as db:
        found = runs.crawls_since(db, began)
    if not found or found[0].ended_at is None:
        why = f"it was killed by signal {-status}" if status < 0 else f"it ended with status {status} before it began"
        return StepResult(message=f"{why}; see the log", status=FAILED if status <= DONE else status)
    run = found[0]
    numbers = {name: run.counts[name] for name in COUNTED if isinstance(run.counts.get(name), int)}
    message = run.verdict or run.reason or "ended"
    command = _NEXT_COMMAND.get(status)
    return StepResult(
        message=_crawl_counts(numbers) if status == DONE and message == "done" else message,
        status=status,
        next_command=f"{command.format(run=run.run[:8])} --db {config.archive}" if command else None,
        numbers=numbers,
    )


def _crawl_counts(numbers: dict[str, int | float]) -> str:
    counts = {"fetched": sum(numbers.get(name, 0) for name in ("new", "changed", "unchanged"))}
    counts |= {name: numbers.get(name, 0) for name in ("new", "changed", "absent", "problems")}
    return ", ".join(f"{number:,} {name}" for name, number in counts.items() if number) or "nothing new"


def reread(job: Job) -> StepResult:
    """Parse the pages that could not be parsed once more, with today's parser."""
    archive = job.config.archive
    with closing(open_to_read(archive)) as db:
        if not overview(db).problems:
            return StepResult(message="no unreadable page is left")
    done = reparse.reread(archive)
    mended = done.tried - done.became["unreadable"] - done.became["other-article"]
    numbers: dict[str, int | float] = {"reread": done.tried, "mended": mended}
    if not done.damaged:
        return StepResult(
            message=f"{count(done.tried, 'page')} read again, {mended:,} can be read now", numbers=numbers
        )
    first = done.damaged[0]
    pages = count(done.damages, "page")
    message = f"{pages} missing from the WARC files, the first in warc/{first.file}: {first.what}"
    return StepResult(message=message, status=UNHEALTHY, next_command=f"arsip repair --db {archive}", numbers=numbers)


def verify(job: Job) -> StepResult:
    """Verify a share of the archive, another one each night."""
    archive = job.config.archive
    share = Share.nth(job.started_at.astimezone(JAKARTA).toordinal(), VERIFY_SHARE)
    found = verification.verify(archive, share=share, workers=job.config.workers)
    verified = sum(check.looked_at for check in found.checks)
    numbers: dict[str, int | float] = {"verified": verified, "faults": found.faults}
    if not found.faults:
        return StepResult(message=f"{verified:,} rows and records verified", numbers=numbers)
    first = next(fault for check in found.checks for fault in check.faults)
    message = f"{count(found.faults, 'fault')}, the first: {first.place or archive.name}: {first.what}"
    return StepResult(message=message, status=UNHEALTHY, next_command=f"arsip repair --db {archive}", numbers=numbers)


def backup(job: Job) -> StepResult:
    """Make a backup."""
    made = back_up(job.config.archive, job.config.backups, now=job.started_at)
    return StepResult(
        message=f"{made.name}, {made.stored_bytes / 1e6:,.1f} MB",
        numbers={
            "backup_bytes": made.stored_bytes,
            "backup_warc_files": made.warc_files,
            "backup_warc_bytes": made.warc_bytes,
        },
    )


def export(job: Job) -> StepResult:
    """Export all articles, and feeds of the newest changes, to `exports/` beside the archive."""
    folder = job.config.folder / "exports"
    with closing(open_to_read(job.config.archive)) as db:
        written = [file for name in job.config.exports for file in write_export(db, folder / name, Records())]
        feed = feed_of(db, ChangeSelection(), base=job.config.base_url)
    for name in job.config.feeds:
        with replace_file(folder / name) as out:
            out.write(FORMS[Path(name).suffix](feed))
    number = max((file.counts.get("articles", 0) for file in written), default=0)
    names = ", ".join([*(file.path.name for file in written), *job.config.feeds])
    if not names:
        return StepResult(message="the configuration names no file")
    return StepResult(message=f"{count(number, 'article')} in {names}", numbers={"exported": number})


def publish(job: Job) -> StepResult:
    """Publish the copy for viewing."""
    size = publication.publish(job.config.archive, job.config.folder / COPY)
    return StepResult(message=f"{COPY}, {size / 1e6:,.1f} MB", numbers={"browse_bytes": size})


def prune(job: Job) -> StepResult:
    """Remove old backups, logs and reports, and leftovers of killed publications; never rows or WARC files."""
    folder = job.config.folder
    backups = prune_backups(job.config.backups, now=job.started_at, keep=job.config.keep or DEFAULT)
    remove_leftovers(folder / COPY)
    oldest = job.started_at.timestamp() - PRUNED_AFTER_SECONDS
    files = [path for pattern in PRUNED_FILES for path in folder.glob(pattern) if path.stat().st_mtime < oldest]
    for path in files:
        path.unlink()
    message = f"removed {count(len(backups), 'backup')}, {len(files):,} logs and reports"
    return StepResult(message=message, numbers={"pruned_backups": len(backups), "pruned_files": len(files)})


def check_staleness(job: Job) -> StepResult:
    """Fail where no new article has come for longer than ever before."""
    with closing(open_to_read(job.config.archive)) as db:
        found = overview(db)
        editions = silences(db, job.started_at.astimezone(JAKARTA).date())
    numbers: dict[str, int | float] = {
        "archived": sum(edition.articles for edition in found.editions),
        "waiting": found.pending,
        "unread": found.problems,
    }
    stale = [
        f"no new {EDITION_NAMES[each.lang]} article since {each.last}, {each.days} days; the longest gap before was "
        f"{each.longest} days"
        for each in editions
        if each.is_too_long
    ]
    if not stale:
        return StepResult(message="new articles come as usual", numbers=numbers)
    return StepResult(
        message=f"{'; '.join(stale)}: has the site moved its lists?",
        status=UNHEALTHY,
        next_command=f"arsip crawl articles --limit 10 --db {job.config.archive}",
        numbers=numbers,
    )


STEP_FUNCTIONS: dict[str, Step] = {
    "salvage": salvage,
    "crawl": crawl,
    "recheck": recheck,
    "retry": retry,
    "reread": reread,
    "verify": verify,
    "backup": backup,
    "export": export,
    "publish": publish,
    "prune": prune,
    "health": check_staleness,
    "watches": watches.send,
    "report": report.write,
}
"""By the names that --only and --skip, the metrics and the archive's runs use."""
