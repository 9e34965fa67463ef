"""Tables in Markdown, and the sections of a page."""

import pytest

from bench.markdown import put, table


def test_a_table_has_a_head_a_rule_and_its_rows() -> None:
    assert table(["what", "much"], [["a", "1"]]) == "| what | much |\n| --- | ---: |\n| a | 1 |"


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
