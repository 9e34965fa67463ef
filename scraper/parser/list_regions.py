"""Lists of other articles by words and positions: the links below a heading, split into items by their links.

All that is in the largest element around a link that holds no link to another article is one item. Where items have
no elements of their own, what stands behind a link belongs to it. So an item may have its image, headline, date and
counter in one line or in a line each.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from scraper.parser.document import Block, Document, Element, Image, Piece
from scraper.parser.list_parts import Part, item_of
from scraper.parser.page import Page
from scraper.parser.regions import Item, is_prose, linked_key
from scraper.parser.text import label_of
from scraper.parser.vocabulary import (
    BOX_LABELS,
    BUTTON_LABELS,
    END_BOX_HEADINGS,
    LIST_HEADINGS,
    MORE_LABELS,
)
from scraper.urls import parse, resolve

LONGEST_HEADING = 60
_FEWEST_BLANKS = 2
"""Between the words of a headline; a button has fewer."""

_MOST_PARTS, _DEEPEST = 500, 50
"""Lines and images of a list, and elements around one: more are no list's, and would take long."""

_ENDS = END_BOX_HEADINGS | BOX_LABELS
_BEGINS_END = ("bagikan ke ", "hitung mundur ")
"""What a line begins with that ends a list, whatever follows: buttons, a day."""


class ListRegion(NamedTuple):
    """Where a list stands.

    Attributes:
        items: in order.
        places: of its heading and of all that it heads, among the things of the document; empty where there is no list.
    """

    items: list[Item]
    places: range


_NONE = ListRegion([], range(0))


def items_by_heading(page: Page, document: Document, headings: frozenset[str]) -> ListRegion:
    """Find the first list under one of these headings; one without items where there is none.

    Args:
        page: the page.
        document: all that it shows.
        headings: the labels (`text.label_of`) of the heading.
    """
    for block in document.blocks:
        if _is_heading(block, headings):
            region = _Finder(page, document, block).region()
            if region.items:
                return region
    return _NONE


def _is_heading(block: Block, headings: frozenset[str]) -> bool:
    """Whether a block is such a heading, with an icon's name before it perhaps, and a link to the whole list behind."""
    label = _label(block.text)
    if label in headings or not _ends_in(label, headings):
        return label in headings
    labels = [label for label in (_label(piece.text) for piece in block.runs if not piece.is_icon) if label]
    return len(labels) <= 2 and labels[-1] in headings  # noqa: PLR2004 - an icon's name


def _label(text: str) -> str:
    """The label that a text is, without a link to the whole of a list behind it; '' where it is too long for one."""
    return _label_of(text) if len(text) <= LONGEST_HEADING else ""


@lru_cache(maxsize=1024)
def _label_of(text: str) -> str:
    words = label_of(text).split()
    while words and words[-1] in MORE_LABELS:
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=1024)
def _ends_in(label: str, headings: frozenset[str]) -> bool:
    return label.endswith(tuple(headings))


