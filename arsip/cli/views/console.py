"""The console that commands print on, and what all of them print in the same form: tables, paragraphs."""

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from rich import box, console
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Column, Table

from scraper.exit_codes import CONTROL

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderableType
    from rich.text import Text

READABLE = 78
"""Longest line of running text, in columns."""

_WIDEST = 10_000
"""Columns that are enough for any table."""

_LONGEST_WORD = 20
"""Columns of a word that is not cut; addresses are longer."""


class Console(console.Console):
    """Prints text as it is: without markup or emoji, and U+FFFD in place of each control character.

    An archive must not command the terminal.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False)

    def render(self, renderable: "RenderableType", options: "ConsoleOptions | None" = None) -> Iterable[Segment]:
        """Render something; rich's own styles and cursor moves stay."""
        for segment in super().render(renderable, options):
            if segment.control or CONTROL.search(segment.text) is None:
                yield segment
            else:
                yield Segment(CONTROL.sub("\ufffd", segment.text), segment.style)


def print_paragraph(out: console.Console, text: "Text", *, indent: int = 0, below: int = 0) -> None:
    """Print running text: wrapped at a readable width on a terminal, else in one line."""
    if out.is_terminal:
        out.print(Padding(text, (0, 0, below, indent)), width=min(out.width, READABLE + indent))
    else:
        out.print(" " * indent, text, sep="", soft_wrap=True)


def new_table(title: str | None, *columns: str | Column) -> Table:
    """Return an empty table in the one style; a column given by its heading is aligned left and not wrapped."""
    declared = [Column(each, no_wrap=True) if isinstance(each, str) else each for each in columns]
    return Table(*declared, title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)


def right(heading: "RenderableType") -> Column:
    """Return a column that is aligned right and not wrapped."""
    return Column(heading, justify="right", no_wrap=True)


def print_table(out: console.Console, table: Table) -> None:
    """Print a table; where it is too wide, without blanks between its columns, or else with a line for each column.

    Where that is too wide as well, each row is a list of headings and values.
    """
    if not _fits(out, table):
        table.padding = 0
    if not _fits(out, table):
        first, *others = table.columns
        turned = new_table(None, Column(first.header, no_wrap=True), *map(right, first.cells))
        turned.title = table.title
        for column in others:
            turned.add_row(column.header, *column.cells)
        table = turned if _fits(out, turned) else _listed(table)
    out.print(table)


def _listed(table: Table) -> Table:
    listed = new_table(None, "", Column(overflow="fold"))
    listed.title, listed.show_header = table.title, False
    rows = [*zip(*(column.cells for column in table.columns), strict=True)]
    if table.show_footer:
        rows.append(tuple(column.footer for column in table.columns))
    for row in rows:
        for column, cell in zip(table.columns, row, strict=True):
            listed.add_row(column.header, cell)
        listed.add_section()
    return listed


def _fits(out: console.Console, table: Table) -> bool:
    """Whether a table can be printed with whole headings and words; a column that may be wrapped needs no more.

    rich would cut words, or drop other columns at the end, to make room for it.
    """
    wide = out.options.update_width(_WIDEST)
    narrowest = copy(table)
    narrowest.columns = [
        replace(each, max_width=_least_width(out, each, wide)) if each.ratio or not each.no_wrap else each
        for each in table.columns
    ]
    return out.measure(narrowest, options=wide).maximum <= out.width


def _least_width(out: console.Console, column: Column, wide: "ConsoleOptions") -> int:
    """Return the width that a column needs where it may be wrapped: of its heading, or of its longest word."""
    heading = out.measure(column.header, options=wide).maximum
    words = (out.measure(cell, options=wide).minimum for cell in column.cells)
    return max(1, heading, min(_LONGEST_WORD, max(words, default=0)))
