"""The verb `verify`: whether an archive is what it should be."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.options import archive_to_read

if TYPE_CHECKING:
    from rich.console import Console

    from scraper.maintenance.verify.findings import Fault
    from scraper.maintenance.verify.verification import Report

DAMAGED = 3

SHOWN = 10
"""Faults of one check that are printed; `--json` has more."""

ABOUT = {
    "database": ("SQLite pages", "SQLite's checks, the schema"),
    "texts": ("texts", "their hashes"),
    "captures": ("captures", "their records in warc/"),
    "readings": ("pages", "what they say, read again"),
    "articles": ("articles", "their readings"),
    "search": ("articles", "the full-text index"),
    "frontier": ("articles", "the articles kept"),
}
"""Of each check, what is looked at, and what it is held against."""


class Percent(click.ParamType[Any]):
    """A share, as `5%` or `5`."""

    name = "N%"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's
        """Return the share as a fraction of 1."""
        from fractions import Fraction

        if not isinstance(value, str):
            return value
        try:
            share = Fraction(value.strip().removesuffix("%")) / 100
        except (ValueError, ZeroDivisionError):
            share = Fraction(0)
        if not 0 < share <= 1:
            self.fail(f"{value!r} is no share; write it as 5%, above 0 and up to 100", param, ctx)
        return share


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@archive_to_read
@click.option("--sample", type=Percent(), help="Look at a share only, as 5%, at another one each day.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="all cores",
    help="Processes that share the work.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(db: Path, sample: Any, jobs: int, *, as_json: bool) -> None:  # noqa: ANN401 - a Fraction, imported late
    """Check that the archive is what it should be: its database, its WARC files, each row against its page.

    It only reads, and a crawl may be under way. Exit status 0 where all is well, 3 where something is damaged: what
    it is and what to do about it is printed; 1 where the archive cannot be checked, 2 where there is none,
    5 where it was interrupted.
    """
    from arsip.cli.errors import error_handling
    from arsip.cli.progress import bars
    from arsip.cli.views.console import Console
    from scraper.clock import now
    from scraper.maintenance.verify.share import ALL, Share
    from scraper.maintenance.verify.verification import verify as verified

    share = ALL if sample is None else Share.nth(now().toordinal(), sample)
    with error_handling(db), bars(shown=not as_json) as watch:
        report = verified(db, share=share, jobs=jobs, progress=watch)
    if as_json:
        _print_json(db, report)
    else:
        _print(Console(highlight=False), db, report, sample)
    if report.faults:
        raise SystemExit(DAMAGED)


def _print(console: "Console", db: Path, report: "Report", sample: Any) -> None:  # noqa: ANN401 - as in verify
    """Print what was checked, each fault with what to do about it, and the verdict."""
    from rich import box
    from rich.table import Table

    title = f"{db.name}: {report.site or 'empty'}"
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("check", no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("looked at", no_wrap=True)
    table.add_column("against")
    table.add_column("faults", justify="right")
    for check in report.checks:
        faults = f"[bold red]{check.found:,}[/]" if check.found else "0"
        table.add_row(check.name, f"{check.looked_at:,}", *ABOUT[check.name], faults)
    console.print(table)
    for check in report.checks:
        for fault in check.faults[:SHOWN]:
            _print_fault(console, db, fault)
        if check.found > SHOWN:
            console.print(f"{check.name}: {check.found - SHOWN:,} faults more", markup=False)
    for notice in report.notices:
        console.print(notice, markup=False, soft_wrap=True)
    share = f" in {float(sample * 100):g}% of it" if sample is not None and sample < 1 else ""
    if report.faults:
        console.print(f"[bold red]Damaged{share}[/]: {report.faults:,} {'fault' if report.faults == 1 else 'faults'}.")
    else:
        console.print(f"[green]All is well{share}.[/]")


def _print_fault(console: "Console", db: Path, fault: "Fault") -> None:
    """Print a fault: its place and below it what is wrong on a terminal, a line elsewhere."""
    from rich.padding import Padding
    from rich.text import Text

    place, what = fault.place or db.name, f"{fault.what}; {fault.remedy}"
    if console.is_terminal:
        console.print(Text(place, style="bold"))
        console.print(Padding(Text(what), (0, 0, 0, 4)))
    else:
        console.print(f"{place}: {what}", markup=False, soft_wrap=True)


def _print_json(db: Path, report: "Report") -> None:
    """Print all that was found."""
    import json
    from dataclasses import asdict

    found = {
        "archive": str(db),
        "site": report.site,
        "faults": report.faults,
        "checks": [
            {"check": check.name, "looked_at": check.looked_at, "faults": check.found} for check in report.checks
        ],
        "found": [
            {name: value for name, value in asdict(fault).items() if value is not None}
            for check in report.checks
            for fault in check.faults
        ],
        "notices": list(report.notices),
    }
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
