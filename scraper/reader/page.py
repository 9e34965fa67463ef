"""A page under reading: its tree, the address it was asked for by, and the article it says it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.address import Address, article_url, parse
from scraper.items import Lang
from scraper.reader.charset import utf8_of
from scraper.reader.cut_off import is_cut_off
from scraper.reader.errors import CutOff, OtherArticle, ReadError
from scraper.reader.limits import excess_of, excess_of_size
from scraper.reader.walk import Node

OWN_ADDRESSES = "link[rel~=canonical i][href], meta[property='og:url' i][content]"
OG_TYPE = "meta[property='og:type' i][content='article' i]"


_LONGEST_HREF = 80
"""Letters of an address that is none, in a line that says so."""


class Sighting(NamedTuple):
    """Where a field was read: its name as in `Article`, with the place of a link (`related 2`), and the node."""

    field: str
    node: Node


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page.

    Attributes:
        tree: of its markup.
        url: the address it was asked for by; relative links resolve against it.
        left_out: what the readers have left out of the page's lists, each in a line.
        seen: where each field was read, if anyone asks (`arsip inspect`): the readers add to it through `saw`.
    """

    tree: LexborHTMLParser
    url: str
    seen: list[Sighting] | None = None
    left_out: dict[str, None] = field(default_factory=dict)

    def saw(self, field: str, node: Node | None) -> None:
        """Note which node a field is read from; nothing where there is none."""
        if self.seen is not None and node is not None:
            self.seen.append(Sighting(field, node))

    def leave_out(self, where: str, href: str | None) -> None:
        """Note that an item is left out, because its link has no address of the web."""
        shown = f" ({href.strip()[:_LONGEST_HREF]!r})" if href and href.strip() else ""
        self.left_out[f"{where} is left out: a link without an address{shown}"] = None

    @property
    def incomplete(self) -> str | None:
        """What was left out, in one line; None where nothing was."""
        return self.error("; ".join(self.left_out)).reason if self.left_out else None

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
        CutOff: the page ends early.
        ReadError: no known charset fits its bytes, or it is too much to read.
    """
    excess = excess_of_size(len(html))
    data = utf8_of(html, charset) if excess is None else b""
    if data is None:
        raise ReadError(url, "no known charset fits the page")
    excess = excess or excess_of(data, len(html))
    if excess is not None:
        raise ReadError(url, excess)
    tree = LexborHTMLParser(data)
    if is_cut_off(data, tree):
        raise CutOff(url, "the page is cut off: it ends before what it began is closed")
    return Page(tree, url)


def identity_of(page: Page) -> Identity:
    """Find which article the page is, and hold it against the one that was asked for.

    The slug is the first one among those of `rel=canonical`, `og:url` and the request.

    Raises:
        ReadError: the request is no article's address.
        OtherArticle: the page names another article.
    """
    request = parse(page.url, base=page.url)
    if request.kind != "article" or request.lang is None or request.id is None:
        raise page.error("the address asked for is no article's")
    named = own_addresses(page)
    first = next(named, None)
    if first is not None and first.key != request.key:
        raise OtherArticle(page.url, f"the page is the article {article_url_of(first)}")
    slug = first.slug if first is not None else None
    slug = slug or next((each.slug for each in named if each.key == request.key and each.slug), request.slug)
    return Identity(request.lang, request.id, slug, article_url(request.lang, request.id, slug))


def own_addresses(page: Page) -> Iterator[Address]:
    """The article's addresses that a page gives itself: `rel=canonical` first, then `og:url`."""
    for node in sorted(page.tree.css(OWN_ADDRESSES), key=_is_meta):
        attributes = node.attributes
        address = parse(attributes.get("href") or attributes.get("content") or "", base=page.url)
        if address.kind == "article":
            page.saw("url", node)
            yield address


def _is_meta(node: LexborNode) -> bool:
    return node.tag == "meta"


def article_url_of(address: Address) -> str:
    """The address of an article in the one form that is kept."""
    if address.lang is None or address.id is None:
        raise ValueError(f"{address} is no article's")
    return article_url(address.lang, address.id, address.slug)
