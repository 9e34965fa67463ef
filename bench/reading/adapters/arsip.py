"""The parser as a crawl calls it: by the page's template and, where that is not enough, by the generic finder."""

from scraper.items import Article
from scraper.parser import parse_article


def extract(html: bytes, url: str) -> Article:
    """Read a page."""
    return parse_article(html, url)
