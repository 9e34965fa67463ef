"""What is timed in the project's own environment: bare parses, the parser by template, as a crawl reads, and generic.

`bench/peers/serve.py` runs it as it runs the other programs: a function takes the bytes of a page and its address.
"""

from bs4 import BeautifulSoup
from lxml.html import document_fromstring  # type: ignore[import-untyped]  # it has no stubs of its own
from selectolax.lexbor import LexborHTMLParser

from scraper.items import Article
from scraper.parser import parse_article
from scraper.parser.article import TEMPLATES, by_template, by_words
from scraper.parser.page import identity_of, page_of
from scraper.parser.templates.finder import recognises


def lxml(html: bytes, url: str) -> object:
    """Lxml's bare parse, the yardstick; Scrapy brings it along."""
    return document_fromstring(html, base_url=url)


def lexbor(html: bytes, _: str) -> LexborHTMLParser:
    """Lexbor's bare parse, which the templates stand on."""
    return LexborHTMLParser(html)


def beautifulsoup(html: bytes, _: str) -> BeautifulSoup:
    """BeautifulSoup's parse on lxml, which the generic finder stands on."""
    return BeautifulSoup(html, "lxml")


def template(html: bytes, url: str) -> Article:
    """The page's template alone, without a second opinion by the generic finder where a field is missing."""
    page = page_of(html, url, None)
    return by_template(page, identity_of(page), next(each for each in TEMPLATES if recognises(page, each)))


def arsip(html: bytes, url: str) -> Article:
    """The parser as a crawl calls it."""
    return parse_article(html, url)


def generic(html: bytes, url: str) -> Article:
    """The generic finder on every page, also on those that a template vouches for."""
    page = page_of(html, url, None)
    return by_words(page, identity_of(page))
