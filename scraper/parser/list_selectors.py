"""Lists of articles by selectors: the boxes of a list, each with the parts that are in it and in no box within it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parser.document import ICON_CLASS, UNSEEN, document_of, line_of
from scraper.parser.page import Page
from scraper.parser.regions import Item, ItemSelectors, linked_key
from scraper.parser.text import clean, label_of
from scraper.parser.vocabulary import LIST_HEADINGS

_HEADINGS = "h1, h2, h3, h4, h5, h6"
_LEVELS = frozenset(_HEADINGS.split(", "))
_MOST_LINKS = 10
"""Links of a card that belongs to the one around it; a page may nest as many as it likes."""

_MOST_SCOPES = 10
"""Elements around items that are searched one by one; a page may have as many as it likes, in each other too."""

_BORDER = "\x1f"


@dataclass(slots=True, eq=False)
class _Box:
    """An item, or a card that may be one.

    Attributes:
        node: its element.
        place: among the items of the list, from 1; 0 of a card.
        outer: the box that it stands in.
        is_listed: whether it belongs to this list and to no other.
        parts: links, titles, loose titles, facts, teasers and images in it, but not in a box within it.
    """

    node: LexborNode
    place: int
    outer: "_Box | None"
    is_listed: bool
    parts: list[list[LexborNode]] = field(default_factory=lambda: [[], [], [], [], [], []])


def items_by_selectors(
    page: Page, root: LexborHTMLParser | LexborNode, selectors: ItemSelectors, where: str = "item"
) -> list[Item]:
    """Find the items of a list.

    An item must have a link, and a headline where it links to an article. A card is an item where it shows one
    article; what a card within it shows without a headline belongs to it.

    Args:
        page: the page.
        root: the element around the list.
        selectors: of the items and their parts.
        where: what to call an item in a refusal.

    Raises:
        Refusal: an item is broken.
    """
    boxes = _boxes(root, selectors)
    scopes = _scopes(root, boxes) if selectors.cards is None else (root,)  # icons of cards may stand in each other
    is_all_seen = all(scope.css_first(UNSEEN) is None for scope in scopes)
    items: list[Item] = []
    for box in reversed(boxes):  # the inner ones first
        links, titles, loose_titles, *_ = box.parts
        if selectors.cards is None:
            links += [title for title in titles if title.tag == "a"] or box.node.css("a")
        hrefs = {linked_key(page, href): href for href in map(_href, reversed(links))}
        hrefs.pop(None, None)
        if box.place or (len(hrefs) == 1 and (titles or loose_titles or box.outer is None)):
            if box.is_listed:
                place = f"{where} {box.place or len(boxes)}"
                items.append(_item(page, box, list(hrefs.values()), place, is_all_seen=is_all_seen))
        elif box.outer is not None and len(hrefs) <= 1 and len(links) < _MOST_LINKS:
            for own, others in zip(box.outer.parts, box.parts, strict=True):
                own.extend(others)
    items.reverse()
    return items


def _scopes(root: LexborHTMLParser | LexborNode, boxes: list[_Box]) -> Iterable[LexborHTMLParser | LexborNode]:
    """The elements around the boxes, for a page has scripts beside its lists; the root where they are many."""
    parents = {box.node.parent.mem_id: box.node.parent for box in boxes if box.node.parent is not None}
    return parents.values() if len(parents) <= _MOST_SCOPES else (root,)


def _boxes(root: LexborHTMLParser | LexborNode, selectors: ItemSelectors) -> list[_Box]:
    """The boxes in the order of the page, with their parts.

    Where there are cards, what stands below the heading of another list, up to the next heading as high, is none of
    this one.
    """
    boxes: list[_Box] = []
    inner: dict[int, _Box | None] = {}  # by element, the innermost box that it stands in
    places = 0
    other: str | None = None  # the heading of another list, while below it
    cards = selectors.cards
    for node in root.css(selectors.items if cards is None else f"{_HEADINGS}, {selectors.items}, {cards}"):
        tag = node.tag or ""
        if cards is not None and tag in _LEVELS:
            if label_of(node.text()) in LIST_HEADINGS:
                other = tag
            elif other is not None and tag <= other:
                other = None
            continue
        is_item = cards is None or tag == "li"
        places += is_item
        box = _Box(node, places if is_item else 0, _around(node.parent, inner), other is None)
        inner[node.mem_id] = box
        boxes.append(box)
    links = None if cards is None else "a"  # where there are no cards, the title is the link
    parts = (links, selectors.title, selectors.loose_title, selectors.facts, selectors.teaser, "img")
    for number, selector in enumerate(parts):
        for node in root.css(selector) if selector is not None and boxes else ():
            around = _around(node, inner)
            if around is not None:
                around.parts[number].append(node)
    return boxes


def _around(node: LexborNode | None, inner: dict[int, _Box | None]) -> _Box | None:
    """The innermost box around a node; each element is gone through once."""
    passed: list[int] = []
    box = None
    while node is not None:
        mark = node.mem_id
        if mark in inner:
            box = inner[mark]
            break
        passed.append(mark)
        node = node.parent
    for mark in passed:
        inner[mark] = box
    return box


def _item(page: Page, box: _Box, hrefs: list[str], where: str, *, is_all_seen: bool) -> Item:
    """Make an item of a box, whose links lead to the articles of `hrefs`.

    Raises:
        Refusal: it has no headline, or leads to several articles.
    """
    links, titles, loose_titles, facts, teasers, images = box.parts
    if len(hrefs) > 1:
        raise page.refusal(f"{where}: links to more than one article")
    node, title = box.node, None
    for each in titles or loose_titles:
        if (text := line_of(each)) is not None:
            node, title = each, text
            break
    if not links or (hrefs and box.place and title is None):
        raise page.refusal(f"{where}: no headline with a link")
    alts = [alt for image in images if (alt := clean(image.attributes.get("alt") or ""))]
    return Item(
        href=hrefs[0] if hrefs else _href(node if node.tag == "a" else links[0]),
        node=node,
        title=title,
        alt=alts[0] if alts else None,
        facts=tuple([text for fact in facts for text in _texts(fact, is_all_seen=is_all_seen)]),
        teaser=next((text for text in map(line_of, teasers) if text and text != title), None) if teasers else None,
    )


def _href(link: LexborNode) -> str:
    return link.attributes.get("href") or ""


def _texts(node: LexborNode, *, is_all_seen: bool) -> list[str]:
    """The texts of an element, split at borders of elements; the icon that it is where it has none."""
    if is_all_seen:  # the texts at once, five times as fast
        texts = [text for text in map(str.strip, node.text(separator=_BORDER).split(_BORDER)) if text]
    else:
        texts = [text for block in document_of(node).blocks for text in block.facts]
    return texts or ICON_CLASS.findall(node.attributes.get("class") or "")
