"""Made-up pages for the generic finder, and what it makes of them."""

import re

import pytest

from scraper.items import Article
from scraper.parser import Refusal
from scraper.parser.article import by_words
from scraper.parser.generic import find
from scraper.parser.page import identity_of, page_of
from scraper.parser.regions import Regions

URL = "https://www.beritajakarta.id/read/77/pompa-baru-di-kali-contoh"
HEAD = "<h1>Pompa Baru di Kali Contoh</h1>"
DATED = "<div>Kamis, 06 Februari 2025 14:50 WIB</div>"
FIRST = "<p>Pompa baru dipasang di Kali Contoh, Kamis pagi.</p>"
TEXT = (
    f"{FIRST}<p>Warga senang karena jalan itu tidak lagi tergenang saat hujan.</p>"
    "<p>Pompa kedua menyusul bulan depan.</p>"
)
PARAGRAPHS = re.findall("<p>(.*?)</p>", TEXT)


def html_of(*parts: str) -> bytes:
    named = f'<link rel="canonical" href="{URL}">'
    return f"<!doctype html><html><head>{named}</head><body>{''.join(parts)}</body></html>".encode()


def regions(*parts: str) -> Regions:
    page = page_of(html_of(*parts), URL)
    return find(page, identity_of(page))


def article(html: bytes, url: str = URL) -> Article:
    page = page_of(html, url)
    return by_words(page, identity_of(page))


def made(*parts: str) -> Article:
    return article(html_of(*parts))


def reason(*parts: str) -> str:
    with pytest.raises(Refusal) as caught:
        regions(*parts)
    return caught.value.reason
