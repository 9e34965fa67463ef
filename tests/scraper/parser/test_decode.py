"""Which bytes are which letters, whatever is declared: the bytes speak first, then who declares, never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.parser.decode import decode, without_mojibake
from scraper.parser.page import page_of
from scraper.parser.refusals import Refusal

WORDS = "\u201cKafe \u00e9\u201d \u2013 \u2026"
WINDOWS = WORDS.encode("cp1252")
URL = "https://m.beritajakarta.id/read/7/x"


def words(html: bytes, header: str | None = None) -> str:
    data = decode(html, header)
    assert data is not None
    node = LexborHTMLParser(data).css_first("p")
    assert node is not None
    return node.text()


def meta(name: str) -> bytes:
    return f'<meta charset="{name}">'.encode()


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "us-ascii", "shift_jis", "utf-16", "nonsense"])
def test_bytes_that_are_utf8_are_read_as_such_whatever_is_declared(declared: str) -> None:
    html = b"<p>" + WORDS.encode()
    assert words(meta(declared) + html) == WORDS
    assert words(html, declared) == WORDS
    assert words(meta("utf-8") + meta(declared) + html, declared) == WORDS


@pytest.mark.parametrize(
    "declared",
    ["windows-1252", "iso-8859-1", "ISO-8859-1 ", "latin1", "us-ascii", "utf-8", "nonsense", "", "idna", "punycode",
     "unicode_escape", "zlib_codec", "undefined", "rot13", "utf-7", "mbcs", "caf\u00e9", "hz", "euc-jp"],
)  # fmt: skip
def test_bytes_of_windows_are_read_as_such_whatever_is_declared(declared: str) -> None:
    html = b"<p>" + WINDOWS
    assert words(meta(declared) + html) == WORDS
    assert words(html, declared) == words(html, f"{declared}\x00") == WORDS


def test_two_declarations() -> None:
    html = b"<p>" + WINDOWS
    assert words(meta("utf-8") + meta("windows-1252") + html) == WORDS
    assert words(meta("iso-8859-1") + meta("utf-8") + html) == WORDS
    assert words(meta("utf-8") + html, "windows-1252") == WORDS


def test_another_charset_that_is_declared_and_fits_holds() -> None:
    html = "<p>Жakarta".encode("koi8-r")
    assert words(html, "koi8-r") == words(meta("koi8-r") + html) == "Жakarta"
    assert words(html, "KOI8-R") == "Жakarta"
    assert words("<p>Жakarta".encode("utf-16")) == "Жakarta"


def test_a_page_in_utf8_with_a_foreign_byte_is_not_read_as_windows_though_the_header_says_so() -> None:
    html = b"<p>" + WORDS.encode() + b"\x93x\x94"
    for header in (None, "iso-8859-1", "utf-8"):
        assert words(html, header) == f"{WORDS}\u201cx\u201d"


def test_a_byte_order_mark_counts_more_than_what_is_declared() -> None:
    assert words(b"\xef\xbb\xbf<p>" + WORDS.encode() + b"\x93", "koi8-r") == f"{WORDS}\u201c"
    assert words(("\ufeff<p>" + WORDS).encode("utf-16-le"), "utf-8") == WORDS


def test_five_bytes_of_windows_have_no_letter_and_are_no_error() -> None:
    assert words(b"<p>a\x81b\x9d" + WINDOWS, "windows-1252") == f"a\x81b\x9d{WORDS}"


def test_bytes_that_are_no_text_are_unreadable_and_not_a_missing_article() -> None:
    assert decode(b"\x00\xff\xfe", None) is None
    with pytest.raises(Refusal, match="no known charset") as caught:
        page_of(b"\x1f\x8b\x08\x00\x00\xff", URL)
    assert caught.value.kind == "unreadable"


def encoded_once_more(text: str, charset: str) -> str:
    """What comes of text that is stored in UTF-8 and read in another charset."""
    return "".join(bytes([each]).decode(charset, "ignore") or chr(each) for each in text.encode())


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00<&"), min_size=1),
    st.sampled_from(["cp1252", "latin-1"]),
)
def test_what_was_encoded_once_too_often_comes_back(text: str, charset: str) -> None:
    assert without_mojibake(encoded_once_more(text, charset)) == (None if text.isascii() else text)


@pytest.mark.parametrize(
    "text", ["Kafe", "Kafe \u00e9", WORDS, "S\u00c3O", "\u00c2 ", "\u00e2\u20ac", "\u00a9 2026", "Ж"]
)
def test_what_was_not_stays(text: str) -> None:
    assert without_mojibake(text) is None


def test_one_sound_letter_on_the_page_and_it_stays_as_printed() -> None:
    spoilt = encoded_once_more(WORDS, "cp1252")
    assert without_mojibake(f"{spoilt} \u00e9") is None
    assert words(f"<p>{spoilt} \u00e9".encode()) == f"{spoilt} \u00e9"
    assert words(f"<p>{spoilt}".encode()) == WORDS
