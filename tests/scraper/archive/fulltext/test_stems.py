"""Which words are forms of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.database import in_memory
from scraper.archive.fulltext.stems import LONGEST, candidates, has_forms, sound, tokens


@pytest.mark.parametrize(
    "words",
    [
        "bangun membangun dibangun pembangunan bangunan pembangunannya",
        "layan melayani dilayani pelayanan layanan",
        "tertib menertibkan ditertibkan penertiban ketertiban",
        "tulis menulis penulis ditulis tulisan",
        "kirim mengirim dikirim pengiriman kiriman",
        "ukur mengukur pengukuran ukuran diukur",
        "cat mengecat pengecatan",
        "sapu menyapu disapu",
        "kelola mengelola dikelola",
    ],
)
def test_forms_of_a_word_have_a_root_in_common(words: str) -> None:
    assert set.intersection(*(set(candidates(word)) for word in words.split()))


@pytest.mark.parametrize("word", ["antisipasi", "hijau", "warga", "jakarta", "air"])
def test_a_word_without_affixes_is_its_own_root_alone(word: str) -> None:
    assert candidates(word) == (word,)


@pytest.mark.parametrize(
    "spellings",
    [
        "soekarno sukarno",
        "djarot jarot",
        "anies anis",
        "muhammad mohamad mochammad muchamad mukhamad muhamed",
        "syahrul sahrul shahrul",
        "khoirul choirul",
        "fitriyani fitriani",
        "rizky rizki riski",
        "hasanah hasana",
        "tjokro cokro",
    ],
)
def test_spellings_of_a_name_sound_alike(spellings: str) -> None:
    assert len({sound(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize("pair", ["pasar pasir", "kota kuta", "warga marga", "banjir banjar"])
def test_other_words_sound_otherwise(pair: str) -> None:
    one, other = pair.split()
    assert sound(one) != sound(other)


@given(st.text())
def test_no_text_is_too_odd_to_be_parted(text: str) -> None:
    for word in tokens(text):
        assert word
        if has_forms(word):
            assert 0 < len(candidates(word)) <= 3
            assert all(candidates(word))
            assert sound(word)


def test_what_is_very_short_or_very_long_or_has_digits_has_no_forms() -> None:
    assert [word for word in ("di", "rw05", "5000", "x" * (LONGEST + 1), "air") if has_forms(word)] == ["air"]


LETTERS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x17E), max_size=60)


@given(LETTERS)
def test_words_are_parted_as_the_index_parts_them(text: str) -> None:
    db = in_memory()
    db.execute("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize = 'unicode61 remove_diacritics 2')")
    db.execute("CREATE VIRTUAL TABLE v USING fts5vocab (t, row)")
    db.execute("INSERT INTO t VALUES (?)", [text])
    theirs = {term for (term,) in db.execute("SELECT term FROM v")}
    db.close()
    ours = set(tokens(text))
    assert {word for word in ours if word.isascii()} == {word for word in theirs if word.isascii()}
