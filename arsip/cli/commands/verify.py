"""`arsip verify`: whether an archive is intact."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.operation import operation
from arsip.cli.options import archive_to_read, cluster_option, json_option, print_json, workers_option
from arsip.cli.parameter_types import SHARE
from scraper.clock import now
from scraper.counts import count
from scraper.exit_codes import UNHEALTHY

if TYPE_CHECKING:
    from scraper.maintenance.verify.verification import Report

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
"""What each check looks at, and what it is compared with."""


@click.command()
@archive_to_read
@click.option("--sample", type=SHARE, help="Check a share only, such as 5%, another one each day.")
@workers_option
@cluster_option
@json_option
def verify(
    db: Path,
    sample: Any,  # noqa: ANN401 - a Fraction, imported late
    workers: int,
    cluster: str | None,
    *,
    as_json: bool,
) -> None:
    """Check that the archive is intact: its database, its WARC files, each row against its page.

    It only reads, and a crawl may be running. Exit status 0 if all is well, 3 if something is damaged: each fault is
    printed with its remedy; 1 if the archive cannot be checked, 2 if there is none, 5 if it was interrupted.
    """
    from scraper.maintenance.verify.check import ALL, Share
    from scraper.maintenance.verify.verification import verify as verified

    share = ALL if sample is None else Share.nth(now().toordinal(), sample)
    with operation(db, quiet=as_json) as progress:
        report = verified(db, share=share, workers=cluster or workers, progress=progress)
    if as_json:
        print_json(_as_dict(db, report))
    else:
        _print(db, report, "" if sample in {None, 1} else f" in {float(sample * 100):g}% of it")
    if report.faults:
        raise SystemExit(UNHEALTHY)


def _print(db: Path, report: "Report", share: str) -> None:
    from rich.padding import Padding
    from rich.table import Column
    from rich.text import Text

    from arsip.cli.views.console import Console, new_table, print_table, right

    columns = ("check", right(""), "looked at", Column("against"), Column("faults", justify="right"))
    table = new_table(f"{db.name}: {report.site or 'empty'}", *columns)
    for check in report.checks:
        faults = Text(f"{check.found:,}", style="bold red" if check.found else "")
        table.add_row(check.name, f"{check.looked_at:,}", *ABOUT[check.name], faults)
    console = Console()
    print_table(console, table)
    for check in report.checks:
        for fault in check.faults[:SHOWN]:
            place, what = fault.place or db.name, f"{fault.what}; {fault.remedy}"
            if console.is_terminal:
                console.print(Text(place, style="bold"), Padding(Text(what), (0, 0, 0, 4)))
            else:
                console.print(f"{place}: {what}", soft_wrap=True)
        if check.found > SHOWN:
            console.print(f"{check.name}: {count(check.found - SHOWN, 'more fault')}")
    for notice in report.notices:
        console.print(notice, soft_wrap=True)
    if report.faults:
        console.print(Text.assemble((f"Damaged{share}", "bold red"), f": {count(report.faults, 'fault')}."))
    else:
        console.print(Text(f"All is well{share}.", style="green"))


def _as_dict(db: Path, report: "Report") -> dict[str, object]:
    checks = [{"check": check.name, "looked_at": check.looked_at, "faults": check.found} for check in report.checks]
    faults = [asdict(fault) for check in report.checks for fault in check.faults]
    return {
        "archive": db,
        "site": report.site,
        "faults": report.faults,
        "checks": checks,
        "found": [{name: value for name, value in fault.items() if value is not None} for fault in faults],
        "notices": report.notices,
    }