class _Finder:
    """Finds what stands under one heading."""

    def __init__(self, page: Page, document: Document, heading: Block) -> None:
        self._page = page
        self._heading = heading
        self._things = document.things
        self._box = heading.element  # the smallest element that holds the heading and the first item's link
        self._targets: dict[Element, object] = {}
        self._ancestors: dict[Element, list[Element]] = {}

    def region(self) -> ListRegion:
        """The list; without items where what follows is none."""
        found = self._dealt_out(self._zone())
        items = {target: item_of(parts, self._page.base) for target, parts in found.items()}
        for target in [target for target, item in items.items() if isinstance(target, str) and not item.facts]:
            del items[target], found[target]  # a link of the page's frame
        if not items:
            return _NONE
        end = max(part.thing.place for parts in found.values() for part in parts) + 1
        if not any(item.facts for item in items.values()):
            text = next((thing for thing in self._from(end) if isinstance(thing, Block)), None)
            if text is not None and self._box.holds(text) and is_prose(text):
                return _NONE  # a heading inside the text, and links of the text behind it
        return ListRegion(list(items.values()), range(self._heading.place, end))

    def _zone(self) -> list[Part]:
        """What follows the heading within the box; a list whose element was closed too early may go on behind it."""
        zone: list[Part] = []
        above = set(self._heading.element.around())
        shapes: set[tuple[str, int]] = set()  # of the things with links
        is_behind = False  # whether an item was met behind the box
        for thing in self._from(self._heading.place + 1):
            if (isinstance(thing, Block) and _ends_list(thing)) or self._is_at_foot(thing):
                break
            parts = self._parts(thing)
            is_linked = any(part.target is not None for part in parts)
            shape = (thing.element.tag, parts[0].level)
            if is_linked and not shapes:
                self._box = next(each for each in thing.element.around() if each in above)
            elif not shapes:
                if isinstance(thing, Block) and _label(thing.text) and parts[0].kind in {"heading", "text"}:
                    break  # no list begins with it
            elif not self._box.holds(thing):
                is_behind = is_behind or (is_linked and shape in shapes)
                is_name = is_behind and parts[0].kind == "name" and zone[-1].kind == "facts"
                if not (shape in shapes if is_linked else is_name or parts[0].kind == "facts"):
                    break
            if is_linked:
                shapes.add(shape)
            zone += parts
            if len(zone) > _MOST_PARTS:
                break
        return zone[:_MOST_PARTS] if shapes else []

    def _from(self, place: int) -> Iterator[Block | Image]:
        return (self._things[at] for at in range(place, len(self._things)))

    def _parts(self, thing: Block | Image) -> list[Part]:
        """A thing, split where a link to another article begins."""
        if isinstance(thing, Image):
            shown = None if thing.link is None else self._target(thing.link, thing)
            return [Part(thing, None if shown is None else thing.link, shown)]
        parts: list[Part] = []
        link: Element | None = None
        target: object = None
        pieces: list[Piece] = []
        linked: list[Piece] = []
        for piece in thing.pieces:
            begun = None if piece.link is None or piece.text.isspace() else self._target(piece.link, thing)
            if begun is not None and begun != target:
                if target is not None:
                    parts.append(Part(thing, link, target, pieces, linked))
                    pieces, linked = [], []
                link, target = piece.link, begun
            pieces.append(piece)
            if piece.link is not None and self._targets.get(piece.link) is not None and not piece.is_icon:
                linked.append(piece)
        return [*parts, Part(thing, link, target, pieces, linked)]

    def _target(self, link: Element, thing: Block | Image) -> object:
        """What tells the item of a link from others; None where the link is no item's.

        The key of its article; its address where it leads to none, the link itself where it has no address, and in
        either case it is a headline or an image, and no button.
        """
        if link not in self._targets:
            href = link.get("href")
            target: object = linked_key(self._page, href)
            if target is None and href is not None:
                url = resolve(href, self._page.base) if href.lstrip()[:1] not in {"", "#"} else None
                is_list = url is not None and parse(url, base=self._page.base).kind == "list"
                target = (url or link) if not is_list and _is_headline(link, thing) else None
            self._targets[link] = target
        return self._targets[link]

    def _dealt_out(self, zone: list[Part]) -> dict[object, list[Part]]:
        """The parts of each item; what is no part of a list ends it."""
        holders = self._holders(zone)
        prose = [at for at, part in enumerate(zone) if part.target is None and is_prose(part.thing)]
        if len(holders) == 1 and len(prose) > 1:
            del zone[prose[0] :]  # the element around the only item holds a text, too
        items: dict[object, list[Part]] = {}
        last: list[Part] = []
        waiting: list[Part] = []
        images_first = bool(zone) and isinstance(zone[0].thing, Image)
        for part in zone:
            around = self._around(part.thing.element) if part.target is None else ()
            target = next((holders[each] for each in around if each in holders), part.target)
            if target is not None:
                last = items.setdefault(target, [])
                last += [*waiting, part]
                waiting = []
            elif isinstance(part.thing, Image):
                (waiting if images_first or not last else last).append(part)
            elif last and (part.kind == "facts" or (part.kind == "name" and last[-1].kind == "facts")):
                last.append(part)
            elif not items and part.kind not in {"heading", "text"}:
                waiting.append(part)
            elif label_of(part.thing.text) not in {"", *MORE_LABELS}:
                break
        return {target: parts for target, parts in items.items() if any(part.link is not None for part in parts)}

    def _holders(self, zone: list[Part]) -> dict[Element, object]:
        """By the largest element that holds no link to another article, the target of its links."""
        linked: dict[Element, set[object]] = {}
        first: dict[object, Element] = {}
        for part in zone:
            if part.link is not None:
                first.setdefault(part.target, part.link)
                for each in self._around(part.link):
                    linked.setdefault(each, set()).add(part.target)
        holders: dict[Element, object] = {}
        for target, holder in first.items():
            for each in self._around(holder):
                if len(linked[each]) > 1:
                    break
                holder = each  # noqa: PLW2901
            holders[holder] = target
        return holders

    def _is_at_foot(self, thing: Block | Image) -> bool:
        """Whether a thing stands at the foot of the page, and the heading does not."""
        return "footer" in [each.tag for each in self._around(thing.element)]

    def _around(self, element: Element) -> list[Element]:
        """An element and those around it, as far as the heading is in none of them."""
        if element in self._ancestors:
            return self._ancestors[element]
        found = self._ancestors[element] = list[Element]()
        place, each = self._heading.place, element
        while not each.first <= place < each.end and len(found) < _DEEPEST:
            found.append(each)
            if each.parent is None:
                break
            each = each.parent
        return found


def _ends_list(block: Block) -> bool:
    """Whether a block is none of the list: a heading, a box at the end of a page, a sentence with links."""
    label = _label(block.text)
    if label in _ENDS or _is_heading(block, LIST_HEADINGS):
        return True
    is_text = any(piece.link is not None for piece in block.pieces) and is_prose(block)
    return (is_text or label.startswith(_BEGINS_END)) and block.runs[0].link is None


def _is_headline(link: Element, thing: Block | Image) -> bool:
    """Whether a link is a headline or an image, and no button."""
    text = thing.text_in(link) if isinstance(thing, Block) else None
    return text is None or (text.count(" ") >= _FEWEST_BLANKS and text.split()[0].lower() not in BUTTON_LABELS)
