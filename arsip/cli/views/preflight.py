"""The view of `arsip preflight`: a table of assumptions, what is expected, what was found, and what follows."""

from typing import TYPE_CHECKING

from rich.table import Column
from rich.text import Text

from arsip.cli.views.console import new_table, print_table

if TYPE_CHECKING:
    from rich.console import Console

    from scraper.preflight.report import Report

_STYLES = {"holds": "green", "differs": "yellow", "fails": "bold red", "untested": "dim"}
_MARKS = {"holds": "=", "differs": "≠", "fails": "✗", "untested": "?"}


def show(console: "Console", report: "Report") -> None:
    """Print the table, its legend, and the verdict; the verdict alone where nothing was answered."""
    if not report.has_answers:
        console.print(report.verdict, soft_wrap=True)
        return
    columns = (
        Column("", no_wrap=True),
        Column("assumption", ratio=3, overflow="fold"),
        Column("expected", ratio=4),
        Column("found", ratio=4),
        Column("what follows", ratio=5),
    )
    table = new_table(f"{report.run.site}: {report.requests} requests", *columns)
    for each in report.findings:
        style = _STYLES[each.verdict]
        found = f"not tested: {each.found}" if each.verdict == "untested" else each.found
        mark = Text(_MARKS[each.verdict], style=style)
        table.add_row(mark, each.assumption, each.expected, Text(found, style=style), each.follows or "")
    print_table(console, table)
    counted = (
        f"{_MARKS[verdict]} {len(report.of(verdict))} {verdict if verdict != 'untested' else 'not tested'}"
        for verdict in ("holds", "differs", "fails", "untested")
    )
    console.print("  ".join(counted))
    console.print(report.verdict)
