"""Pages read by their words alone: they agree with the template's reader, and nothing is guessed."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from scraper.items import Article
from scraper.reader import TEMPLATES, NotAnArticle, ReadError, read, words
from scraper.reader.page import identity_of, page_of

PAGES = Path(__file__).parents[2] / "pages"
SAVED = Path(__file__).parents[4] / "shared" / "site" / "pages"
URL = "https://www.beritajakarta.id/read/77/pompa-baru-di-kali-contoh"
DATED = "<p>Kamis, 06 Februari 2025 14:50 WIB</p>"
TEXT = (
    "<p>Pompa baru dipasang di Kali Contoh, Kamis pagi.</p><p>Warga senang karena jalan tidak lagi tergenang.</p>"
    "<p>Pompa kedua menyusul bulan depan.</p>"
)


def by_words(html: bytes, url: str) -> Article:
    page = page_of(html, url, None)
    return words.read(page, identity_of(page))


def page(*parts: str) -> bytes:
    return f"<!doctype html><html><body><main>{''.join(parts)}</main></body></html>".encode()


def articles() -> list[str]:
    names = [path.stem for path in sorted(PAGES.glob("*.json"))]
    return [name for name in names if "article" in json.loads((PAGES / f"{name}.json").read_text())]


def said(article: Article) -> dict[str, Any]:
    return asdict(replace(article, template="any"))


@pytest.mark.parametrize("name", articles())
def test_words_agree_with_the_template(name: str) -> None:
    html = (PAGES / f"{name}.html").read_bytes()
    expected = json.loads((PAGES / f"{name}.json").read_text())
    got = json.loads(json.dumps(said(by_words(html, expected["request"]))))
    assert got == expected["article"] | {"template": "any"}


@pytest.mark.skipif(not SAVED.exists(), reason="the saved pages are not at hand")
@pytest.mark.parametrize("number", [142433, 95243])
def test_words_agree_with_the_template_on_a_saved_page(number: int) -> None:
    html = (SAVED / f"mobile-{number}.html").read_bytes()
    url = f"https://m.beritajakarta.id/read/{number}"
    assert said(by_words(html, url)) == said(read(html, url))
    assert read(html, url).template != words.NAME


def test_a_page_of_no_known_markup_is_read_by_its_words() -> None:
    html = page(
        "<h1>Pompa Baru di Kali Contoh</h1><ul><li>Kamis, 6 Februari 2025, 14.50 WIB</li><li>Penulis</li>",
        "<li>A dan B</li>",
        "<li>EDITOR : C</li><li>1.234 kali dibaca</li></ul><figure><img src=/photo/a.jpg alt='Pompa'>",
        "<figcaption>Pompa itu. (Foto: D)</figcaption></figure>", TEXT,
        "<h3>BERITA TERKAIT:</h3><div><a href=/read/76/kali-contoh-dikeruk>Kali Contoh Dikeruk</a>",
        "<i>1 Februari 2025</i></div>",
    )  # fmt: skip
    article = read(html, URL)
    assert article.template == "words"
    assert (article.title, article.date, article.published_at) == (
        "Pompa Baru di Kali Contoh", "2025-02-06", "2025-02-06T14:50+07:00",
    )  # fmt: skip
    assert (article.reporter, article.editor, article.views) == ("A dan B", "C", 1234)
    assert (article.photo_url, article.photo_alt, article.photo_credit) == (
        "https://www.beritajakarta.id/photo/a.jpg", "Pompa", "D",
    )  # fmt: skip
    assert len(article.body.split("\n\n")) == 3
    assert [(link.id, link.title, link.date) for link in article.related] == [(76, "Kali Contoh Dikeruk", "2025-02-01")]


def test_the_word_reporter_in_a_sentence_is_no_byline() -> None:
    html = page(
        "<h1>Pompa Baru</h1>", DATED, TEXT, "<p>Reporter Kota Kita menanyakan hal itu kepada editor senior.</p>"
    )
    article = by_words(html, URL)
    assert (article.reporter, article.editor) == (None, None)
    assert article.body.endswith("Reporter Kota Kita menanyakan hal itu kepada editor senior.")


def test_a_heading_inside_the_text_is_no_list() -> None:
    link = "<p><a href='/read/76/kali-contoh-dikeruk'>Kali Contoh Dikeruk</a></p>"
    html = page("<h1>Pompa Baru</h1>", DATED, f"<div>{TEXT}<p><b>Berita Terkait</b></p>{link}{TEXT}</div>")
    article = by_words(html, URL)
    assert article.related == ()
    assert [each.id for each in article.read_also] == [76]


def test_a_date_in_the_text_is_not_the_articles() -> None:
    html = page("<h1>Pompa Baru</h1>", TEXT, "<p>Rapat digelar pada 7 Maret 2025.</p>")
    with pytest.raises(ReadError, match="date"):
        by_words(html, URL)


def test_two_bylines_are_refused() -> None:
    html = page("<h1>Pompa Baru</h1>", DATED, "<p>Reporter: A</p><p>Reporter: B</p>", TEXT)
    with pytest.raises(ReadError, match="reporter"):
        by_words(html, URL)


def test_two_texts_are_refused() -> None:
    html = page("<h1>Pompa Baru</h1>", DATED, f"<div>{TEXT}</div><div>{TEXT.replace('Pompa', 'Saringan')}</div>")
    with pytest.raises(ReadError, match="more than one"):
        by_words(html, URL)


def test_an_empty_label_names_nobody() -> None:
    html = page("<h1>Pompa Baru</h1>", DATED, "<p>Reporter : A</p><p>Editor :</p><p>Bagikan</p>", TEXT)
    article = by_words(html, URL)
    assert (article.reporter, article.editor) == ("A", None)


def test_a_refusal_says_why_neither_could_read() -> None:
    html = (PAGES / "no-date.html").read_bytes()
    with pytest.raises(ReadError, match=r"mobile-2026: .*date.*by its words: .*date"):
        read(html, json.loads((PAGES / "no-date.json").read_text())["request"])


def test_a_page_without_byline_and_text_is_no_article() -> None:
    with pytest.raises(NotAnArticle):
        read(page("<h1>Halaman tidak ditemukan</h1><p>Kembali ke beranda</p>"), URL)


def test_the_words_reader_carries_every_field_and_comes_last() -> None:
    assert words.TEMPLATE not in TEMPLATES
    assert words.TEMPLATE.carries == frozenset(Article.__dataclass_fields__)
