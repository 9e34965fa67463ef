"""A canvas for SVG, and axes on it. A unit is a pixel; colours are CSS variables of the page, or the light ones."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from itertools import pairwise

from arsip.web.charts.queries import MOST_DAYS
from arsip.web.formatting import MONTHS

WIDE, NARROW = 720, 360
"""Units that a chart is wide on a screen or on paper, and on a telephone."""

TEXT, SMALL = 13.0, 12.0
"""Sizes of text."""

LIGHT = {
    "paper": "#fbfaf7",
    "ink": "#1c1b19",
    "muted": "#66625a",
    "rule": "#dedad1",
    "bad": "#b3261e",
    "series-1": "#0b6e69",
    "series-2": "#c2641a",
}
"""The colours of light pages, by the names of the CSS variables in `arsip.css`."""

GAP, ROW = 8.0, 22.0

_NARROW_LETTERS, _WIDE_LETTERS = frozenset("fijlrtIJ .,:;'|!()[]/-"), frozenset("mwMW@%—…")
_FIRST_PICTOGRAM = 0x1100
"""From here on Unicode has letters as wide as they are high."""


def colour(name: str) -> str:
    """Return a colour of the page, or the light one where the page has none."""
    return f"var(--{name}, {LIGHT[name]})"


def text_width(text: str, size: float = TEXT) -> float:
    """Estimate the width of a text in DejaVu Sans, which is wider than other fonts of browsers."""
    shares = (
        1.05 if ord(letter) >= _FIRST_PICTOGRAM or letter in _WIDE_LETTERS
        else 0.4 if letter in _NARROW_LETTERS
        else 0.78 if letter.isupper()
        else 0.64
        for letter in text
    )  # fmt: skip
    return size * sum(shares)


def fitted(text: str, width: float, size: float = TEXT) -> str:
    """Return a text, or its beginning with an ellipsis where it is wider than `width`."""
    if text_width(text, size) <= width:
        return text
    end = next(end for end in range(len(text) - 1, -1, -1) if text_width(f"{text[:end]}…", size) <= width or not end)
    return f"{text[:end].rstrip()}…"


class Canvas:
    """A drawing of a given width, which its parts make as high as they need.

    Attributes:
        width: in units.
        name: prefix of ids, unique on a page.
        height: in units.
    """

    def __init__(self, width: int, name: str) -> None:
        self.width, self.name, self.height = width, name, 0.0
        self._parts: list[str] = []
        self._hatches: dict[str, str] = {}

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for few words only."""
        return self.width < WIDE

    @property
    def svg(self) -> str:
        """The content of an `svg` element."""
        defs = f"<defs>{''.join(self._hatches.values())}</defs>" if self._hatches else ""
        return defs + "".join(self._parts)

    def text(
        self, x: float, y: float, text: str, *, anchor: str = "start", fill: str = "ink", size: float = SMALL,
        bold: bool = False,
    ) -> None:  # fmt: skip
        """Write a line of text whose letters have their middle at `y`."""
        attributes = f' text-anchor="{anchor}"' if anchor != "start" else ""
        attributes += f' fill="{colour(fill)}"' if fill != "ink" else ""
        attributes += ' font-weight="bold"' if bold else ""
        self._parts.append(
            f'<text x="{rounded(x)}" y="{rounded(y + size * 0.35)}" font-size="{size:g}"{attributes}>'
            f"{escape(text, quote=False)}</text>"
        )

    def boxes(self, areas: Iterable[tuple[float, float, float, float, str]], fill: str) -> None:
        """Fill rectangles: left, top, width, height, and a tooltip; those without any extent are left out."""
        made = []
        for left, top, width, height, tooltip in areas:
            if width > 0 and height > 0:
                x, y, w, h = map(rounded, (left, top, width, height))
                title = escape(tooltip, quote=False)
                made.append(f'<rect x="{x}" y="{y}" width="{w}" height="{h}"><title>{title}</title></rect>')
        if made:
            self._parts.append(f'<g fill="{self._paint(fill)}">{"".join(made)}</g>')

    def path(self, d: str, *, stroke: str = "", fill: str = "", more: str = "", tooltip: str = "") -> None:
        """Draw a path of SVG, stroked or filled; `more` are further attributes."""
        painted = f'fill="{self._paint(fill)}"' if fill else f'fill="none" stroke="{colour(stroke)}"'
        title = f"<title>{escape(tooltip, quote=False)}</title>" if tooltip else ""
        self._parts.append(f'<path d="{d}" {painted}{more}>{title}</path>')

    def rule(self, x: float, y: float, right: float, stroke: str = "rule") -> None:
        """Draw a thin horizontal line."""
        self.path(f"M{rounded(x)} {rounded(y)}H{rounded(right)}", stroke=stroke)

    def legend(self, entries: Sequence[tuple[str, str]]) -> None:
        """Explain fills, below what is drawn so far, in as many rows as they need."""
        left = 0.0
        for fill, label in entries:
            takes = SMALL + GAP + text_width(label, SMALL)
            if left and left + takes > self.width:
                left, self.height = 0.0, self.height + ROW
            self.boxes([(left, self.height + (ROW - SMALL) / 2, SMALL, SMALL, label)], fill)
            self.text(left + SMALL + GAP, self.height + ROW / 2, label)
            left += takes + 2 * GAP
        self.height += ROW

    def _paint(self, fill: str) -> str:
        kind, _, name = fill.rpartition(" ")
        if kind != "hatch":
            return colour(name)
        ident = f"{self.name}-hatch-{name}"
        self._hatches[name] = (
            f'<pattern id="{ident}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<rect width="2" height="4" fill="{colour(name)}"/></pattern>'
        )
        return f"url(#{ident})"


