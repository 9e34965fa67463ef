"""The view of an article: for reading on a terminal, plain lines elsewhere."""

from datetime import date
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from arsip.cli.views.console import READABLE, print_paragraph
from scraper.clock import in_jakarta
from scraper.items import ARTICLE_FIELDS, BYLINE
from scraper.urls import article_name, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from scraper.archive.history import Record

_LISTS = (("read_also", "Read also"), ("related", "Related"))
_QUOTES = "\"'\u201c\u201d\u2018\u2019 "


def show(console: "Console", record: "Record", *, versions: int) -> None:
    """Print an article.

    Args:
        console: where to.
        record: with its lists of links; a list is None where it is not known.
        versions: how many there are.
    """
    print_paragraph(console, Text(record["title"], style="bold"))
    print_paragraph(console, Text(_byline(record), style="cyan"))
    views = None if record["views"] is None else f"{record['views']:,} views"
    if about := _joined((record["category"], views)):
        print_paragraph(console, Text(about, style="dim"))
    credit = f"({record['photo_credit']})" if record["photo_credit"] else None
    if photo := _joined((record["photo_alt"], credit), " "):
        console.print()
        print_paragraph(console, Text(f"Photo: {photo}", style="dim italic"))
    if record["quote"]:
        console.print()
        print_paragraph(console, Text(f"\u201c{record['quote'].strip(_QUOTES)}\u201d", style="italic green"), indent=4)
    for paragraph in record["body"].split("\n\n"):
        console.print()
        print_paragraph(console, Text(paragraph))
    for name, heading in _LISTS:
        if record[name]:
            console.print()
            print_paragraph(console, Text(heading, style="bold"))
            _print_links(console, record[name])
    console.print()
    for name, value in _facts(record, versions):
        style = "bold red" if name == "status" and record["status"] == "gone" else ""
        # Addresses and ids are to be copied: the terminal may wrap them, we do not.
        console.print(Text.assemble((f"{name:<9}", "dim"), (value, style)), soft_wrap=True)


def _joined(parts: "Iterable[str | None]", separator: str = " · ") -> str:
    return separator.join(part for part in parts if part)


def long_date(day: str) -> str:
    """Return a day as people write it: `31 October 2026`."""
    return f"{date.fromisoformat(day):%-d %B %Y}"


def _byline(record: "Record") -> str:
    time = f", {record['published_at'][11:16]} WIB" if record["published_at"] else ""
    moment = f"{date.fromisoformat(record['date']):%A}, {long_date(record['date'])}{time}"
    return _joined((moment, *(f"{_label(name)}{record[name]}" for name in BYLINE if record[name])))


def _label(name: str) -> str:
    about = ARTICLE_FIELDS[name].about
    return f"{about.label.lower()} " if about.label and about.byline else ""


def _print_links(console: "Console", links: "Sequence[dict[str, Any]]") -> None:
    rows = [(_target(link), Text(_joined((link["title"], link["date"])))) for link in links]
    if not console.is_terminal:
        for target, headline in rows:
            console.print(Text(f"  {target}  ") + headline, soft_wrap=True)
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="cyan", no_wrap=all(len(target) < READABLE // 4 for target, _ in rows), overflow="fold")
    grid.add_column()
    for target, headline in rows:
        grid.add_row(f"  {target}", headline)
    console.print(grid, width=min(console.width, READABLE))


def _target(link: dict[str, Any]) -> str:
    return str(link["url"]) if link["id"] is None else article_name(key_of(link["lang"], link["id"]))


def _facts(record: "Record", versions: int) -> list[tuple[str, str]]:
    """Return what the archive knows of the article, and what to cite it by."""
    seen = in_jakarta(record["last_seen"])
    status = {
        "live": f"live, last seen {seen}",
        "suspect": f"perhaps gone: missing from the site once; last seen {seen}",
        "gone": f"gone since {in_jakarta(record['gone_since'])}" if record["gone_since"] else "gone",
    }
    return [
        ("article", article_name(record["key"])),
        ("status", status[record["status"]]),
        ("version", f"{record['version']} of {versions}, template {record['template']}"),
        ("fetched", f"{in_jakarta(record['fetched_at'])} (Jakarta, like all times here)"),
        ("address", record["url"]),
        ("capture", record["capture"]),
    ]
