"""The holdout's pages say what their truth says, in every form of the byline."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from bench.drift.trial import Plan, page
from bench.holdout.articles import VARIANTS, make
from bench.holdout.markup import source_of
from bench.pages import BYLINES

MOMENT = "2021-06-24T21:31+07:00"


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("mobile", "Kamis, 24 Juni 2021 21:31 WIB"),
        ("mobile-english", "June 24 2021 09:31 PM"),
        ("d1", "24 Juni 2021 21:31 WIB"),
        ("d1-english", "June 24, 2021 09:31 PM"),
        ("d2-english", "June 24th, 2021 09:31 PM 21:31 WIB"),
        ("d3-english", "Kamis, 24 Juni 2021 21:31"),
        ("d4", "Kamis, 24 Juni 2021"),
        ("d4-english", "Thursday, June 24th 2021"),
    ],
)
def test_a_form_prints_the_date_as_the_site_does(name: str, date: str) -> None:
    assert BYLINES[name].date(MOMENT) == date


@pytest.mark.parametrize(
    ("day", "printed"), [("01", "1st"), ("02", "2nd"), ("11", "11th"), ("22", "22nd"), ("23", "23rd")]
)
def test_ordinals(day: str, printed: str) -> None:
    assert f" {printed} 2021" in BYLINES["d4-english"].date(f"2021-06-{day}T21:31+07:00")


def test_every_form_is_among_the_pages() -> None:
    assert set(VARIANTS) == set(BYLINES)


@pytest.mark.parametrize("number", range(len(VARIANTS)))
def test_a_page_shows_what_its_truth_says(number: int) -> None:
    made = page(Plan("holdout", 0), number)
    tree = LexborHTMLParser(made.html)
    assert tree.body is not None
    shown = " ".join(tree.body.text(separator=" ").split())
    truth = made.truth
    printed = [
        truth.title,
        truth.reporter,
        truth.editor,
        truth.translator,
        truth.photo_credit,
        truth.quote,
        truth.category,
    ]
    lists = [link.title for link in (*truth.related, *truth.read_also, *truth.popular)]
    for each in (*printed, *lists, *re.findall(r"[^.\n]+\.", truth.body)):
        assert each is None or " ".join(each.split()) in shown
    assert truth.views is None or str(truth.views) in shown


def test_names_that_nothing_tells_apart_are_nobodys() -> None:
    number = VARIANTS.index("d3-english")
    made = page(Plan("holdout", 0), number)
    assert made.source.truth.reporter
    assert made.source.truth.reporter.encode() in made.html
    assert (made.truth.reporter, made.truth.translator) == (None, None)
    apart = page(Plan("holdout", 1, only="byline_lines"), number)
    assert apart.truth.reporter == made.source.truth.reporter


def test_the_same_number_gives_the_same_page() -> None:
    assert source_of(5) == source_of(5)
    assert make(5).truth != make(5 + len(VARIANTS)).truth
