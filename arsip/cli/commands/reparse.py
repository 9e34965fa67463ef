"""`arsip reparse`: the record tables rebuilt from the WARC files, with today's parser."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.operation import operation
from arsip.cli.options import archive_to_read, cluster_option, json_option, print_json, workers_option
from scraper.clock import now
from scraper.counts import count
from scraper.exit_codes import UNHEALTHY

if TYPE_CHECKING:
    from scraper.maintenance.rebuild import Report

HINT = (
    ". If the database is damaged, move it away and give the same command again: a new one is made from warc/, "
    "without the pending articles"
)


@click.command()
@archive_to_read
@click.option("--diff", is_flag=True, help="Print what would change, and change nothing.")
@click.option(
    "--examples", type=click.IntRange(min=0, max=1000), default=3, show_default=True, metavar="N",
    help="With --diff: examples of each change.",
)  # fmt: skip
@workers_option
@cluster_option
@click.option(
    "--warc", metavar="DIR|URL", help="Read the WARC files from a mirror of warc/.  [default: warc/ beside the archive]"
)
@json_option
def reparse(
    db: Path, examples: int, workers: int, cluster: str | None, warc: str | None, *, diff: bool, as_json: bool
) -> None:
    """Rebuild the record tables from the WARC files, with today's parser.

    All pages in warc/ are read into a new database, which then replaces the archive; until then the archive is
    unchanged. What cannot be read any more stays as it was read before. Pending articles stay pending.

    Exit status 0 if everything could be read, 3 if something is damaged, 1 if the command failed, 5 if it was
    interrupted, 6 if another run holds the archive.
    """
    from arsip.cli.site import site_of_pages
    from arsip.cli.views.console import Console
    from arsip.cli.views.diff import show_differences
    from scraper.maintenance.reparse import compare
    from scraper.maintenance.reparse import reparse as reparsed
    from scraper.maintenance.warc_files import mirror_at

    began = now()
    with operation(db, quiet=as_json, hint=HINT, interrupted="interrupted; the archive is unchanged") as progress:
        mirror = None if warc is None else mirror_at(warc)
        work = partial(compare, examples=examples) if diff else reparsed
        report = work(db, site_of_pages(), workers=cluster or workers, mirror=mirror, progress=progress)
    if as_json:
        names = ("captures", "salvaged", "left_out", "notice", "carried", "damages", "damaged", "kept", "changes")
        print_json({"archive": db, **{name: getattr(report, name) for name in names}})
    else:
        console = Console()
        if report.changes is not None:
            show_differences(console, db, report.changes)
        for line in _lines(db, report, (now() - began).total_seconds()):
            console.print(line, soft_wrap=not console.is_terminal)
    if not report.is_whole:
        raise SystemExit(UNHEALTHY)


def _lines(db: Path, report: "Report", seconds: float) -> Iterator[str]:
    from arsip.cli.views.damage import damage_lines
    from scraper.parser import PARSER

    if report.salvaged:
        yield f"Recovered from a run that was killed: {count(report.salvaged, 'capture')}."
    yield from (f"Left out, {what}: {number:,}." for what, number in sorted(report.left_out.items()))
    if report.notice:
        yield f"{report.notice}."
    yield from damage_lines(report)
    for file, number in sorted(report.carried.items()):
        yield f"warc/{file}: captures that cannot be read, and stay as they were read before: {number:,}."
    if report.kept:
        yield f"The old database had tables of others: {report.kept.name} has them."
    read = "read again" if report.changes is None else "read"
    yield f"{db.name}: {count(report.captures, 'capture')} {read} by parser {PARSER} in {seconds:,.0f} s."
    if not report.is_whole:
        yield "Damaged: restore the files named from a backup, and give the same command again."
