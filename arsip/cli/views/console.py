"""The console that commands print on, and what all of them print in the same form: tables, JSON, paragraphs."""

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from rich import box, console
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderableType
    from rich.text import Text

READABLE = 78
"""Longest line of running text, in columns."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters of C0 and C1 but tab and line feed (ECMA-48), and those of writing direction (UAX 9)."""


class Console(console.Console):
    """Prints text as it is: without markup or emoji, and U+FFFD in place of each control character.

    An archive must not command the terminal.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False)

    def render(self, renderable: "RenderableType", options: "ConsoleOptions | None" = None) -> Iterable[Segment]:
        """Render something; rich's own styles and cursor moves stay."""
        for segment in super().render(renderable, options):
            if segment.control or _CONTROL.search(segment.text) is None:
                yield segment
            else:
                yield Segment(_CONTROL.sub("\ufffd", segment.text), segment.style)


def print_paragraph(out: console.Console, text: "Text", *, indent: int = 0, below: int = 0) -> None:
    """Print running text: wrapped at a readable width on a terminal, else in one line."""
    if out.is_terminal:
        out.print(Padding(text, (0, 0, below, indent)), width=min(out.width, READABLE + indent))
    else:
        out.print(" " * indent, text, sep="", soft_wrap=True)


def print_json(value: object) -> None:
    """Print a value as indented JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def new_table(title: str | None, left: Iterable[str] = (), right: Iterable[str] = ()) -> Table:
    """Return an empty table in the one style.

    Args:
        title: above it.
        left: headings of the columns that are aligned left and not wrapped.
        right: headings of the columns after these, aligned right and not wrapped.
    """
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in left:
        table.add_column(heading, no_wrap=True)
    for heading in right:
        table.add_column(heading, justify="right", no_wrap=True)
    return table
