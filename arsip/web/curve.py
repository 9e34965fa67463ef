"""Draws the counters of an article over time: where the lines of a small SVG go; the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WIDTH, HEIGHT = 640, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 632, 14, 124


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve in a box of `WIDTH` by `HEIGHT`.

    Attributes:
        line: corners of the line through the article's own counters, as SVG's `points`.
        dots: place and source of each counter, thinned out where several fall on one spot.
        first: when the first was seen.
        last: when the last was.
        least: the smallest.
        most: the greatest.
    """

    line: str
    dots: tuple[tuple[float, float, str], ...]
    first: str
    last: str
    least: int
    most: int


def curve(counters: Sequence[dict[str, Any]]) -> Curve | None:
    """Lay out counters; None where they were seen at fewer than two moments, which make no curve.

    Args:
        counters: by time: `fetched_at, source, views`.
    """
    times = [datetime.fromisoformat(counter["fetched_at"]).timestamp() for counter in counters]
    if len(set(times)) < 2:  # noqa: PLR2004 - the ends of a line
        return None
    values = [counter["views"] for counter in counters]
    begin, span = times[0], times[-1] - times[0]
    least, most = min(values), max(values)

    def place(time: float, views: int) -> tuple[float, float]:
        height = (views - least) / (most - least) if most > least else 0.5
        return (
            round(_LEFT + (time - begin) / span * (_RIGHT - _LEFT), 1),
            round(_BOTTOM - height * (_BOTTOM - _TOP), 1),
        )

    places = [place(time, views) for time, views in zip(times, values, strict=True)]
    own = [spot for spot, counter in zip(places, counters, strict=True) if counter["source"] == "own"]
    dots = {spot: counter["source"] for spot, counter in zip(places, counters, strict=True)}
    return Curve(
        line=" ".join(f"{x},{y}" for x, y in own),
        dots=tuple((x, y, source) for (x, y), source in dots.items()),
        first=counters[0]["fetched_at"],
        last=counters[-1]["fetched_at"],
        least=least,
        most=most,
    )
