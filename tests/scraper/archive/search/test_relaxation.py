"""What a search leaves out where no article has all words: times and places before what it is about."""

from collections.abc import Iterator

import pytest

from scraper.archive.database import Database
from scraper.archive.search import search
from tests.scraper.archive.making import answered, archive, article, capture

BODIES = (
    "Banjir surut di Jakarta Utara.",
    "Banjir di Jakarta Utara pada Oktober.",
    "Banjir setinggi lutut pada 2025.",
    "Warga Jakarta Utara rapat pada Oktober 2026.",
    "Warga Jakarta Utara senam pada Oktober 2026.",
    "Jumantik memeriksa bak di Tebet.",
    "Jumantik memeriksa bak di Tebet lagi.",
    "Warga Cengkareng berlomba pada Agustus.",
    "Pompa air di kali besar.",
    "Pompa air di kali kecil.",
    "Pompa taman.",
)


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    said = [article(key, title=f"Kabar {key}", body=body, quote=None) for key, body in enumerate(BODIES, 1)]
    with archive([(capture(each.id), answered(each)) for each in said], batch=len(said)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("words", "omitted", "total"),
    [
        ("banjir jakarta utara oktober 2026", ("2026",), 1),
        ("jumantik cengkareng agustus", ("cengkareng", "agustus"), 2),
        ("banjir tebet", ("tebet",), 3),
        ("jakarta utara tebet", ("jakarta utara",), 2),
        ("jumantik tidakada tebet", ("tidakada",), 2),
        ("pompa air taman", ("air",), 1),
        ("pompa taman air tidakada", ("air", "tidakada"), 1),
    ],
)
def test_what_it_is_about_stays(db: Database, words: str, omitted: tuple[str, ...], total: int) -> None:
    results = search(db, words)
    assert (results.omitted, results.total) == (omitted, total)


def test_a_long_query_leaves_out_the_rarest_words(db: Database) -> None:
    results = search(db, "banjir jumantik berlomba pompa senam rapat lutut memeriksa setinggi air")
    assert results.total
    assert results.omitted
