"""Marks that several plots draw: bars, scales, legends, rankings; bars that are filled alike are one shape."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.ticker import MaxNLocator

from arsip.web.plots.drawn import Draw
from arsip.web.plots.paper import FIRST, INK, MUTED, PAPER, RULE, SMALL, Paper, Sheet, fitted, shown, width_of

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right and top, in the axes' own numbers."""

GAP = 8.0
"""Units between a label and what it is beside."""

ROW = 22.0
"""Units a row of a ranking or a legend takes."""

_ROOMY = 5.0
"""Units a column must have for a gap beside it to be seen."""

_CODES = [Outline.MOVETO, Outline.LINETO, Outline.LINETO, Outline.LINETO, Outline.CLOSEPOLY]

_NAME_SHARE = 0.42
"""Of a ranking's width, what names may take at most."""


@dataclass(frozen=True, slots=True)
class Fill:
    """How an area is filled: no two are told apart by their colour alone.

    Attributes:
        colour: of the area, or of its hatch where that stands on bare paper.
        hatch: as matplotlib writes it; empty for none.
        bare: whether only the hatch is coloured.
    """

    colour: str
    hatch: str = ""
    bare: bool = False


SOLID = Fill(FIRST)


def boxes(axes: Axes, areas: Iterable[Box], fill: Fill, *, outline: str | None = None) -> None:
    """Fill boxes.

    Args:
        axes: where.
        areas: the boxes; those without any extent are left out.
        fill: how.
        outline: colour of a line around each; None for none.
    """
    corners: list[tuple[float, float]] = []
    for left, bottom, right, top in areas:
        if right > left and top > bottom:
            corners += [(left, bottom), (left, top), (right, top), (right, bottom), (left, bottom)]
    if not corners:
        return
    shape = Outline(corners, _CODES * (len(corners) // len(_CODES)))
    axes.add_artist(  # not `add_patch`: that goes through every corner to find limits, which are set here anyway
        PathPatch(
            shape,
            facecolor=PAPER if fill.bare else fill.colour,
            edgecolor=outline or (fill.colour if fill.bare else PAPER),
            linewidth=1 if outline else 0,
            hatch=fill.hatch or None,
        )
    )


def columns(axes: Axes, heights: Sequence[int], fill: Fill, *, below: Sequence[int] = ()) -> None:
    """Fill a column in each step of axes, apart where there is room, else as one area.

    Args:
        axes: whose steps are 1 wide.
        heights: of the columns, from the left.
        fill: how they are filled.
        below: on what each of them stands; nothing on the axis.
    """
    free, over = (0.1, -0.1) if axes.bbox.width >= _ROOMY * len(heights) else (0.0, 0.1)
    bottoms = below or [0] * len(heights)
    each = enumerate(zip(bottoms, heights, strict=True))
    boxes(axes, [(at + free, low, at + 1 + over, low + height) for at, (low, height) in each], fill)


def counted(sheet: Sheet, top: float, bottom: float, highest: float, *, lines: int = 5, least: float = 0) -> Axes:
    """Put axes that count upward from nothing, with a line and a number at each step.

    Args:
        sheet: where.
        top: place of the highest line or below.
        bottom: place of nothing.
        highest: number that must fit.
        lines: how many there may be.
        least: units that the numbers on the left take at least.
    """
    places = MaxNLocator(nbins=lines, integer=True, steps=[1, 2, 5, 10]).tick_values(0, highest)
    steps = [int(at) for at in places if at <= highest]
    labels = [f"{at:,}" for at in steps]
    left = max(least, GAP + max(width_of(label, SMALL) for label in labels))
    axes = sheet.axes(left, top, sheet.width - GAP, bottom)
    axes.set_ylim(0, highest * 1.02 or 1)
    axes.set_yticks(steps, labels)
    axes.grid(axis="y", color=RULE, linewidth=1)
    return axes


def legend(sheet: Sheet, top: float, entries: Sequence[tuple[Fill, str]]) -> float:
    """Explain fills: a swatch and words for each, in as many rows as they need.

    Args:
        sheet: where.
        top: place of the first row's upper edge.
        entries: what to explain.

    Returns:
        the place below the last row.
    """
    left, swatch = 0.0, SMALL
    for fill, said in entries:
        label = fitted(said, sheet.width - swatch - GAP, SMALL)
        takes = swatch + GAP + width_of(label, SMALL)
        if left and left + takes > sheet.width:
            left, top = 0.0, top + ROW
        axes = sheet.axes(left, top + (ROW - swatch) / 2, left + swatch, top + (ROW + swatch) / 2)
        axes.set(xlim=(0, 1), ylim=(0, 1))
        boxes(axes, [(0, 0, 1, 1)], fill, outline=fill.colour if fill.bare else None)
        sheet.write(left + swatch + GAP, top + ROW / 2, label, colour=INK, size=SMALL)
        left += takes + 2 * GAP
    return top + ROW


def ranking(ranked: Sequence[tuple[str, int]]) -> Draw:
    """Return what draws bars that lie one below the other, each with its name before and its number behind it.

    Args:
        ranked: names and numbers, from above.
    """

    def draw(paper: Paper) -> Sheet:
        sheet = paper.sheet(ROW * len(ranked))
        room = paper.width * _NAME_SHARE
        names = [fitted(name, room) for name, _ in ranked]
        left = max(map(width_of, names)) + GAP
        right = sheet.width - GAP - max(width_of(f"{number:,}") for _, number in ranked)
        axes = sheet.axes(left, 0, right, sheet.height)
        axes.set(xlim=(0, max(number for _, number in ranked) or 1), ylim=(len(ranked), 0))
        boxes(axes, [(0, at + 0.16, number, at + 0.84) for at, (_, number) in enumerate(ranked)], SOLID)
        widest = axes.get_xlim()[1]
        for at, (name, (_, number)) in enumerate(zip(names, ranked, strict=True)):
            middle = ROW * (at + 0.5)
            sheet.write(left - GAP, middle, name, align="right")
            sheet.write(left + (right - left) * number / widest + GAP, middle, f"{number:,}", colour=MUTED)
        return sheet

    return draw


def nothing(paper: Paper) -> Sheet:
    """Draw that there is nothing to draw."""
    sheet = paper.sheet(3 * ROW)
    axes = sheet.axes(0, 0, sheet.width, sheet.height)
    axes.add_patch(
        Rectangle((0.002, 0.02), 0.996, 0.96, facecolor="none", edgecolor=RULE, linewidth=1, linestyle=(0, (4, 3)))
    )
    sheet.write(sheet.width / 2, sheet.height / 2, "Nothing to draw", colour=MUTED, align="center")
    return sheet


def ticks_below(axes: Axes, ticks: Sequence[tuple[float, str]]) -> None:
    """Put labels below axes, and a line along them."""
    axes.set_xticks([at for at, _ in ticks], [shown(label) for _, label in ticks])
    axes.spines["bottom"].set_visible(True)
    axes.spines["bottom"].set_color(MUTED)
