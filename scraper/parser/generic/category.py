"""The category: in the row of crumbs between home page and headline, or in a badge beside the headline."""

from collections.abc import Sequence
from itertools import islice, pairwise
from urllib.parse import urlsplit

from bs4.element import Tag

from scraper.parser.document import Block, Element
from scraper.parser.generic.layout import Layout
from scraper.parser.page import Page
from scraper.parser.text import label_of
from scraper.parser.vocabulary import CATEGORIES, HOME_LABELS, SITE_NAMES
from scraper.urls import parse, resolve

_HOMES = HOME_LABELS | SITE_NAMES
_ROOTS = frozenset({"", "/", "/en", "/en/"})
_LONGEST_HOME = 60
_MOST_LINKS = 4
"""Of a row of crumbs: home page, index, category, article. A menu has more."""

_MOST_THINGS = 8
"""Blocks and images of a row of crumbs."""

_ABOVE = 4
"""Places from a badge to the header below it."""

_NO_CATEGORIES = ("berita/", "news", "en/berita/", "en/news")
"""What the names of lists of all articles and of searches begin with."""


def category_of(layout: Layout, header: range) -> tuple[str, str | None] | None:
    """The name of the category and the address of its link.

    Args:
        layout: of the page.
        header: the places of headline and byline, up to the text.
    """
    found = _crumb(layout, header) or _badge(layout, header)
    if found is None:
        return None
    block, link = found
    layout.page.saw("category", link or block.element)
    return (block.text, None) if link is None else (block.text_in(link), link.get("href"))


def _crumb(layout: Layout, header: range) -> tuple[Block, Element | None] | None:
    """The one category behind a link to the home page, in the smallest element that begins with such a link."""
    seen: set[Element] = set()
    for block in layout.blocks:
        if block.place >= header.stop:
            break
        for element in block.element.around():
            if element in seen or element.end - element.first > _MOST_THINGS:
                break
            seen.add(element)
            if _begins_with_home(layout.page, element):
                found = _categories(layout, element)
                if len(found) == 1:
                    return found[0]
    return None


def _begins_with_home(page: Page, element: Element) -> bool:
    """Whether the first link of an element leads to the site's root, whatever it shows, or is called home."""
    link = next((each for each in element.node.descendants if each.name == "a"), None)
    href = link.get("href") if isinstance(link, Tag) else None
    if link is None or not isinstance(href, str) or href.lstrip()[:1] in {"", "#"}:
        return False
    return label_of(link.get_text()[:_LONGEST_HOME]) in _HOMES or _is_root(page, href)


def _is_root(page: Page, href: str) -> bool:
    if parse(href, base=page.base).kind != "page":
        return False
    url = resolve(href, page.base)
    return url is not None and urlsplit(url).path in _ROOTS


def _categories(layout: Layout, row: Element) -> list[tuple[Block, Element]]:
    """The links to categories in a row of crumbs; none where it is a menu, which goes on with other pages."""
    things = layout.document.things[row.first : row.end]
    links = [(block, link) for block in things if isinstance(block, Block) for link in block.links]
    found = [each for each in links if _is_category(layout.page, each[1])]
    behind = links[links.index(found[-1]) + 1 :] if found else []
    hrefs = [href for _, link in behind if (href := link.get("href") or "#").lstrip()[:1] != "#"]
    is_menu = any(parse(href, base=layout.page.base).kind != "article" for href in hrefs)
    return found if len(links) <= _MOST_LINKS and not is_menu else []


def _badge(layout: Layout, header: range) -> tuple[Block, Element | None] | None:
    """The one category that is named near the header, by a block of its own that is in no row of links to lists."""
    found: dict[str, tuple[Block, Element | None]] = {}
    near = [block for block in layout.blocks if header.start - 2 * _ABOVE <= block.place < header.stop]
    menu = _menu(near)
    for block in near:
        if block.place < header.start - _ABOVE or block in menu or layout.is_framed(block):
            continue
        if len(block.links) == 1 and block.linked == len(block.text) and _is_category(layout.page, block.links[0]):
            found.setdefault(block.text, (block, block.links[0]))
        elif not block.linked and block.text.casefold() in CATEGORIES:
            found.setdefault(block.text, (block, None))
    return next(iter(found.values())) if len(found) == 1 else None


def _menu(blocks: Sequence[Block]) -> set[Block]:
    """The blocks that are links and are in the same element as another one."""
    linked = [block for block in blocks if block.links and block.linked == len(block.text)]
    return {block for pair in pairwise(linked) if _is_row(*pair) for block in pair}


def _is_row(one: Block, other: Block) -> bool:
    """Whether two blocks are of the same name and stand in one element, or in two of the same name that do."""
    for each, beside in zip(islice(one.element.around(), 3), islice(other.element.around(), 3), strict=False):
        if each is beside:
            return True
        if each.tag != beside.tag:
            return False
    return False


def _is_category(page: Page, link: Element) -> bool:
    """Whether a link leads to a category; to the list of the English edition only on its own pages."""
    address = parse(link.get("href") or "", base=page.base)
    if address.kind != "list" or address.slug is None or address.slug.startswith(_NO_CATEGORIES):
        return False
    return address.lang != "en" or parse(page.url).lang == "en"
