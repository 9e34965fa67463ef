"""The verb `runs`: what the crawls of an archive did, and how each ended."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.options import archive_to_read

if TYPE_CHECKING:
    from scraper.archive.runs import RunRecord


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("run", metavar="[RUN]", required=False)
@archive_to_read
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="List the last N runs."
)
@click.option("--steps", is_flag=True, help="List the steps of nightly jobs too.")
@click.option("--accept", is_flag=True, help="An unhealthy RUN was right: take its pages for a measure of later ones.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, with times in UTC.")
def runs(run: str | None, db: Path, limit: int, *, steps: bool, accept: bool, as_json: bool) -> None:
    """List the last runs, the newest first; or show all that is noted of one.

    RUN is its id, or the beginning of it. Times are Jakarta's. A run that was killed is shown as cut off: the next one
    goes on where it ended.

    With --accept the pages of an unhealthy run count from now on when later runs are compared with what was before: for
    when someone has looked, and it is the site that has changed.
    """
    import json

    from arsip.cli.errors import error_handling
    from arsip.cli.views.console import Console
    from arsip.cli.views.runs import show_all, show_one
    from scraper.archive.database import open_to_read
    from scraper.archive.runs import by_prefix, newest

    if accept and run is None:
        raise click.UsageError("--accept needs the run that was right: arsip runs RUN --accept")
    with error_handling(db), closing(open_to_read(db)) as archive:
        found = newest(archive, limit, steps=steps) if run is None else by_prefix(archive, run)
    if run is not None and len(found) != 1:
        known = "no run of this archive begins so" if not found else f"{len(found)} runs begin so; give more of it"
        raise click.ClickException(f"{run}: {known}; `arsip runs` lists them")
    if accept:
        with error_handling(db):
            found = [_accept(db, found[0])]
    path = db.resolve()
    if as_json:
        told = [_as_json(each, path) for each in found]
        click.echo(json.dumps(told if run is None else told[0], ensure_ascii=False, indent=2))
    elif run is None:
        show_all(Console(highlight=False), db, found, path)
    else:
        show_one(Console(highlight=False), found[0], path)


def _accept(db: Path, run: "RunRecord") -> "RunRecord":
    """Accept a run, and return it as it is noted then."""
    from scraper import clock
    from scraper.archive import runs as noted
    from scraper.archive.database import create_or_open
    from scraper.lock import ArchiveLock

    if "unhealthy" not in run.counts:
        raise click.ClickException(f"{run.run}: this run was not unhealthy; there is nothing to accept")
    lock = ArchiveLock(db.resolve(), started_at=clock.now_stamp())
    try:
        with closing(create_or_open(db)) as archive:
            noted.accept(archive, run.run)
            return noted.by_prefix(archive, run.run)[0]
    finally:
        lock.release()


def _as_json(run: "RunRecord", archive: Path) -> dict[str, Any]:
    """Return a run with its arguments and counts as objects, and whether it is under way."""
    import json
    from dataclasses import asdict

    from scraper.lock import is_running

    running = run.ended_at is None and is_running(archive, run.pid)
    return {**asdict(run), "arguments": json.loads(run.arguments), "counts": run.counts, "running": running}
