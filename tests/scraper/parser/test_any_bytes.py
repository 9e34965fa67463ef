"""Whatever bytes come, only a Refusal comes out; `make fuzz` tries many more of them."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.items import Answer
from scraper.parser import Refusal, own_url, parse_article, parse_list
from scraper.parser.classify import interpret
from tests.conftest import examples
from tests.scraper.parser.costing import LIST_URL, URL

PAGES = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "pages").glob("*.html"))]
NASTY = [
    b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00\x00\xfe\xff", b"<", b">", b'"', b"<!--",
    b"-->", b"</p>", b"</div>", b"<p>", b"<table>", b"<td>", b"<svg>", b"<template>", b"<select>", b"<plaintext>",
    b"<script>", b"<frameset>", b"<b><p></b>", b"&#x110000;", b"&#0;", b"(Foto: ((((", b"Reporter: Reporter :",
    b"Editor : ", b"|",
    b"31 Februari 2025", b"99-99-9999", b"1" * 5000, b"2619.000.000.000.000.000.000", b"\xd9\xa3", b"\xc2\xa0" * 50,
    b'href="http://["', b'href="https://m.beritajakarta.id:99999999999/read/1/x"',
    b'href="/read/99999999999999999999/x"',
    b'href="//\xe2\x84\x80/"', b'href="%ff%00%zz"', b'href="?page=99999999999999999999"', b"<meta charset=idna>",
    b"<meta charset=punycode>", b"<meta charset=unicode_escape>", b"<meta charset=zlib_codec>", b"<meta charset=utf-7>",
    b"<meta charset=undefined>", b"<meta charset=mbcs>", b"<meta charset=utf-16>", b"<base href='http://['>",
    b"Berita Terkait", b"Berita Terpopuler", b"<h1>", b"<blockquote>", b"<a class=read-also>", b"\xcc\x81" * 40,
]  # fmt: skip
CHARSETS = st.none() | st.text(max_size=20) | st.sampled_from(
    ["idna", "punycode", "unicode_escape", "raw_unicode_escape", "zlib_codec", "base64", "rot13", "undefined", "mbcs",
     "oem", "utf-7", "utf-16", "utf-32", "utf-8-sig", "hz", "iso-2022-jp", "big5", "x\0y", "\ud800", "=?utf-8?b?eA==?="]
)  # fmt: skip
ADDRESSES = st.sampled_from([URL, LIST_URL, "", "http://[", "https://m.beritajakarta.id:9/read/1"]) | st.text(
    max_size=30
)


@st.composite
def pages(draw: st.DrawFn) -> bytes:
    """A page of ours, cut, with parts twice or gone, bytes flipped, and nasty things put in."""
    html = bytearray(draw(st.sampled_from(PAGES)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(html)))
        length = draw(st.integers(0, 400))
        part = bytes(html[start : start + length])
        match draw(st.sampled_from(["cut", "drop", "twice", "put", "many", "flip"])):
            case "cut":
                del html[start:]
            case "drop":
                del html[start : start + length]
            case "twice":
                html[start:start] = part * draw(st.integers(1, 30))
            case "put":
                html[start:start] = draw(st.sampled_from(NASTY))
            case "many":
                html[start:start] = draw(st.sampled_from(NASTY)) * draw(st.integers(2, 200))
            case _:
                html[start : start + 1] = bytes([draw(st.integers(0, 255))])
    return bytes(html)


def swallow(html: bytes, url: str, charset: str | None) -> None:
    """Take a page by every way in; anything but a Refusal fails the test."""
    for entry in (parse_article, parse_list):
        with suppress(Refusal):
            entry(html, url, charset=charset)
    with suppress(Refusal):
        own_url(html, charset=charset)
    header = None if charset is None else f"text/html; charset={charset}"
    assert isinstance(interpret(url, 200, html, content_type=header, redirect_to=url), Answer)


@given(st.binary(max_size=600), ADDRESSES, CHARSETS)
def test_any_bytes(html: bytes, url: str, charset: str | None) -> None:
    swallow(html, url, charset)


@examples(60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pages(), st.sampled_from([URL, LIST_URL]), CHARSETS)
def test_a_page_of_ours_spoilt(html: bytes, url: str, charset: str | None) -> None:
    swallow(html, url, charset)


@pytest.mark.fuzz
@settings(max_examples=5_000, suppress_health_check=list(HealthCheck))
@given(pages(), ADDRESSES, CHARSETS)
def test_many_pages_of_ours_spoilt(html: bytes, url: str, charset: str | None) -> None:
    swallow(html, url, charset)
