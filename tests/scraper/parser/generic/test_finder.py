"""The generic finder agrees with the templates, class or no class, and refuses what it would have to guess."""

import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from scraper.items import Article
from scraper.parser import Refusal, parse_article
from scraper.parser.article import GENERIC
from tests.scraper.parser.generic.made import (
    DATED,
    HEAD,
    PARAGRAPHS,
    TEXT,
    URL,
    article,
    html_of,
    made,
    reason,
    regions,
)

PAGES = Path(__file__).parents[3] / "pages"
SAVED = Path(__file__).parents[5] / "shared" / "site" / "pages"
CLASSES = re.compile(rb"""\s(?:class|id)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""")


def said(article: Article) -> dict[str, Any]:
    return asdict(replace(article, template=GENERIC))


def fixtures() -> list[str]:
    found = sorted(PAGES.glob("*.json"))
    return [path.stem for path in found if "article" in json.loads(path.read_text())]


@pytest.mark.parametrize("strip", [False, True], ids=["classes", "no classes"])
@pytest.mark.parametrize("name", fixtures())
def test_every_fixture_is_read_by_words(name: str, strip: bool) -> None:
    html = (PAGES / f"{name}.html").read_bytes()
    expected = json.loads((PAGES / f"{name}.json").read_text())
    got = json.loads(json.dumps(said(article(CLASSES.sub(b"", html) if strip else html, expected["request"]))))
    assert got == expected["article"] | {"template": GENERIC}


@pytest.mark.skipif(not SAVED.exists(), reason="the saved pages are not at hand")
@pytest.mark.parametrize("strip", [False, True], ids=["classes", "no classes"])
@pytest.mark.parametrize("number", [142433, 95243])
def test_a_saved_page_is_read_as_by_its_template(number: int, strip: bool) -> None:
    html, url = (SAVED / f"mobile-{number}.html").read_bytes(), f"https://m.beritajakarta.id/read/{number}"
    whole = parse_article(html, url)
    assert whole.template == "mobile"
    hidden = re.compile(rb'<span class="[^"]*sceditor[^>]*>')  # what only a class hides
    html = CLASSES.sub(b"", hidden.sub(b"<span hidden>", html)) if strip else html
    assert said(article(html, url)) == said(whole)


def test_a_page_of_no_known_markup() -> None:
    found = parse_article(
        html_of(
            f"<main>{HEAD}<ul><li>Kamis, 6 Februari 2025, 14.50 WIB</li><li>Penulis</li><li>A dan B</li>",
            "<li>EDITOR : C</li><li>1.234 kali dibaca</li></ul><figure><img src=/photo/a.jpg alt='Pompa'>",
            "<figcaption>Pompa itu. (Foto: D)</figcaption></figure>", TEXT,
            "<h3>BERITA TERKAIT:</h3><div><a href=/read/76/kali-contoh-dikeruk>Kali Contoh Dikeruk</a>",
            "<i>1 Februari 2025</i></div></main>",
        ),
        URL,
    )  # fmt: skip
    assert (found.template, found.title) == (GENERIC, "Pompa Baru di Kali Contoh")
    assert (found.date, found.published_at) == ("2025-02-06", "2025-02-06T14:50+07:00")
    assert (found.reporter, found.editor, found.views) == ("A dan B", "C", 1234)
    assert found.photo_url == "https://www.beritajakarta.id/photo/a.jpg"
    assert (found.photo_alt, found.photo_credit) == ("Pompa", "D")
    assert found.body.split("\n\n") == PARAGRAPHS
    assert [(link.id, link.title, link.date) for link in found.related] == [(76, "Kali Contoh Dikeruk", "2025-02-01")]


# headline


def test_a_line_that_says_what_the_page_calls_itself_is_the_headline() -> None:
    own = '<meta property="og:title" content="Pompa Baru di Kali">'
    assert (
        regions(f"{own}<main><div>Pompa Baru di Kali</div>{DATED}{TEXT}</main>").headline.text == "Pompa Baru di Kali"
    )


def test_the_name_of_the_site_is_no_headline() -> None:
    assert regions(f"<h1>Berita Jakarta</h1><main>{HEAD}{DATED}{TEXT}</main>").headline.text.startswith("Pompa")


def test_two_headlines_are_refused() -> None:
    two = "<h1>Kabar Ibu Kota</h1><main><h1>Pompa Dipasang</h1>"
    assert reason(f"{two}{DATED}{TEXT}</main>").startswith("title")


