"""Numbers agree with their nouns."""

import pytest

from scraper.counts import count


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((0, "page"), "0 pages"),
        ((1, "page"), "1 page"),
        ((1203, "article"), "1,203 articles"),
        ((2, "capture reparsed", "captures reparsed"), "2 captures reparsed"),
    ],
)
def test_a_noun_agrees_with_its_number(given: tuple[int, str], expected: str) -> None:
    assert count(*given) == expected
