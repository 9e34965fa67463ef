"""A page under reading: its tree, the address it was asked for by, and the article it says it is."""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from scraper.address import Address, article_url, parse
from scraper.items import Lang
from scraper.reader.charset import tree_of
from scraper.reader.errors import OtherArticle, ReadError

OWN_ADDRESSES = "link[rel~=canonical i][href], meta[property='og:url' i][content]"
OG_TYPE = "meta[property='og:type' i][content='article' i]"


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page.

    Attributes:
        tree: of its markup.
        url: the address it was asked for by; relative links resolve against it.
    """

    tree: LexborHTMLParser
    url: str

    def error(self, reason: str) -> ReadError:
        """An error that names the page."""
        return ReadError(self.url, reason)


@dataclass(frozen=True, slots=True)
class Identity:
    """Which article a page is: the fields of Article of the same names."""

    lang: Lang
    id: int
    slug: str | None
    url: str


def page_of(html: bytes, url: str, charset: str | None) -> Page:
    """Parse a page.

    Raises:
        ReadError: no known charset fits its bytes.
    """
    tree = tree_of(html, charset)
    if tree is None:
        raise ReadError(url, "no known charset fits the page")
    return Page(tree, url)


def identity_of(page: Page) -> Identity:
    """Find which article the page is, and hold it against the one that was asked for.

    The slug is the first one among `rel=canonical`, `og:url` and the request.

    Raises:
        ReadError: the request is no article's address.
        OtherArticle: the page names another article.
    """
    request = parse(page.url, base=page.url)
    if request.kind != "article" or request.lang is None or request.id is None:
        raise page.error("the address asked for is no article's")
    named = own_addresses(page)
    slug = None
    for address in named[:1]:
        if address.key != request.key:
            raise OtherArticle(page.url, f"the page is the article {article_url_of(address)}")
    for address in (*named, request):
        if slug is None and address.key == request.key:
            slug = address.slug
    return Identity(request.lang, request.id, slug, article_url(request.lang, request.id, slug))


def own_addresses(page: Page) -> list[Address]:
    """The article's addresses that a page gives itself: `rel=canonical` first, then `og:url`."""
    nodes = sorted(page.tree.css(OWN_ADDRESSES), key=lambda node: node.tag != "link")
    hrefs = (node.attributes.get("href" if node.tag == "link" else "content") for node in nodes)
    addresses = (parse(href, base=page.url) for href in hrefs if href)
    return [address for address in addresses if address.kind == "article"]


def article_url_of(address: Address) -> str:
    """The address of an article in the one form that is kept."""
    if address.lang is None or address.id is None:
        raise ValueError(f"{address} is no article's")
    return article_url(address.lang, address.id, address.slug)
