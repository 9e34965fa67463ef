"""A canvas for SVG, and axes on it. A unit is a pixel; colours are CSS variables of the page, or the light ones."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from itertools import pairwise
from pathlib import Path

from arsip.web.charts.articles import MOST_DAYS

WIDE, NARROW = 720, 360
"""Units that a chart is wide on a screen or on paper, and on a telephone."""

TEXT, SMALL = 13.0, 12.0
"""Sizes of text."""

GAP, ROW = 8.0, 22.0

_STYLES = Path(__file__).parent.parent / "static" / "arsip.css"
LIGHT = dict(reversed(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", _STYLES.read_text("utf-8"))))
"""The colours of light pages, by the names of their CSS variables: the first values that `arsip.css` gives them."""

Tick = tuple[float, str]
"""A label, and its place in columns from the left."""

_TOUCHABLE = 5
"""Units of width from which on a column stands apart from the next, and a pointer can find it."""

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


def fitted(text: str, width: float) -> str:
    """Return a text, or its beginning with an ellipsis where it is wider than `width`."""
    if text_width(text) <= width:
        return text
    end = next(end for end in range(len(text) - 1, -1, -1) if text_width(f"{text[:end]}…") <= width or not end)
    return f"{text[:end].rstrip()}…"


class Canvas:
    """A drawing of a given width, which its parts make as high as they need; its name begins ids of one page."""

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
        weight: str = "normal",
    ) -> None:  # fmt: skip
        """Write a line of text whose letters have their middle at `y`."""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y + size * 0.35:.1f}" font-size="{size:g}" text-anchor="{anchor}" '
            f'font-weight="{weight}" fill="{colour(fill)}">{escape(text, quote=False)}</text>'
        )

    def boxes(self, areas: Iterable[tuple[float, float, float, float, str]], fill: str, *, opacity: float = 1) -> None:
        """Fill rectangles: left, top, width, height, and a tooltip; those without any extent are left out."""
        made = [
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}">'
            f"<title>{escape(tooltip, quote=False)}</title></rect>"
            for x, y, width, height, tooltip in areas
            if width > 0 and height > 0
        ]
        if made:
            self._parts.append(f'<g fill="{self._paint(fill)}" fill-opacity="{opacity:g}">{"".join(made)}</g>')

    def links(self, areas: Iterable[tuple[float, float, float, float, str, str]]) -> None:
        """Let rectangles lead somewhere: left, top, width, height, a tooltip, and the address.

        They are no stops of the keyboard: whoever draws them offers the same links beside the drawing.
        """
        self._parts += (
            f'<a href="{escape(address)}" tabindex="-1"><rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
            f'height="{height:.1f}" fill-opacity="0"><title>{escape(tooltip, quote=False)}</title></rect></a>'
            for x, y, width, height, tooltip, address in areas
        )

    def shape(self, areas: Iterable[tuple[float, float, float, float]], fill: str, tooltip: str) -> None:
        """Fill rectangles as one shape: for many that are too narrow to be pointed at."""
        d = "".join(
            f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z" for x, y, width, height in areas if height
        )
        title = escape(tooltip, quote=False)
        self._parts.append(f'<path d="{d}" fill="{self._paint(fill)}"><title>{title}</title></path>')

    def line(self, d: str, stroke: str = "rule", more: str = "") -> None:
        """Stroke a path of SVG; `more` are further attributes."""
        self._parts.append(f'<path d="{d}" fill="none" stroke="{colour(stroke)}"{more}/>')

    def dot(self, x: float, y: float, fill: str, stroke: str) -> None:
        """Draw a small circle around a place."""
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour(fill)}" stroke="{colour(stroke)}"/>')

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
    """A field of columns of equal width below what is drawn so far, with values that count upward from zero.

    A column is `step` units wide, a value of one `unit` units high.
    """

    def __init__(self, canvas: Canvas, left: float, right: float, *, height: float, columns: int, highest: int) -> None:
        self.canvas, self.left, self.right = canvas, left, right
        self.top, self.bottom = canvas.height, canvas.height + height
        self.step, self.unit = (right - left) / columns, height / (highest or 1)
        canvas.height = self.bottom

    @classmethod
    def with_scale(cls, canvas: Canvas, *, height: float, columns: int, highest: int) -> "Axes":
        """Make axes as wide as the canvas, with lines and their numbers at round values."""
        steps = (factor * 10**power for power in range(19) for factor in (1, 2, 5))
        scale = range(0, highest + 1, next(step for step in steps if highest / step <= 5))  # noqa: PLR2004 - lines
        left = GAP + text_width(f"{scale[-1]:,}", SMALL)
        axes = cls(canvas, left, canvas.width - GAP, height=height, columns=columns, highest=highest)
        for value in scale:
            canvas.line(f"M{axes.left:.1f} {axes.y(value):.1f}H{axes.right:.1f}")
            canvas.text(axes.left - GAP, axes.y(value), f"{value:,}", anchor="end", fill="muted")
        return axes

    def x(self, at: float) -> float:
        """Return where a column begins."""
        return self.left + self.step * at

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return self.bottom - self.unit * value

    def columns(
        self, values: Sequence[int], tooltips: Sequence[str], fill: str, *, below: Sequence[int] = (),
        whole: str | None = None, least_width: float = 0,
    ) -> None:  # fmt: skip
        """Fill columns, apart where there is room, on the values `below`.

        Columns that are too narrow to be pointed at have one tooltip, `whole`, if it is given. The least width may
        reach over the next column.
        """
        free = 0.1 * self.step if self.step >= _TOUCHABLE else -0.1
        width = max(self.step - 2 * free, least_width)
        areas = [
            (self.x(at + 0.5) - width / 2, self.y(base + value), width, self.unit * value)
            for at, (value, base) in enumerate(zip(values, below or [0] * len(values), strict=True))
        ]
        if whole is not None and width < _TOUCHABLE:
            self.canvas.shape(areas, fill, whole)
        else:
            self.canvas.boxes(((*area, tooltip) for area, tooltip in zip(areas, tooltips, strict=True)), fill)

    def links(self, addresses: Sequence[str], tooltips: Sequence[str]) -> None:
        """Let columns lead somewhere, from their top to the bottom, so that a small one can be hit."""
        height = self.bottom - self.top
        self.canvas.links(
            (self.x(at), self.top, self.step, height, tooltip, address)
            for at, (address, tooltip) in enumerate(zip(addresses, tooltips, strict=True))
        )

    def ticks(self, choices: Iterable[Sequence[Tick]], title: str = "") -> None:
        """Write labels below, of the first choice for which there is room, each with its middle at its place."""
        canvas = self.canvas
        canvas.line(f"M{self.left:.1f} {self.bottom:.1f}H{self.right:.1f}", "muted")
        for choice in choices:
            halves = [(self.x(at), text_width(label, SMALL) / 2, label) for at, label in choice]
            inside = [each for each in halves if each[1] <= min(each[0], canvas.width - each[0])]
            if inside and all(a + half_a + GAP <= b - half_b for (a, half_a, _), (b, half_b, _) in pairwise(inside)):
                for x, _, label in inside:
                    canvas.text(x, self.bottom + ROW / 2, label, anchor="middle", fill="muted")
                break
        canvas.height += ROW
        if title:
            canvas.text((self.left + self.right) / 2, canvas.height + ROW / 2, title, anchor="middle")
            canvas.height += ROW


def time_ticks(steps: Sequence[str]) -> Iterator[list[Tick]]:
    """Name days or months, ever farther apart: days, months, years, each at the middle of its step."""
    days = [(at + 0.5, date.fromisoformat(f"{step}-01"[:10])) for at, step in enumerate(steps)]
    if len(steps[0]) == len("2026-10-31") and len(steps) <= MOST_DAYS:
        for apart in (1, 2, 5, 10, 20):
            yield [(at, f"{day.day} {day:%b}") for at, day in days[::apart]]
    months = [(at, day) for at, day in days if day.day == 1]
    for apart in (1, 2, 3, 6):
        yield [(at, f"{day:%b} {day.year}") for at, day in months if (day.month - 1) % apart == 0]
    for apart in (1, 2, 5, 10, 20):
        yield [(at, str(day.year)) for at, day in months if day.month == 1 and day.year % apart == 0]
