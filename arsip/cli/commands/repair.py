"""The command `repair`: rebuilds a damaged archive from backups and WARC files."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.errors import error_handling
from arsip.cli.operation import operation
from arsip.cli.options import archive_to_read, json_option, print_json, workers_option
from scraper import clock
from scraper.counts import count
from scraper.exit_codes import UNHEALTHY

if TYPE_CHECKING:
    from arsip.nightly.repair import Repaired


@click.command()
@archive_to_read
@click.option(
    "--backups", default="", metavar="DIR|URL", help="Where backups are.  [default: backups/ beside the archive]"
)
@workers_option
@json_option
def repair(db: Path, backups: str, workers: int, *, as_json: bool) -> None:
    """Rebuild what is damaged, and schedule what is lost to be fetched again.

    A database that SQLite cannot read any more is set aside, and the newest good backup put in its place. WARC files
    that are lost or damaged are restored from the newest backup. Then the tables are rebuilt from the WARC files.
    Articles whose page no WARC file has any more are fetched again by the next crawl.

    Exit status 0 if all is well afterwards, 3 if damage is left, 6 if another run holds the archive.
    """
    from arsip.cli.site import site_of_pages
    from arsip.nightly.backup.destination import Destination
    from arsip.nightly.repair import repair as repair_archive
    from scraper.archive.database import WrongArchiveError
    from scraper.maintenance.origin import can_be_rebuilt, is_missing

    archive = db.resolve()
    default = archive.parent / "backups"
    place = backups or (str(default) if default.is_dir() else None)
    with error_handling(db):
        if is_missing(archive) and not can_be_rebuilt(archive):
            raise WrongArchiveError(
                f"{db}: there is no archive here, nor WARC files of a lost one in warc/ beside it; name one with --db"
            )
        if backups:
            Destination(backups).refuse_missing()
    with operation(db, quiet=as_json) as progress:
        done = repair_archive(
            archive, site_of_pages(), backups=place, now=clock.now(), workers=workers, progress=progress
        )
    if as_json:
        names = (
            "damaged", "recovered", "lost_tables", "restored", "put_back", "not_put_back", "rebuilt", "kept",
            "to_fetch",
        )  # fmt: skip
        faults = {"faults_before": done.before, "faults_after": None if done.after is None else done.after.faults}
        print_json({"archive": db, **{name: getattr(done, name) for name in names}, **faults})
    else:
        for why in done.not_put_back:
            click.echo(f"Not restored: {why}", err=True)
        click.echo("\n".join(_summary(db, done)))
    if not done.is_sound:
        raise SystemExit(UNHEALTHY)


def _summary(db: Path, done: "Repaired") -> Iterator[str]:
    if done.damaged is not None:
        yield f"The database was damaged: it is kept as {done.damaged.name}."
    elif done.before is None:
        yield "There was no database."
    else:
        yield f"{count(done.before, 'fault')} found." if done.before else f"{db}: nothing was damaged."
    if done.recovered is not None:
        yield _recovered(done.lost_tables)
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
    yield _end(done)


def _end(done: "Repaired") -> str:
    if done.after is not None and done.after.faults:
        return f"{count(done.after.faults, 'fault')} left; `arsip verify` names them."
    return "No fault is left." if done.lost_tables else "All is well."


def _recovered(lost: tuple[str, ...]) -> str:
    working = {"runs": "runs", "frontier": "frontier", "walks": "list positions"}
    given = [name for table, name in working.items() if table not in lost]
    gone = [name for table, name in working.items() if table in lost]
    if len(lost) == len(gone):
        given.insert(0, "all records")
    sentence = f"Recovered from it: {', '.join(given) or 'what it says of itself'}"
    return f"{sentence}. Lost with it: {', '.join(gone)}." if gone else f"{sentence}."
