"""A snippet shows the place where most of what was looked for stands, whatever the text is like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.search import search
from scraper.archive.search.query import Term
from scraper.archive.search.snippets import WORDS, Marker
from tests.scraper.archive.making import answered, archive, article, capture

FILLER = "kata demi kata "
JAKUT = Term("jakarta utara", ("jakut",), (Term("jakarta", ("jakarta",)), Term("utara", ("utara", "ngutara"))))
MARKER = Marker([Term("pasar", ("pasar", "pasaran")), Term("banjir*", ("banjir*",)), Term("café", ("cafe",)), JAKUT])


def shown(text: str) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in MARKER.mark(text).snippet())


@pytest.mark.parametrize(
    "text",
    [
        "di [Pasar] itu, harga [pasaran]; bukan dipasar atau pasarnya",
        "[banjir], [Banjirnya], kebanjiran",
        "ke [Jakarta Utara], [jakarta/utara], [Utara] [Jakarta], dan [ngutara] [JAKUT]",
        "[Café], [cafe], [CAFÉ], cafes",
        "[pasar]_[pasar]",
    ],
)
def test_words_are_marked_in_all_their_forms_and_no_others(text: str) -> None:
    assert shown(text.replace("[", "").replace("]", "")) == text


def test_a_short_text_is_shown_whole() -> None:
    assert shown("Warga\n\nbelanja di pasar.") == "Warga belanja di [pasar]."
    assert shown("Warga belanja.") == "Warga belanja."


def test_a_long_text_without_a_hit_begins_at_its_beginning() -> None:
    assert shown(FILLER * 40) == (FILLER * 40).strip()[: len(" ".join((FILLER * 40).split()[:WORDS]))] + "…"


def test_the_place_with_most_that_is_different_is_shown_from_its_sentence_on() -> None:
    text = f"pasar {FILLER * 20} Lalu. Di pasar ada banjir lagi. {FILLER * 20} pasar"
    assert shown(text).startswith("…Di [pasar] ada [banjir] lagi. kata demi")
    assert shown(text).endswith("…")


def test_the_place_with_hits_in_a_row_is_shown_before_one_with_more_hits() -> None:
    text = f"Pasar pasar itu banjir itu pasar. {FILLER * 20} lagi. Lalu ada pasar banjir. {FILLER * 20}"
    assert shown(text).startswith("…Lalu ada [pasar] [banjir]. kata demi")


def test_a_hit_at_the_end_has_words_before_it() -> None:
    told = shown(f"{FILLER * 30} pasar")
    assert told.startswith("…")
    assert told.endswith("[pasar]")
    assert len(told.split()) == WORDS


TEXTS = st.lists(st.sampled_from(["kata", "dan.", "pasar", "(jakarta utara)", "\n\n", "\t", "\x1b[31m"]), max_size=90)


@given(TEXTS.map(" ".join))
def test_a_snippet_is_a_stretch_of_the_text_with_a_hit_where_there_is_one(text: str) -> None:
    marked = MARKER.mark(text)
    found = marked.snippet()
    stretch = "".join(piece.text for piece in found).strip("…")
    assert stretch in marked.text == "".join(piece.text for piece in marked.pieces())
    assert len(stretch.split()) <= WORDS
    assert any(piece.hit for piece in found) == ("pasar" in text or "jakarta" in text)
    assert not any(ord(letter) < 0x20 for letter in stretch)


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert len("".join(piece.text for piece in MARKER.mark(text).snippet()).split()) <= WORDS + 1


@pytest.mark.parametrize("between", [" ", "/"])
def test_an_article_that_says_a_word_without_end_does_not_hold_up_a_search(between: str) -> None:
    body = f"banjir{between}" * 40_000 + "kata " * WORDS
    pairs = [(capture(n, n), answered(article(n, body=body))) for n in (1, 2)]
    with archive(pairs) as db:
        results = search(db, "banjir banjir")  # quadratic in the hits it would take a minute
        assert results.total == 2
    assert "".join(piece.text for piece in results.hits[0].snippet).startswith(f"banjir{between}banjir")


def test_of_an_endless_text_the_beginning_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    marked = []
    mark = Marker.mark
    monkeypatch.setattr(Marker, "mark", lambda self, text: marked.append(len(text)) or mark(self, text))
    body = f"{FILLER * 20} pasar {'banjir ' * 100_000}"
    with archive([(capture(1), answered(article(body=body)))]) as db:
        (hit,) = search(db, "pasar").hits
    assert [piece.text for piece in hit.snippet if piece.hit] == ["pasar"]
    assert max(marked) <= 200_000
