"""Reads the items of a list in the mobile markup.

Where the facts come from: the items stand as in Berita Terkait of two mobile pages saved in October 2026; a teaser in a
`<p>` is an inference from other programs' selectors.
"""

from selectolax.lexbor import LexborNode

from scraper.items import ListItem
from scraper.reader.fields import info_of, target_of
from scraper.reader.page import Page
from scraper.reader.text import line

LIST = "ul.list-index"
ITEMS = "ul.list-index > li"
ITEM_TITLE = "h1 a, h2 a, h3 a, h4 a, h5 a, h6 a"
ITEM_INFO = ".list-info span"


def items_of(page: Page) -> list[ListItem] | None:
    """The articles of a list, in the order of the page; None where it has no list in this markup.

    Raises:
        ReadError: an item is broken.
    """
    if page.tree.css_first(LIST) is None:
        return None
    items: list[ListItem] = []
    for place, node in enumerate(page.tree.css(ITEMS), 1):
        item = _item(page, node, len(items) + 1, f"item {place}")
        if item is not None:
            items.append(item)
    return items


def _item(page: Page, node: LexborNode, position: int, where: str) -> ListItem | None:
    """Read one item; None where it leads to no article, or nowhere."""
    anchor = node.css_first(ITEM_TITLE) or node.css_first("a")
    if anchor is None:
        raise page.error(f"{where}: no link")
    target = target_of(page, anchor.attributes.get("href"), where)
    if target is None:
        return None
    url, address = target
    if address.kind != "article" or address.lang is None or address.id is None:
        return None
    title = line(anchor)
    if title is None:
        raise page.error(f"{where}: no headline")
    page.saw(f"item {url}", anchor)
    info = info_of(page, node.css(ITEM_INFO), where, bare_name=True)
    teaser = node.css_first("p")
    return ListItem(
        position=position,
        url=url,
        lang=address.lang,
        id=address.id,
        title=title,
        teaser=line(teaser) if teaser is not None else None,
        date=info.moment.date if info.moment else None,
        published_at=info.moment.published_at if info.moment else None,
        views=info.views,
        reporter=info.people.get("reporter"),
    )
