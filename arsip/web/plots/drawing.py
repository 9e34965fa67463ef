"""Reads and draws all plots, for a page and into files."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Literal, TypeAlias

from arsip.web.plots.categories import categories
from arsip.web.plots.changes import changes
from arsip.web.plots.counters import counters
from arsip.web.plots.drawn import Drawn, Plot
from arsip.web.plots.editions import editions
from arsip.web.plots.gaps import gaps
from arsip.web.plots.growth import growth
from arsip.web.plots.hours import hours
from arsip.web.plots.inline import inline
from arsip.web.plots.nights import nights
from arsip.web.plots.paper import MUTED, NARROW, WIDE, Paper, at_work, wrapped
from arsip.web.plots.period import Period
from arsip.web.plots.reporters import reporters
from scraper.archive.database import Database
from scraper.atomic_file import replace_file

Format: TypeAlias = Literal["png", "svg"]

PLOTS: tuple[Callable[[Database, Period], Plot], ...] = (
    editions,
    categories,
    hours,
    reporters,
    counters,
    growth,
    changes,
    gaps,
    nights,
)
"""In the order in which they are shown."""

DOTS = 200
"""An inch, of a PNG."""

_TITLE, _HEADING, _LINE, _EDGE = 16, 26, 18, 24
"""Units, in a file: letters of a title, its line, a line of what is said below it, and what is left free around."""


def read_all(db: Database, period: Period) -> tuple[Plot, ...]:
    """Read the numbers of all plots, and draw nothing yet.

    Args:
        db: the archive, or a copy of it.
        period: which articles, and which nights.
    """
    return tuple(plot(db, period) for plot in PLOTS)


def draw_all(db: Database, period: Period) -> tuple[Drawn, ...]:
    """Read the numbers of all plots and draw them, for a page of HTML.

    Args:
        db: the archive, or a copy of it.
        period: which articles, and which nights.

    Raises:
        DatabaseError: where the archive cannot be read.
    """
    return draw(read_all(db, period))


def draw(plots: Iterable[Plot]) -> tuple[Drawn, ...]:
    """Draw plots whose numbers have been read, for a page of HTML."""
    with at_work():
        return tuple(_drawn(plot) for plot in plots)


def _drawn(plot: Plot) -> Drawn:
    pictures = [
        inline(plot.draw(Paper(width)).svg(), name=plot.name, kind=kind, title=plot.title, about=plot.about)
        for kind, width in (("wide", WIDE), ("narrow", NARROW))
    ]
    return Drawn(**{field.name: getattr(plot, field.name) for field in fields(Plot)}, svg="".join(pictures))


def save(plots: Iterable[Plot], folder: Path, formats: Collection[Format] = ("png", "svg")) -> list[Path]:
    """Write plots into files of their own, with title and caption, on light paper.

    Args:
        plots: drawn for a page or not.
        folder: where to; it is made where it is missing, and files of the same names are replaced.
        formats: of each plot.

    Returns:
        the files.

    Raises:
        OSError: where one of them cannot be written.
    """
    written = []
    for plot in plots:
        with at_work():
            made = {kind: _printed(plot, kind) for kind in formats}
        for kind, content in made.items():
            path = folder / f"{plot.name}.{kind}"
            with replace_file(path) as file:
                file.write(content)
            written.append(path)
    return written


def _printed(plot: Plot, kind: Format) -> bytes:
    lines = wrapped(plot.about, WIDE)
    above = _HEADING + _LINE * len(lines) + _EDGE // 2
    sheet = plot.draw(Paper(WIDE, above=above, around=_EDGE))
    sheet.write(0, _TITLE / 2 - above, plot.title, size=_TITLE, bold=True)
    for number, line in enumerate(lines):
        sheet.write(0, _HEADING + _LINE * (number + 0.5) - above, line, colour=MUTED)
    return sheet.png(DOTS) if kind == "png" else sheet.svg().encode()
