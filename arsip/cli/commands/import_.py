"""`arsip import`: WARC files of any program, added to an archive."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.operation import operation
from arsip.cli.options import archive_to_read, json_option, print_json, workers_option
from arsip.cli.views.console import Console
from scraper.counts import count
from scraper.exit_codes import UNHEALTHY

if TYPE_CHECKING:
    from scraper.maintenance.imports import Imported


@click.command("import")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE…")
@archive_to_read
@workers_option
@json_option
def import_(files: tuple[Path, ...], db: Path, workers: int, *, as_json: bool) -> None:
    """Import WARC and WACZ files of any program, such as wget, Browsertrix, Heritrix, ArchiveBox or Scoop.

    Each file is copied into warc/, and its pages of the archive's site are read like those of a crawl. In any order,
    and any number of times: nothing is added twice. After a kill or an interruption, run the same command again. The
    archive is created if it is missing.

    Exit status 0 if all was imported, 3 if something in the files is damaged, 1 if the command failed, 5 if it was
    interrupted, 6 if another run holds the archive.
    """
    from arsip.cli.site import site_of_pages
    from scraper.maintenance.imports import import_files

    with operation(db, quiet=as_json, interrupted="interrupted; run the same command to resume") as progress:
        done = import_files(db, files, site_of_pages(), workers=workers, progress=progress)
    if as_json:
        print_json({"archive": db, **{each.name: getattr(done, each.name) for each in fields(done)}})
    else:
        console = Console()
        for line in _lines(db, done):
            console.print(line, soft_wrap=not console.is_terminal)
    if done.damages:
        raise SystemExit(UNHEALTHY)


def _lines(db: Path, done: "Imported") -> Iterator[str]:
    from arsip.cli.views.damage import damage_lines

    for file in done.files:
        yield f"{file.source}: {'copied to' if file.copied else 'is there already, as'} warc/{file.name}"
    yield from (f"Left out, {what}: {number:,}." for what, number in sorted(done.left_out.items()))
    yield from damage_lines(done)
    days = dict.fromkeys(day for day in (done.first, done.last) if day is not None)
    period = f" ({' to '.join(days)})" if days else ""
    added = done.added
    parts = (
        (added.captures, "capture"),
        (added.articles, "article"),
        (added.versions, "later version"),
        (added.counters, "view count"),
    )
    new = ", ".join(count(*part) for part in parts if part[0]) or "nothing"
    yield f"{db.name}: {count(done.found, 'capture')} of the site found{period}; new: {new}."
    if done.damages:
        yield "Damaged: what could be read was imported; fetch the files again, and give the same command again."
