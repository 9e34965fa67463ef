"""What is otherwise in a text, by the paragraph and by the word."""

from hypothesis import given
from hypothesis import strategies as st

from arsip.differences import Unchanged, Words, by_paragraph, by_word

WORDS = st.sampled_from(["satu", "dua", "tiga", "empat", "¶x"])
TEXTS = st.lists(st.lists(WORDS, min_size=1).map(" ".join), max_size=5).map("\n\n".join)


def said(parts: list[Words], *without: str) -> list[str]:
    return [word for part in parts if part.kind not in without for word in part.words]


def test_what_went_and_what_came_stand_beside_each_other() -> None:
    assert [(part.kind, part.text) for part in by_word("pasar lama dibuka", "pasar baru  dibuka lagi")] == [
        ("same", "pasar"),
        ("removed", "lama"),
        ("added", "baru"),
        ("same", "dibuka"),
        ("added", "lagi"),
    ]
    assert by_word("", "") == ()


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_what_is_otherwise(before: str, after: str) -> None:
    words = list(by_word(before, after))
    assert said(words, "added") == before.split()
    assert said(words, "removed") == after.split()
    found = list(by_paragraph(before, after))
    changed = [part for compared in found if not isinstance(compared, Unchanged) for part in compared]
    unchanged = sum(each.paragraphs for each in found if isinstance(each, Unchanged))
    assert all(part.words for part in changed)
    if before == after:
        assert (changed, unchanged) == ([], len(before.split("\n\n")))
    assert unchanged <= min(len(text.split("\n\n")) for text in (before, after))
