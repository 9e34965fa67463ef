"""The views of an article, its versions, and search results: for reading on a terminal, plain lines elsewhere."""

import re
import shlex
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.table import Column, Table
from rich.text import Text

from arsip.cli.options import db_suffix
from arsip.cli.views.console import READABLE, new_table, print_paragraph, right
from scraper.clock import in_jakarta
from scraper.counts import count
from scraper.items import ARTICLE_FIELDS, BYLINE, category_name
from scraper.urls import article_name, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from scraper.archive.history import Absence, Record, Version
    from scraper.archive.people import Person
    from scraper.archive.search import Hit, Piece, Results, Term

_LISTS = (("read_also", "Read also"), ("related", "Related"))
_QUOTES = "\"'\u201c\u201d\u2018\u2019 "

_SHORT_ID = slice(len("urn:uuid:"), len("urn:uuid:") + 8)
"""Characters of a capture's id that distinguish it within an article."""

_INDENT = 10
_FORMS = 6
"""Other forms of a word that are named."""

_PEOPLE = 5
"""People who are named before what was found."""

_WORD = re.compile(r'(?:"[^"]*(?:"|$)|[^\s"])+')
"""A word of a query, or some within quotation marks."""

_GONE = {"gone": "gone from the site", "suspect": "perhaps gone"}


def show(console: "Console", record: "Record", *, versions: int) -> None:
    """Print an article, which has so many versions; a list of links that is not known is None."""
    print_paragraph(console, Text(record["title"], style="bold"))
    print_paragraph(console, Text(_byline(record), style="cyan"))
    views = None if record["views"] is None else f"{record['views']:,} views"
    if about := _joined((category_name(record["category"]), views)):
        print_paragraph(console, Text(about, style="dim"))
    credit = f"({record['photo_credit']})" if record["photo_credit"] else None
    if photo := _joined((record["photo_alt"], credit), " "):
        console.print()
        print_paragraph(console, Text(f"Photo: {photo}", style="dim italic"))
    if record["quote"]:
        console.print()
        print_paragraph(console, Text(f"\u201c{record['quote'].strip(_QUOTES)}\u201d", style="italic green"), indent=4)
    console.print()
    print_paragraph(console, Text(record["body"]))  # at once: a print a paragraph takes half a minute for 100,000
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


def _long_date(day: str) -> str:
    """Return a day as people write it: `31 October 2026`."""
    return f"{date.fromisoformat(day):%-d %B %Y}"


def _byline(record: "Record") -> str:
    time = f", {record['published_at'][11:16]} WIB" if record["published_at"] else ""
    moment = f"{date.fromisoformat(record['date']):%A}, {_long_date(record['date'])}{time}"
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
    are_short = all(len(target) < READABLE // 4 for target, _ in rows)
    grid = Table.grid(Column(style="cyan", no_wrap=are_short, overflow="fold"), Column(), padding=(0, 2, 0, 0))
    for target, headline in rows:
        grid.add_row(f"  {target}", headline)
    console.print(grid, width=min(console.width, READABLE))


def _target(link: dict[str, Any]) -> str:
    return str(link["url"]) if link["id"] is None else article_name(key_of(link["lang"], link["id"]))


def _facts(record: "Record", versions: int) -> list[tuple[str, str]]:
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


def version_table(title: str, versions: "Sequence[Version]", absences: "Sequence[Absence]") -> Table:
    """Return the versions as a table, oldest first, with the absences between them.

    Where each is from has a column unless all were fetched from the site.
    """
    is_mixed = any(each.source != "site" for each in versions)
    headings = ("from", "read by", "capture")[not is_mixed :]
    table = new_table(title, right("version"), "since", Column("changed"), *headings)
    rows = [
        (
            each.fetched_at,
            str(each.version),
            _changed(each),
            *([each.source] if is_mixed else []),
            f"{each.template} ({each.reader})",
            each.capture[_SHORT_ID],
        )
        for each in versions
    ]
    rows += [(each.since, "", _absence(each), *[""] * len(headings)) for each in absences]
    for moment, number, *rest in sorted(rows, key=lambda row: row[0]):
        table.add_row(number, in_jakarta(moment), *rest, style=None if number else "red")
    return table


def _changed(version: "Version") -> str:
    return ", ".join(version.changed) or ("" if version.version == 1 else "back to an earlier version")


def _absence(absence: "Absence") -> str:
    end = f", back {in_jakarta(absence.until)}" if absence.until else ""
    if absence.gone_at is None:
        return f"missing in {count(absence.answers, 'answer')}{end}"
    return f"gone, confirmed {in_jakarta(absence.gone_at)}{end}"


def show_results(console: "Console", results: "Results", article: str | None) -> None:
    """Print what was found, and before it the `article` whose number was typed and whose articles may be meant."""
    if article:
        console.print(Text(f"article {article}: arsip show {article}{db_suffix()}", style="dim"), soft_wrap=True)
    if results.only_people or results.terms or len(results.people) > 1:
        for person in results.people[:_PEOPLE]:
            console.print(Text(_articles_of(person), style="dim"), soft_wrap=True)
    for hit in results.hits:
        name = (f"{article_name(hit.key):<{_INDENT}}", "cyan")
        console.print(Text.assemble(name, _marked(hit.title, "bold")), soft_wrap=True)
        print_paragraph(console, Text(_about(hit), style="dim"), indent=_INDENT)
        print_paragraph(console, _marked(hit.snippet, ""), indent=_INDENT)
        console.print()
    if article and not results.total:
        return  # it is what was meant: that no text has its number says nothing
    console.print(Text(_summary(results), style="dim"), soft_wrap=not console.is_terminal)
    if results.suggestion:
        console.print(Text(suggested(results.suggestion)), soft_wrap=True)


def _marked(pieces: "Iterable[Piece]", style: str) -> Text:
    return Text.assemble(*((piece.text, f"{style} yellow underline" if piece.hit else style) for piece in pieces))


def _about(hit: "Hit") -> str:
    views = None if hit.views is None else f"{hit.views:,} views"
    return _joined((_long_date(hit.date), category_name(hit.category), hit.reporter, views, _GONE.get(hit.status)))


def _articles_of(person: "Person") -> str:
    command = f"arsip search {shlex.quote(person.query)}{db_suffix()}"
    return f"{count(person.articles, 'article')} {person.did} {person.name}: {command}"


def suggested(query: str) -> str:
    """Offer a corrected query, as words of a shell: `arsip search` takes each that begins with a role for one name."""
    return f"Did you mean {query}? arsip search {shlex.join(_WORD.findall(query))}{db_suffix()}"


def _summary(results: "Results") -> str:
    number = count(results.total, "article") if results.total else f"{results.reason[0].upper()}{results.reason[1:]}"
    if results.only_people:
        number = f"No text has these words; they are in the bylines of {number}"
    if results.omitted:
        number = f"No article has all of it; {number} without {', '.join(results.omitted)}"
    more = f", the first {len(results.hits)} above" if results.total > len(results.hits) else ""
    return ". ".join((number + more, *_forms(results.terms))) + "."


def _forms(terms: "Iterable[Term]") -> "Iterable[str]":
    for term in terms:
        forms = [form for form in term.forms if form != term.typed]
        if forms:
            rest = f" and {len(forms) - _FORMS} more" if len(forms) > _FORMS else ""
            yield f"{term.typed} is also {', '.join(forms[:_FORMS])}{rest}"
        yield from _forms(term.parts)
