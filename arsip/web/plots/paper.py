"""What plots are drawn on: sheets of a width, their colours and letters, by matplotlib without its global state.

matplotlib reads settings of the whole process while it draws. `at_work` sets them, one thread at a time, to its own
defaults and ours, whatever a matplotlibrc of this machine says: the same numbers give the same picture everywhere.
"""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.text import Text

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

WIDE, NARROW = 720, 360
"""Units that a sheet is wide, on a screen or on paper, and on a telephone; a unit is a pixel there."""

SIZE, SMALL = 13.0, 12.0
"""Of letters, in units."""

LIGHT = {
    "paper": "#fbfaf7",
    "ink": "#1c1b19",
    "muted": "#66625a",
    "rule": "#dedad1",
    "good": "#2f7d4f",
    "bad": "#b3261e",
    "series-1": "#0b6e69",
    "series-2": "#c2641a",
    "series-3": "#5b5fc7",
    "series-4": "#b8336a",
    "series-5": "#6b7c1f",
}
"""The page's colours by the names they have in its stylesheet, as they are on light paper; no two are the same."""

PAPER, INK, MUTED, RULE, BAD = (LIGHT[name] for name in ("paper", "ink", "muted", "rule", "bad"))
FIRST, SECOND = LIGHT["series-1"], LIGHT["series-2"]

FAMILY = "DejaVu Sans"
"""Comes with matplotlib, and is wider than what a browser puts in its place: what fits here fits there."""

_SLACK = 1.04
"""What a browser's letters may take more."""

_UNKNOWN = "\N{WHITE SQUARE}"
"""In place of letters that the font lacks."""

_UNITS = 72
"""To the inch, which is what matplotlib measures by."""

_SETTINGS: "dict[RcKeyType, object]" = {
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.linewidth": 1.0,
    "figure.dpi": _UNITS,
    "font.family": FAMILY,
    "font.size": SIZE,
    "hatch.linewidth": 1.2,
    "path.simplify": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "arsip",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
}

_WORK = threading.Lock()


@contextmanager
def at_work() -> Iterator[None]:
    """Draw and print sheets inside this block; other threads wait."""
    with _WORK, mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


@dataclass(frozen=True, slots=True)
class Paper:
    """What a plot may take up.

    Attributes:
        width: in units.
        above: units that stay free above it, for a heading.
        around: units that stay free on each side.
    """

    width: int
    above: int = 0
    around: int = 0

    @property
    def is_narrow(self) -> bool:
        """Whether words must be few."""
        return self.width < WIDE

    def sheet(self, height: float) -> "Sheet":
        """Cut a sheet.

        Args:
            height: in units, without what stays free.
        """
        return Sheet(self, round(height))


class Sheet:
    """A sheet; places on it are told in units from its upper left corner, within what stays free.

    Attributes:
        width: in units, without what stays free.
        height: likewise.
        figure: matplotlib's.
    """

    def __init__(self, paper: Paper, height: int) -> None:
        self.width, self.height = paper.width, height
        self._left, self._top = paper.around, paper.around + paper.above
        self._size = paper.width + 2 * paper.around, height + paper.above + 2 * paper.around
        self.figure = Figure(figsize=(self._size[0] / _UNITS, self._size[1] / _UNITS), facecolor=PAPER)

    def axes(self, left: float, top: float, right: float, bottom: float) -> Axes:
        """Put axes between these places, without ticks and frame."""
        x, y = self._at(left, bottom)
        across, up = self._at(right, top)
        axes = self.figure.add_axes((x, y, across - x, up - y))
        axes.patch.set_visible(False)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, labelsize=SMALL, pad=5)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_axisbelow(True)
        return axes

    def span(self, axes: Axes) -> tuple[float, float]:
        """Return where axes begin on the left, and how wide they are."""
        return axes.bbox.x0 - self._left, axes.bbox.width

    def write(
        self, left: float, top: float, said: str, *, colour: str = INK, size: float = SIZE, align: str = "left",
        bold: bool = False,
    ) -> Text:  # fmt: skip
        """Write a line of text.

        Args:
            left: where it begins, ends, or has its middle, by `align`.
            top: where its letters have their middle.
            said: the text.
            colour: of the letters.
            size: likewise.
            align: `left`, `center` or `right`.
            bold: whether it is a heading.
        """
        x, y = self._at(left, top)
        return self.figure.text(
            x, y, shown(said), color=colour, fontsize=size, ha=align, va="center_baseline",
            fontweight="bold" if bold else "normal",
        )  # fmt: skip

    def svg(self) -> str:
        """Print it as SVG, with its text as text and without a date."""
        return self._printed("svg", dict.fromkeys(("Date", "Creator", "Format", "Type"))).decode()

    def png(self, dots: int) -> bytes:
        """Print it as PNG.

        Args:
            dots: an inch, of `_UNITS` units.
        """
        return self._printed("png", {"Software": None}, dots)

    def _printed(self, kind: str, metadata: dict[str, None], dots: int = _UNITS) -> bytes:
        into = io.BytesIO()
        self.figure.savefig(into, format=kind, metadata=metadata, dpi=dots)
        return into.getvalue()

    def _at(self, left: float, top: float) -> tuple[float, float]:
        return (self._left + left) / self._size[0], 1 - (self._top + top) / self._size[1]


@cache
def _letters() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=FAMILY))).get_charmap())


def shown(text: str) -> str:
    """Return a text with another sign for each letter that cannot be drawn."""
    return "".join(c if ord(c) in _letters() else _UNKNOWN for c in text)


def width_of(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Measure a text, in units."""
    font = get_font(findfont(FontProperties(family=FAMILY, weight="bold" if bold else "normal")))
    font.set_size(size, _UNITS)
    font.set_text(shown(text), flags=LoadFlags.NO_HINTING)
    across: int = font.get_width_height()[0]
    return _SLACK * across / 64  # FreeType counts in 64ths


def fitted(text: str, width: float, size: float = SIZE) -> str:
    """Shorten a text until it fits.

    Args:
        text: of one line.
        width: units there are.
        size: of its letters.

    Returns:
        it, or its beginning with an ellipsis.
    """
    return _cut(text, lambda said: width_of(said, size) <= width)


def _cut(text: str, fits: Callable[[str], bool]) -> str:
    if fits(text):
        return text
    few, many = 0, len(text)
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if fits(f"{text[:middle].rstrip()}…") else (few, middle)
    return f"{text[:few].rstrip()}…"


def wrapped(text: str, width: float, size: float = SIZE) -> list[str]:
    """Break a text into lines that fit; a word that is too long is shortened."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(fitted(word, width, size))
    return lines
