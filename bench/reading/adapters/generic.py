"""The generic finder on every page, also on those that a template vouches for."""

from scraper.items import Article
from scraper.parser.article import by_words
from scraper.parser.page import identity_of, page_of


def extract(html: bytes, url: str) -> Article:
    """Read a page."""
    page = page_of(html, url, None)
    return by_words(page, identity_of(page))