class Axes:
    """A field of columns of equal width on a canvas, with values that count upward from zero.

    Attributes:
        left, top, right, bottom: its edges.
        step: the width of a column.
        unit: the height of one.
    """

    def __init__(
        self, canvas: Canvas, *, left: float, right: float, height: float, columns: int, highest: float
    ) -> None:
        self.canvas, self.left, self.right = canvas, left, right
        self.top, self.bottom = canvas.height, canvas.height + height
        self.step = (right - left) / columns
        self.unit = height / (highest or 1)
        canvas.height = self.bottom

    def x(self, at: float) -> float:
        """Return where a column begins."""
        return self.left + self.step * at

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return self.bottom - self.unit * value

    def scale(self, values: Sequence[int]) -> None:
        """Draw a line with its number at each of these values."""
        for value in values:
            self.canvas.rule(self.left, self.y(value), self.right)
            self.canvas.text(self.left - GAP, self.y(value), f"{value:,}", anchor="end", fill="muted")

    def columns(self, values: Sequence[int], tooltips: Sequence[str], fill: str, below: Sequence[int] = ()) -> None:
        """Fill columns, apart where there is room; with one tooltip only, as one shape.

        Args:
            values: of the columns, from the left.
            tooltips: one for each, or one for all.
            fill: as `Canvas.boxes` takes it.
            below: the values on which they stand.
        """
        free = 0.1 * self.step if self.step >= 5 else -0.1  # noqa: PLR2004 - a gap of a pixel at least
        boxes = [
            (self.x(at) + free, self.y(base + value), self.step - 2 * free, self.unit * value)
            for at, (value, base) in enumerate(zip(values, below or [0] * len(values), strict=True))
        ]
        if len(tooltips) == len(values):
            named = ((*box, tooltip) for box, tooltip in zip(boxes, tooltips, strict=True))
            self.canvas.boxes(named, fill)
            return
        d = "".join(
            f"M{rounded(x)} {rounded(y)}h{rounded(width)}v{rounded(height)}h{rounded(-width)}z"
            for x, y, width, height in boxes
            if height > 0
        )
        self.canvas.path(d, fill=fill, tooltip=tooltips[0])

    def ticks(self, ticks: Iterable[tuple[float, str]], title: str = "") -> None:
        """Write labels below, each with its middle at a place in columns, and a title below them."""
        canvas = self.canvas
        canvas.rule(self.left, self.bottom, self.right, "muted")
        for at, label in ticks:
            canvas.text(self.x(at), self.bottom + ROW / 2, label, anchor="middle", fill="muted")
        canvas.height += ROW
        if title:
            canvas.text((self.left + self.right) / 2, canvas.height + ROW / 2, title, anchor="middle")
            canvas.height += ROW

    def time_ticks(self, steps: Sequence[str]) -> None:
        """Label days, months or years, as many as have room."""
        for labels in _time_labels(steps):
            inside = [
                (at + 0.5, label) for at, label in labels
                if text_width(label, SMALL) / 2 <= min(self.x(at + 0.5), self.canvas.width - self.x(at + 0.5))
            ]  # fmt: skip
            room = min(
                (self.step * (later - earlier) for (earlier, _), (later, _) in pairwise(inside)), default=self.right
            )
            if inside and room >= max(text_width(label, SMALL) for _, label in inside) + GAP:
                self.ticks(inside)
                return
        self.ticks([])


def round_scale(highest: int, lines: int) -> range:
    """Return round numbers from zero on, some `lines` of them."""
    steps = (factor * 10**power for power in range(19) for factor in (1, 2, 5))
    return range(0, highest + 1, next(step for step in steps if highest / step <= lines))


def _time_labels(steps: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    """Name steps of time, ever farther apart: days, months, years, each with the place of its step."""
    places = [(at, date.fromisoformat(f"{step}-01-01"[:10])) for at, step in enumerate(steps)]
    if len(steps[0]) == len("2026-10-31") and len(steps) <= MOST_DAYS:
        for apart in (1, 2, 5, 10, 20):
            yield [(at, f"{day.day} {MONTHS[day.month - 1][:3]}") for at, day in places[::apart]]
    firsts = [(at, day) for at, day in places if day.day == 1]
    if len(steps[0]) > len("2026"):
        for apart in (1, 2, 3, 6):
            yield [
                (at, f"{MONTHS[day.month - 1][:3]} {day.year}") for at, day in firsts if (day.month - 1) % apart == 0
            ]
    for apart in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        yield [(at, str(day.year)) for at, day in firsts if day.month == 1 and day.year % apart == 0]


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """Return points as a path of SVG has them, after its `M`."""
    return "L".join(f"{rounded(x)} {rounded(y)}" for x, y in points)


def rounded(value: float) -> str:
    """Write a place to a tenth of a unit."""
    return f"{round(value, 1):g}"