# byline


def test_the_word_reporter_in_a_sentence_is_no_byline() -> None:
    last = "Reporter Kota Kita menanyakan hal itu kepada editor senior."
    found = made(f"<main>{HEAD}{DATED}{TEXT}<p>{last}</p></main>")
    assert (found.reporter, found.editor, found.body.split("\n\n")[-1]) == (None, None, last)


def test_a_label_that_ends_the_text_again_is_text() -> None:
    byline = "<div>Kamis, 06 Februari 2025 Reporter: A Editor: B 12</div>"
    found = made(f"<main>{HEAD}{byline}<div>{TEXT}<p>Reporter : C D</p></div></main>")
    assert (found.reporter, found.body.split("\n\n")[-1]) == ("A", "Reporter : C D")


def test_a_label_that_the_byline_lacks_may_stand_below_the_text() -> None:
    byline = "<div>Kamis, 06 Februari 2025 Reporter: A 12</div>"
    found = made(f"<main>{HEAD}{byline}<div>{TEXT}<p>Editor: C D</p></div></main>")
    assert (found.reporter, found.editor, found.body.split("\n\n")) == ("A", "C D", PARAGRAPHS)


def test_names_without_labels_under_the_day_are_of_the_byline() -> None:
    lines = "<div>Kamis, 24 Juni 2021 21:31</div><div>TP Satu</div><div>Nama Dua</div><div>146</div>"
    byline = regions(f"<main>{HEAD}{lines}<div>{TEXT}</div></main>").byline
    assert [block.text for block in byline] == ["Kamis, 24 Juni 2021 21:31", "TP Satu", "Nama Dua", "146"]


@pytest.mark.parametrize(
    "parts",
    [
        f"<main>{HEAD}<div>{TEXT}<p>Rapat digelar pada 7 Maret 2025.</p></div></main>",
        f"<div>Senin, 30 November 2026</div><main>{HEAD}<div>{TEXT}</div></main>",
        f"<main>{HEAD}<div>Hitung Mundur</div><div>22 Juni 2027</div><div>{TEXT}</div></main>",
    ],
    ids=["in the text", "in the page's frame", "of a countdown"],
)
def test_another_day_is_not_the_articles(parts: str) -> None:
    assert reason(parts) == "date: the page has none"


def test_two_days_are_refused() -> None:
    assert "more than one" in reason(f"<main>{HEAD}{DATED}<img src=a.jpg><hr><p>Teks</p><p>1 Mei 2024</p>{TEXT}</main>")


def test_two_reporters_are_refused() -> None:
    with pytest.raises(Refusal, match="reporter"):
        made(f"<main>{HEAD}{DATED}<p>Reporter: A</p><p>Reporter: B</p>{TEXT}</main>")


def test_an_empty_label_names_nobody() -> None:
    found = made(f"<main>{HEAD}{DATED}<p>Reporter : A</p><p>Editor :</p><p>Bagikan</p>{TEXT}</main>")
    assert (found.reporter, found.editor) == ("A", None)


# photo, credit, caption


@pytest.mark.parametrize("parts", ["{photo}{head}{text}", "{head}{photo}{text}"], ids=["above", "below"])
@pytest.mark.parametrize("caption", [".", "....", "Pompa itu dipasang oleh tiga petugas sejak pagi ."])
def test_a_line_between_photo_and_credit_is_no_text(caption: str, parts: str) -> None:
    photo = f"<img src=/photo/a.jpg alt=Pompa><p>{caption}</p><p>(Foto: D)</p>"
    found = made(f"<main>{parts.format(photo=photo, head=HEAD + DATED, text=TEXT)}</main>")
    assert found.photo_url == "https://www.beritajakarta.id/photo/a.jpg"
    assert (found.photo_credit, found.body.split("\n\n")) == ("D", PARAGRAPHS)


def test_a_paragraph_between_two_credits_is_text() -> None:
    photo = "<img src=/photo/a.jpg alt=Pompa><p>(Foto: D)</p>"
    text = TEXT.replace("</p>", "</p><p>(Foto: E)</p>", 1)
    found = made(f"<main>{HEAD}{DATED}{photo}<div>{text}</div></main>")
    assert (found.photo_credit, found.body.split("\n\n")) == ("D", PARAGRAPHS)


