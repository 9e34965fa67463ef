"""The verb `merge`: archives of one site become one."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from scraper.archive.merge import Taken
    from scraper.maintenance.merge import Merged, Watch

_ARCHIVE = click.Path(dir_okay=False, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("archives", type=_ARCHIVE, nargs=-1, required=True, metavar="A.db B.db …")
@click.option("--into", type=_ARCHIVE, required=True, metavar="C.db", help="The archive that grows, or is made.")
@click.option("--without-warc", is_flag=True, help="Take rows in even where the WARC files that they name are missing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was added as JSON.")
def merge(archives: tuple[Path, ...], into: Path, *, without_warc: bool, as_json: bool) -> None:
    """Put archives of one site together: rows, WARC files, and what is still to fetch.

    In any order, and any number of times: what is there is not added again. The archives named are only read. Killed
    or interrupted, the same command goes on.

    Exit status 1 where it could not be done, 2 where they are of several sites, 5 where it was interrupted, 6 where
    another run holds the archive that grows.
    """
    from arsip.cli.errors import error_handling
    from arsip.cli.file_modes import private_files
    from arsip.cli.views.console import Console
    from scraper.maintenance.merge import merge as merged

    console = Console(highlight=False)
    with (
        error_handling(into, interrupted="interrupted; the same command goes on where this one ended"),
        private_files(into),
        _spinner(Console(stderr=True), shown=not as_json) as watch,
    ):
        done = merged(archives, into, without_warc=without_warc, watch=watch)
    if as_json:
        _print_json(into, done)
    else:
        _print(console, into, done)


@contextmanager
def _spinner(console: "Console", *, shown: bool) -> "Iterator[Watch]":
    """Show on a terminal that something is done, and nothing elsewhere."""
    from rich.progress import Progress, SpinnerColumn, TextColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("merging: {task.completed} archives taken in"),
        console=console,
        transient=True,
        disable=not (shown and console.is_terminal),
    ) as bar:
        task = bar.add_task("merging", total=None)

        def watch(_: Path, __: "Taken") -> None:
            bar.advance(task)

        yield watch


def _print(console: "Console", into: Path, done: "Merged") -> None:
    """Print a line of what was added from each, and what there is now."""
    for source, taken in done.taken.items():
        console.print(f"{_short(source)}: {_added(taken)}", markup=False, soft_wrap=True)
    for source, names in done.missing.items():
        console.print(f"{_short(source)}: WARC files missing: {', '.join(names)}", markup=False, soft_wrap=True)
    files = [
        *([f"{done.linked:,} linked"] if done.linked else []),
        *([f"{done.copied:,} copied"] if done.copied else []),
    ]
    articles = sum(edition.articles for edition in done.held.editions)
    console.print(
        f"{into.name}: {articles:,} articles, {done.held.captures:,} captures, {done.held.pending:,} still to fetch"
        + (f"; WARC files: {', '.join(files)}" if files else "")
        + ".",
        markup=False,
        soft_wrap=True,
    )


def _added(taken: "Taken") -> str:
    parts = [
        f"{number:,} {one if number == 1 else many}"
        for number, one, many in (
            (taken.articles, "new article", "new articles"),
            (taken.versions, "later version", "later versions"),
            (taken.captures, "capture", "captures"),
            (taken.reread, "capture better read", "captures better read"),
        )
        if number
    ]
    return ", ".join(parts) or "nothing new"


def _short(path: Path) -> str:
    """Name a file as one would from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _print_json(into: Path, done: "Merged") -> None:
    import json
    from dataclasses import asdict

    found = {
        "archive": str(into),
        "taken": [{"archive": str(source), **asdict(taken)} for source, taken in done.taken.items()],
        "warc": {"linked": done.linked, "copied": done.copied},
        "missing": [name for names in done.missing.values() for name in names],
        "held": asdict(done.held),
    }
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
