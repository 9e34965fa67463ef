"""The steps that keep the archive sound: what a dead run left, what could not be read, whether all is well."""

from contextlib import closing

from arsip.nightly.config import Came, Job
from scraper import clock
from scraper.archive.database import create_or_open, open_to_read
from scraper.archive.statistics.activity import silences
from scraper.archive.statistics.overview import overview
from scraper.clock import JAKARTA
from scraper.exit_codes import DONE, UNHEALTHY
from scraper.items import EDITION_NAMES
from scraper.lock import ArchiveLock
from scraper.maintenance import ingest
from scraper.maintenance.problems import reread as read_again
from scraper.maintenance.verify.share import Share
from scraper.maintenance.verify.verification import verify as verified


def salvage(job: Job) -> Came:
    """Take in what a run that was killed had captured."""
    archive = job.wanted.archive
    lock = ArchiveLock(archive, started_at=clock.now_stamp())
    try:
        with closing(create_or_open(archive)) as db:
            taken = ingest.salvage(db, job.wanted.folder / "warc")
    finally:
        lock.release()
    return Came(said=f"{taken:,} pages taken in" if taken else "nothing was left", numbers={"salvaged": taken})


def reread(job: Job) -> Came:
    """Read the pages that could not be read once more, with today's parser."""
    archive = job.wanted.archive
    with closing(open_to_read(archive)) as db:
        if not overview(db).problems:
            return Came(said="no page waits to be read")
    done = read_again(archive)
    mended = done.tried - done.became["unreadable"] - done.became["other-article"]
    numbers: dict[str, int | float] = {"reread": done.tried, "mended": mended}
    if done.damaged:
        first = done.damaged[0]
        said = f"{len(done.damaged):,} pages are not in their WARC files, the first in warc/{first.file}: {first.what}"
        return Came(said=said, status=UNHEALTHY, remedy=f"arsip repair --db {archive}", numbers=numbers)
    return Came(said=f"{done.tried:,} read again, {mended:,} can be read now", numbers=numbers)


def verify(job: Job) -> Came:
    """Verify a part of the archive, another one each night."""
    wanted = job.wanted
    share = Share.nth(job.started_at.astimezone(JAKARTA).toordinal(), wanted.verify_share)
    report = verified(wanted.archive, share=share, jobs=wanted.jobs)
    looked_at = sum(check.looked_at for check in report.checks)
    numbers: dict[str, int | float] = {"verified": looked_at, "faults": report.faults}
    if not report.faults:
        return Came(said=f"{looked_at:,} rows and records are what they should be", numbers=numbers)
    fault = next(fault for check in report.checks for fault in check.faults)
    said = f"{report.faults:,} faults, the first: {fault.place or wanted.archive.name}: {fault.what}"
    return Came(said=said, status=UNHEALTHY, remedy=f"arsip repair --db {wanted.archive}", numbers=numbers)


def health(job: Job) -> Came:
    """Judge whether the archive still sees what the site publishes."""
    today = job.started_at.astimezone(JAKARTA).date()
    with closing(open_to_read(job.wanted.archive)) as db:
        found = overview(db)
        silent = [each for each in silences(db, today) if each.is_too_long]
    numbers: dict[str, int | float] = {
        "archived": sum(edition.articles for edition in found.editions),
        "waiting": found.pending,
        "unread": found.problems,
    }
    if not silent:
        return Came(said="new articles come as they used to", status=DONE, numbers=numbers)
    said = "; ".join(
        f"no new {EDITION_NAMES[each.lang]} article since {each.last}, {each.days} days; before there were "
        f"{each.longest} days between two at most"
        for each in silent
    )
    return Came(
        said=f"{said}: has the site moved its lists?",
        status=UNHEALTHY,
        remedy=f"arsip crawl articles --limit 10 --db {job.wanted.archive}",
        numbers=numbers,
    )


STEPS = {"salvage": salvage, "reread": reread, "verify": verify, "health": health}
"""By their names."""
