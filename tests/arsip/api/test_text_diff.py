"""What is otherwise in a text, by the paragraph and by the word."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arsip.api import text_diff
from arsip.api.text_diff import Diff, Unchanged, Words, diff_paragraphs, diff_words
from arsip.cli.views.diff import word_diff

WORDS = st.sampled_from(["satu", "dua", "tiga", "empat", "¶x"])
TEXTS = st.lists(st.lists(WORDS, min_size=1).map(" ".join), max_size=5).map("\n\n".join)


def said(parts: list[Words], *without: str) -> list[str]:
    return [word for part in parts if part.kind not in without for word in part.words]


def test_what_went_and_what_came_stand_beside_each_other() -> None:
    assert [(part.kind, part.text) for part in diff_words("pasar lama dibuka", "pasar baru  dibuka lagi").words] == [
        ("same", "pasar"),
        ("removed", "lama"),
        ("added", "baru"),
        ("same", "dibuka"),
        ("added", "lagi"),
    ]
    assert diff_words("", "") == Diff(())


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_what_is_otherwise(before: str, after: str) -> None:
    words = list(diff_words(before, after).words)
    assert said(words, "added") == before.split()
    assert said(words, "removed") == after.split()
    found = list(diff_paragraphs(before, after))
    changed = [part for compared in found if not isinstance(compared, Unchanged) for part in compared.words]
    unchanged = sum(each.paragraphs for each in found if isinstance(each, Unchanged))
    assert all(part.words for part in changed)
    if before == after:
        assert (changed, unchanged) == ([], len(before.split("\n\n")))
    assert unchanged <= min(len(text.split("\n\n")) for text in (before, after))


def endless(words: int, mark: str) -> str:
    """A text in which one word stands between all others: each match is a search of its own, through half of it."""
    return " ".join(f"dan {mark}{number}" for number in range(words // 2))


def test_what_would_take_too_long_to_compare_is_told_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_diff, "MAX_COMPARISONS", 100_000)  # of some 500,000 that these would take
    before, after = endless(200, "a"), endless(200, "b")
    whole = Diff((Words("removed", tuple(before.split())), Words("added", tuple(after.split()))), is_too_large=True)
    assert diff_words(before, after) == whole
    assert list(diff_paragraphs(f"Pembuka.\n\n{before}", f"Pembuka.\n\n{after}")) == [Unchanged(1), whole]
    paragraphs = before.replace(" ", "\n\n"), after.replace(" ", "\n\n")
    assert list(diff_paragraphs(*paragraphs)) == [whole]
    assert not diff_words(before, "").is_too_large
    shown = word_diff(before, after, marks=True).plain
    assert shown.startswith(
        "(too large to be compared by the word: all of the old text, then all of the new) [-dan a0 "
    )
    assert shown.endswith("dan b99+}")


def test_the_paragraphs_of_a_text_together_take_no_longer_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_diff, "MAX_COMPARISONS", 200_000)
    before, after = (["", *(endless(100, f"{mark}{number}-") for number in range(20))] for mark in "ab")
    found = [each for each in diff_paragraphs("\n\n".join(before), "\n\n".join(after)) if isinstance(each, Diff)]
    too_large = [each.is_too_large for each in found]
    assert too_large == sorted(too_large)
    assert (too_large[0], too_large[-1], len(found)) == (False, True, 20)


def test_articles_are_compared_however_long_they_are() -> None:
    seeded = random.Random(1)
    words = [f"kata{number}" for number in range(20_000)]
    often = [1 / (rank + 2.7) for rank in range(len(words))]  # as words of a language come
    before = seeded.choices(words, often, k=8_000)
    after = [word if seeded.random() > 0.1 else seeded.choice(words) for word in before]
    assert not diff_words(" ".join(before), " ".join(after)).is_too_large
