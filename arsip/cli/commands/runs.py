"""`arsip runs`: what the runs of an archive did, and how each ended."""

import json
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.errors import Failure, error_handling, open_archive
from arsip.cli.options import archive_to_read, json_option, print_json
from arsip.cli.parameter_types import MOST
from scraper.clock import duration, in_jakarta
from scraper.lock import ArchiveLock, is_running

if TYPE_CHECKING:
    from arsip.cli.views.console import Console
    from scraper.archive.runs import RunRecord

_COUNTS = ("requests", "new", "changed", "problems")
"""Columns of the table, by the names of the counts."""

_SHORT_ID = 6
"""Characters of a run's id that distinguish it."""

_WIDTH = 20
"""Columns of a name and its indent."""

_STYLES = {0: "", 3: "bold red", 5: "yellow"}
"""By exit status; any other is an error."""


@click.command()
@click.argument("run", metavar="[RUN]", required=False)
@archive_to_read
@click.option("--limit", type=MOST, default=20, show_default=True, metavar="N", help="List the last N runs.")
@click.option("--steps", is_flag=True, help="List the steps of nightly jobs too.")
@click.option("--accept", is_flag=True, help="Accept the pages of an unhealthy RUN as the standard for later runs.")
@json_option
def runs(run: str | None, db: Path, limit: int, *, steps: bool, accept: bool, as_json: bool) -> None:
    """List the last runs, the newest first; or show one in full.

    RUN is its id, or the first characters of it. Times are Jakarta's; with --json they are UTC. A run that was killed
    is shown as cut off: the next one resumes where it ended.

    With --accept later runs are compared with the pages of this unhealthy run too: use it after you have checked that
    the site itself has changed.
    """
    from arsip.cli.views.console import Console
    from scraper.archive.runs import by_prefix, newest

    if accept and run is None:
        raise click.UsageError("--accept needs the run: arsip runs RUN --accept")
    with open_archive(db) as archive:
        found = newest(archive, limit, steps=steps) if run is None else by_prefix(archive, run)
    if run is not None and len(found) != 1:
        several = f"{len(found):,} runs have such an id; give more characters"
        known = several if found else "this archive has no run with such an id"
        raise Failure(f"{run}: {known}; `arsip runs` lists them")
    if accept:
        found = [_accept(db, found[0])]
    if as_json:
        values = [_as_dict(each, db) for each in found]
        print_json(values if run is None else values[0])
    elif run is None:
        show_all(Console(), db, found)
    else:
        _show_one(Console(), db, found[0])


def _accept(db: Path, run: "RunRecord") -> "RunRecord":
    from scraper.archive import runs as noted
    from scraper.archive.database import create_or_open

    if "unhealthy" not in run.counts:
        raise Failure(f"{run.run}: this run was not unhealthy; there is nothing to accept")
    with error_handling(db), ArchiveLock(db.resolve()), closing(create_or_open(db)) as archive:
        noted.accept(archive, run.run)
        return noted.by_prefix(archive, run.run)[0]


def _as_dict(run: "RunRecord", db: Path) -> dict[str, Any]:
    running = run.ended_at is None and is_running(db.resolve(), run.pid)
    return {**asdict(run), "arguments": json.loads(run.arguments), "counts": run.counts, "running": running}


def show_all(console: "Console", db: Path, runs: "list[RunRecord]") -> None:
    """Print a table of runs, the newest first, with a line below for each that did not end well."""
    from rich.table import Table
    from rich.text import Text

    from arsip.cli.views.console import new_table, print_table, right

    if not runs:
        console.print(f"{db.name}: no crawl has run yet.")
        return
    numbers = map(right, ("took", *_COUNTS, "exit"))
    table = new_table(f"{db.name}: runs, Jakarta's time", "run", "started", "crawl", *numbers)
    endings = [(run, *_ending(run, db)) for run in runs]
    for run, _, style in endings:
        counts = {"requests": run.counts.get("captures"), **run.counts}  # an older run counted its captures alone
        table.add_row(
            run.run[:_SHORT_ID],
            in_jakarta(run.started_at),
            run.kind.removeprefix("crawl ").replace("nightly ", "\u00b7 "),  # a step; in full it takes room from others
            _duration(run),
            *(f"{counts[name]:,}" if isinstance(counts.get(name), int) else "" for name in _COUNTS),
            Text("" if run.exit_status is None else str(run.exit_status), style=style),
        )
    print_table(console, table)
    for run, ending, style in endings:
        if run.exit_status == 0 and run.verdict == "done":
            continue
        text = Text(ending, style=style)
        if console.is_terminal:
            hanging = Table.grid(padding=(0, 2, 0, 0))
            hanging.add_row(f" {run.run[:_SHORT_ID]}", text)
            console.print(hanging)
        else:
            console.print(f" {run.run[:_SHORT_ID]} ", text, soft_wrap=True)


def _show_one(console: "Console", db: Path, run: "RunRecord") -> None:
    from rich.text import Text

    ended = f" to {in_jakarta(run.ended_at)}, {_duration(run)}" if run.ended_at else ""
    ending, style = _ending(run, db)
    _print_line(console, "run", run.run)
    _print_line(console, "command", run.kind)
    _print_line(console, "site", run.site)
    _print_line(console, "time", f"{in_jakarta(run.started_at)}{ended} (Jakarta's time)")
    _print_line(console, "ended", ending, style)
    _print_line(console, "as", f"{run.user_agent}, process {run.pid}")
    _print_line(console, "robots", run.robots)
    for heading, values in (("arguments", json.loads(run.arguments)), ("counts", run.counts)):
        given = {name: value for name, value in values.items() if value not in (None, "", [], {})}
        if given:
            console.print()
            console.print(Text(heading, style="bold"))
        for name, value in given.items():
            _print_value(console, name.replace("_", " "), value, indent=2)


def _print_value(console: "Console", name: str, value: Any, *, indent: int) -> None:  # noqa: ANN401 - of JSON
    if isinstance(value, dict | list):
        _print_line(console, name, "", indent=indent)
        for at, each in value.items() if isinstance(value, dict) else enumerate(value, 1):
            _print_value(console, str(at), each, indent=indent + 2)
        return
    if isinstance(value, bool):
        shown = "yes" if value else "no"
    elif isinstance(value, int):
        shown = f"{value:,}"
    else:
        shown = f"{value:,.4g}" if isinstance(value, float) else str(value)
    _print_line(console, name, shown, indent=indent)


def _print_line(console: "Console", name: str, value: str, style: str = "", *, indent: int = 0) -> None:
    from rich.text import Text

    console.print(Text.assemble(" " * indent, (f"{name:<{_WIDTH - indent}} ", "dim"), (value, style)), soft_wrap=True)


def _duration(run: "RunRecord") -> str:
    if run.ended_at is None:
        return ""
    seconds = datetime.fromisoformat(run.ended_at) - datetime.fromisoformat(run.started_at)
    return duration(seconds.total_seconds())


def _ending(run: "RunRecord", db: Path) -> tuple[str, str]:
    """Return how a run ended, and the style to print that in."""
    if run.ended_at is not None:
        return run.verdict or run.reason or "ended", _STYLES.get(run.exit_status or 0, "red")
    if is_running(db.resolve(), run.pid):
        return f"running, process {run.pid}", "green"
    return "cut off: it was killed, and the next run resumes where it ended", "yellow"
