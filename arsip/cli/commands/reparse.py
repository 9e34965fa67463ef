"""The verb `reparse`: the record tables again from the WARC files, with today's parser."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.options import archive_to_read

if TYPE_CHECKING:
    from rich.console import Console

    from scraper.maintenance.rebuild import Report, Site

DAMAGED = 3
SHOWN = 10
"""Places of damage that are printed."""

HINT = (
    ". If the database is damaged, move it away and give the same command again: a new one is made of warc/, "
    "without what was still to fetch"
)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@archive_to_read
@click.option(
    "--from",
    "sources",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Bring a WARC file in first, of any program; may be given again.",
)
@click.option("--diff", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--examples",
    type=click.IntRange(min=0, max=1000),
    default=3,
    show_default=True,
    metavar="N",
    help="With --diff: examples of each change.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="all cores",
    help="Processes that share the reading.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was done, or would change, as JSON.")
def reparse(db: Path, sources: tuple[Path, ...], examples: int, jobs: int, *, diff: bool, as_json: bool) -> None:
    """Make the record tables again from the WARC files, with today's parser.

    All pages in warc/ are read into a new database, which then takes the archive's place; until then the archive is
    as it was. What cannot be read any more stays as it was read before. What is still to fetch stays, too.

    Exit status 0 where everything could be read, 3 where something is damaged, 1 where it could not be done, 5 where
    it was interrupted, 6 where another run holds the archive.
    """
    from arsip.cli.errors import error_handling
    from arsip.cli.file_modes import private_files
    from arsip.cli.progress import bars
    from arsip.cli.views.console import Console
    from scraper.clock import now
    from scraper.maintenance.reparse import compare
    from scraper.maintenance.reparse import reparse as reparsed

    if diff and sources:
        raise click.UsageError("--diff changes nothing, and --from brings files in; give one of them")
    began = now()
    with (
        error_handling(db, hint=HINT, interrupted="interrupted; the archive is as it was"),
        private_files(db),
        bars(shown=not as_json) as watch,
    ):
        if diff:
            report = compare(db, site_of_pages(), examples=examples, jobs=jobs, progress=watch)
        else:
            report = reparsed(db, site_of_pages(), sources=sources, jobs=jobs, progress=watch)
    if as_json:
        _print_json(db, report)
    else:
        _print(Console(highlight=False), db, report, (now() - began).total_seconds())
    if not report.is_whole:
        raise SystemExit(DAMAGED)


def site_of_pages() -> "Site":
    """Tell which site pages are of, as the spiders do."""
    from scraper.crawl.site import SITE, is_photo_host, site_name
    from scraper.maintenance.rebuild import Site

    return Site(
        name_of=site_name,
        contains=lambda url, name: site_name(url) == name or is_photo_host(url, f"https://{name}"),
        default=site_name(SITE),
    )


def _print(console: "Console", db: Path, report: "Report", seconds: float) -> None:
    """Print what was read, what could not be, and what came of it."""
    from arsip.cli.views.reparse_changes import show
    from scraper.parser import PARSER

    if report.changes is not None:
        show(console, db, report.changes)
    verb = "read" if report.changes is not None else "read again"
    lines = [
        *([f"Captures of a run that had died, taken in first: {report.salvaged:,}."] if report.salvaged else []),
        *(f"warc/{name} was brought in." for name in report.copied),
        *(f"Left out, {what}: {count:,}." for what, count in sorted(report.left_out.items())),
        *([f"{report.notice}."] if report.notice else []),
        *_damage(report),
        *([f"The old database had tables of others in it: {report.kept.name} has them."] if report.kept else []),
        f"{db.name}: {report.captures:,} captures {verb} by parser {PARSER} in {seconds:,.0f} s.",
    ]
    if not report.is_whole:
        lines.append("Damaged: restore the files named from a backup, and give the same command again.")
    for line in lines:
        console.print(line, markup=False, soft_wrap=not console.is_terminal)


def _damage(report: "Report") -> list[str]:
    """Name what could not be read, and what stays as it was read before."""
    more = report.damages - min(report.damages, SHOWN)
    return [
        *(f"warc/{damage.file}, byte {damage.byte:,}: {damage.what}." for damage in report.damaged[:SHOWN]),
        *([f"Other places that cannot be read: {more:,}."] if more else []),
        *(
            f"warc/{file}: captures that cannot be read, and stay as they were read before: {count:,}."
            for file, count in sorted(report.carried.items())
        ),
    ]


def _print_json(db: Path, report: "Report") -> None:
    import json
    from dataclasses import asdict

    found = {
        "archive": str(db),
        "captures": report.captures,
        "salvaged": report.salvaged,
        "copied": report.copied,
        "left_out": report.left_out,
        "notice": report.notice,
        "carried": report.carried,
        "damages": report.damages,
        "damaged": [asdict(damage) for damage in report.damaged],
        "kept": None if report.kept is None else str(report.kept),
        "changes": None if report.changes is None else asdict(report.changes),
    }
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
