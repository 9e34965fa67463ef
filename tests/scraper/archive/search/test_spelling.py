"""Misspelled words of a query are corrected by the archive's own words, and nothing else is."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.database import Database, open_to_read
from scraper.archive.search import search, spelling
from scraper.archive.search.spelling import corrected
from tests.conftest import examples
from tests.scraper.archive.making import answered, article, capture, fill

TEXT = "Trotoar penuh spanduk. Banjir surut di kindergarten. Warga menertibkan rumah. Penanggulangan dimulai."
FREQUENT = spelling.FACTOR + 1


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    printed = {"photo_alt": None, "quote": None, "reporter": "Dewi Parameswari", "editor": None}
    pairs = [
        (capture(key, key), answered(article(key, title="Banjir", body=f"Satu banjir {key}.", **printed)))
        for key in range(1, FREQUENT)
    ]
    pairs += [(capture(500, 500), answered(article(500, title="Trotoar", body=TEXT, **printed)))]
    pairs += [
        (
            capture(501, 501),
            answered(article(501, title="Bajir", body="Warung teh.", **(printed | {"editor": "Ayu Banjira"}))),
        )
    ]
    folder = tmp_path_factory.mktemp("spelling")
    (folder / "synonyms.txt").write_text("banjur, satu\n")
    opened = open_to_read(fill(folder / "archive.db", pairs))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("trotor", "trotoar"),
        ("sepanduk", "spanduk"),
        ("kindergarden", "kindergarten"),
        ("banjri", "banjir"),
        ("abnjir", "banjir"),
        ("xanjir", "banjir"),
        ("penangulanagn", "penanggulangan"),  # two places
        ("Banjri  di trotor!", "Banjir  di trotoar!"),
        ('warga "banjri surut" -trotor sepand*', 'warga "banjir surut" -trotor sepand*'),
        ("bajir", "banjir"),  # one article has it, and fifty times as many the other
        ("dewi paramesvari", "dewi parameswari"),
        ("reporter:dewy trotor", "reporter:dewi trotoar"),
        ('reporter:"dewi paramsewari"', 'reporter:"dewi parameswari"'),
        ('reporter:"dewi parames"', None),
        ("editor:dewy", None),  # nobody edits
        ("banjir", None),
        ("tertibkan penertiban", None),  # other forms of a word that is there
        ("parameswari", None),
        ("rob", None),
        ("warog", None),  # one article has `warung`, but both differ in two places, and it is short
        ("zzzzzzzz 123456 !!!", None),
        ("", None),
    ],
)
def test_what_is_meant(db: Database, typed: str, meant: str | None) -> None:
    assert corrected(db, typed) == meant


def test_a_search_offers_what_finds_something_and_looks_for_what_was_typed(db: Database) -> None:
    results = search(db, "banjri")
    assert (results.total, results.suggestion) == (0, "banjir")
    assert search(db, "bajir").total == 1
    assert search(db, "banjri kindergarten").suggestion == "banjir kindergarten"
    assert search(db, "bajir warugn").suggestion is None, "no article has both"
    assert search(db, "-banjri").suggestion is None
    assert search(db, "dewy parameswari").suggestion == "dewi parameswari", "whom no text names, but bylines"


def test_nothing_is_offered_for_a_name_or_a_synonym(db: Database) -> None:
    assert corrected(db, "banji") == corrected(db, "banjur") == "banjir"
    named = search(db, "banji")
    assert ([each.name for each in named.people], named.suggestion) == (["Ayu Banjira"], None)
    synonymous = search(db, "banjur")
    assert (synonymous.total, synonymous.suggestion) == (FREQUENT - 1, None)
    assert search(db, "banjur banjri").suggestion == "banjur banjir"


def test_no_more_than_a_few_words_are_corrected(db: Database) -> None:
    assert corrected(db, 'reporter:"' + "dewy " * 10_000) is None
    assert corrected(db, "banjri " * 6) == "banjir " * spelling.MAX_CORRECTED + "banjri " * 2


@examples(100)
@given(st.text("abcd", max_size=7), st.text("abcd", max_size=7))
def test_what_differs_in_one_place_has_distance_one(one: str, other: str) -> None:
    distance = spelling._distance(one, other)
    assert (distance == 0) == (one == other)
    assert (distance <= 1) == (one == other or other in set(spelling._edits(one)))
    assert distance == spelling._distance(other, one)
