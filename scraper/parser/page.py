"""A page to parse: its tree, the URL it was requested by, and the article that it claims to be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.items import Lang
from scraper.parser.decode import decode
from scraper.parser.document import Element, Node
from scraper.parser.refusals import Kind, Refusal
from scraper.parser.size_limits import excess_of, excess_of_size
from scraper.urls import Address, article_url, from_key, parse, resolve

OG_TYPE = "meta[property='og:type' i][content='article' i]"
_OWN_ADDRESSES = "link[rel~=canonical i][href], meta[property='og:url' i][content]"

NO_CHARSET = "no known charset fits the page"
"""The reason for a refusal of bytes that are no text."""

_LONGEST_HREF = 80
"""Characters of an address that is none, in a line that says so."""

_END = re.compile(rb"</(?:body|html)\b", re.IGNORECASE)
_BEGIN = re.compile(rb"<(?:!doctype|html|head)\b", re.IGNORECASE)
_UNREAD = re.compile(rb"<!--.*?(?:-->|\Z)|<(script|style|textarea|title)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_FRAMES = "div, section, article, main"
_FRAME_ENDS = re.compile(rb"</(?:div|section|article|main)\b", re.IGNORECASE)

OTHER_KINDS = {"album": "a photo album", "video": "a video", "infographic": "an infographic"}
"""By the kind of an address, what stands there."""


class Sighting(NamedTuple):
    """Where a field was read: its name as in `Article`, with the place of a link (`related 2`), and the node."""

    field: str
    node: Node


@dataclass(frozen=True, slots=True)
class Page:
    """A page to parse.

    Attributes:
        tree: of its markup.
        url: the URL it was requested by.
        base: what its relative links resolve against: that address, or what the page says in `base`.
        left_out: what was left out of the page's lists, each in a line.
        sightings: where each field was read, if anyone asks (`arsip inspect`).
    """

    tree: LexborHTMLParser
    url: str
    base: str
    left_out: dict[str, None] = field(default_factory=dict)
    sightings: list[Sighting] | None = None

    def saw(self, name: str, found: Element | Node | None) -> None:
        """Note where a field is read; nothing where there is no element."""
        if self.sightings is not None and found is not None:
            self.sightings.append(Sighting(name, found.node if isinstance(found, Element) else found))

    def leave_out(self, where: str, href: str | None) -> None:
        """Note that an item is left out, because its link has no address of the web."""
        shown = f" ({href.strip()[:_LONGEST_HREF]!r})" if href and href.strip() else ""
        self.left_out[f"{where} is left out: a link without an address{shown}"] = None

    @property
    def incomplete(self) -> str | None:
        """What was left out, in one line; None where nothing was."""
        return self.refusal("; ".join(self.left_out)).reason if self.left_out else None

    def refusal(self, reason: str, kind: Kind = "unreadable") -> Refusal:
        """A refusal of this page."""
        return Refusal(self.url, kind, reason)


class Identity(NamedTuple):
    """Which article a page is: the fields of Article of the same names."""

    lang: Lang
    id: int
    slug: str | None
    url: str


def page_of(html: bytes, url: str, charset: str | None = None) -> Page:
    """Decode and parse a page.

    Args:
        html: the page as received, without its content-encoding.
        url: the URL it was requested by.
        charset: what the Content-Type header declared, if anything; it counts only where the bytes are not UTF-8.

    Raises:
        Refusal: the page ends early, no known charset fits its bytes, or it is too much to parse.
    """
    excess = excess_of_size(len(html))
    data = decode(html, charset) if excess is None else b""
    if data is None:
        raise Refusal(url, "unreadable", NO_CHARSET)
    excess = excess or excess_of(data, len(html))
    if excess is not None:
        raise Refusal(url, "unreadable", excess)
    tree = LexborHTMLParser(data)
    if _is_cut_off(data, tree):
        raise Refusal(url, "cut-off", "the page is cut off: it ends before what it began is closed")
    return Page(tree, url, _base_of(tree, url))


def _base_of(tree: LexborHTMLParser, url: str) -> str:
    """What a page's relative links resolve against; another site's address does not count, nor make it the site."""
    node = tree.head.css_first("base[href]") if tree.head is not None else None
    named = resolve(node.attributes.get("href") or "", url) if node is not None else None
    return url if named is None or parse(named, base=url).kind == "elsewhere" else named


def _is_cut_off(html: bytes, tree: LexborHTMLParser) -> bool:
    """Whether a page ends before it is over.

    Its own end must be missing, both `</body>` and `</html>`, which a page may leave out; and besides it ends within a
    tag or within its head, or more frames are open than closed. Either alone is found on sound pages. A page that is
    cut just where all its frames are closed cannot be distinguished from one that leaves its end out.
    """
    if html.rfind(b"</html>") >= 0 or _END.search(html):
        return False
    if html.rfind(b"<") > html.rfind(b">"):
        return True
    if tree.body is None or tree.body.first_child is None:
        return _BEGIN.search(html) is not None
    closed = len(_FRAME_ENDS.findall(_UNREAD.sub(b"", html)))
    return len(tree.css(_FRAMES)) > closed


def identity_of(page: Page) -> Identity:
    """Find which article a page is, and compare it with the requested one.

    The slug is that of `rel=canonical`, else of `og:url`: the site serves an article under any slug, so that the
    requested one proves nothing.

    Raises:
        Refusal: it is another article, or no article at all.
    """
    request = parse(page.url, base=page.url)
    if request.kind in OTHER_KINDS:
        raise page.refusal(f"{OTHER_KINDS[request.kind]}, not an article", "other-kind")
    if request.kind == "list":
        raise page.refusal("a list of articles, not an article")
    if request.key is None:
        raise page.refusal("the address asked for is no article's")
    named = list(own_addresses(page))
    kind = next((each.kind for each in named if each.kind in OTHER_KINDS), None)
    if kind is not None:
        raise page.refusal(f"{OTHER_KINDS[kind]}, not an article", "other-kind")
    named = [each for each in named if each.key is not None]
    if named and named[0].key != request.key:
        raise page.refusal(f"the page is another article, {named[0].url}", "other-article")
    slug = next((each.slug for each in named if each.key == request.key and each.slug), None)
    lang, id_ = from_key(request.key)
    return Identity(lang, id_, slug, article_url(lang, id_, slug))


def own_addresses(page: Page) -> Iterator[Address]:
    """The addresses of the site that a page gives itself: `rel=canonical` first, then `og:url`."""
    for node, url in _own_links(page):
        address = parse(url, base=page.base)
        if address.kind == "article":
            page.saw("url", node)
        yield address


def own_url_of(page: Page) -> str | None:
    """The address that a page gives itself: its article's, else that of a list or of another kind of page."""
    named = [(parse(url, base=page.base), url) for _, url in _own_links(page)]
    article = next((each.url for each, _ in named if each.url is not None), None)
    other = next((url for each, url in named if each.kind == "list" or each.kind in OTHER_KINDS), None)
    return article or (None if other is None else resolve(other, page.base))


def _own_links(page: Page) -> Iterator[tuple[LexborNode, str]]:
    head = page.tree.head  # ten times as fast as the whole tree; a PHP notice before the doctype moves all to the body
    found = head.css(_OWN_ADDRESSES) if head is not None else []
    for node in sorted(found or page.tree.css(_OWN_ADDRESSES), key=lambda node: node.tag == "meta"):
        attributes = node.attributes
        yield node, attributes.get("href") or attributes.get("content") or ""
