"""The views of runs: a table of many, everything that is recorded of one."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from arsip.cli.views.console import new_table
from scraper.clock import duration, in_jakarta
from scraper.lock import is_running

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from scraper.archive.runs import RunRecord

_COUNTS = ("requests", "new", "changed", "problems")
"""Columns of the table, by the names of the counts."""

_SHORT_ID = 6
"""Characters of a run's id that distinguish it."""

_ROOMY = 100
"""Columns of a terminal from which on the table has blanks between its columns."""

_WIDTH = 20
"""Columns of a name and its indent."""

_STYLES = {0: "", 3: "bold red", 5: "yellow"}
"""By exit status; any other is an error."""


def show_all(console: "Console", db: "Path", runs: "Sequence[RunRecord]") -> None:
    """Print a table of runs, with a line below for each that did not end well.

    Args:
        console: where to.
        db: the archive's file.
        runs: the newest first.
    """
    if not runs:
        console.print(f"{db.name}: no crawl has run yet.")
        return
    table = new_table(f"{db.name}: runs, Jakarta's time", ["run", "began", "crawl"], ["took", *_COUNTS, "exit"])
    table.padding = (0, 0 if console.width < _ROOMY else 1)
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
    console.print(table)
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


def show_one(console: "Console", db: "Path", run: "RunRecord") -> None:
    """Print everything that is recorded of a run of an archive."""
    ended = f" to {in_jakarta(run.ended_at)}, {_duration(run)}" if run.ended_at else ""
    ending, style = _ending(run, db)
    _print_line(console, "run", run.run)
    _print_line(console, "command", run.kind)
    _print_line(console, "site", run.site)
    _print_line(console, "began", f"{in_jakarta(run.started_at)}{ended} (Jakarta's time)")
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


def _print_value(console: "Console", name: str, value: Any, *, indent: int) -> None:  # noqa: ANN401 - whatever JSON holds
    """Print a value by its name, and below it those that it holds."""
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
    console.print(Text.assemble(" " * indent, (f"{name:<{_WIDTH - indent}} ", "dim"), (value, style)), soft_wrap=True)


def _duration(run: "RunRecord") -> str:
    if run.ended_at is None:
        return ""
    seconds = datetime.fromisoformat(run.ended_at) - datetime.fromisoformat(run.started_at)
    return duration(seconds.total_seconds())


def _ending(run: "RunRecord", db: "Path") -> tuple[str, str]:
    """Return how a run ended, and the style to print that in."""
    if run.ended_at is not None:
        return run.verdict or run.reason or "ended", _STYLES.get(run.exit_status or 0, "red")
    if is_running(db.resolve(), run.pid):
        return f"running, process {run.pid}", "green"
    return "cut off: it was killed, and the next run resumes where it ended", "yellow"
