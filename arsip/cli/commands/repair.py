"""The command `repair`: rebuilds a damaged archive from backups and WARC files."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.options import archive_to_read
from scraper.counts import count

if TYPE_CHECKING:
    from arsip.nightly.repair import Repaired

DAMAGED = 3


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@archive_to_read
@click.option("--backups", default="", metavar="DIR|URL", help="Where backups are.  [default: backups/ beside it]")
@click.option(
    "--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default="all cores",
    help="Processes that share the work.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def repair(db: Path, backups: str, jobs: int, *, as_json: bool) -> None:
    """Rebuild what is damaged, and schedule what is lost to be fetched again.

    A database that SQLite cannot read any more is set aside, and the newest good backup put in its place. WARC files
    that are lost or damaged are restored from the newest backup. Then the tables are rebuilt from the WARC files.
    Articles whose page no WARC file has any more are fetched again by the next crawl.

    Exit status 0 if all is well afterwards, 3 if damage is left, 6 if another run holds the archive.
    """
    import json

    from arsip.cli.commands.reparse import site_of_pages
    from arsip.cli.errors import error_handling
    from arsip.cli.file_modes import private_files
    from arsip.cli.progress import progress_bars
    from arsip.nightly.backup.destination import Destination
    from arsip.nightly.repair import repair as repair_archive
    from scraper.archive.database import WrongArchiveError
    from scraper.clock import now
    from scraper.maintenance.origin import is_missing, lost

    archive = db.resolve()
    default = archive.parent / "backups"
    place = backups or (str(default) if default.is_dir() else None)
    with error_handling(db):
        if is_missing(archive) and not lost(archive):
            raise WrongArchiveError(
                f"{db}: there is no archive here, nor WARC files of a lost one in warc/ beside it; name one with --db"
            )
        if backups:
            Destination(backups).refuse_missing()
    with error_handling(db), private_files(db), progress_bars(shown=not as_json) as watch:
        done = repair_archive(archive, site_of_pages(), backups=place, now=now(), jobs=jobs, progress=watch)
    if as_json:
        click.echo(json.dumps(_as_json(db, done), ensure_ascii=False, indent=2))
    else:
        for why in done.not_put_back:
            click.echo(f"Not restored: {why}", err=True)
        click.echo("\n".join(_summary(db, done)))
    if not done.is_sound:
        raise SystemExit(DAMAGED)


def _summary(db: Path, done: "Repaired") -> Iterator[str]:
    if done.damaged is not None:
        yield f"The database was damaged: it is kept as {done.damaged.name}."
    elif done.before is None:
        yield "There was no database."
    else:
        yield f"{count(done.before, 'fault')} found." if done.before else f"{db}: nothing was damaged."
    if done.recovered is not None:
        yield "Recovered from it: " + ("all tables." if done.recovered else "runs, frontier and list positions.")
    if done.restored is not None:
        yield f"Restored from a backup: the database, as of {done.restored}."
    yield from (f"Restored from a backup: warc/{name}" for name in done.put_back)
    if done.rebuilt is not None:
        yield f"Rebuilt from the WARC files: {count(done.rebuilt, 'page')}."
    if done.damaged is not None and not done.recovered:
        yield "What only the damaged database held is lost; the next crawl fetches articles that lists and links name."
    if done.kept:
        yield f"{count(done.kept, 'page')} lost from the WARC files; what was once read in them is kept."
    if done.to_fetch:
        yield f"{count(len(done.to_fetch), 'article')} to fetch again: arsip crawl retry --db {db}"
    if done.notice:
        yield done.notice
    faults = 0 if done.after is None else done.after.faults
    yield f"{count(faults, 'fault')} left; `arsip verify` names them." if faults else "All is well."


def _as_json(db: Path, done: "Repaired") -> dict[str, object]:
    return {
        "archive": str(db),
        "damaged": None if done.damaged is None else str(done.damaged),
        "recovered": done.recovered,
        "restored": done.restored,
        "put_back": done.put_back,
        "not_put_back": done.not_put_back,
        "rebuilt": done.rebuilt,
        "kept": done.kept,
        "to_fetch": done.to_fetch,
        "faults_before": done.before,
        "faults_after": None if done.after is None else done.after.faults,
    }
