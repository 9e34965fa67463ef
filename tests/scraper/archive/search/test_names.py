"""A search finds the articles of people: by `reporter:`, and by a name that no text has."""

from collections.abc import Iterator

import pytest

from scraper.archive.database import Database
from scraper.archive.records import Selection, count
from scraper.archive.search import matching, search
from tests.scraper.archive.making import answered, archive, article, capture

ARTICLES = {
    101: {"title": "Pasar Ramai", "reporter": "Dewi Parameswari", "date": "2026-10-01"},
    102: {"title": "Banjir Surut", "reporter": "Dewi Parameswari", "date": "2026-10-03"},
    103: {"title": "Banjir Lagi", "reporter": "Rina Utami", "editor": "Dewi Parameswari", "date": "2026-10-02"},
    104: {"title": "Rina Juara", "reporter": "Agus Banjir", "date": "2026-10-04"},
}


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    printed = {"published_at": None, "photo_alt": None, "quote": None, "editor": None, "body": "Di Kota Tua."}
    with archive((capture(key, key), answered(article(key, **{**printed, **ARTICLES[key]}))) for key in ARTICLES) as db:
        yield db


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("reporter:dewi", [102, 101]),
        ("Reporter: DEWI", [102, 101]),
        ('reporter:"dewi param"', [102, 101]),
        ("banjir reporter:dewi", [102]),
        ("reporter:dewi banjir", [102]),
        ("editor:dewi", [103]),
        ("by:dewi", [102, 103, 101]),
        ("banjir -reporter:dewi", [103]),
        ("reporter:dewi -banjir", [101]),
        ("reporter:dewi editor:dewi", []),
        ("reporter:nobody", []),
        ("reporter:", []),
        ('reporter:""', []),
    ],
)
def test_a_byline_is_a_condition(db: Database, query: str, keys: list[int]) -> None:
    results = search(db, query)
    assert [hit.key for hit in results.hits] == keys
    assert results.total == len(keys)
    if results.selection.bylines:
        assert count(db, results.selection) == count(db, matching(db, query)) == len(keys)


def test_a_name_that_no_text_has_finds_the_articles_of_whom_it_is(db: Database) -> None:
    results = search(db, "dewi parameswari")
    assert results.only_people
    assert [hit.key for hit in results.hits] == [102, 103, 101]
    assert [(each.articles, each.did, each.name) for each in results.people] == [
        (2, "by", "Dewi Parameswari"), (1, "edited by", "Dewi Parameswari"),
    ]  # fmt: skip
    assert search(db, results.people[0].query).total == 2
    assert [hit.key for hit in search(db, "param", limit=1, offset=1).hits] == [103]
    assert search(db, "param", Selection(until="2026-10-01")).total == 1
    assert "".join(piece.text for piece in results.hits[0].snippet) == "Di Kota Tua."
    assert not any(piece.hit for piece in (*results.hits[0].snippet, *results.hits[0].title))


def test_a_name_that_texts_have_names_the_person_beside_them(db: Database) -> None:
    results = search(db, "rina")
    assert not results.only_people
    assert [hit.key for hit in results.hits] == [104]
    assert [each.name for each in results.people] == ["Rina Utami"]
    assert search(db, "rin*").people == search(db, "juara").people == search(db, "rina juara").people == ()


def test_words_are_left_out_within_the_articles_of_a_person(db: Database) -> None:
    results = search(db, "banjir juara reporter:dewi")
    assert (results.omitted, [hit.key for hit in results.hits]) == (("juara",), [102])
