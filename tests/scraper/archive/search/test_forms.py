"""A word has the forms of its own meaning: by root, by sound, and no more of either than that."""

from collections.abc import Iterator

import pytest

from scraper.archive.database import Database
from scraper.archive.search.forms import MAX_FORMS, forms_of
from scraper.archive.search.query import parse_query
from tests.scraper.archive.making import answered, archive, article, capture

TEXT = """
    baik kebaikan terbaik perbaiki perbaikan diperbaiki memperbaiki · luas meluas perluas perluasan memperluas diperluas
    jalan jalanan menjalankan berjalan perjalanan · sampai sampainya sampaikan menyampaikan · kuning menguning kuningan
    periksa memeriksa diperiksa pemeriksaan · lindung melindungi perlindungan · perempuan · kurban berkurban qurban
    ingat mengingatkan peringatan memperingati · cepat percepat percepatan · latih melatih pelatihan melati
    hasanah hasana
"""


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    with archive([(capture(1), answered(article(title="Kata", body=TEXT)))]) as db:
        yield db


@pytest.mark.parametrize(
    "group",
    [
        "perbaiki perbaikan diperbaiki memperbaiki",
        "baik kebaikan terbaik",
        "perluas perluasan memperluas diperluas",
        "luas meluas",
        "jalan jalanan menjalankan",
        "berjalan",
        "sampai sampainya",
        "sampaikan menyampaikan",
        "kuning menguning",
        "kuningan",
        "periksa memeriksa diperiksa pemeriksaan",
        "lindung melindungi perlindungan",
        "perempuan",
        "ingat mengingatkan",
        "peringatan memperingati",
        "cepat",
        "percepat percepatan",
        "latih melatih pelatihan",
        "melati",
        "hasanah hasana",
    ],
)
def test_each_word_of_a_group_has_the_others_as_forms(db: Database, group: str) -> None:
    words = set(group.split())
    assert {word: {word, *forms_of(db, word)} for word in words} == dict.fromkeys(words, words)


def test_a_word_that_has_forms_may_be_spelled_in_another_way(db: Database) -> None:
    assert set(forms_of(db, "kurban")) == {"berkurban", "qurban"}
    assert forms_of(db, "qurban") == ["kurban"]


def test_a_word_with_very_many_forms_is_looked_for_by_the_most_frequent() -> None:
    suffixes = ("", *["kan", "nya", "kannya", "lah", "kah", "i", "an", "annya", "kanlah", "ku", "mu"])
    body = " ".join(f"{prefix}baca{suffix}" for prefix in ("", "mem", "di", "ter", "pem") for suffix in suffixes)
    with archive([(capture(1), answered(article(body=body)))]) as many:
        (term,) = parse_query(many, "baca").terms
        assert 10 < len(term.forms) <= MAX_FORMS + 1
