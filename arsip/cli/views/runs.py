"""Lays out runs: a table of many, all that is noted of one."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scraper.clock import duration, in_jakarta

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from scraper.archive.runs import RunRecord

_COUNTS = ("requests", "new", "changed", "problems")
"""Columns of the table, as the counts name them."""

_ENOUGH = 6
"""Letters of a run's id that tell it from the others."""

_ROOMY = 100
"""Columns from which on the table has room to breathe."""

_WIDTH = 20
"""Columns of a name and its indent."""

_STYLES = {0: "", 3: "bold red", 5: "yellow"}
"""By exit status; any other is an error."""


def show_all(console: "Console", db: "Path", runs: "Sequence[RunRecord]", archive: "Path") -> None:
    """Print a table of runs, with a line below each that did not end well.

    Args:
        console: where to.
        db: the archive's file, for the title.
        runs: the newest first.
        archive: the archive, by its own name.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    if not runs:
        console.print(f"{db.name}: no crawl has run yet.", markup=False)
        return
    gap = 0 if console.width < _ROOMY else 1
    table = Table(
        title=f"{db.name}: runs, Jakarta's time",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, gap),
    )
    table.add_column("run", no_wrap=True)
    table.add_column("began", no_wrap=True)
    table.add_column("crawl", no_wrap=True)
    for heading in ("took", *_COUNTS, "exit"):
        table.add_column(heading, justify="right", no_wrap=True)
    for run in runs:
        style = _style(run, archive)
        counted = run.counts
        told = {"requests": counted.get("captures"), **counted}  # an older run counted its captures alone
        counts = (f"{told[name]:,}" if isinstance(told.get(name), int) else "" for name in _COUNTS)
        exit_status = "" if run.exit_status is None else str(run.exit_status)
        table.add_row(
            run.run[:_ENOUGH],
            in_jakarta(run.started_at),
            run.kind.removeprefix("crawl ").replace("nightly ", "\u00b7 "),  # a step; in full it takes room from others
            _took(run),
            *counts,
            Text(exit_status, style=style),
        )
    console.print(table)
    for run in runs:
        if run.exit_status != 0 or run.verdict != "done":
            said = Text(_ending(run, archive), style=_style(run, archive))
            if console.is_terminal:
                hanging = Table.grid(padding=(0, 2, 0, 0))
                hanging.add_row(f" {run.run[:_ENOUGH]}", said)
                console.print(hanging)
            else:
                console.print(f" {run.run[:_ENOUGH]} ", said, soft_wrap=True)


def show_one(console: "Console", run: "RunRecord", archive: "Path") -> None:
    """Print all that is noted of a run.

    Args:
        console: where to.
        run: it.
        archive: the archive, by its own name.
    """
    from rich.text import Text

    ended = f" to {in_jakarta(run.ended_at)}, {_took(run)}" if run.ended_at else ""
    facts = [
        ("run", run.run),
        ("verb", run.kind),
        ("site", run.site),
        ("began", f"{in_jakarta(run.started_at)}{ended} (Jakarta's time)"),
        ("ended", _ending(run, archive)),
        ("as", f"{run.user_agent}, process {run.pid}"),
        ("robots", run.robots),
    ]
    for name, value in facts:
        _line(console, name, value, _style(run, archive) if name == "ended" else "")
    for heading, told in (("arguments", json.loads(run.arguments)), ("counts", run.counts)):
        given = {name: value for name, value in told.items() if value not in (None, "", [], {})}
        if given:
            console.print()
            console.print(Text(heading, style="bold"))
        for name, value in given.items():
            _tell(console, name.replace("_", " "), value, indent=2)


def _tell(console: "Console", name: str, value: Any, *, indent: int) -> None:  # noqa: ANN401 - whatever JSON holds
    """Print a value by its name, and below it those that it holds."""
    if isinstance(value, dict | list):
        _line(console, name, "", indent=indent)
        for at, each in value.items() if isinstance(value, dict) else enumerate(value, 1):
            _tell(console, str(at), each, indent=indent + 2)
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        said = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    else:
        said = f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
    _line(console, name, said, indent=indent)


def _line(console: "Console", name: str, value: str, style: str = "", *, indent: int = 0) -> None:
    from rich.text import Text

    console.print(Text.assemble(" " * indent, (f"{name:<{_WIDTH - indent}} ", "dim"), (value, style)), soft_wrap=True)


def _took(run: "RunRecord") -> str:
    if run.ended_at is None:
        return ""
    seconds = datetime.fromisoformat(run.ended_at) - datetime.fromisoformat(run.started_at)
    return duration(seconds.total_seconds())


def _is_running(run: "RunRecord", archive: "Path") -> bool:
    from scraper.lock import is_running

    return run.ended_at is None and is_running(archive, run.pid)


def _ending(run: "RunRecord", archive: "Path") -> str:
    """Say how a run ended."""
    if run.ended_at is not None:
        return run.verdict or run.reason or "ended"
    if _is_running(run, archive):
        return f"under way, process {run.pid}"
    return "cut off: it was killed, and the next run goes on where it ended"


def _style(run: "RunRecord", archive: "Path") -> str:
    if run.ended_at is None:
        return "green" if _is_running(run, archive) else "yellow"
    return _STYLES.get(run.exit_status or 0, "red")
