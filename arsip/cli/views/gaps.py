"""The view of `arsip gaps`: a table of months, and a strip with a row for each year and a cell for each month."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from arsip.cli.options import db_suffix
from arsip.cli.views.console import new_table, print_table, right
from scraper.archive.statistics.coverage import STATES, completeness
from scraper.counts import count
from scraper.items import EDITION_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from scraper.archive.frontier.id_ranges import Range
    from scraper.archive.statistics.coverage import Month, State
    from scraper.items import Lang

_SHADES = (
    (1.0, "██", "green", "all"),
    (0.9, "▓▓", "dark_sea_green4", "90%"),
    (0.5, "▒▒", "yellow", "half"),
    (0.0, "░░", "red", "less"),
)
"""Lowest share of the articles known of in a month that are archived, and how it is drawn."""

_NONE = ("··", "dim", "none")
_UNKNOWN = ("??", "dim", "mostly unknown")


def show(console: "Console", db: Path, months: "Sequence[Month]", unnumbered: "Sequence[Range]") -> None:
    """Print the tables of the months, oldest first, the strips below them, and the legend."""
    if not months:
        console.print(f"{db.name}: no articles are known here.")
        return
    editions: dict[Lang, list[Month]] = {}
    for month in months:
        editions.setdefault(month.lang, []).append(month)
    for lang, of_edition in editions.items():
        print_table(console, _table(f"{db.name}: {EDITION_NAMES[lang]} edition", of_edition))
    for lang, of_edition in editions.items():
        if dated := {month.month: month for month in of_edition if month.month is not None}:
            console.print(Text(f"{EDITION_NAMES[lang]} edition: share of known articles archived", style="bold"))
            console.print(_strip(dated))
    shades = (*((glyph, style, word) for _, glyph, style, word in _SHADES), _NONE, _UNKNOWN)
    console.print(Text("  ").join(Text.assemble((glyph, style), f" {word}") for glyph, style, word in shades))
    total = completeness(sum((month.counts for month in months), Counter()))
    console.print(f"{total.kept:,} of {count(total.known, 'article')} known of are archived.")
    if total.unknown:
        console.print(
            f"Of {count(total.unknown, 'id')} nothing is known: no page has named them, and they may be no articles. "
            f"`arsip crawl gaps{db_suffix()}` requests them, `arsip gaps --ids unknown{db_suffix()}` lists them.",
            soft_wrap=bool(db_suffix()),  # a path that is wrapped cannot be copied
        )
    for hole in unnumbered:
        console.print(f"Not counted: {hole}. No page or link ever showed one: the edition may have skipped them.")


def _table(title: str, months: "Sequence[Month]") -> "Table":
    table = new_table(title, "month", *map(right, STATES))
    table.show_footer = True
    total: Counter[State] = Counter()
    for month in months:
        total.update(month.counts)
        counts = (f"{month.counts[state]:,}" if month.counts[state] else "" for state in STATES)
        table.add_row(month.month or "undated", *counts)
    for column, footer in zip(table.columns, ("all", *(f"{total[state]:,}" for state in STATES)), strict=True):
        column.footer = footer
    return table


def _strip(months: "dict[str, Month]") -> Text:
    """Return a row of the months' initials, and a row for each year."""
    rows = [Text("      " + " ".join(f"{initial} " for initial in "JFMAMJJASOND"), style="dim")]
    for year in range(int(min(months)[:4]), int(max(months)[:4]) + 1):
        cells = (_cell(months.get(f"{year}-{month:02d}")) for month in range(1, 13))
        rows.append(Text.assemble((f"{year}  ", "dim"), Text(" ").join(cells)))
    return Text("\n").join([*rows, Text()])


def _cell(month: "Month | None") -> Text:
    if month is None:
        return Text("  ")
    found = completeness(month.counts)
    if found.is_unknown or not found.kept:
        glyph, style, _ = _UNKNOWN if found.is_unknown else _NONE
    else:
        glyph, style = next((glyph, style) for share, glyph, style, _ in _SHADES if found.kept >= share * found.known)
    return Text(glyph, style=style)
