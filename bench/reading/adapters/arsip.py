"""The reader as a crawl calls it: by the page's template and, where that is not enough, by its words."""

from scraper.items import Article
from scraper.reader import read


def extract(html: bytes, url: str) -> Article:
    """Read a page."""
    return read(html, url)
