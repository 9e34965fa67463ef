"""Articles are found by their words, the best first, and nothing that is typed is an error."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.database import ArchiveError, Database, create_or_open, open_to_read
from scraper.archive.records import Selection
from scraper.archive.search import NoWordError, matching, search
from scraper.archive.search.query import is_selective
from tests.conftest import examples
from tests.scraper.archive.making import answered, article, capture, fill, write

ARTICLES = {
    101: {"title": "Petugas Menertibkan Pasar", "body": "Penertiban berlangsung pagi ini di Jakut."},
    102: {
        "title": "Pasar Ramai",
        "body": "Ketertiban dijaga warga.\n\nSatuan Polisi Pamong Praja hadir.",
        "category_slug": "kesra",
    },
    103: {
        "title": "Jalan Soekarno Dibuka",
        "body": "Air bersih mengalir lagi. Kota Tanjung Priok lega.",
        "date": "2026-09-01",
    },
    104: {"title": "Bersih Itu Sehat", "body": "Air sungai dibersihkan di Tanjungpriok.", "quote": "Warga lega"},
    -101: {"title": "City Builds Schools", "body": "The building opens soon.", "reporter": "Rahma"},
}  # fmt: skip


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    pairs = []
    for number, (key, said) in enumerate(ARTICLES.items()):
        printed = {"published_at": None, "photo_alt": None, "quote": None, **said}
        pairs.append((capture(number, key), answered(article(key, **printed))))
    path = fill(tmp_path_factory.mktemp("search") / "archive.db", pairs)
    opened = open_to_read(path)
    yield opened
    opened.close()


def found(db: Database, words: str, **selected: str) -> list[int]:
    return [hit.key for hit in search(db, words, Selection(**selected)).hits]  # type: ignore[arg-type] # by name


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("penertiban", {101, 102}),
        ("PENERTIBAN pasar", {101, 102}),
        ("tertib -satuan", {101}),
        ("sukarno", {103}),
        ("soekarno", {103}),
        ("jakarta utara", {101}),
        ("jakut", {101}),
        ("satpol pp", {102}),
        ("tanjung priok", {103, 104}),
        ("tanjungpriok", {103, 104}),
        ('"air bersih"', {103}),
        ("air bersih", {103, 104}),
        ('"bersih air"', set()),
        ("ber*", {101, 103, 104}),
        ("school", {-101}),
        ("built schools", {-101}),
        ("tidakada", set()),
        ("-pasar", set()),
        ("", set()),
        ("!!! ((", set()),
    ],
)
def test_what_is_found(db: Database, words: str, keys: set[int]) -> None:
    results = search(db, words)
    assert {hit.key for hit in results.hits} == keys
    assert results.total == len(keys)


def test_a_word_in_the_headline_counts_more_than_one_in_the_text(db: Database) -> None:
    assert found(db, "bersih")[0] == 104
    assert found(db, "lega")[0] == 104, "the quote counts more than the text"


def test_words_as_typed_count_more_than_other_forms_in_the_headline(db: Database) -> None:
    assert found(db, "air bersih") == [103, 104]
    assert found(db, "ketertiban") == [102, 101]


def test_only_what_is_selected_is_found(db: Database) -> None:
    assert set(found(db, "lega")) == {103, 104}
    assert found(db, "lega", until="2026-09-30") == [103]
    assert found(db, "lega", since="2026-09-30") == [104]
    assert found(db, "tertib", category="kesra") == [102]
    assert found(db, "building", reporter="rahma") == [-101]
    assert found(db, "building", lang="id") == []
    assert found(db, "lega", where="title LIKE 'Jalan%' OR 0") == [103]


@pytest.mark.parametrize(
    ("words", "omitted", "keys"),
    [
        ("penertiban tidakada", ("tidakada",), {101, 102}),
        ("tidakada ramai pasar soekarno", ("tidakada", "soekarno"), {102}),
        ("pasar warga soekarno", ("soekarno",), {102}),
        ("sungai school", ("sungai",), {-101}),
        ("tiada tidakada", (), set()),
        ("penertiban -pasar", (), set()),
        ("penertiban", (), {101, 102}),
    ],
)
def test_words_are_left_out_until_an_article_has_the_others(
    db: Database, words: str, omitted: tuple[str, ...], keys: set[int]
) -> None:
    results = search(db, words)
    assert results.omitted == omitted
    assert {hit.key for hit in results.hits} == keys
    assert results.total == len(keys)


@pytest.mark.parametrize(
    ("words", "searched"),
    [
        ("Penertiban  pasar", "Penertiban  pasar"),
        ('Penertiban tidakada "Pasar" -ramai reporter:rina', 'Penertiban "Pasar" -ramai reporter:"rina"'),
        ("rahma", 'by:"rahma"'),
    ],
)
def test_the_query_that_finds_all_hits_can_be_typed(db: Database, words: str, searched: str) -> None:
    results = search(db, words)
    assert results.searched == searched
    again = search(db, searched)
    assert (again.omitted, again.total) == ((), results.total)
    assert results.total


def test_hits_are_marked_in_headline_and_snippet(db: Database) -> None:
    first = search(db, "penertiban").hits[0]
    assert [(piece.text, piece.hit) for piece in first.title] == [
        ("Petugas ", False), ("Menertibkan", True), (" Pasar", False),
    ]  # fmt: skip
    assert [piece.text for piece in first.snippet if piece.hit] == ["Penertiban"]
    assert "".join(piece.text for piece in first.snippet) == "Penertiban berlangsung pagi ini di Jakut."
    quoted = search(db, '"warga lega"').hits[0]
    assert "".join(piece.text for piece in quoted.snippet if piece.hit) == "Warga lega"


def test_the_best_come_page_by_page(db: Database) -> None:
    whole = [hit.key for hit in search(db, "ber*").hits]
    paged = [hit.key for at in range(3) for hit in search(db, "ber*", limit=1, offset=at).hits]
    assert paged == whole
    assert search(db, "ber*", limit=1).total == 3


def test_the_expression_works_in_any_sqlite(db: Database) -> None:
    expression = search(db, "penertiban satpol pp").expression
    path = db.execute("SELECT file FROM pragma_database_list").fetchone()[0]
    plain = sqlite3.connect(path)
    keys = plain.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?", [expression]).fetchall()
    plain.close()
    assert keys == [(102,)]


def test_the_terms_say_what_was_looked_for(db: Database) -> None:
    (term,) = search(db, "penertiban").terms
    assert term.typed == "penertiban"
    assert term.forms[0] == "penertiban"
    assert {"menertibkan", "ketertiban"} <= set(term.forms)


OPERATORS = [
    '"',
    "*",
    "-",
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    ")",
    ":",
    "^",
    "{title}",
    "reporter:",
    "-by:",
    "'",
    "\\",
    "\x00",
    "pasar",
    "\u0131",
    " ",
]
ODD = st.lists(st.sampled_from(OPERATORS) | st.text(max_size=5)).map("".join)


@examples(150)
@given(ODD)
def test_nothing_that_can_be_typed_is_an_error(db: Database, typed: str) -> None:
    results = search(db, typed, limit=2)
    assert len(results.hits) <= 2
    assert (results.total > 0) == bool(results.hits)


@examples(100)
@given(
    st.sampled_from(
        [word for said in ARTICLES.values() for word in re.findall(r"\w+", said["title"] + " " + said["body"])]
    )
)
def test_every_word_of_every_article_finds_it(db: Database, word: str) -> None:
    having = {
        key
        for key, said in ARTICLES.items()
        if re.search(rf"\b{word}\b", f"{said['title']} {said['body']}", re.IGNORECASE)
    }
    assert having <= set(found(db, word))


def test_a_whole_story_pasted_in_is_served_by_its_beginning(db: Database) -> None:
    assert found(db, "pasar " * 10_000)


def test_an_archive_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    path = fill(tmp_path / "old.db", [(capture(1), answered(article()))])
    plain = sqlite3.connect(path)
    plain.executescript("DROP TABLE articles_fts; DROP TABLE word_forms")
    plain.close()
    old = open_to_read(path)
    with pytest.raises(ArchiveError, match="has no search index yet; the next `arsip crawl`"):
        search(old, "pasar")
    old.close()


def test_wrong_sql_in_the_selection_is_refused(db: Database) -> None:
    with pytest.raises(ArchiveError, match="cannot be searched: no such column: nonsense"):
        search(db, "pasar", Selection(where="nonsense = 1"))


def test_an_edit_is_found_by_its_new_words_alone(tmp_path: Path) -> None:
    db = create_or_open(tmp_path / "archive.db")
    write(db, [(capture(1), answered(article(body="Mula-mula begini.")))])
    write(db, [(capture(2, at="2026-10-03T03:00:00.000Z"), answered(article(body="Kemudian begitu.")))])
    assert found(db, "mula") == []
    assert found(db, "kemudian") == [101]
    db.close()


@pytest.mark.parametrize(
    ("words", "selects"),
    [("pasar", True), ("-reporter:dewi", True), ('-"air bersih"', False), ('by:"-"', False), ("... -pasar", False)],
)
def test_a_query_that_cannot_select_articles_is_known_without_an_archive(
    db: Database, words: str, selects: bool
) -> None:
    assert is_selective(words) is selects
    with nullcontext() if selects else pytest.raises(NoWordError):
        matching(db, words)
