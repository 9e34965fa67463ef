"""The desktop lists are read by what they print, however they are marked up."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.items import Link
from scraper.reader.errors import ReadError
from scraper.reader.page import Page
from scraper.reader.printed_lists import printed_lists

URL = "https://www.beritajakarta.id/read/7/x"
A = ("/read/11/satu", "Foto Satu", "Judul Satu", "Kamis, 19 April 2018", "3329")
B = ("/read/12/dua", "Foto Dua", "Judul Dua", "Selasa, 17 April 2018", "2.916")
EXPECTED = (
    Link(position=1, url="https://www.beritajakarta.id/read/11/satu", lang="id", id=11, title="Judul Satu",
         photo_alt="Foto Satu", date="2018-04-19", views=3329),
    Link(position=2, url="https://www.beritajakarta.id/read/12/dua", lang="id", id=12, title="Judul Dua",
         photo_alt="Foto Dua", date="2018-04-17", views=2916),
)  # fmt: skip

FORMS = [
    '<li><a href="{0}"><img alt=" {1} "></a><h5><a href="{0}">{2}</a></h5><small>{3}</small> <small>{4}</small></li>',
    '<li><img alt="{1}"><div><a href="{0}">{2}</a><p>{3} <i class="fa fa-eye"></i> {4}</p></div></li>',
    '<a href="{0}"><img alt="{1}"><h5>{2}</h5><p>{3}</p><p>{4}</p></a>',
    '<a href="{0}"><img alt="{1}"><span>{2}</span><small>{3} {4}</small></a>',
    '<div><a href="{0}"><img alt="{1}"></a><small>{3} {4}</small><a href="{0}">{2}</a></div>',
]


def lists(html: str) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    return printed_lists(Page(LexborHTMLParser(html), URL))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "heading", ["<h4>{}</h4>", "<div><div><b>{}</b></div></div>", "<h4>{} <a href='/x'>+indeks</a></h4>", "{}"]
)
def test_forms_of_markup(form: str, heading: str) -> None:
    rows = form.format(*A) + form.format(*B)
    html = (
        "<nav><a href=/video>Video</a></nav><p>Lihat berita terkait ini.</p>"
        f"{heading.format('BERITA TERKAIT')}<div>{rows}</div>"
        f"{heading.format('Berita Populer')}<div>{form.format(*B)}</div><p>Bagikan ke : <a href='/read/9/z'>WA</a></p>"
        "<h4>VIDEO</h4><a href='/read/5/z'>Bukan</a>"
    )
    related, popular = lists(html)
    assert related == EXPECTED
    assert [(each.position, each.id) for each in popular] == [(1, 12)]


def test_no_lists() -> None:
    assert lists("<p>Berita terkait banjir</p><a href='/read/1/x'>x</a>") == ((), ())
    assert lists("") == ((), ())


def test_words_are_neither_joined_nor_split() -> None:
    html = "<h4>BERITA TERKAIT</h4><a href='/read/1/x'>Ju<b>dul</b><br>Satu</a> 19 April 2018"
    assert [each.title for each in lists(html)[0]] == ["Judul Satu"]


def test_links_of_the_frame_are_no_items_and_other_sites_are() -> None:
    html = (
        "<h4>BERITA TERKAIT</h4><a href='https://example.com/a'>Luar</a> 19 April 2018 12"
        "<a href='/read/3/c'>Tiga</a> <a href='/about'>Tentang</a><footer><a href='/read/4/d'>Empat</a> 2026</footer>"
    )
    assert [(each.url, each.id, each.views) for each in lists(html)[0]] == [
        ("https://example.com/a", None, 12),
        ("https://www.beritajakarta.id/read/3/c", 3, None),
    ]


@pytest.mark.parametrize(
    "link",
    [
        "<div>Wisata</div><div>Judul</div>",
        "<small>19 April 2018 12</small><b>Judul</b>",
    ],
)
def test_a_link_around_a_whole_card_is_refused(link: str) -> None:
    with pytest.raises(ReadError, match="more than one line of a link"):
        lists(f"<h4>BERITA TERKAIT</h4><a href='/read/1/x'>{link}</a> 19 April 2018")


def test_a_date_before_its_headline_is_refused() -> None:
    html = "<h4>BERITA TERKAIT</h4><p>19 April 2018 7</p><a href='/read/1/x'>Satu</a>"
    with pytest.raises(ReadError, match="before the first headline"):
        lists(html)