def test_the_photo_of_another_box_is_not_the_articles() -> None:
    box = '<h4>POTRET JAKARTA</h4><a href="/potret-jakarta/album/3/x"><img src="/photo/b.jpg"></a><div>(Foto: E)</div>'
    found = made(f"<main>{HEAD}{DATED}<div>{TEXT}</div></main><div>{box}</div>")
    assert (found.photo_url, found.photo_credit) == (None, None)


# category


@pytest.mark.parametrize(
    "crumbs",
    [
        '<ul><li><a href="/">Beranda</a></li><li><a href="/kategori/kesra">Kesra</a></li></ul>',
        '<div><a href="/">beritajakarta.id</a> &rsaquo; <a href="/rubrik/5/kesra">Kesra</a> &rsaquo; <b>X</b></div>',
        '<span><a href="/kategori/kesra">Kesra</a></span>',
        '<p><a href="/">Halaman Utama</a> / <a href="/kategori/kesra">Kesra</a></p>' + "<hr><p>Teks</p>" * 4,
        '<ul><li><a href="https://m.beritajakarta.id">Kabar Kota</a><li><a href="/kategori/kesra">Kesra</a></ul>'
        + "<hr><p>Teks</p>" * 4,
        '<ul><li><a href="/"><svg></svg></a><li><a href="/kategori/kesra">Kesra</a></ul>' + "<hr><p>Teks</p>" * 4,
        '<ul><li><a href="/"><img src="/rumah.png"></a><li><a href="/kategori/kesra">Kesra</a></ul>'
        + "<hr><p>Teks</p>" * 4,
    ],
    ids=["breadcrumb", "one line", "badge", "main page", "name", "icon", "image"],
)
def test_a_category_beside_the_home_page_or_the_headline(crumbs: str) -> None:
    found = made(f"<main>{crumbs}{HEAD}{DATED}<div>{TEXT}</div></main>")
    assert (found.category, found.category_slug) == ("Kesra", "kesra")


@pytest.mark.parametrize("name", ["Populer", "Terkini", "Foto", "News"])
def test_the_name_of_a_list_of_all_categories_is_no_category(name: str) -> None:
    assert made(f"<main><p>{name}</p>{HEAD}{DATED}<div>{TEXT}</div></main>").category is None


@pytest.mark.parametrize(
    "menu",
    [
        '<ul><li><a href="/berita/terkini">Indeks</a></li><li><a href="/kategori/kesra">Kesra</a></li></ul>',
        '<div><div><a href="/kategori/kesra">Kesra</a></div><div><a href="/video">Video</a></div></div>',
        '<nav><a href="/kategori/kesra">Kesra</a></nav>',
        '<ul><li><a href="/kategori/kesra">Kesra</a></li></ul><p><a href="/">Beranda</a></p>' + "<hr><p>Teks</p>" * 4,
        '<nav><a href="/">Depan</a> <a href="/kategori/kesra">Kesra</a> <a href="/video">Video</a></nav>',
        '<div><a href="/">Depan</a> <a href="/kategori/kesra">Kesra</a> <a href="/dprd">DPRD</a></div>',
    ],
    ids=["menu", "menu in divs", "nav", "before home", "menu with videos", "menu with home"],
)
def test_a_link_of_a_menu_is_no_category(menu: str) -> None:
    assert regions(f"{menu}<main>{HEAD}{DATED}<div>{TEXT}</div></main>").category is None


# pages without an article


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<h1>Halaman tidak ditemukan</h1><p>Kembali ke beranda</p>", "missing"),
        ("<h1></h1><div>Reporter: Editor: 0</div>", "missing"),
        (
            "<h1>404</h1><h4>Berita Terkait</h4><p><a href='/read/5/x'>Judul Lain Lagi</a></p><p>1 Mei 2024</p>",
            "missing",
        ),
        (f"<main>{HEAD}{DATED}</main>", "unreadable"),
        (f"<main>{HEAD}<div>Senin, 06 Februari 2025</div>{TEXT}</main>", "unreadable"),
        (f"<p>{'Kata demi kata. ' * 20}</p>", "unreadable"),
    ],
)
def test_a_page_without_byline_and_text_is_missing(body: str, kind: str) -> None:
    with pytest.raises(Refusal) as refused:
        regions(body)
    assert refused.value.kind == kind


def test_a_refusal_says_why_neither_could_read() -> None:
    html = (PAGES / "no-date.html").read_bytes()
    with pytest.raises(Refusal, match=r"mobile: .*date.*generic: .*date"):
        parse_article(html, json.loads((PAGES / "no-date.json").read_text())["request"])
