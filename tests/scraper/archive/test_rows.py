"""What the two hashes cover, and what they do not."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.rows import content_hash, text_hash
from scraper.items import Article
from tests.scraper.archive.making import article, link

COVERED = {
    "title", "photo_alt", "date", "published_at", "reporter", "editor", "translator", "category", "photo_url",
    "photo_credit", "quote", "body",
}  # fmt: skip
"""The fields that DESIGN names."""

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
ABSENT_OR_TEXT = st.none() | TEXT
LINKS = st.lists(st.integers(1, 9).map(lambda n: link(n, n)), max_size=2).map(tuple)
VALUES = {
    "lang": st.sampled_from(("id", "en")),
    "id": st.integers(1, 999),
    "views": st.none() | st.integers(0, 99),
    "url": TEXT,
    "title": TEXT,
    "date": TEXT,
    "body": TEXT,
    "template": TEXT,
    "related": LINKS,
    "read_also": LINKS,
    "popular": LINKS,
}


def test_the_fields_that_design_names_are_fields() -> None:
    assert COVERED - {field.name for field in fields(Article)} == set()


@pytest.mark.parametrize("name", [field.name for field in fields(Article)])
@given(data=st.data())
def test_the_content_hash_changes_exactly_with_what_it_covers(name: str, data: st.DataObject) -> None:
    before = article(101, quote="Kutipan.", photo_alt="Suasana")
    after = replace(before, **{name: data.draw(VALUES.get(name, ABSENT_OR_TEXT))})
    differs = name in COVERED and getattr(after, name) != getattr(before, name)
    assert (content_hash(after) != content_hash(before)) == differs


@given(ABSENT_OR_TEXT, ABSENT_OR_TEXT)
def test_no_value_passes_for_another_fields(reporter: str | None, editor: str | None) -> None:
    one, other = article(reporter=reporter, editor=editor), article(reporter=editor, editor=reporter)
    assert (content_hash(one) == content_hash(other)) == (reporter == editor)


def test_the_content_hash_stays_what_it_was() -> None:
    """A change of this value would make a new version of every article that is kept."""
    assert content_hash(article()) == "7cace63a0989fc659303edcc87c75f7c5981cadaadf5360df7ff72f0e0ef1586"


WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789éñß", min_size=1, max_size=8)
NOISE = st.text(" \t\n\u00a0\u200b.,;:!?'\"\u201c\u201d\u2018\u2019\u2013\u2014-()\u2026/&", max_size=3)


@given(st.lists(st.tuples(WORDS, NOISE, st.booleans()), min_size=1, max_size=8))
def test_the_text_hash_ignores_blanks_case_and_punctuation(pieces: list[tuple[str, str, bool]]) -> None:
    plain = " ".join(word for word, _, _ in pieces)
    noisy = "".join(noise + (word.upper() if loud else word) for word, noise, loud in pieces)
    assert text_hash(article(body=noisy)) == text_hash(article(body=plain))
    assert text_hash(article(quote=noisy)) == text_hash(article(quote=plain))


@given(st.lists(WORDS, min_size=1, max_size=4), WORDS)
def test_the_text_hash_tells_other_words(words: list[str], more: str) -> None:
    for name in ("title", "quote", "body"):
        shorter, longer = article(**{name: " ".join(words)}), article(**{name: " ".join([*words, more])})
        assert text_hash(shorter) != text_hash(longer)


@given(WORDS)
def test_the_text_hash_looks_at_nothing_but_the_text(word: str) -> None:
    plain = text_hash(article())
    for name in COVERED - {"title", "quote", "body"}:
        assert text_hash(article(**{name: word})) == plain
