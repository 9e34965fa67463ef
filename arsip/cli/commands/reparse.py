"""`arsip reparse`: the record tables rebuilt from the WARC files, with today's parser."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.errors import error_handling
from arsip.cli.options import archive_to_read, jobs_option, json_option
from scraper.counts import count
from scraper.exit_codes import UNHEALTHY

if TYPE_CHECKING:
    from rich.console import Console

    from scraper.maintenance.rebuild import Report, Site

SHOWN = 10
"""Places of damage that are printed."""

HINT = (
    ". If the database is damaged, move it away and give the same command again: a new one is made from warc/, "
    "without the pending articles"
)


@click.command()
@archive_to_read
@click.option(
    "--from", "sources", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True, metavar="FILE",
    help="Import a WARC file of any program first; repeatable.",
)  # fmt: skip
@click.option("--diff", is_flag=True, help="Print what would change, and change nothing.")
@click.option(
    "--examples", type=click.IntRange(min=0, max=1000), default=3, show_default=True, metavar="N",
    help="With --diff: examples of each change.",
)  # fmt: skip
@jobs_option
@json_option
def reparse(db: Path, sources: tuple[Path, ...], examples: int, jobs: int, *, diff: bool, as_json: bool) -> None:
    """Rebuild the record tables from the WARC files, with today's parser.

    All pages in warc/ are read into a new database, which then replaces the archive; until then the archive is
    unchanged. What cannot be read any more stays as it was read before. Pending articles stay pending.

    Exit status 0 if everything could be read, 3 if something is damaged, 1 if the command failed, 5 if it was
    interrupted, 6 if another run holds the archive.
    """
    from arsip.cli.file_modes import private_files
    from arsip.cli.progress import progress_bars
    from arsip.cli.views.console import Console, print_json
    from scraper.clock import now
    from scraper.maintenance.reparse import compare
    from scraper.maintenance.reparse import reparse as reparsed

    if diff and sources:
        raise click.UsageError("--diff changes nothing, and --from imports files; give one of them")
    began = now()
    with (
        error_handling(db, hint=HINT, interrupted="interrupted; the archive is unchanged"),
        private_files(db),
        progress_bars(shown=not as_json) as progress,
    ):
        if diff:
            report = compare(db, site_of_pages(), examples=examples, jobs=jobs, progress=progress)
        else:
            report = reparsed(db, site_of_pages(), sources=sources, jobs=jobs, progress=progress)
    if as_json:
        names = ("captures", "salvaged", "copied", "left_out", "notice", "carried", "damages")
        found = {"archive": str(db), **{name: getattr(report, name) for name in names}}
        found["damaged"] = [asdict(damage) for damage in report.damaged]
        found["kept"] = None if report.kept is None else str(report.kept)
        found["changes"] = None if report.changes is None else asdict(report.changes)
        print_json(found)
    else:
        _print(Console(), db, report, (now() - began).total_seconds())
    if not report.is_whole:
        raise SystemExit(UNHEALTHY)


def site_of_pages() -> "Site":
    """Return the site of pages, as the spiders determine it."""
    from scraper.crawl.site import SITE, is_photo_host, site_name
    from scraper.maintenance.rebuild import Site

    return Site(
        name_of=site_name,
        contains=lambda url, name: site_name(url) == name or is_photo_host(url, f"https://{name}"),
        default=site_name(SITE),
    )


def _print(console: "Console", db: Path, report: "Report", seconds: float) -> None:
    """Print what was read, what could not be, and what changed."""
    from arsip.cli.views.reparse_changes import show
    from scraper.parser import PARSER

    if report.changes is not None:
        show(console, db, report.changes)
    read = "read" if report.changes is not None else "read again"
    lines = [
        *([f"Recovered from a run that was killed: {count(report.salvaged, 'capture')}."] if report.salvaged else []),
        *(f"warc/{name} was imported." for name in report.copied),
        *(f"Left out, {what}: {number:,}." for what, number in sorted(report.left_out.items())),
        *([f"{report.notice}."] if report.notice else []),
        *(f"warc/{damage.file}, byte {damage.byte:,}: {damage.what}." for damage in report.damaged[:SHOWN]),
        *([f"Other places that cannot be read: {report.damages - SHOWN:,}."] if report.damages > SHOWN else []),
        *(
            f"warc/{file}: captures that cannot be read, and stay as they were read before: {number:,}."
            for file, number in sorted(report.carried.items())
        ),
        *([f"The old database had tables of others: {report.kept.name} has them."] if report.kept else []),
        f"{db.name}: {count(report.captures, 'capture')} {read} by parser {PARSER} in {seconds:,.0f} s.",
    ]
    if not report.is_whole:
        lines.append("Damaged: restore the files named from a backup, and give the same command again.")
    for line in lines:
        console.print(line, soft_wrap=not console.is_terminal)
