"""The view counts of one article over time: the chart, and how it is drawn."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from arsip.web.charts.canvas import GAP, ROW, SMALL, Canvas, text_width
from arsip.web.charts.chart import Chart
from arsip.web.formatting import day, moment, number

_HEIGHT, _MOST_LINES = 150.0, 4


def curve(counters: Sequence[dict[str, Any]]) -> Chart | None:
    """Return the chart of counters, `fetched_at, source, views` by time; None where all have one moment or value."""
    views = [counter["views"] for counter in counters]
    if len({counter["fetched_at"] for counter in counters}) < 2 or len(set(views)) < 2:  # noqa: PLR2004 - ends of a line
        return None
    first, last = counters[0]["fetched_at"], counters[-1]["fetched_at"]
    begins = _scale(min(views), max(views))[0]
    caption = f"From {number(min(views))} to {number(max(views))}, between {moment(first)} and {moment(last)}."
    if begins:
        caption += f" The axis begins at {number(begins)}, not at 0."
    return Chart(
        title="Views",
        caption=caption,
        headers=("seen", "views", "where"),
        rows=tuple((counter["fetched_at"], counter["views"], counter["source"]) for counter in counters),
    )


def draw(canvas: Canvas, chart: Chart) -> None:
    """Draw a line through the counters of the article's own page, and a dot for each, hollow where a list has it."""
    times = [datetime.fromisoformat(str(row[0])).timestamp() for row in chart.rows]
    views = [int(row[1]) for row in chart.rows]
    scale = _scale(min(views), max(views))
    left, right = GAP + max(text_width(number(value), SMALL) for value in scale), canvas.width - GAP
    bottom = ROW / 2 + _HEIGHT
    for value in scale:
        y = bottom - (value - scale[0]) / (scale[-1] - scale[0]) * _HEIGHT
        canvas.line(f"M{left:.1f} {y:.1f}H{right:.1f}")
        canvas.text(left - GAP, y, number(value), anchor="end", fill="muted")
    own, dots = [], {}
    for time, value, (*_, source) in zip(times, views, chart.rows, strict=True):
        x = left + (time - times[0]) / (times[-1] - times[0]) * (right - left)
        y = bottom - (value - scale[0]) / (scale[-1] - scale[0]) * _HEIGHT
        if source == "own":
            own.append(f"{x:.1f} {y:.1f}")
        dots[round(x, 1), round(y, 1)] = source == "own"  # one for those that fall on the same spot
    if own:
        canvas.line(f"M{'L'.join(own)}", "series-1", ' stroke-width="2" stroke-linejoin="round"')
    for (x, y), is_own in dots.items():
        canvas.dot(x, y, *(("series-1", "series-1") if is_own else ("paper", "series-2")))
    canvas.text(left, bottom + ROW * 0.75, day(str(chart.rows[0][0])), fill="muted")
    canvas.text(right, bottom + ROW * 0.75, day(str(chart.rows[-1][0])), anchor="end", fill="muted")
    canvas.height = bottom + ROW * 1.5


def _scale(least: int, most: int) -> range:
    """Return round values from one at or below the least to one at or above the most: few, and at least two.

    From 0, unless the most is less than twice the least, and what comes to it would be flat.
    """
    least = least if most < 2 * least else 0
    steps = (factor * 10**power for power in range(19) for factor in (1, 2, 5))
    step = next(step for step in steps if (most - least) / step <= _MOST_LINES)
    low = least // step * step
    return range(low, max(most + -most % step, low + step) + 1, step)
