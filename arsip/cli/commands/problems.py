"""The verb `problems`: the pages that could not be read, and once more with today's parser."""

import re
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.options import archive_to_read
from scraper.clock import day_in_jakarta, in_jakarta

if TYPE_CHECKING:
    from rich.console import Console

    from scraper.archive.replacement import Problem
    from scraper.maintenance.problems import Reread

DAMAGED = 3

_PARTICULAR = re.compile(r"https?://\S+|'[^']*'|\"[^\"]*\"|\d+(?:[.:-]\d+)*")
"""What a reason quotes from one page: addresses, words, numbers."""


@dataclass(slots=True)
class Group:
    """Problems for the same reason.

    Attributes:
        reason: without what it quotes from one page.
        count: how many.
        oldest: when the first was fetched.
        newest: when the last was.
        pages: the newest of them.
    """

    reason: str
    newest: str
    oldest: str = ""
    count: int = 0
    pages: list["Problem"] = field(default_factory=list)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@archive_to_read
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    metavar="N",
    help="Name at most N pages for each reason.",
)
@click.option("--reread", is_flag=True, help="Read them again with today's parser, from the WARC files.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def problems(db: Path, limit: int, *, reread: bool, as_json: bool) -> None:
    """Show the pages that could not be read, by the reason why.

    They are kept, and `arsip inspect` shows what is the matter with one. With --reread they are read again first,
    without asking the site: what can be read now becomes what it should have been.

    Exit status 0; with --reread 3 where a page cannot be had from its WARC file, 6 where another run holds the archive.
    """
    from arsip.cli.errors import error_handling
    from arsip.cli.progress import bars
    from arsip.cli.views.console import Console
    from scraper.archive.database import open_to_read
    from scraper.archive.replacement import problems as kept
    from scraper.maintenance.problems import reread as read_again

    done = None
    with error_handling(db):
        if reread:
            with bars(shown=not as_json) as watch:
                done = read_again(db, progress=watch)
        with closing(open_to_read(db)) as archive:
            groups = grouped(kept(archive), limit)
    if as_json:
        _print_json(db, groups, done)
    else:
        _print(Console(highlight=False), db, groups, done)
    if done is not None and done.damaged:
        raise SystemExit(DAMAGED)


def grouped(found: Iterable["Problem"], limit: int) -> list[Group]:
    """Put problems together by their reasons, the most frequent first.

    Args:
        found: newest first.
        limit: pages that are named of each.
    """
    groups: dict[str, Group] = {}
    for problem in found:
        reason = _PARTICULAR.sub("…", problem.reason)
        group = groups.setdefault(reason, Group(reason, problem.fetched_at))
        group.count += 1
        group.oldest = problem.fetched_at
        if len(group.pages) < limit:
            group.pages.append(problem)
    return sorted(groups.values(), key=lambda group: (-group.count, group.reason))


def _print(console: "Console", db: Path, groups: list[Group], done: "Reread | None") -> None:
    """Print a paragraph a reason: how many, since when, and some pages, each with what shows it."""
    from rich.text import Text

    from scraper.parser import PARSER

    if done is not None:
        for damage in done.damaged:
            console.print(f"warc/{damage.file}, byte {damage.byte:,}: {damage.what}.", markup=False, soft_wrap=True)
        became = ", ".join(f"{count:,} {outcome}" for outcome, count in done.became.most_common())
        console.print(f"{done.tried:,} pages read again" + (f": {became}" if became else "") + ".", markup=False)
    if not groups:
        console.print(f"{db.name}: every page could be read.", markup=False)
        return
    for group in groups:
        days = " to ".join(dict.fromkeys(map(day_in_jakarta, (group.oldest, group.newest))))
        head = Text.assemble((f"{group.count:,}", "bold"), "  ", group.reason, "  ", (days, "dim"))
        console.print(head, soft_wrap=not console.is_terminal)
        _print_pages(console, group.pages)
    count = sum(group.count for group in groups)
    console.print(f"{db.name}: {count:,} {'page' if count == 1 else 'pages'} could not be read.", markup=False)
    older = any(problem.reader != PARSER for group in groups for problem in group.pages)
    if older:
        console.print(f"Some by an older parser than {PARSER}: try `arsip problems --reread`.", markup=False)


def _print_pages(console: "Console", pages: list["Problem"]) -> None:
    """Print when each page was fetched, from where, and the command that shows it."""
    from rich.padding import Padding
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for page in pages:
        moment, command = in_jakarta(page.fetched_at), f"arsip inspect {page.capture}"
        if console.is_terminal:
            grid.add_row(moment, page.url)
            grid.add_row("", command)
        else:
            console.print(f"  {moment} {page.url} ({command})", markup=False, soft_wrap=True)
    if console.is_terminal:
        console.print(Padding(grid, (0, 0, 0, 2)))


def _print_json(db: Path, groups: list[Group], done: "Reread | None") -> None:
    import json
    from dataclasses import asdict

    found: dict[str, object] = {"archive": str(db), "problems": [asdict(group) for group in groups]}
    if done is not None:
        damaged = [asdict(damage) for damage in done.damaged]
        found["reread"] = {"tried": done.tried, "became": done.became, "damaged": damaged}
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
