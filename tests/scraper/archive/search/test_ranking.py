"""What is closest to the words as typed comes first, page by page; of many, headlines and the newest."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scraper.archive.copies.publication import publish
from scraper.archive.database import Database, open_to_read
from scraper.archive.fulltext.stems import tokens
from scraper.archive.search import Hit, Order, Results, Term, ranking, search
from scraper.archive.search.ranking import Matches
from tests.scraper.archive.making import answered, archive, article, capture, fill

WORDS = ("pasar", "warga", "banjir", "jakut", "menjaga")
"""The titles and texts have any two of these, or forms of them."""

QUERIES = st.lists(
    st.sampled_from((*WORDS, "jakarta utara", "penjagaan", "war*", '"pasar warga"', "-banjir", "-utara", "tiada")),
    min_size=1,
    max_size=3,
).map(" ".join)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    numbers = count(1)
    pairs = []
    for at, first in enumerate(WORDS):
        for second in (*WORDS[:at], "Jakarta Utara"):
            for sign in (1, -1) if at % 2 else (1,):
                number = next(numbers)
                date = f"2026-10-{1 + number // 2:02d}"
                said = article(
                    sign * number,
                    title=f"{first} {second}",
                    body=f"{second} {first}, dan {WORDS[number % 5]} dijaga.",
                    date=date,
                    published_at=f"{date}T09:30+07:00",
                    views=number % 4 or None,
                )
                pairs.append((capture(number, sign * number), answered(said)))
    path = fill(tmp_path_factory.mktemp("ranking") / "archive.db", pairs)
    publish(path, copy := path.with_name("browse.db"))
    opened = open_to_read(copy)
    yield opened
    opened.close()


def searched(
    db: Database, words: str, *, most_ranked: int, order: Order = "relevance", limit: int = 100, offset: int = 0
) -> Results:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "MOST_RANKED", most_ranked)
        return search(db, words, order=order, limit=limit, offset=offset)


def has(text: str, form: str) -> bool:
    words = f" {' '.join(tokens(text))} "
    return f" {form[:-1]}" in words if form.endswith("*") else f" {form} " in words


def matches(term: Term, texts: list[str], *, apart: bool) -> bool:
    found = any(has(text, form) for form in (*term.forms, term.typed) for text in texts)
    return found or (apart and bool(term.parts) and all(matches(part, texts, apart=True) for part in term.parts))


def tier(terms: tuple[Term, ...], texts: list[str]) -> int:
    """Return how far some texts are from the words or their synonyms: in a row, in any order, in forms, in parts."""
    in_a_row = [" ".join(names) for names in product(*(term.names for term in terms))]
    if any("*" not in row and has(text, row) for text in texts for row in in_a_row):
        return 0
    if all(any(has(text, name) for text in texts for name in term.names) for term in terms):
        return 1
    for number, apart in ((2, False), (3, True)):
        if all(matches(term, texts, apart=apart) for term in terms):
            return number
    return 4


@given(QUERIES)
def test_of_many_the_closest_come_first_then_headlines_then_the_newest(db: Database, words: str) -> None:
    ranked = searched(db, words, most_ranked=100)
    found = searched(db, words, most_ranked=0)
    assert found.total == ranked.total == len(ranked.hits)
    texts = {key: said for key, *said in db.execute("SELECT key, title, body FROM articles")}

    def order(hit: Hit) -> tuple[int, bool, int, bool, int]:
        distance = tier(found.terms, texts[hit.key])
        in_headline = tier(found.terms, texts[hit.key][:1]) == distance
        return distance, not in_headline, -int(hit.date[-2:]), hit.lang == "en", -hit.id

    assert found.hits == tuple(sorted(ranked.hits, key=order))
    assert [order(hit)[0] for hit in ranked.hits] == [order(hit)[0] for hit in found.hits]


def test_headlines_come_first_in_an_archive_without_an_index_of_them(tmp_path: Path) -> None:
    said = [
        article(1, title="Pasar"),
        article(2, title="Kabar", body="Pasar."),
        article(3, title="Kabar", body="Sepi."),
    ]
    path = fill(tmp_path / "archive.db", [(capture(each.id, each.id), answered(each)) for each in said])
    with closing(sqlite3.connect(path)) as older:
        for event in ("insert", "update", "delete"):
            older.execute(f"DROP TRIGGER headlines_fts_{event}")
        older.execute("DROP TABLE headlines_fts")
        older.execute("UPDATE meta SET value = '5' WHERE name = 'schema'")
        older.commit()
    with closing(open_to_read(path)) as db:
        assert [hit.key for hit in searched(db, "pasar", most_ranked=0).hits] == [1, 2]


@given(QUERIES, st.integers(1, 7), st.sampled_from((0, 5, 100)))
@example("banjir banjir -banjir", 1, 0)
def test_pages_are_parts_of_one_order(db: Database, words: str, size: int, most_ranked: int) -> None:
    whole = searched(db, words, most_ranked=most_ranked)
    starts = range(0, whole.total + 1, size)
    pages = [searched(db, words, most_ranked=most_ranked, limit=size, offset=at).hits for at in starts]
    assert tuple(hit for page in pages for hit in page) == whole.hits
    assert all(len(page) == size for page in pages[:-1])
    assert not searched(db, words, most_ranked=most_ranked, offset=whole.total).hits


@pytest.mark.parametrize("most_ranked", [0, 100])
def test_an_article_that_comes_meanwhile_is_counted_and_shown_or_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_ranked: int
) -> None:
    path = fill(tmp_path / "archive.db", [(capture(1), answered(article()))])
    count_matches = Matches.count

    def count_and_write(found: Matches) -> int:
        total = count_matches(found)
        fill(path, [(capture(2, 102), answered(article(102)))])
        return total

    with closing(open_to_read(path)) as opened:
        with monkeypatch.context() as patch:
            patch.setattr(Matches, "count", count_and_write)
            during = searched(opened, "pasar", most_ranked=most_ranked)
        after = searched(opened, "pasar", most_ranked=most_ranked)
    assert (during.total, len(during.hits)) == (1, 1)
    assert (after.total, len(after.hits)) == (2, 2)


@given(QUERIES, st.integers(1, 7), st.sampled_from((0, 100)))
def test_the_newest_or_the_most_viewed_come_first_where_asked(
    db: Database, words: str, size: int, most_ranked: int
) -> None:
    ranked = searched(db, words, most_ranked=100)
    orders: dict[Order, Any] = {"date": lambda hit: hit.date, "views": lambda hit: (hit.views or 0, hit.date)}
    for order, of in orders.items():
        starts = range(0, ranked.total, size)
        pages = [searched(db, words, most_ranked=most_ranked, order=order, limit=size, offset=at).hits for at in starts]
        hits = [hit for page in pages for hit in page]
        assert [of(hit) for hit in hits] == sorted(map(of, ranked.hits), reverse=True)
        assert {hit.key: hit for hit in hits} == {hit.key: hit for hit in ranked.hits}


@pytest.mark.parametrize("order", ["date", "views"])
def test_articles_of_both_editions_and_one_day_are_each_on_one_page(order: Order) -> None:
    keys = [sign * number for number in range(7, 0, -1) for sign in (1, -1)]
    said = {key: answered(article(key, published_at=None, views=7)) for key in keys}
    with archive([(capture(at, key), said[key]) for at, key in enumerate(keys)], batch=len(keys)) as db:
        pages = [searched(db, "pasar", most_ranked=0, order=order, limit=1, offset=at).hits for at in range(len(keys))]
    assert [hit.key for page in pages for hit in page] == keys


def test_words_in_a_row_come_before_words_near_each_other_and_these_before_others() -> None:
    bodies = (
        "Rumah itu ramai. Banjir surut, hujan reda, jalan kering, pasar buka, dan lurah memeriksa taman milik warga.",
        "Di rumah milik warga itu ramai.",
        "Kini rumah warga itu ramai.",
        "Perumahan Warga, rumahan, rumahnya: rumahan bagi warganya, rumahan.",
    )
    said = [article(key, title=body[: 12 * (key == 4)] or "Kabar", body=body) for key, body in enumerate(bodies, 1)]
    with archive([(capture(each.id), answered(each)) for each in said], batch=len(said)) as db:
        assert [hit.key for hit in search(db, "rumah warga").hits] == [3, 2, 1, 4]


@pytest.mark.parametrize("most_ranked", [0, 100])
def test_a_synonym_in_a_headline_comes_before_the_word_in_a_text(most_ranked: int) -> None:
    titles = ("Pasar Ramai", "Warga Lanjut Usia Senam", "Kabar", "Bantuan Lanjut Usia", *["Kabar Lain"] * 9)
    bodies = ("Lansia dan lansia.", "Di taman.", "Bantuan lansia.", "Kursi roda.", *["Jalan itu lancar."] * 9)
    said = [
        article(key, title=title, body=body, quote=None, photo_alt=None, date=f"2026-09-{key:02d}", published_at=None)
        for key, (title, body) in enumerate(zip(titles, bodies, strict=True), 1)
    ]
    with archive([(capture(each.id), answered(each)) for each in said], batch=len(said)) as db:
        found = [hit.key for hit in searched(db, "lansia", most_ranked=most_ranked).hits]
        assert set(found[:2]) == {2, 4}
        assert [hit.key for hit in searched(db, "bantuan lansia", most_ranked=most_ranked).hits] == [4, 3]


def test_of_a_day_the_latest_of_both_editions_come_first() -> None:
    moments = {101: "10:00", -7: "11:00", 102: "12:00", -8: None, 103: None}
    said = [
        article(
            key,
            body="Pasar.",
            reporter="Rina Utami",
            date="2026-10-01",
            published_at=f"2026-10-01T{at}+07:00" if at else None,
        )
        for key, at in moments.items()
    ]
    with archive([(capture(key), answered(each)) for key, each in zip(moments, said, strict=True)]) as db:
        for words in ("pasar", "rina utami"):
            found = [hit.key for hit in search(db, words, order="date").hits]
            assert found == [102, -7, 101, 103, -8], words
