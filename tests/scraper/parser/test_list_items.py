"""Lists under a heading, however they are marked up: which items they have, and what belongs to each."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from scraper.items import Link
from scraper.parser.document import Document, Element, document_of
from scraper.parser.list_items import links_of
from scraper.parser.list_regions import items_by_heading
from scraper.parser.page import Page
from scraper.parser.refusals import Refusal
from scraper.parser.vocabulary import POPULAR_HEADINGS, RELATED_HEADINGS

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
    '<div><a href="{0}"><img alt="{1}"></a><h5>{2}</h5><p>{3}</p><p>{4}</p></div>',
    '<p><a href="{0}"><img alt="{1}"></a></p><p><a href="{0}">{2}</a></p><p>{3}</p><p>{4}</p>',
    '<div><img alt="{1}"></div><a href="{0}">{2}</a> {3} {4}',
    '<h5><img alt="{1}"><a href="{0}">{2}</a> <small>{3}</small> <small>{4}</small></h5>',
    '<tr><td><img alt="{1}"></td><td><a href="{0}">{2}</a></td><td>{3}</td><td>{4}</td></tr>',
]
HEADINGS = ["<h4>{}</h4>", "<div><div><b>{}</b></div></div>", "<h4>{} <a href='/x'>+indeks</a></h4>", "{}"]


def documents(html: str) -> tuple[Page, list[Document]]:
    """A page, and what it shows by each of the two trees."""
    page = Page(LexborHTMLParser(html), URL, URL)
    body = BeautifulSoup(page.tree.html or "", "lxml", multi_valued_attributes=None).body
    assert page.tree.body is not None
    assert body is not None
    return page, [document_of(page.tree.body), document_of(body)]


def read(html: str, headings: frozenset[str] = RELATED_HEADINGS, where: str = "related") -> tuple[Link, ...]:
    """The links of a list, which are the same by both trees."""
    page, shown = documents(html)
    first, second = (links_of(page, items_by_heading(page, each, headings).items, where) for each in shown)
    assert first == second
    return first


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("heading", HEADINGS)
def test_forms_of_markup(form: str, heading: str) -> None:
    rows = form.format(*A) + form.format(*B)
    table = ("<table>", "</table>") if form.startswith("<tr>") else ("<div>", "</div>")
    html = (
        "<nav><a href=/video>Video</a></nav><p>Lihat berita terkait ini.</p>"
        f"{heading.format('BERITA TERKAIT')}{rows.join(table)}"
        f"{heading.format('Berita Populer')}{form.format(*B).join(table)}<p>Bagikan ke : <a href='/read/9/z'>WA</a></p>"
        "<h4>VIDEO</h4><a href='/read/5/z'>Bukan</a>"
    )
    assert read(html) == EXPECTED
    assert [(each.position, each.id) for each in read(html, POPULAR_HEADINGS)] == [(1, 12)]


def test_no_lists() -> None:
    assert read("<p>Berita terkait banjir</p><a href='/read/1/x'>x</a>") == ()
    assert read("") == ()


def test_an_empty_list_takes_nothing_of_what_follows() -> None:
    html = (
        "<div><h4>Linked News</h4><h4>Popular News</h4><li><a href='/read/12/dua'>Judul Dua</a> 08-10-2026</li></div>"
    )
    assert read(html) == ()
    assert [(each.id, each.date) for each in read(html, POPULAR_HEADINGS)] == [(12, "2026-10-08")]


def test_words_are_neither_joined_nor_split() -> None:
    html = "<h4>BERITA TERKAIT</h4><a href='/read/1/x'>Ju<b>dul</b><br>Satu</a> 19 April 2018"
    assert [each.title for each in read(html)] == ["Judul Satu"]


def test_links_of_the_frame_are_no_items_and_other_sites_are() -> None:
    html = (
        "<h4>BERITA TERKAIT</h4><a href='https://example.com/a'>Berita dari luar</a> 19 April 2018 12"
        "<a href='/read/3/c'>Tiga</a> <a href='/about'>Tentang kami di sini</a>"
        "<footer><a href='/read/4/d'>Empat</a> 2026</footer>"
    )
    assert [(each.url, each.id, each.views) for each in read(html)] == [
        ("https://example.com/a", None, 12),
        ("https://www.beritajakarta.id/read/3/c", 3, None),
    ]


@pytest.mark.parametrize(
    "item",
    [
        "<a href='/read/1/judul'><div>Wisata</div><div>Judul</div><div>19 April 2018 7</div></a>",
        "<a href='/read/1/judul'><small>19 April 2018 7</small><b>Judul</b></a>",
        "<p>19 April 2018 7</p><a href='/read/1/judul'>Judul</a>",
        "<b>Jakarta Utara</b><a href='/read/1/x'>Judul</a><p>19 April 2018</p><p>7</p><p>Air itu mengalir lagi.</p>",
        "<a href='/read/1/x'><b>Judul</b><p>Air itu kembali mengalir.</p><i>19 April 2018</i> <i>7</i></a>",
        "<a href='/read/1/judul'><p>Judul</p><p>Kalimat tanpa titik yang panjang</p>19 April 2018 7</a>",
        "<a href='/read/1/judul'><p>Judul</p>19 April 2018 <i>remove_red_eye</i> 7</a><a href='/dprd'>DPRD</a>",
    ],
)
def test_a_headline_is_told_from_what_stands_beside_it(item: str) -> None:
    [link] = read(f"<h4>BERITA TERKAIT</h4><div>{item}</div>")
    assert (link.title, link.date, link.views, link.reporter) == ("Judul", "2018-04-19", 7, None)


def test_a_reporter_is_a_bare_name_beside_a_date_or_a_counter() -> None:
    item = "<li><a href='/read/1/x'>Judul</a><p>Ekonomi</p><p>19 April 2018</p><p>{}</p></li>"
    names = [read(f"<h4>BERITA TERPOPULER</h4>{item.format(each)}", POPULAR_HEADINGS)[0].reporter for each in (
        "Damar Lesmana", "Reporter : Damar Lesmana", "<i class='material-icons'>person</i> Damar Lesmana", "Wisata", "",
    )]  # fmt: skip
    assert names == ["Damar Lesmana", "Damar Lesmana", "Damar Lesmana", None, None]


def test_a_date_that_contradicts_itself_is_a_refusal() -> None:
    for text in ("Jumat, 19 April 2018", "19 April 2018</p><p>20 April 2018"):
        with pytest.raises(Refusal, match="related 1, date"):
            read(f"<h4>BERITA TERKAIT</h4><li><a href='/read/1/x'>Judul</a><p>{text}</p></li>")


@pytest.mark.parametrize(
    "end",
    [
        "<h4>BANG JAKI</h4>", "<p>POTRET JAKARTA <a href='/potret-jakarta'>+indeks</a></p>", "<div>VIDEO</div>",
        "<div>Hitung Mundur 22 Juni 2027</div><div>00 Hari 00 Jam 00 Menit 00 Detik</div>", "Bagikan ke :",
        "<p>Bagikan ke : <a href='/read/9/z'>Surel</a></p>", "<h4>Berita Populer</h4>", "<footer>",
        "<p>Satu kalimat lain.</p>",
    ],
)  # fmt: skip
def test_what_is_none_of_the_list_ends_it(end: str) -> None:
    item = "<p><a href='/read/{0}/x'>Judul {0}</a></p><p>19 April 2018</p>"
    html = f"<section><h4>BERITA TERKAIT</h4>{item.format(1)}{end}{item.format(2)}</section>"
    assert [(each.id, each.date, each.reporter) for each in read(html)] == [(1, "2018-04-19", None)]


def test_a_list_whose_element_was_closed_early_goes_on_behind_it() -> None:
    item = "<p><a href='/read/{0}/x'>Judul {0}</a></p><p>19 April 2018 {0}</p><p>Damar Lesmana</p>"
    text = "<p>Ada satu <a href='/read/3/x'>tautan</a> di sini.</p>"
    html = f"<div><h4>BERITA TERKAIT</h4>{item.format(1)}</div>{item.format(2)}{text}"
    assert [(each.id, each.views, each.reporter) for each in read(html)] == [
        (1, 1, "Damar Lesmana"), (2, 2, "Damar Lesmana"),
    ]  # fmt: skip


def test_a_heading_inside_the_text_heads_no_list() -> None:
    text = "<p>Pompa itu bekerja sejak pagi dan warga merasa senang.</p>"
    link = "<p><a href='/read/1/x'>Judul Satu</a></p>"
    assert read(f"<div>{text}<p><b>Berita Terkait</b></p>{link}{text}</div>") == ()
    assert len(read(f"<div>{text}<p><b>Berita Terkait</b></p>{link}</div>{text}")) == 1


def test_an_element_around_one_item_and_a_text_is_not_all_of_the_item() -> None:
    text = "<p>Pompa itu bekerja sejak pagi dan warga merasa senang.</p>" * 3
    html = f"<div><h4>Berita Terkait</h4></div><div><a href='/read/1/x'>Judul</a> 19 April 2018{text}</div>"
    page, shown = documents(html)
    for document in shown:
        region = items_by_heading(page, document, RELATED_HEADINGS)
        assert region.places == range(2)
        assert [item.title for item in region.items] == ["Judul"]


def test_the_first_heading_with_a_list_counts() -> None:
    html = "<ul><li>Berita Terkait</li></ul><p>Kalimat itu.</p><h4>Berita Terkait</h4><a href='/read/1/x'>Judul</a>"
    assert [each.id for each in read(html)] == [1]


@pytest.mark.parametrize(
    ("heading", "is_one"),
    [
        ("<h4><span>chevron</span> Berita Terkait</h4>", True),
        ("<p><span>Semua</span> <b>tentang berita terkait</b></p>", False),
        ("<p><span>Simak</span> <b>juga</b> <i>berita terkait</i></p>", False),
    ],
)
def test_a_heading_may_have_a_word_in_front(heading: str, is_one: bool) -> None:
    assert bool(read(f"{heading}<p><a href='/read/1/x'>Judul Satu</a> 19 April 2018</p>")) is is_one


@pytest.mark.parametrize("box", ["VIDEO", "Bang Jaki +indeks", "Bagikan", "Berita Populer", "<b>star</b> Populer"])
def test_a_box_ends_a_list(box: str) -> None:
    item = "<p><a href='/read/{0}/x'>Judul Nomor {0}</a> 19 April 2018</p>"
    html = f"<div><p>Berita Terkait</p>{item.format(1)}<div><p>{box}</p>{item.format(2)}</div></div>"
    assert [each.id for each in read(html)] == [1]


def test_it_is_told_which_places_a_list_takes() -> None:
    html = (
        "<p>Teks.</p><section><h4>Berita Terkait</h4><a href='/kategori/wisata'>Selengkapnya</a>"
        "<div><img alt=a><a href='/read/1/x'>Judul</a><p>Cuplikan</p><p>19 April 2018</p></div></section><p>Teks.</p>"
    )
    page, shown = documents(html)
    for document in shown:
        places = items_by_heading(page, document, RELATED_HEADINGS).places
        assert [thing for thing in document.things if thing.place not in places] == [
            document.things[0], document.things[-1],
        ]  # fmt: skip
        assert items_by_heading(page, document, POPULAR_HEADINGS).places == range(0)


def test_an_item_without_an_address_is_left_out_and_noted() -> None:
    item = "<li><img alt=x><a href='{}'>Judul yang ke {}</a> 19 April 2018</li>"
    items = "".join(item.format(href, place) for place, href in enumerate(("/read/1/x", "javascript:", "/read/3/x"), 1))
    html = f"<h4>Berita Terkait</h4><ul>{items}</ul>"
    page, shown = documents(html)
    links = links_of(page, items_by_heading(page, shown[0], RELATED_HEADINGS).items, "related")
    assert [(link.position, link.id, link.date) for link in links] == [(1, 1, "2018-04-19"), (2, 3, "2018-04-19")]
    assert page.incomplete == "related 2 is left out: a link without an address ('javascript:')"


def test_a_long_or_deep_list_takes_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    around = Element.around

    def counted(element: Element) -> Iterator[Element]:
        nonlocal steps
        for each in around(element):
            steps += 1
            yield each

    monkeypatch.setattr(Element, "around", counted)
    long = "".join(f"<p><a href='/read/{number}/x'>Judul</a> 19 April 2018</p>" for number in range(1, 3000))
    deep = "".join(f"<div><a href='/read/{number}/x'>Judul</a>" for number in range(1, 3000))
    for html in (long, deep):
        page, shown = documents(f"<h4>Berita Terkait</h4>{html}")
        for document in shown:
            steps = 0
            assert 100 < len(items_by_heading(page, document, RELATED_HEADINGS).items) < 1000
            assert steps < 100_000  # without a bound of depth 250,000
