"""The small parts: how days, numbers and addresses are written, what a cell becomes, citations, photos."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arsip.api.citation import Source
from arsip.web.formatting import article, day, is_web, moment, month, number, prose, query, shortened, weekday
from arsip.web.plugin import cell
from arsip.web.views.article import bibtex
from arsip.web.views.captures import image_type_of
from replica.pages.frame import photo
from scraper.clock import in_jakarta
from tests.conftest import examples
from tests.scraper.archive.making import capture


def test_days_and_numbers_are_written_for_the_eye() -> None:
    assert day("2026-10-01") == "1 October 2026"
    assert weekday("2026-10-01") == "Thursday, 1 October 2026"
    assert month("2026-10") == "October 2026"
    assert moment("2026-09-30T17:00:00.000Z") == "1 October 2026, 00:00"
    beyond = "9999-12-31T17:00:00.000Z"
    assert moment(beyond) == in_jakarta(beyond) == beyond
    assert in_jakarta("0001-01-01T00:00:00.000Z") == "0001-01-01 07:00"
    assert (number(1234567), number(None), number(0.5)) == ("1,234,567", "", "0.5")
    assert article(-7, version=2) == "/article/en/7?version=2"
    assert query(q="a b&c", since=None, lang="") == "?q=a+b%26c"
    assert prose("run `a < b`, then <b>") == "run <code>a &lt; b</code>, then &lt;b&gt;"
    assert shortened(f"https://www.contoh.example/{'x' * 99}") == f"contoh.example/{'x' * 44}…"


@examples(50)
@given(st.text())
def test_whatever_a_text_says_it_is_written(text: str) -> None:
    for write in (day, weekday, month, moment, shortened):
        assert isinstance(write(text), str)
    assert "<" not in prose(text).replace("<code>", "").replace("</code>", "")
    made = cell("url", text)
    assert made is None or made.startswith('<a href="http')
    assert "<script" not in (cell("person", f"<script{text}") or "")


@pytest.mark.parametrize(
    ("url", "web"),
    [
        ("https://contoh.example/x", True), ("HTTP://contoh.example", True), ("javascript:alert(1)", False),
        ("//contoh.example", False), ("https:contoh", False), ("https://", False), ("http://[", False), (None, False),
        ("https://contoh.example/a b", False), ("data:text/html,x", False), (7, False),
        ("\thttps://contoh.example", False),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_become_links(url: object, web: bool) -> None:
    assert is_web(url) is web


def test_cells_lead_to_what_they_name() -> None:
    assert cell("key", 101) == '<a href="/article/101">101</a>'
    assert cell("to_key", {"value": -7, "label": "A <b>"}) == (
        '<a href="/article/en/7">A &lt;b&gt;</a> <small>en/7</small>'
    )
    assert cell("capture", capture(1).capture) == (
        f'<a href="/archive/captures/urn~3Auuid~3A{capture(1).capture[9:]}" title="{capture(1).capture}">00000000…</a>'
        f' <a href="/raw/{capture(1).capture[9:]}">raw</a>'
    )
    assert cell("content_hash", "a" * 64) == f'<span title="{"a" * 64}">aaaaaaaa…</span>'
    for column, value in (("key", None), ("key", 0), ("views", 5), ("title", "apa"), ("capture", ""), ("url", b"x")):
        assert cell(column, value) is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_out_of_a_bibtex_entry(text: str) -> None:
    record = {
        "key": -7, "title": text, "date": "2026-10-01", "url": f"https://contoh.example/{text}", "lang": "en",
        "fetched_at": "2026-10-02T00:00:00.000Z", "version": 1, "capture": "urn:uuid:x", "content_hash": "h",
    }  # fmt: skip
    entry = bibtex(record, Source("archive", None), [text, "Rina"])
    assert entry.startswith("@online{beritajakarta-en-7,\n")
    depth = 0
    for at, char in enumerate(entry):
        if char in "{}" and entry[at - 1] != "\\":
            depth += 1 if char == "{" else -1
            assert depth > 0 or at == len(entry) - 1
    assert depth == 0


def test_only_pictures_are_photos() -> None:
    assert image_type_of(photo("x")) == "image/jpeg"
    assert image_type_of(b"\x89PNG\r\n\x1a\n...") == "image/png"
    assert image_type_of(b"RIFF....WEBPVP8 ") == "image/webp"
    assert image_type_of(b"GIF89a...") == "image/gif"
    for other in (b"", b"<svg onload=alert(1)>", b"<!doctype html>", b"RIFF....WAVE", b"%PDF-1.7"):
        assert image_type_of(other) is None
