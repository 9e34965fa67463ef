"""Credits of photos in every form of SITE.md, and lines that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.parser.facts import credit_in, credit_of


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("(Foto: Andi Contoh)", "Andi Contoh"),
        ("(Foto: doc)", "doc"),
        ("(Foto: Istimewa)", "Istimewa"),
        ("(Foto: Humas Jakarta Barat)", "Humas Jakarta Barat"),
        ("(Foto : Andi Contoh / Beritajakarta.id)", "Andi Contoh"),
        ("(Foto: Andi Contoh - Beritajakarta.id)", "Andi Contoh"),
        ("( foto :Andi Contoh-beritajakarta.com )", "Andi Contoh"),
        ("(Foto: - Beritajakarta.id)", None),
        ("(Foto: -", None),
        ("(Foto: )", None),
        ("(Foto : Andi /", "Andi"),
        ("(Foto : Andi (Contoh))", "Andi (Contoh)"),
        ("Air Surut di Dua Kampung (Foto : Andi Contoh / Beritajakarta.id)", "Andi Contoh"),
        ("Air surut di dua kampung, Senin (1/2). (Foto: Andi Contoh)", "Andi Contoh"),
        ("(Foto: Andi Contoh) Air surut di dua kampung", "Andi Contoh"),
        ("[Foto: Andi Contoh]", "Andi Contoh"),
        ("Air Surut di Dua Kampung [Foto : Andi (Contoh)", "Andi (Contoh)"),
        ("Foto: Andi Contoh", "Andi Contoh"),
        ("Fotografer : Andi Contoh", "Andi Contoh"),
        ("Photo by Andi Contoh", "Andi Contoh"),
        ("Foto oleh: Andi Contoh", "Andi Contoh"),
        ("photo Andi Contoh - Beritajakarta.id", "Andi Contoh"),
        ("photo_cameraAndi Contoh", "Andi Contoh"),
        ("bi-camera-fill Andi Contoh", "Andi Contoh"),
        ("\U0001f4f7\ufe0f Andi Contoh", "Andi Contoh"),
        ("photo Andi -", "Andi"),
        ("photo doc", "doc"),
        ("photo : Andi Contoh", "Andi Contoh"),
        ("photo Ilustrasi - Beritajakarta.id", "Ilustrasi"),
        ("Andi Contoh \u2013 beritajakarta.com", "Andi Contoh"),
        ("Andi Contoh-Beritajakarta.id", "Andi Contoh"),
        ("- Beritajakarta.id", None),
        ("Istimewa", "Istimewa"),
    ],
)
def test_credits(text: str, name: str | None) -> None:
    assert credit_of(text) == name
    assert credit_in(text) is not None
    assert credit_in(f"  {text.replace(' ', chr(160))}\n") == credit_in(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [("doc", "doc"), ("Andi - Contoh", "Andi - Contoh"), ("Beritajakarta.id", "Beritajakarta.id"), (".", None),
     ("....", None), ("", None), ("Air surut di dua kampung.", None), ("photo", None)],
)  # fmt: skip
def test_a_line_that_only_its_place_makes_a_credit(text: str, name: str | None) -> None:
    assert credit_of(text) == name


@pytest.mark.parametrize(
    "text",
    ["Air surut di dua kampung.", "Foto bersama warga", "Photographers gather", "photography class", "", "Andi Contoh",
     "Di Beritajakarta.id ada kabar", f"Foto: {'a ' * 100}", f"{'a' * 600} (Foto: Andi)"],
)  # fmt: skip
def test_lines_without_a_credit(text: str) -> None:
    assert credit_in(text) is None


@given(st.text(alphabet=st.sampled_from("(): fotoFOTOphoto/-.beritajakarta.idX\n")))
def test_a_name_is_part_of_its_line(text: str) -> None:
    name = credit_of(text)
    assert name is None or (name.strip() == name and name in " ".join(text.split()))
