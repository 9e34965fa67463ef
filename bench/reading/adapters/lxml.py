"""lxml's bare parse, the yardstick; Scrapy brings it along."""

from lxml.html import document_fromstring  # type: ignore[import-untyped]  # it has no stubs of its own


def extract(html: bytes, url: str) -> object:
    """Parse a page."""
    return document_fromstring(html, base_url=url)
