"""Lists of articles read by what they print, where nothing is known of their markup: the desktop page's two.

After a heading (`BERITA TERKAIT`, `BERITA POPULER`) each item prints a picture with its own headline as `alt`, the
title with a link, and `Kamis, 19 April 2018 3329`: date and views.
"""

import re
from dataclasses import dataclass, field

from scraper.address import parse, resolve
from scraper.items import Link
from scraper.reader.fields import alt_of, moment_of, target_of, views_of
from scraper.reader.page import Page
from scraper.reader.text import BLOCKS, clean, is_hidden
from scraper.reader.walk import Node, walk_on

RELATED = frozenset({"berita terkait", "related news"})
POPULAR = frozenset({"berita populer", "berita terpopuler", "popular news"})

_HEADED = ", ".join(f'*:lexbor-contains("{name}" i)' for name in sorted(RELATED | POPULAR))
_END = re.compile(r"bagikan ke\b.*|(?:bang jaki|potret jakarta|video)(?: ?\+ ?indeks)?")
_MORE = frozenset({"indeks", "+indeks", "+ indeks", "index", "selengkapnya"})
_SKIPPED = frozenset({"script", "style", "noscript", "template", "title", "textarea", "select", "svg"})
_NO_ADDRESS = "about:blank"
"""Stands for the address of a link that has an empty one."""
_BREAKS = BLOCKS | {"br"}
_DATED = re.compile(r"(?:[^\W\d_']+'?[^\W\d_]*,? ?)?[0-9]{1,2} [^\W\d_]+ (?:19|20)[0-9]{2}\b.*")
_META = re.compile(
    r"(?P<date>.*?\b(?:19|20)[0-9]{2}\b(?:[ ,|-]+[0-9]{1,2}[:.][0-9]{2}\b(?: ?WIB)?)?)(?: +(?P<views>\S+))?"
)


@dataclass(slots=True)
class _Item:
    """An item as far as it was read."""

    node: Node | None = None
    href: str | None = None
    alt: str | None = None
    title: list[str] = field(default_factory=list)
    meta: list[str] = field(default_factory=list)
    is_over: bool = False  # whether the block with its headline has ended
    is_doubtful: bool = False  # whether its link prints more than a headline and a date

    def has_title(self) -> bool:
        """Whether words of its headline were met."""
        return any(not part.isspace() for part in self.title)


def printed_lists(page: Page) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """Read the related and the popular list of a page, each after its first heading; empty where it has none.

    Raises:
        ReadError: an item prints a date or a counter that is none.
    """
    headings: dict[str, Node] = {}
    for element in page.tree.css(_HEADED):
        for node in element.iter(include_text=True):
            name = clean(node.text(deep=False)).casefold() if node.tag == "-text" else ""
            if name in RELATED:
                headings.setdefault("related", node)
            elif name in POPULAR:
                headings.setdefault("popular", node)
    related, popular = (_printed_list(page, headings.get(where), where) for where in ("related", "popular"))
    return related, popular


def _printed_list(page: Page, heading: Node | None, where: str) -> tuple[Link, ...]:
    """Read what follows a heading."""
    if heading is None:
        return ()
    gathered = _List()
    walk_on(heading, gathered.enter, gathered.leave)
    return _links(page, gathered.items, where)


class _List:
    """Takes what a page prints from a heading on, in its order, and deals it out to items."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self._begun = False
        self._anchor: str | None = None  # the link that is open

    def enter(self, node: Node) -> bool:
        """Take a node; say whether to go into it.

        Raises:
            StopIteration: the list is over.
        """
        tag = node.tag
        if tag == "-text":
            text = node.text(deep=False)
            if not text.isspace():
                self._print(text)
            return False
        if tag == "img":
            self._picture(alt_of(node))
            return False
        if tag == "footer":
            raise StopIteration
        if tag is None or tag in _SKIPPED or tag[0] == "-" or is_hidden(node):
            return False
        if tag == "a":
            self._open(node)
        elif tag in _BREAKS and self._anchor is not None:
            self._break(tag)
        return True

    def _break(self, tag: str) -> None:
        """Part the words of a link where a line ends; in another block no more of the headline can stand."""
        item = self.items[-1]
        item.is_over = item.has_title() and tag in BLOCKS
        item.title.append(" ")

    def leave(self, node: Node) -> None:
        """Close an element."""
        if node.tag == "a":
            self._anchor = None

    def _open(self, node: Node) -> None:
        """Begin a link; another address than the item's begins another item."""
        if "href" not in node.attributes:
            return
        href = (node.attributes["href"] or "").strip() or _NO_ADDRESS
        item = self._current()
        if item.href not in {None, href} or (item.meta and item.href is None):
            item = self._start()
        item.href = self._anchor = href
        item.node = node  # the last link to it, which is the headline's

    def _picture(self, alt: str | None) -> None:
        """Take a picture; one outside of a link, after a headline or a date, belongs to the next item."""
        item = self._current()
        if self._anchor is None and (item.href or item.meta):
            item = self._start()
        item.alt = item.alt or alt

    def _print(self, text: str) -> None:
        """Take words; those of the first heading begin the list, those of another one end it."""
        tidy = clean(text)
        name = tidy.casefold()
        if self._anchor is None and (name in RELATED or name in POPULAR or _END.fullmatch(name)):
            if self._begun:
                raise StopIteration
            self._begun = True
            return
        item = self._current()
        if name in _MORE:
            if self._anchor is not None and not item.has_title():
                self.items.pop()  # a link to the whole list is no item
                self._anchor = None
        elif self._anchor is None or (item.has_title() and (item.meta or _DATED.fullmatch(tidy))):
            item.meta.append(tidy)
        else:
            item.is_doubtful = item.is_doubtful or item.is_over or _DATED.fullmatch(tidy) is not None
            item.title.append(text)

    def _current(self) -> _Item:
        return self.items[-1] if self.items else self._start()

    def _start(self) -> _Item:
        self.items.append(_Item())
        return self.items[-1]


def _links(page: Page, items: list[_Item], where: str) -> tuple[Link, ...]:
    """Make the links of a list; what leads to no article and has no date is a link of the page's frame."""
    links: list[Link] = []
    if any(item.meta and not item.href for item in items):
        raise page.error(f"{where}: a date or a counter stands before the first headline")
    for item in items:
        position = len(links) + 1
        place = f"{where} {position}"
        if item.href and resolve(item.href, page.url) is None:
            if item.has_title():
                target_of(page, item.href, place)
            continue
        if item.is_doubtful:
            raise page.error(f"{where}: more than one line of a link could be the headline")
        if item.href and (item.meta or parse(item.href, base=page.url).kind == "article"):
            page.saw(place, item.node)
            links.append(_link(page, position, item, place))
    return tuple(links)


def _link(page: Page, position: int, item: _Item, where: str) -> Link:
    target = target_of(page, item.href, where)
    assert target is not None  # the caller has looked
    url, address = target
    is_article = address.kind == "article"
    meta = _META.match(" ".join(item.meta)) if item.meta else None
    if item.meta and meta is None:
        raise page.error(f"{where}: {' '.join(item.meta)!r} is no date with a counter")
    moment = moment_of(page, meta["date"], where) if meta else None
    return Link(
        position=position,
        url=url,
        lang=address.lang if is_article else None,
        id=address.id if is_article else None,
        title=clean("".join(item.title)) or None,
        photo_alt=item.alt,
        date=moment.date if moment else None,
        published_at=moment.published_at if moment else None,
        views=views_of(page, meta["views"], where) if meta else None,
    )
