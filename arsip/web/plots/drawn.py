"""What a plot is before and after it is drawn: its words, its numbers, and how to draw it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from arsip.web.plots.paper import Paper, Sheet

Cell: TypeAlias = str | int
"""Of a table: a word, or a number."""

Draw: TypeAlias = Callable[[Paper], Sheet]
"""Draws a plot's numbers, which it has read before, on paper of any width."""


class Table(NamedTuple):
    """The numbers that a plot shows, for screen readers and for copying."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A plot whose numbers have been read.

    Attributes:
        name: a word for files and addresses, unique among the plots.
        title: a heading.
        about: a sentence or two, made of the numbers, that say what is seen.
        table: the numbers.
        draw: draws it.
    """

    name: str
    title: str
    about: str
    table: Table
    draw: Draw = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn(Plot):
    """A plot that has been drawn.

    Attributes:
        svg: for a page of HTML: drawn twice, for wide and for narrow columns, in the page's own colours
            (`var(--ink, …)`); `plots.css` shows the one that fits.
    """

    svg: str
