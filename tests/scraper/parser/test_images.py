"""An image's address, wherever the page keeps it; what is no address of the web is none."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.parser.document import document_of
from scraper.parser.images import source_of
from scraper.parser.page import Page

URL = "https://m.beritajakarta.id/read/7/x"
PHOTO = f"/photo/2014_{32 * '5'}/{32 * 'a'}.jpg"


@pytest.mark.parametrize(
    ("attributes", "source", "alt"),
    [
        ('src="/p/1.jpg" alt=" Judul \u00a0"', "https://m.beritajakarta.id/p/1.jpg", "Judul"),
        ('src="https://x.example/1.jpg"', "https://x.example/1.jpg", None),
        ('src="data:image/gif;base64,R0" data-src="/p/1.jpg"', "https://m.beritajakarta.id/p/1.jpg", None),
        ('data-lazy="/p/1.jpg" src="/p/2.gif"', "https://m.beritajakarta.id/p/2.gif", None),
        (f'src="/p/kosong.gif" data-src="{PHOTO}"', f"https://m.beritajakarta.id{PHOTO}", None),
        (f'srcset="{PHOTO} 2x, /p/1.jpg"', f"https://m.beritajakarta.id{PHOTO}", None),
        ('data-id="7" data-kind="photo"', None, None),
        ('src="javascript:x" alt=""', None, None),
        ("src alt", None, None),
        ('src=" " data-src=""', None, None),
        ('src="/p/foto satu.jpg"', "https://m.beritajakarta.id/p/foto satu.jpg", None),
    ],
)
def test_sources(attributes: str, source: str | None, alt: str | None) -> None:
    tree = LexborHTMLParser(f"<img {attributes}>")
    assert tree.body is not None
    (image,) = document_of(tree.body).images
    assert (source_of(Page(tree, URL, URL), image), image.alt) == (source, alt)
