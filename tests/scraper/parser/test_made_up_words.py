"""Made-up words are as long as real ones, in the same case, and the same everywhere."""

import re

from hypothesis import given
from hypothesis import strategies as st

from scraper.parser.made_up_words import KEPT, TOKEN, made_up

WORDS = st.from_regex(r"[A-Za-z]{1,20}", fullmatch=True)


@given(WORDS)
def test_a_word_keeps_its_length_and_the_case_of_each_letter(word: str) -> None:
    made = made_up(word)
    assert re.sub("[a-z]", "x", re.sub("[A-Z]", "X", made)) == re.sub("[a-z]", "x", re.sub("[A-Z]", "X", word))
    assert made_up(word.lower()) == made.lower()
    is_kept = len(word) == 1 or word.lower() in KEPT
    assert (made == word) == is_kept
    assert is_kept or made.lower() not in KEPT


def test_a_word_cut_short_comes_out_cut_short() -> None:
    whole = made_up("pembangkitan")
    assert [made_up("pembangkitan"[:length]) for length in range(3, 12)] == [whole[:length] for length in range(3, 12)]


def test_labels_months_and_names_of_days_stay() -> None:
    for text in ("Reporter", "EDITOR", "Februari", "Jum'at", "WIB", "Berita", "Terkait", "access", "pm", "H"):
        assert made_up(text) == text


def test_marks_within_a_word_stay_and_its_letters_are_those_of_its_slug() -> None:
    for text in ("Ma'ruf", "RT/RW", "Qur\xe2\x80\x99an"):
        made = made_up(text)
        assert re.sub("[A-Za-z]", "", made) == re.sub("[A-Za-z]", "", text)
        assert re.sub("[^a-z]", "", made.lower()) == made_up(re.sub("[^a-z]", "", text.lower()))


def test_a_mark_next_to_a_label_parts_words() -> None:
    assert made_up("Editor/Pasar") == f"Editor/{made_up('Pasar')}"


def test_what_is_a_word() -> None:
    assert [match[0] for match in TOKEN.finditer("Pasar-pasar 24jam, RT/RW; Ma'ruf_x")] == [
        "Pasar", "pasar", "jam", "RT/RW", "Ma'ruf", "x",
    ]  # fmt: skip
