"""`arsip merge`: several archives of one site become one."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.operation import operation
from arsip.cli.options import json_option, print_json
from scraper.counts import count

if TYPE_CHECKING:
    from scraper.archive.merge import Taken
    from scraper.maintenance.merge import Merged

_ARCHIVE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("archives", type=_ARCHIVE, nargs=-1, required=True, metavar="A.db B.db …")
@click.option("--into", type=_ARCHIVE, required=True, metavar="C.db", help="The archive that grows, or is created.")
@click.option("--without-warc", is_flag=True, help="Take rows over even if their WARC files are missing.")
@json_option
def merge(archives: tuple[Path, ...], into: Path, *, without_warc: bool, as_json: bool) -> None:
    """Merge archives of the same site: rows, WARC files, and pending articles.

    In any order, and any number of times: nothing is added twice. The archives named are only read. After a kill or an
    interruption, run the same command again.

    Exit status 1 if it failed, 2 if the archives are of several sites, 5 if it was interrupted, 6 if another run holds
    the archive that grows.
    """
    from arsip.cli.site import site_of_pages
    from scraper.maintenance.merge import merge as merged

    with operation(into, quiet=as_json, interrupted="interrupted; run the same command to resume") as report:
        report("merging", 0, len(archives))
        done = merged(archives, into, site_of_pages(), without_warc=without_warc, progress=report)
    if as_json:
        print_json(
            {
                "archive": into,
                "taken": [{"archive": source, **asdict(taken)} for source, taken in done.taken.items()],
                "warc": {"linked": done.linked, "copied": done.copied},
                "missing": [name for names in done.missing.values() for name in names],
                "held": done.held,
            }
        )
    else:
        _print(into, done)


def _print(into: Path, done: "Merged") -> None:
    from arsip.cli.views.console import Console

    console = Console()
    for source, taken in done.taken.items():
        console.print(f"{_short(source)}: {_added(taken)}", soft_wrap=True)
    for source, names in done.missing.items():
        console.print(f"{_short(source)}: WARC files missing: {', '.join(names)}", soft_wrap=True)
    held = done.held
    articles = count(sum(edition.articles for edition in held.editions), "article")
    numbers = f"{articles}, {count(held.captures, 'capture')}, {held.pending:,} still to fetch"
    brought = {"linked": done.linked, "copied": done.copied}
    files = ", ".join(f"{number:,} {how}" for how, number in brought.items() if number)
    console.print(f"{into.name}: {numbers}{f'; WARC files: {files}' if files else ''}.", soft_wrap=True)


def _added(taken: "Taken") -> str:
    parts = (
        (taken.articles, "new article", None),
        (taken.versions, "later version", None),
        (taken.captures, "capture", None),
        (taken.reread, "capture better read", "captures better read"),
    )
    return ", ".join(count(*part) for part in parts if part[0]) or "nothing new"


def _short(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
