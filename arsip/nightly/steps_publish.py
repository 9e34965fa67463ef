"""The steps that give the archive away: backups, exports, the copy to look at; and that clear away what is old."""

from contextlib import closing

from arsip.nightly import report
from arsip.nightly.backup.creation import back_up
from arsip.nightly.backup.retention import prune_backups
from arsip.nightly.config import Came, Job
from export.request import Records
from export.writer import write as write_export
from scraper.archive.copies.publication import clear_up
from scraper.archive.copies.publication import publish as published
from scraper.archive.database import open_to_read

EXPORTS = ("articles.jsonl.gz", "articles.csv.gz")
"""Files in `exports/` that each night makes anew."""

COPY = "browse.db"
"""The copy to look at, beside the archive."""

OLD = ("logs/nightly.log.*", "reports/nightly-*.md")
"""What is cleared away once it is old; nothing else ever is, but backups by their own rules."""

DAY = 24 * 3600


def backup(job: Job) -> Came:
    """Make a backup."""
    made = back_up(job.wanted.archive, job.wanted.backups, now=job.started_at)
    return Came(
        said=f"{made.name}, {made.stored_bytes / 1e6:,.1f} MB",
        numbers={
            "backup_bytes": made.stored_bytes,
            "backup_warc_files": made.warc_files,
            "backup_warc_bytes": made.warc_bytes,
        },
    )


def export(job: Job) -> Came:
    """Make the exports anew, in `exports/` beside the archive."""
    folder = job.wanted.folder / "exports"
    with closing(open_to_read(job.wanted.archive)) as db:
        written = [file for name in EXPORTS for file in write_export(db, folder / name, Records())]
    number = written[0].counts["articles"]
    names = ", ".join(file.path.name for file in written)
    return Came(said=f"{number:,} articles in {names}", numbers={"exported": number})


def publish(job: Job) -> Came:
    """Make the copy to look at anew."""
    size = published(job.wanted.archive, job.wanted.folder / COPY)
    return Came(said=f"{COPY}, {size / 1e6:,.1f} MB", numbers={"browse_bytes": size})


def prune(job: Job) -> Came:
    """Clear away old backups, logs and reports, and what killed publications have left; never rows or WARC files."""
    wanted = job.wanted
    backups = prune_backups(wanted.backups, keep=wanted.keep, now=job.started_at)
    clear_up(wanted.folder / COPY)
    oldest = job.started_at.timestamp() - wanted.keep_days * DAY
    files = [path for pattern in OLD for path in wanted.folder.glob(pattern) if path.stat().st_mtime < oldest]
    for path in files:
        path.unlink()
    said = f"{len(backups):,} backups, {len(files):,} logs and reports cleared away"
    return Came(said=said, numbers={"pruned_backups": len(backups), "pruned_files": len(files)})


STEPS = {"backup": backup, "export": export, "publish": publish, "prune": prune, "report": report.write}
"""By their names."""
