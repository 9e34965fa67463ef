"""Reader of a page of a list of articles, in the mobile markup, and of where its next page is.

Where the facts come from: the items stand as in Berita Terkait of two mobile pages saved in October 2026; a teaser in a
`<p>` is an inference from other programs' selectors. How lists are paged is unknown, so the next page is found by its
link, whatever that looks like.
"""

import re
from urllib.parse import parse_qsl, urldefrag, urlsplit

from selectolax.lexbor import LexborNode

from scraper.address import Address, parse, resolve
from scraper.items import ListItem, ListPage
from scraper.reader.errors import NotAnArticle
from scraper.reader.fields import info_of, target_of
from scraper.reader.page import Page, page_of
from scraper.reader.text import line

LIST = "ul.list-index"
ITEMS = "ul.list-index > li"
ARTICLE = "div.news-read"
ITEM_TITLE = "h1 a, h2 a, h3 a, h4 a, h5 a, h6 a"
ITEM_INFO = ".list-info span"
REL_NEXT = "link[rel~=next i][href], a[rel~=next i][href]"
ACTIVE = ".pagination .active, .pagination [aria-current], .pagination strong, .paging strong"

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def read_list(html: bytes, url: str, *, charset: str | None = None) -> ListPage:
    """Read a page of a list. Items that are no articles (albums, videos) are left out; the places count articles.

    Args:
        html: the page as it came, without its content-encoding.
        url: the address it was asked for by; relative links resolve against it.
        charset: what the Content-Type header declared, if anything.

    Raises:
        NotAnArticle: the page holds no list.
        ReadError: an item is broken, or it cannot be told which page of the list this is.
    """
    page = page_of(html, url, charset)
    if page.tree.css_first(LIST) is None:
        raise NotAnArticle(url, f"no list: no match of {LIST!r}")
    if page.tree.css_first(ARTICLE) is not None:
        raise page.error("an article's page, not a list's")
    items: list[ListItem] = []
    for place, node in enumerate(page.tree.css(ITEMS), 1):
        item = _item(page, node, len(items) + 1, f"item {place}")
        if item is not None:
            items.append(item)
    return ListPage(items=tuple(items), next_url=_next_url(page))


def _item(page: Page, node: LexborNode, position: int, where: str) -> ListItem | None:
    """Read one item; None where it leads to no article."""
    anchor = node.css_first(ITEM_TITLE) or node.css_first("a")
    if anchor is None:
        raise page.error(f"{where}: no link")
    url, address = target_of(page, anchor.attributes.get("href"), where)
    if address.kind != "article" or address.lang is None or address.id is None:
        return None
    title = line(anchor)
    if title is None:
        raise page.error(f"{where}: no headline")
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


def _next_url(page: Page) -> str | None:
    """The next page's address: by `rel=next`, else by a number one above this page's, in a link's text or address."""
    here = _plain(page, page.url) or page.url
    for node in page.tree.css(REL_NEXT):
        address = _plain(page, node.attributes.get("href"))
        if address is not None and address != here:
            if not _is_same_list(parse(address, base=page.url), parse(here, base=page.url)):
                raise page.error(f"next page: {address} is no page of this list")
            return address
    links = _links_within_list(page, here)
    number = _own_number(page, here, links)
    for text, address in links:
        if number is not None and text == str(number + 1):
            return address
    for _, address in links:
        step = _step(here, address)
        if step is not None and step[1] == step[0] + 1:
            return address
    if number is None and any(_NUMBER.fullmatch(text) for text, _ in links):
        raise page.error("next page: it cannot be told which page of the list this is")
    return None


def _links_within_list(page: Page, here: str) -> list[tuple[str, str]]:
    """Text and address of each link to another page of the same list."""
    own = parse(here, base=page.url)
    links = []
    for node in page.tree.css("a[href]"):
        address = _plain(page, node.attributes.get("href"))
        if address is not None and address != here and _is_same_list(parse(address, base=page.url), own):
            links.append((line(node) or "", address))
    return links


def _is_same_list(one: Address, other: Address) -> bool:
    return one.kind == "list" and one == other


def _own_number(page: Page, here: str, links: list[tuple[str, str]]) -> int | None:
    """This page's number: by the mark in the row of numbers, else by its address, if there numbers are of pages.

    Where the address counts articles (`/10`, `/20`) and no number is marked, None.
    """
    for node in page.tree.css(ACTIVE):
        text = line(node)
        if text and _NUMBER.fullmatch(text):
            return int(text)
    steps = [(text, _step(here, address)) for text, address in links if _NUMBER.fullmatch(text)]
    own = next((step[0] for _, step in steps if step), 1)
    counts_pages = all(step is None or step[1] == int(text) for text, step in steps)
    return own if counts_pages or own == 1 else None


def _step(here: str, there: str) -> tuple[int, int] | None:
    """The number in this address and in another one, where nothing else differs; a number not there is 1."""
    (path, query), (other_path, other_query) = _parts(here), _parts(there)
    if path == other_path:
        differing = {key for key in query.keys() | other_query.keys() if query.get(key) != other_query.get(key)}
        if len(differing) != 1:
            return None
        key = differing.pop()
        numbers = query.get(key, "1"), other_query.get(key, "1")
    elif query == other_query:
        numbers = _last_number(path), _last_number(other_path)
    else:
        return None
    if not all(_NUMBER.fullmatch(number) for number in numbers):
        return None
    return int(numbers[0]), int(numbers[1])


def _last_number(path: str) -> str:
    last = path.rpartition("/")[2]
    return last if _NUMBER.fullmatch(last) else "1"


def _parts(url: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(url)
    return parts.path.rstrip("/"), dict(parse_qsl(parts.query, keep_blank_values=True))


def _plain(page: Page, href: str | None) -> str | None:
    """An absolute address without its fragment; None where it is no web address."""
    absolute = resolve(href, page.url) if href else None
    return urldefrag(absolute).url if absolute else None
