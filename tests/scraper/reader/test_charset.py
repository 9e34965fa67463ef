"""Which bytes are which letters, whatever is declared: the bytes speak first, then who declares, never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.reader import ReadError, read
from scraper.reader.charset import utf8_of
from scraper.reader.mojibake import undone

WORDS = "\u201cKafe \u00e9\u201d \u2013 \u2026"
WINDOWS = WORDS.encode("cp1252")
URL = "https://m.beritajakarta.id/read/7/x"


def words(html: bytes, header: str | None = None) -> str:
    data = utf8_of(html, header)
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


def test_five_bytes_of_windows_have_no_letter_and_are_no_error() -> None:
    assert words(b"<p>a\x81b\x9d" + WINDOWS, "windows-1252") == f"a\x81b\x9d{WORDS}"


def test_bytes_that_are_no_text_are_not_said_to_be_no_article() -> None:
    assert utf8_of(b"\x00\xff\xfe", None) is None
    with pytest.raises(ReadError, match="no known charset") as caught:
        read(b"\x1f\x8b\x08\x00\x00\xff", URL)
    assert type(caught.value) is ReadError


def encoded_once_more(text: str, charset: str) -> str:
    """What comes of text that is stored in UTF-8 and read in another charset."""
    return "".join(bytes([each]).decode(charset, "ignore") or chr(each) for each in text.encode())


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00<&"), min_size=1),
    st.sampled_from(["cp1252", "latin-1"]),
)
def test_what_was_encoded_once_too_often_comes_back(text: str, charset: str) -> None:
    assert undone(encoded_once_more(text, charset)) == (None if text.isascii() else text)


@pytest.mark.parametrize(
    "text", ["Kafe", "Kafe \u00e9", WORDS, "S\u00c3O", "\u00c2 ", "\u00e2\u20ac", "\u00a9 2026", "Ж"]
)
def test_what_was_not_stays(text: str) -> None:
    assert undone(text) is None


def test_one_sound_letter_on_the_page_and_it_stays_as_printed() -> None:
    spoilt = encoded_once_more(WORDS, "cp1252")
    assert undone(f"{spoilt} \u00e9") is None
    assert words(f"<p>{spoilt} \u00e9".encode()) == f"{spoilt} \u00e9"
    assert words(f"<p>{spoilt}".encode()) == WORDS
