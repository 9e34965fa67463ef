"""Reads a page of a list of articles, in whichever of the known markups it is, and finds where its next page is."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from scraper.address import key_of
from scraper.items import ListItem, ListPage
from scraper.reader import desktop_lists, mobile_lists
from scraper.reader.errors import NotAnArticle
from scraper.reader.mobile_2026 import ARTICLE
from scraper.reader.page import Page, page_of
from scraper.reader.paging import next_url
from scraper.reader.stand_ins import stand_in

MARKUPS: Mapping[str, Callable[[Page], list[ListItem] | None]] = MappingProxyType(
    {"mobile": mobile_lists.items_of, "newer desktop": desktop_lists.items_of}
)
"""The known markups. The first one that a page has is read: a mobile page may hold boxes that are none of its list."""


def read_list(html: bytes, url: str, *, charset: str | None = None) -> ListPage:
    """Read a page of a list.

    Items that are no articles (albums, videos) are left out; the places count articles. An article that stands twice
    (in the carousel and in the list) is one item, at its first place, with what only a later one says added. An item
    whose link leads nowhere is left out, and noted on the page (`Page.incomplete`).

    Args:
        html: the page as it came, without its content-encoding.
        url: the address it was asked for by; relative links resolve against it.
        charset: what the Content-Type header declared, if anything.

    Raises:
        CutOff: the page ends early, so that items and the next page may be lost.
        Maintenance: the page says that the site is being maintained, in place of a list.
        Blocked: likewise a block or a captcha.
        Login: likewise a login.
        Broken: likewise an error of the server.
        NotAnArticle: the page holds no list.
        ReadError: an item is broken, no item leads anywhere, or it cannot be told which page of the list this is.
    """
    return read_list_page(page_of(html, url, charset))


def read_list_page(page: Page) -> ListPage:
    """Read a page of a list that is parsed already.

    Raises:
        ReadError: as `read_list` does.
    """
    items = _items_of(page)
    if not items and page.incomplete is not None:
        raise page.error(page.incomplete)
    if page.tree.css_first(ARTICLE) is not None:
        raise page.error("an article's page, not a list's")
    return ListPage(items=_each_once(items), next_url=next_url(page))


def _items_of(page: Page) -> list[ListItem]:
    for items_of in MARKUPS.values():
        items = items_of(page)
        if items is not None:
            return items
    if (notice := stand_in(page)) is not None:
        raise notice
    raise NotAnArticle(page.url, f"no list: no match of {mobile_lists.LIST!r} and no item of the newer desktop markup")


def _each_once(items: list[ListItem]) -> tuple[ListItem, ...]:
    once: dict[int, ListItem] = {}
    for item in items:
        key = key_of(item.lang, item.id)
        once[key] = _both(once[key], item) if key in once else item
    return tuple(replace(item, position=position) for position, item in enumerate(once.values(), 1))


def _both(first: ListItem, later: ListItem) -> ListItem:
    """The first item, with what only the later one says; a time of day only where both are of one day."""
    same_day = first.date in {None, later.date}
    return replace(
        first,
        title=first.title or later.title,
        teaser=first.teaser or later.teaser,
        date=first.date or later.date,
        published_at=first.published_at or (later.published_at if same_day else None),
        views=later.views if first.views is None else first.views,
        reporter=first.reporter or later.reporter,
    )
