"""Lays out an article for the terminal as one would like to read it; as plain lines where it goes elsewhere."""

from datetime import date
from typing import TYPE_CHECKING, Any

from arsip.cli.views.reparse_changes import named
from scraper.clock import in_jakarta
from scraper.items import ARTICLE_FIELDS, BYLINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

    from scraper.archive.history import Record

READABLE = 78
"""Columns at most: longer lines are hard to read."""

_LISTS = (("read_also", "Read also"), ("related", "Related"))


def show(console: "Console", record: "Record", *, versions: int) -> None:
    """Print an article.

    Args:
        console: where to.
        record: what held of it, with its lists of links; a list is None where it is not known.
        versions: how many there are.
    """
    from rich.text import Text

    _line(console, Text(record["title"], style="bold"))
    _line(console, Text(_byline(record), style="cyan"))
    if about := _about(record):
        _line(console, Text(about, style="dim"))
    if photo := _photo(record):
        console.print()
        _line(console, Text(photo, style="dim italic"))
    if record["quote"]:
        console.print()
        _line(console, Text(f"\u201c{record['quote'].strip(_QUOTES)}\u201d", style="italic green"), indent=4)
    for paragraph in record["body"].split("\n\n"):
        console.print()
        _line(console, Text(paragraph))
    for name, heading in _LISTS:
        if record[name]:
            console.print()
            _line(console, Text(heading, style="bold"))
            _links(console, record[name])
    console.print()
    for name, value in _facts(record, versions):
        # Addresses and names are to be copied: the terminal may wrap them, we do not.
        style = "bold red" if name == "status" and record["status"] == "gone" else ""
        console.print(Text.assemble((f"{name:<9}", "dim"), (value, style)), soft_wrap=True)


_QUOTES = "\"'\u201c\u201d\u2018\u2019 "


def _line(console: "Console", text: "Text", *, indent: int = 0) -> None:
    """Print a paragraph: wrapped on a terminal, else in one line."""
    from rich.padding import Padding

    if console.is_terminal:
        console.print(Padding(text, (0, 0, 0, indent)), width=min(console.width, READABLE))
    else:
        console.print(" " * indent, text, sep="", soft_wrap=True)


def _byline(record: "Record") -> str:
    day = date.fromisoformat(record["date"])
    moment = f"{day:%A}, {day.day} {day:%B %Y}"
    if record["published_at"]:
        moment += f", {record['published_at'][11:16]} WIB"
    people = (f"{_label(name)}{record[name]}" for name in BYLINE if record[name])
    return " · ".join((moment, *people))


def _label(name: str) -> str:
    about = ARTICLE_FIELDS[name].about
    return f"{about.label.lower()} " if about.label and about.byline else ""


def _about(record: "Record") -> str:
    views = None if record["views"] is None else f"{record['views']:,} views"
    return " · ".join(each for each in (record["category"], views) if each)


def _photo(record: "Record") -> str:
    credit = f"({record['photo_credit']})" if record["photo_credit"] else None
    parts = " ".join(each for each in (record["photo_alt"], credit) if each)
    return f"Photo: {parts}" if parts else ""


def _links(console: "Console", links: "Sequence[dict[str, Any]]") -> None:
    from rich.table import Table
    from rich.text import Text

    of = [_target(link) for link in links]
    if not console.is_terminal:
        for link, target in zip(links, of, strict=True):
            console.print(f"  {target}  {_headline(link)}", markup=False, soft_wrap=True)
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="cyan", no_wrap=all(len(target) < READABLE // 4 for target in of), overflow="fold")
    grid.add_column()
    for link, target in zip(links, of, strict=True):
        grid.add_row(f"  {target}", Text(_headline(link)))
    console.print(grid, width=min(console.width, READABLE))


def _target(link: dict[str, Any]) -> str:
    if link["id"] is None:
        return str(link["url"])
    return named(-link["id"] if link["lang"] == "en" else link["id"])


def _headline(link: dict[str, Any]) -> str:
    return " · ".join(each for each in (link["title"], link["date"]) if each)


def _facts(record: "Record", versions: int) -> list[tuple[str, str]]:
    """What the archive knows of it, and what to cite it by."""
    status = {
        "live": f"live, last seen {in_jakarta(record['last_seen'])}",
        "suspect": f"perhaps gone: the site has said so once; last seen {in_jakarta(record['last_seen'])}",
        "gone": f"gone since {in_jakarta(record['gone_since'])}" if record["gone_since"] else "gone",
    }[record["status"]]
    version = f"{record['version']} of {versions}, read by {record['template']}"
    return [
        ("article", named(record["key"])),
        ("status", status),
        ("version", version),
        ("fetched", f"{in_jakarta(record['fetched_at'])} (Jakarta, like all times here)"),
        ("address", record["url"]),
        ("capture", record["capture"]),
    ]
