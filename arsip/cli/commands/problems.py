"""`arsip problems`: the pages that could not be read, and reparsing them with today's parser."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.errors import open_archive
from arsip.cli.operation import operation
from arsip.cli.options import archive_to_read, db_suffix, json_option, print_json
from arsip.cli.parameter_types import MOST
from scraper.clock import day_in_jakarta, in_jakarta
from scraper.counts import count
from scraper.exit_codes import UNHEALTHY

if TYPE_CHECKING:
    from arsip.cli.views.console import Console
    from scraper.archive.replacement import Problem
    from scraper.maintenance.reparse import Reread

_PARTICULAR = re.compile(r"https?://\S+|'[^']*'|\"[^\"]*\"|\d+(?:[.:-]\d+)*")
"""What a reason quotes from one page: addresses, words, numbers."""


@dataclass(slots=True)
class Group:
    """Problems for the same reason.

    Attributes:
        reason: without what it quotes from one page.
        oldest: when the first was fetched.
        newest: when the last was.
        pages: the newest of them.
    """

    reason: str
    newest: str
    oldest: str = ""
    count: int = 0
    pages: list["Problem"] = field(default_factory=list)


@click.command()
@archive_to_read
@click.option(
    "--limit", type=MOST, default=3, show_default=True, metavar="N",
    help="List at most N pages for each reason.",
)  # fmt: skip
@click.option("--reread", is_flag=True, help="Reparse them first with today's parser, from the WARC files.")
@json_option
def problems(db: Path, limit: int, *, reread: bool, as_json: bool) -> None:
    """Show the pages that could not be read, by reason.

    They are kept, and `arsip inspect` shows what is wrong with one. With --reread they are parsed again first, without
    a request to the site; those that can be read now are no problems any more.

    Exit status 0; with --reread 3 if a page is missing from its WARC file, 6 if another run holds the archive.
    """
    from scraper.archive.replacement import problems as kept

    done = None
    if reread:
        from scraper.maintenance.reparse import reread as reparse

        with operation(db, quiet=as_json) as progress:
            done = reparse(db, progress=progress)
    with open_archive(db) as archive:
        groups = grouped(kept(archive), limit)
    if as_json:
        print_json({"archive": db, "problems": groups} | ({} if done is None else {"reread": done}))
    else:
        _print(db, groups, done)
    if done is not None and done.damages:
        raise SystemExit(UNHEALTHY)


def grouped(found: Iterable["Problem"], limit: int) -> list[Group]:
    """Group problems, of which the newest come first, by reason; the most frequent first, with so many pages each."""
    groups: dict[str, Group] = {}
    for problem in found:
        reason = _PARTICULAR.sub("…", problem.reason)
        group = groups.setdefault(reason, Group(reason, problem.fetched_at))
        group.count += 1
        group.oldest = problem.fetched_at
        if len(group.pages) < limit:
            group.pages.append(problem)
    return sorted(groups.values(), key=lambda group: (-group.count, group.reason))


def _print(db: Path, groups: list[Group], done: "Reread | None") -> None:
    """Print for each reason how many pages there are, since when, and some of them with the command that shows them."""
    from rich.text import Text

    from arsip.cli.views.console import Console
    from arsip.cli.views.damage import damage_lines

    console = Console()
    if done is not None:
        for line in damage_lines(done):
            console.print(line, soft_wrap=True)
        became = ", ".join(f"{number:,} {outcome}" for outcome, number in done.became.most_common())
        console.print(f"{count(done.tried, 'page')} read again" + (f": {became}" if became else "") + ".")
    if not groups:
        console.print(f"{db.name}: every page could be read.")
        return
    from scraper.parser import PARSER

    for group in groups:
        days = " to ".join(dict.fromkeys(map(day_in_jakarta, (group.oldest, group.newest))))
        head = Text.assemble((f"{group.count:,}", "bold"), "  ", group.reason, "  ", (days, "dim"))
        console.print(head, soft_wrap=not console.is_terminal)
        _print_pages(console, group.pages)
    console.print(f"{db.name}: {count(sum(group.count for group in groups), 'page')} could not be read.")
    if any(problem.reader != PARSER for group in groups for problem in group.pages):
        console.print(f"Some were read by an older parser than {PARSER}: try `arsip problems --reread`.")


def _print_pages(console: "Console", pages: list["Problem"]) -> None:
    from rich.padding import Padding
    from rich.table import Column, Table

    grid = Table.grid(Column(no_wrap=True), Column(overflow="fold"), padding=(0, 1))
    for page in pages:
        moment, command = in_jakarta(page.fetched_at), f"arsip inspect {page.capture}{db_suffix()}"
        grid.add_row(moment, f"{page.url}\n{command}")
        if not console.is_terminal:
            console.print(f"  {moment} {page.url} ({command})", soft_wrap=True)
    if console.is_terminal:
        console.print(Padding(grid, (0, 0, 0, 2)))
