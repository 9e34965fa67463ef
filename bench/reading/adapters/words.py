"""The words reader on every page, also on those that a template reader vouches for."""

from scraper.items import Article
from scraper.reader.page import identity_of, page_of
from scraper.reader.words import read


def extract(html: bytes, url: str) -> Article:
    """Read a page."""
    page = page_of(html, url, None)
    return read(page, identity_of(page))
