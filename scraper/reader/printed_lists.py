"""Lists of articles read by what they print, where nothing is known of their markup: the desktop page's two.

After a heading (`BERITA TERKAIT`, `BERITA POPULER`) each item prints a picture with its own headline as `alt`, the title
with a link, and `Kamis, 19 April 2018 3329`: date and views.
"""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from scraper.items import Link
from scraper.reader.fields import moment_of, target_of, views_of
from scraper.reader.page import Page
from scraper.reader.text import clean, is_hidden

_RELATED = frozenset({"berita terkait", "related news"})
_POPULAR = frozenset({"berita populer", "berita terpopuler", "popular news"})
_ENDS = ("bagikan ke", "bang jaki", "potret jakarta", "video")
_MORE = frozenset({"indeks", "+indeks", "+ indeks", "index", "selengkapnya"})
_SKIPPED = frozenset({"script", "style", "noscript", "template", "title", "textarea", "select", "svg"})
_META = re.compile(
    r"(?P<date>.*?(?:\b(?:19|20)[0-9]{2}\b)(?:[ ,|-]+[0-9]{1,2}[:.][0-9]{2}\b(?: ?WIB)?)?)(?: +(?P<views>\S+))?"
)


@dataclass(slots=True)
class _Item:
    """An item as far as it was read."""

    href: str | None = None
    alt: str | None = None
    title: list[str] = field(default_factory=list)
    meta: list[str] = field(default_factory=list)


def printed_lists(page: Page) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """Read the related and the popular list of a page; empty where it has none.

    Raises:
        ReadError: an item prints a date or a counter that is none.
    """
    walk = _Walk()
    body = page.tree.body
    if body is not None:
        _visit(body, walk)
    related = [item for item in walk.related if item.href]
    popular = [item for item in walk.popular if item.href]
    return (
        tuple(_link(page, position, item, f"related {position}") for position, item in enumerate(related, 1)),
        tuple(_link(page, position, item, f"popular {position}") for position, item in enumerate(popular, 1)),
    )


class _Walk:
    """Takes what a page prints, in its order, and deals it out to items."""

    def __init__(self) -> None:
        self.related: list[_Item] = []
        self.popular: list[_Item] = []
        self._into: list[_Item] | None = None
        self._anchor: str | None = None  # the link that is open

    def open_link(self, href: str | None) -> None:
        """A link begins; another address than the item's begins another item."""
        if self._into is None or not href:
            return
        item = self._current()
        if item.href not in {None, href} or (item.meta and item.href is None):
            item = self._start()
        item.href = self._anchor = href

    def close_link(self) -> None:
        """A link ends."""
        self._anchor = None

    def picture(self, alt: str | None) -> None:
        """A picture; outside of a link, one after a headline belongs to the next item."""
        if self._into is None:
            return
        item = self._current()
        if self._anchor is None and (item.href or item.meta):
            item = self._start()
        item.alt = item.alt or alt

    def text(self, text: str) -> None:
        """Words; those of a heading open or end a list."""
        name = text.casefold()
        if self._anchor is None or self._into is None:
            if name in _RELATED or name in _POPULAR:
                self._into = self.related if name in _RELATED else self.popular
                return
            if name.startswith(_ENDS):
                self._into = None
        if self._into is None or name in _MORE:
            if self._into and name in _MORE and self._current().href == self._anchor:
                self._into.pop()  # a link to the whole list is no item
            return
        item = self._current()
        (item.meta if self._anchor is None else item.title).append(text)

    def _current(self) -> _Item:
        assert self._into is not None
        return self._into[-1] if self._into else self._start()

    def _start(self) -> _Item:
        assert self._into is not None
        self._into.append(_Item())
        return self._into[-1]


def _visit(root: LexborNode, walk: _Walk) -> None:
    """Walk the tree without recursion and tell `walk` what a reader of the page sees."""
    node, depth = root.first_child, 0
    while node is not None:
        child = None
        tag = node.tag
        if tag == "-text":
            text = clean(node.text(deep=False))
            if text:
                walk.text(text)
        elif tag == "img":
            walk.picture(clean(node.attributes.get("alt") or "") or None)
        elif tag is not None and tag not in _SKIPPED and not tag.startswith("-") and not is_hidden(node):
            child = node.first_child
            if tag == "a":
                walk.open_link(node.attributes.get("href"))
                if child is None:
                    walk.close_link()
        if child is not None:
            node, depth = child, depth + 1
            continue
        following = node.next
        while following is None and depth:
            node, depth = node.parent, depth - 1
            if node is None:
                break
            if node.tag == "a":
                walk.close_link()
            following = node.next
        node = following


def _link(page: Page, position: int, item: _Item, where: str) -> Link:
    url, address = target_of(page, item.href, where)
    is_article = address.kind == "article"
    meta = _META.match(" ".join(item.meta)) if item.meta else None
    if item.meta and meta is None:
        raise page.error(f"{where}: {' '.join(item.meta)!r} is no date with a counter")
    moment = moment_of(page, meta["date"], f"{where}, date") if meta else None
    return Link(
        position=position,
        url=url,
        lang=address.lang if is_article else None,
        id=address.id if is_article else None,
        title=clean(" ".join(item.title)) or None,
        photo_alt=item.alt,
        date=moment.date if moment else None,
        published_at=moment.published_at if moment else None,
        views=views_of(page, meta["views"], f"{where}, views") if meta else None,
    )
