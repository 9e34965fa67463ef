"""Tables in Markdown, and their place in a page."""

import pytest

from bench.reading.rounds import Timing
from bench.reading.table import markdown, put, timings


def test_the_fastest_stands_first_and_who_is_missing_last() -> None:
    measured = {"slow": Timing(0.25, 123.4, 120.0, 130.0), "fast": Timing(0.0005, 1.234, 1.2, 12.34)}
    told = timings(measured, {"slow": "1.2", "fast": ""}, {"gone": "gone cannot be installed: a|b"})
    assert told.splitlines()[2:] == [
        "| fast | 0.50 | 1.23 (1.20 to 12.3) | 2,000 |",
        "| slow 1.2 | 250 | 123 (120 to 130) | 4 |",
        "| gone | gone cannot be installed: a/b |  |  |",
    ]


def test_a_table_has_a_head_a_rule_and_its_rows() -> None:
    assert markdown(["what", "much"], [["a", "1"]]) == "| what | much |\n| --- | ---: |\n| a | 1 |"


def test_what_stands_between_the_marks_is_replaced_and_nothing_else() -> None:
    page = "before\n<!-- it begin -->\nold\n<!-- it end -->\nafter\n"
    once = put(page, "it", "new")
    assert once == "before\n<!-- it begin -->\nnew\n<!-- it end -->\nafter\n"
    assert put(once, "it", "new") == once


@pytest.mark.parametrize(
    "page",
    [
        "nothing",
        "<!-- it begin -->",
        "<!-- it end --><!-- it begin -->",
        "<!-- it begin --><!-- it begin --><!-- it end -->",
    ],
)
def test_a_page_without_one_place_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="no one place"):
        put(page, "it", "new")
