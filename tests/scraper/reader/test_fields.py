"""The shared pieces: counters, credits, bylines, photos."""

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.reader import ReadError
from scraper.reader.fields import Info, credit_of, icon_and_text, info_of, people_of, photo_of, target_of, views_of
from scraper.reader.page import Page

URL = "https://m.beritajakarta.id/read/7/x"
PAGE = Page(LexborHTMLParser(""), URL)


@pytest.mark.parametrize(
    ("text", "views"),
    [
        ("0", 0),
        ("2619", 2619),
        ("2.619", 2619),
        ("2,619", 2619),
        ("1.002.003", 1002003),
        ("12.916", 12916),
        (None, None),
        ("", None),
    ],
)
def test_counters(text: str | None, views: int | None) -> None:
    assert views_of(PAGE, text, "byline") == views


@pytest.mark.parametrize("text", ["-1", "2.6", "26.19", "2,6K", "2 619", "1.0000", "dua", "9" * 16, "\u0662"])
def test_what_is_no_counter(text: str) -> None:
    with pytest.raises(ReadError, match=r"byline, views: .* is no whole number"):
        views_of(PAGE, text, "byline")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Andi Contoh - Beritajakarta.id", "Andi Contoh"),
        ("Andi Contoh-Beritajakarta.id", "Andi Contoh"),
        ("Andi Contoh \u2013 beritajakarta.com", "Andi Contoh"),
        ("Istimewa - Beritajakarta.id", "Istimewa"),
        ("(Foto: Andi Contoh)", "Andi Contoh"),
        ("(Foto : Andi (Contoh))", "Andi (Contoh)"),
        ("Foto: Andi Contoh", "Andi Contoh"),
        ("Andi - Contoh", "Andi - Contoh"),
        ("Beritajakarta.id", "Beritajakarta.id"),
        ("- Beritajakarta.id", None),
        ("(Foto: )", None),
        (None, None),
    ],
)
def test_credits(text: str | None, name: str | None) -> None:
    assert credit_of(text) == name


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Reporter : Andi Contoh", {"reporter": "Andi Contoh"}),
        ("Editor:Budi", {"editor": "Budi"}),
        ("Editor : ", {}),
        ("Reporter: Andi Editor: Budi", {"reporter": "Andi", "editor": "Budi"}),
        ("Reported by Andi | Translated by Budi Contoh", {"reporter": "Andi", "translator": "Budi Contoh"}),
        ("Reported by Andi Edited by Caca", {"reporter": "Andi", "editor": "Caca"}),
        ("Penerjemah : Budi", {"translator": "Budi"}),
    ],
)
def test_bylines(text: str, people: dict[str, str]) -> None:
    assert people_of(PAGE, text) == people


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Andi Contoh", "no known label"),
        ("Fotografer : Andi", "no known label"),
        ("Reporter : Andi | Budi", "no known label"),
        ("Reporter : Andi Reporter : Budi", "more than one reporter"),
    ],
)
def test_bylines_not_understood(text: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        people_of(PAGE, text)


def info(html: str, *, bare_name: bool = False) -> Info:
    return info_of(PAGE, LexborHTMLParser(html).css("span"), "item 3", bare_name=bare_name)


def test_icons_as_elements_and_as_text() -> None:
    for html in (
        '<span><i class="material-icons">person</i> Reporter : Andi</span>',
        "<span>person Reporter : Andi</span>",
    ):
        node = LexborHTMLParser(html).css_first("span")
        assert node is not None
        assert icon_and_text(node) == ("person", "Reporter : Andi")
        assert info(html).people == {"reporter": "Andi"}
    assert info('<span><i class="material-icons">person</i>Andi</span>', bare_name=True).people == {"reporter": "Andi"}
    assert info("<span></span>") == Info(None, None, {})


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<span>access_time kemarin</span>", "item 3, date"),
        ("<span>access_time 08-10-2026</span><span>access_time 08-10-2026</span>", "more than one access_time"),
        ("<span>remove_red_eye 1</span><span>remove_red_eye 2</span>", "more than one remove_red_eye"),
        ("<span>person Reporter : A</span><span>person Reporter : B</span>", "more than one person"),
        ("<span>person A</span>", "no known label"),
    ],
)
def test_icons_not_understood(html: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        info(html)


@pytest.mark.parametrize(
    ("html", "url", "alt"),
    [
        ('<img src="/p/1.jpg" alt=" Judul \u00a0">', "https://m.beritajakarta.id/p/1.jpg", "Judul"),
        ('<img src="https://x.example/1.jpg">', "https://x.example/1.jpg", None),
        ('<img src="data:image/gif;base64,R0" data-src="/p/1.jpg">', "https://m.beritajakarta.id/p/1.jpg", None),
        ('<img src="javascript:x" alt="">', None, None),
        ("<img src alt>", None, None),
        ("", None, None),
    ],
)
def test_photos(html: str, url: str | None, alt: str | None) -> None:
    assert photo_of(PAGE, LexborHTMLParser(html).css_first("img")) == (url, alt)


def test_targets() -> None:
    assert target_of(PAGE, "/read/9/y?x#z", "related 1")[0] == "https://www.beritajakarta.id/read/9/y"
    assert target_of(PAGE, "https://example.com/a", "related 1")[0] == "https://example.com/a"
    assert target_of(PAGE, "/potret/album/3/a", "related 1")[0] == "https://m.beritajakarta.id/potret/album/3/a"


def test_a_link_without_an_address_is_left_out_and_noted() -> None:
    page = replace(PAGE, left_out={})
    for href in (None, "", " ", "javascript:void(0)", "http://[" + 100 * "x"):
        assert target_of(page, href, "related 1") is None
    assert page.incomplete == (
        "related 1 is left out: a link without an address; "
        "related 1 is left out: a link without an address ('javascript:void(0)'); "
        f"related 1 is left out: a link without an address ('http://[{72 * 'x'}')"
    )
