"""Lays out what an archive has: a table of months, and a strip with a year a row and a month a cell."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.items import EDITION_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from scraper.archive.frontier.id_ranges import Range
    from scraper.archive.statistics.coverage import Month, State
    from scraper.items import Lang

_COLUMNS: "tuple[State, ...]" = ("archived", "gone", "absent", "unknown", "problematic", "pending")

_SHADES = (
    (1.0, "██", "green", "all"),
    (0.9, "▓▓", "dark_sea_green4", "90%"),
    (0.5, "▒▒", "yellow", "half"),
    (0.0, "░░", "red", "less"),
)
"""From which share on of a month's articles it is shown how; the share of those that may be articles is meant."""

_NOTHING = ("··", "dim", "none")
_BLANK = "  "


def show(console: "Console", db: Path, months: "Sequence[Month]", unnumbered: "Sequence[Range]") -> None:
    """Print the tables, the strips below them, and what they mean.

    Args:
        console: where to.
        db: the archive's file, for the titles.
        months: by edition, oldest first.
        unnumbered: ids whose numbering is unknown.
    """
    from rich.text import Text

    if not months:
        console.print(f"{db.name}: no articles are known of here.", markup=False)
        return
    editions: dict[Lang, list[Month]] = {}
    for month in months:
        editions.setdefault(month.lang, []).append(month)
    for lang, of_edition in editions.items():
        console.print(_table(f"{db.name}: {EDITION_NAMES[lang]} edition", of_edition))
    for lang, of_edition in editions.items():
        dated = [month for month in of_edition if month.month is not None]
        if dated:
            console.print(Text(f"{EDITION_NAMES[lang]} edition, archived of what may be articles", style="bold"))
            for line in _strip(dated):
                console.print(line)
            console.print()
    legend = Text("  ").join(
        [Text.assemble((glyph, style), f" {word}") for _, glyph, style, word in _SHADES]
        + [Text.assemble((_NOTHING[0], _NOTHING[1]), f" {_NOTHING[2]}")]
    )
    console.print(legend)
    if any(month.counts["unknown"] for month in months):
        console.print("`arsip gaps --ids unknown` names the ids that nobody has looked at.", markup=False)
    for hole in unnumbered:
        console.print(
            f"Not counted: {hole}. Nothing was ever seen of them, so their numbering is unknown. `{hole.sweep}` asks "
            "for them.",
            markup=False,
        )


def _table(title: str, months: "Sequence[Month]") -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, show_footer=True)
    total: Counter[State] = Counter()
    for month in months:
        total.update(month.counts)
    table.add_column("month", footer="all", no_wrap=True)
    for state in _COLUMNS:
        table.add_column(state, footer=f"{total[state]:,}", justify="right", no_wrap=True)
    for month in months:
        table.add_row(
            month.month or "no day", *(f"{month.counts[state]:,}" if month.counts[state] else "" for state in _COLUMNS)
        )
    return table


def _strip(months: "Sequence[Month]") -> "list[Text]":
    """Return a row of initials, and a row a year."""
    from rich.text import Text

    by_name = {month.month: month for month in months if month.month is not None}
    first, last = (int(name[:4]) for name in (min(by_name), max(by_name)))
    rows = [Text("      " + " ".join(f"{initial} " for initial in "JFMAMJJASOND"), style="dim")]
    for year in range(first, last + 1):
        cells = (by_name.get(f"{year}-{month:02d}") for month in range(1, 13))
        rows.append(Text.assemble((f"{year}  ", "dim"), Text(" ").join(_cell(cell) for cell in cells)))
    return rows


def _cell(month: "Month | None") -> "Text":
    from rich.text import Text

    if month is None:
        return Text(_BLANK)
    kept = month.counts["archived"] + month.counts["gone"]
    may_be = sum(month.counts.values()) - month.counts["absent"]
    if not kept:
        return Text(_NOTHING[0], style=_NOTHING[1])
    glyph, style = next((glyph, style) for least, glyph, style, _ in _SHADES if kept >= least * may_be)
    return Text(glyph, style=style)
