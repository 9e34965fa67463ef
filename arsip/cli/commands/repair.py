"""The verb `repair`: makes a damaged archive whole again, as far as that can be done."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.options import archive_to_read

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
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def repair(db: Path, backups: str, jobs: int, *, as_json: bool) -> None:
    """Rebuild what can be rebuilt, and have fetched again what cannot.

    A database that SQLite cannot read any more is set aside, and what can be read of it taken over. WARC files that
    are lost or damaged come back from the newest backup. Then the tables are made anew from the WARC files. Articles
    whose page no WARC file has any more are fetched again by the next crawl.

    Exit status 0 where all is well afterwards, 3 where damage is left, 6 where another run holds the archive.
    """
    from arsip.cli.commands.reparse import site_of_pages
    from arsip.cli.errors import error_handling
    from arsip.cli.file_modes import private_files
    from arsip.cli.progress import bars
    from arsip.nightly.backup.destination import Place
    from arsip.nightly.repair import repair as repaired
    from scraper.archive.database import WrongArchiveError
    from scraper.clock import now
    from scraper.maintenance.origin import is_missing, lost

    archive = db.resolve()
    place = backups or str(archive.parent / "backups")
    if not backups and not Path(place).is_dir():
        place = ""
    with error_handling(db):
        if is_missing(archive) and not lost(archive):
            raise WrongArchiveError(
                f"{db}: there is no archive here, nor WARC files of a lost one in warc/ beside it; name one with --db"
            )
        if backups:
            Place(backups).refuse_missing()
    with error_handling(db), private_files(db), bars(shown=not as_json) as watch:
        done = repaired(archive, site_of_pages(), backups=place or None, now=now(), jobs=jobs, watch=watch)
    if as_json:
        _print_json(db, done)
    else:
        _print(db, done)
    if not done.is_sound:
        raise SystemExit(DAMAGED)


def _print(db: Path, done: "Repaired") -> None:
    if done.damaged is not None:
        rows = sum(done.rows.values())
        click.echo(f"The database was damaged: it is kept as {done.damaged.name}, {rows:,} rows of it could be read.")
    elif done.before == 0:
        click.echo(f"{db}: nothing was damaged.")
    else:
        click.echo(f"{done.before:,} faults were found." if done.before is not None else "There was no database.")
    for name in done.put_back:
        click.echo(f"Put back from a backup: warc/{name}")
    for why in done.not_put_back:
        click.echo(f"Not put back: {why}", err=True)
    if done.rebuilt is not None:
        click.echo(f"Rebuilt from the WARC files: {done.rebuilt:,} pages.")
    if done.kept:
        click.echo(f"{done.kept:,} pages are lost from the WARC files; what was once read in them is kept.")
    if done.to_fetch:
        number = len(done.to_fetch)
        click.echo(f"{number:,} articles will be fetched again: arsip crawl retry --db {db}")
    if done.after is not None and done.after.faults:
        click.echo(f"{done.after.faults:,} faults are left; `arsip verify` names them.")
    else:
        click.echo("All is well.")


def _print_json(db: Path, done: "Repaired") -> None:
    import json

    told = {
        "archive": str(db),
        "damaged": None if done.damaged is None else str(done.damaged),
        "rows": done.rows,
        "put_back": done.put_back,
        "not_put_back": done.not_put_back,
        "rebuilt": done.rebuilt,
        "kept": done.kept,
        "to_fetch": done.to_fetch,
        "faults_before": done.before,
        "faults_after": None if done.after is None else done.after.faults,
    }
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
