"""The view counts of an article over time: where the axis begins and ends, and that nothing leaves the drawing."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from arsip.web.charts.canvas import NARROW, WIDE, Canvas
from arsip.web.charts.curve import curve, draw


def counters(*values: tuple[int, int]) -> list[dict[str, Any]]:
    return [
        {"fetched_at": f"2026-10-{day:02d}T00:00:00.000Z", "source": "own" if day % 2 else "list", "views": views}
        for day, views in values
    ]


def drawn(values: list[dict[str, Any]], width: int = WIDE) -> Canvas:
    canvas, chart = Canvas(width, "curve"), curve(values)
    assert chart is not None
    draw(canvas, chart)
    return canvas


def texts(canvas: Canvas) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)", canvas.svg)


def test_the_axis_is_labelled_and_says_where_it_begins() -> None:
    high = counters((1, 90_210), (2, 90_400), (3, 91_050))
    assert texts(drawn(high)) == ["90,000", "90,500", "91,000", "91,500", "1 October 2026", "3 October 2026"]
    chart, low = curve(high), curve(counters((1, 3), (3, 9)))
    assert chart is not None
    assert chart.caption.endswith("The axis begins at 90,000, not at 0.")
    assert low is not None
    assert "axis" not in low.caption


def test_its_own_counters_are_joined_and_those_of_lists_are_hollow() -> None:
    svg = drawn(counters((1, 0), (2, 5), (3, 10))).svg
    (line,) = re.findall(r'd="M([^"]*)"[^>]*stroke-width="2"', svg)
    assert len(line.split("L")) == 2
    assert svg.count("<circle") == 3
    assert svg.count('fill="var(--paper') == 1


def test_one_moment_makes_no_curve() -> None:
    assert curve([]) is curve(counters((1, 7))) is curve(counters((1, 7), (1, 8))) is None


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(0, 2**40)), min_size=2).map(sorted))
def test_nothing_leaves_the_drawing(values: list[tuple[int, int]]) -> None:
    if min(len(set(each)) for each in zip(*values, strict=True)) < 2:
        return
    for width in (WIDE, NARROW):
        canvas = drawn(counters(*values), width)
        for x, y in re.findall(r'cx="([^"]+)" cy="([^"]+)"', canvas.svg):
            assert 0 <= float(x) <= width
            assert 0 <= float(y) <= canvas.height
