"""Finds the boxes of a newer desktop page that show one article each, and the parts of each box by their classes."""

from dataclasses import dataclass, field

from scraper.address import parse, resolve
from scraper.reader.fields import target_of
from scraper.reader.page import Page
from scraper.reader.text import clean, is_hidden
from scraper.reader.walk import Node, walk

ROW = frozenset({"d-flex", "position-relative", "img-hover", "mb-3"})
CARDS = frozenset({"card", "carousel-item", "col-lg-4"})
TITLE = frozenset({"mb-2", "h3"})
BOLD, BADGE = "fw-bold", "badge"
CLOCK, PERSON, EYE = "bi-clock-fill", "bi-person-fill", "bi-eye-fill"
ICONS = frozenset({CLOCK, PERSON, EYE})
OTHER_LISTS = frozenset(
    {"berita populer", "berita terpopuler", "terpopuler", "populer", "popular news", "most popular", "popular",
     "berita terkait", "terkait", "related news", "related"}
)  # fmt: skip
"""Headings of what stands beside a list and is no part of it, casefolded."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SKIPPED = frozenset({"script", "style", "noscript", "template", "head", "select", "svg"})


@dataclass(slots=True)
class Box:
    """A box that shows one article, with the nodes that tell of it, in the order of the page.

    Attributes:
        is_row: whether it is an item of the list proper, an `li`, and no card.
        level: how deep it stands.
        place: of its start, on the page.
        links: the addresses of its links to articles, by the article's key.
        nowhere: what stands in its links in place of an address.
        titles: nodes of the headline by its own classes.
        bold: bold nodes, the first of which is the headline where no other is.
        dates: nodes beside a clock.
        reporters: nodes beside a head.
        views: nodes beside an eye.
        paragraphs: those that hold no icon.
    """

    is_row: bool
    level: int
    place: int
    links: dict[int, str] = field(default_factory=dict)
    nowhere: list[str] = field(default_factory=list)
    titles: list[Node] = field(default_factory=list)
    bold: list[Node] = field(default_factory=list)
    dates: list[Node] = field(default_factory=list)
    reporters: list[Node] = field(default_factory=list)
    views: list[Node] = field(default_factory=list)
    paragraphs: list[Node] = field(default_factory=list)

    @property
    def href(self) -> str:
        """The address of its article."""
        return next(iter(self.links.values()))

    def take(self, inner: "Box") -> None:
        """Take over what a box within it shows, which is no item by itself."""
        self.links |= inner.links
        for name in ("nowhere", "titles", "bold", "dates", "reporters", "views", "paragraphs"):
            getattr(self, name).extend(getattr(inner, name))


def boxes_of(page: Page) -> list[Box]:
    """The boxes of a page that show one article each, in its order.

    A picture's box within the box of an item belongs to the item: the innermost box with a headline is the item. What
    stands below a heading such as `Berita Populer`, up to the next one as high, is another list and left out. So are
    boxes without an article, and loose links to several.
    """
    found = _Boxes(page)
    root = page.tree.body
    if root is not None:
        walk(root, found.enter, found.leave)
    return sorted(found.done, key=lambda box: box.place)


class _Boxes:
    """Gathers boxes while the tree is walked."""

    def __init__(self, page: Page) -> None:
        self.done: list[Box] = []
        self._page = page
        self._open: list[Box] = []
        self._place = 0
        self._before: list[frozenset[str]] = [frozenset()]  # by level, the classes of the element met last
        self._heading: list[str] | None = None  # the words of the heading that is open
        self._above: str | None = None  # the tag of the heading of another list, while below it
        self._in_paragraph = False

    def enter(self, node: Node) -> bool:
        """Take a node; say whether to go into it."""
        tag = node.tag
        if tag == "-text" and self._heading is not None:
            self._heading.append(node.text(deep=False))
        if tag is None or tag in _SKIPPED or tag[0] == "-" or is_hidden(node):
            return False
        self._place += 1
        if tag in _HEADINGS:
            self._heading = []
        classes = frozenset((node.attributes.get("class") or "").split())
        beside, self._before[-1] = self._before[-1], classes
        self._before.append(frozenset())
        is_row = tag == "li" and classes >= ROW
        if is_row or not CARDS.isdisjoint(classes):
            self._open.append(Box(is_row, len(self._before), self._place))
        if self._open:
            self._sort(self._open[-1], node, tag, classes, beside)
        return True

    def leave(self, node: Node) -> None:
        """Close an element.

        Raises:
            ReadError: it is a row that shows several articles.
        """
        tag = node.tag or ""
        if tag in _HEADINGS and self._heading is not None:
            self._judge_heading(tag, clean("".join(self._heading)).casefold().rstrip(" :"))
            self._heading = None
        elif tag == "p":
            self._in_paragraph = False
        if self._open and self._open[-1].level == len(self._before):
            self._close(self._open.pop())
        self._before.pop()

    def _sort(self, box: Box, node: Node, tag: str, classes: frozenset[str], beside: frozenset[str]) -> None:
        """Put a node where it belongs in its box."""
        if tag == "a":
            self._sort_link(box, node)
        if classes >= TITLE:
            box.titles.append(node)
        elif BOLD in classes and BADGE not in classes:
            box.bold.append(node)
        elif tag == "p":
            box.paragraphs.append(node)
            self._in_paragraph = True
        elif tag == "small":
            for icon, nodes in ((CLOCK, box.dates), (PERSON, box.reporters), (EYE, box.views)):
                if icon in beside:
                    nodes.append(node)
        elif self._in_paragraph and not ICONS.isdisjoint(classes):
            box.paragraphs.pop()
            self._in_paragraph = False

    def _sort_link(self, box: Box, node: Node) -> None:
        href = node.attributes.get("href") or ""
        key = parse(href, base=self._page.url).key
        if key is not None:
            box.links.setdefault(key, href)
        elif "href" in node.attributes and (not href.strip() or resolve(href, self._page.url) is None):
            box.nowhere.append(href)

    def _judge_heading(self, tag: str, name: str) -> None:
        if name in OTHER_LISTS:
            self._above = tag
        elif self._above is not None and tag <= self._above:
            self._above = None

    def _close(self, box: Box) -> None:
        """Keep a box that is an item; leave what another one shows to the box around it."""
        if box.is_row and len(box.links) > 1:
            raise self._page.error(f"item {len(self.done) + 1}: links to more than one article")
        has_title = bool(box.titles or box.bold)
        if box.is_row and box.nowhere and not box.links and self._above is None:
            target_of(self._page, box.nowhere[0], f"item {len(self.done) + 1}")
        if len(box.links) == 1 and (has_title or box.is_row or not self._open):
            if self._above is None:
                self.done.append(box)
        elif self._open and len(box.links) <= 1:
            self._open[-1].take(box)
