"""`arsip runs`: what the runs of an archive did, and how each ended."""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.errors import Failure, error_handling, open_archive
from arsip.cli.options import archive_to_read, json_option

if TYPE_CHECKING:
    from scraper.archive.runs import RunRecord


@click.command()
@click.argument("run", metavar="[RUN]", required=False)
@archive_to_read
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="List the last N runs."
)
@click.option("--steps", is_flag=True, help="List the steps of nightly jobs too.")
@click.option("--accept", is_flag=True, help="Accept the pages of an unhealthy RUN as the standard for later runs.")
@json_option
def runs(run: str | None, db: Path, limit: int, *, steps: bool, accept: bool, as_json: bool) -> None:
    """List the last runs, the newest first; or show one in full.

    RUN is its id, or the first characters of it. Times are Jakarta's; with --json they are UTC. A run that was killed
    is shown as cut off: the next one resumes where it ended.

    With --accept later runs are compared with the pages of this unhealthy run too: for when someone has looked, and it
    is the site that has changed.
    """
    from arsip.cli.views.console import Console, print_json
    from arsip.cli.views.runs import show_all, show_one
    from scraper.archive.runs import by_prefix, newest
    from scraper.lock import is_running

    if accept and run is None:
        raise click.UsageError("--accept needs the run: arsip runs RUN --accept")
    with open_archive(db) as archive:
        found = newest(archive, limit, steps=steps) if run is None else by_prefix(archive, run)
    if run is not None and len(found) != 1:
        known = f"{len(found):,} runs begin so; give more characters" if found else "no run of this archive begins so"
        raise Failure(f"{run}: {known}; `arsip runs` lists them")
    if accept:
        found = [_accept(db, found[0])]
    if as_json:
        values = [
            {
                **asdict(each),
                "arguments": json.loads(each.arguments),
                "counts": each.counts,
                "running": each.ended_at is None and is_running(db.resolve(), each.pid),
            }
            for each in found
        ]
        print_json(values if run is None else values[0])
    elif run is None:
        show_all(Console(), db, found)
    else:
        show_one(Console(), db, found[0])


def _accept(db: Path, run: "RunRecord") -> "RunRecord":
    """Accept an unhealthy run, and return it as it is recorded then."""
    from scraper import clock
    from scraper.archive import runs as noted
    from scraper.archive.database import create_or_open
    from scraper.lock import ArchiveLock

    if "unhealthy" not in run.counts:
        raise Failure(f"{run.run}: this run was not unhealthy; there is nothing to accept")
    with error_handling(db):
        lock = ArchiveLock(db.resolve(), started_at=clock.now_stamp())
        try:
            with closing(create_or_open(db)) as archive:
                noted.accept(archive, run.run)
                return noted.by_prefix(archive, run.run)[0]
        finally:
            lock.release()
