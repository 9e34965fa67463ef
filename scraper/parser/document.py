"""What an element of a page shows, as a person reads it: lines of text and images, in order.

The same code walks the trees of lexbor, which the templates use, and of BeautifulSoup, which the generic finder uses.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from bs4.element import NavigableString, Tag
from selectolax.lexbor import LexborNode

from scraper.parser.text import clean

Node: TypeAlias = LexborNode | Tag

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog", "dir", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
        "tbody", "tfoot", "thead", "tr", "ul",
    }
)  # fmt: skip
_SKIPPED = frozenset(
    {
        "audio", "br", "button", "canvas", "datalist", "embed", "iframe", "input", "math", "noscript", "object",
        "option", "script", "select", "style", "svg", "template", "textarea", "title", "video",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN_CLASSES = frozenset(
    {"sceditor-selection", "sceditor-ignore", "twitter-tweet", "instagram-media", "tiktok-embed"}
)
"""What prints nothing, and posts of other sites, which a script shows in a frame of its own."""

UNSEEN = ", ".join(
    [*sorted(_SKIPPED - {"br"}), "[hidden]", "[style]", ".d-none", *(f".{name}" for name in sorted(_HIDDEN_CLASSES))]
)
"""Selector of all that may hold text that nobody sees."""

_ICON_FONT = "material-icons"
ICON_CLASS = re.compile(r"(?:^|\s)(bi-[a-z0-9-]{1,40})(?:\s|$)")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SHOWN_WHERE_WIDE = ("d-sm-", "d-md-", "d-lg-", "d-xl-", "d-xxl-")
"""What classes begin with that show what `d-none` hides, on screens of some width."""

_LONGEST_CLASSES = 500
"""Characters of an element's classes that are looked at: what the cache keeps must stay small."""


class Element:
    """An element that was walked; two are the same one only if they are the same object.

    Attributes:
        tag: its name in lower case.
        parent: the element around it; None for the root of the document.
        node: of the tree that was walked.
        first: place of the first thing within it.
        end: place after the last thing within it.
    """

    __slots__ = ("end", "first", "node", "parent", "tag")

    def __init__(self, tag: str, parent: "Element | None", node: Any, first: int) -> None:  # noqa: ANN401
        self.tag = tag
        self.parent = parent
        self.node = node
        self.first = self.end = first

    def get(self, name: str) -> str | None:
        """An attribute; None where there is none, or it has no value."""
        value: str | None = self.node.attrs.get(name)
        return value

    def around(self) -> Iterator["Element"]:
        """Itself, then the elements around it, from the nearest to the root."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent

    def holds(self, thing: "Block | Image") -> bool:
        """Whether a block or an image is in it."""
        return self.first <= thing.place < self.end


class Piece(NamedTuple):
    """Text between two borders of elements.

    Attributes:
        text: as it is in the source; a line break is a blank.
        link: the `a` around it.
        is_icon: whether it names a picture of an icon font, and no reader sees it.
    """

    text: str
    link: Element | None
    is_icon: bool = False


class Block:
    """What stands on a line of its own: a paragraph, a heading, a row of a table.

    Attributes:
        place: among the blocks and images of the document.
        element: that makes it a block.
        level: 1 to 6 where it is or stands in a heading, else 0.
        text: all of it, cleaned, not empty unless it holds an icon alone.
        pieces: in order.
    """

    __slots__ = ("_before", "_by_link", "_runs", "element", "level", "pieces", "place", "text")

    def __init__(self, place: int, element: Element, level: int, pieces: list[Piece]) -> None:
        self.place = place
        self.element = element
        self.level = level
        self.pieces = pieces
        self._before: dict[Element, str] | None = None
        self._by_link: dict[Element | None, str] | None = None
        self._runs: list[Piece] | None = None
        if len(pieces) == 1 and not pieces[0].is_icon:
            self.text = clean(pieces[0].text)
        else:
            self.text = clean("".join([piece.text for piece in pieces if not piece.is_icon]))

    @property
    def runs(self) -> list[Piece]:
        """The pieces that are not blank, cleaned; names of icons too."""
        if self._runs is None:
            cleaned = [Piece(clean(piece.text), piece.link, piece.is_icon) for piece in self.pieces]
            self._runs = [piece for piece in cleaned if piece.text]
        return self._runs

    @property
    def facts(self) -> list[str]:
        """The texts of the pieces that are not blank, not cleaned: what `facts_of` reads."""
        return [piece.text for piece in self.pieces if not piece.text.isspace()]

    @property
    def links(self) -> list[Element]:
        """The links that hold a part of its text, in order."""
        found: list[Element] = []
        for piece in self.pieces:
            if piece.link is not None and (not found or found[-1] is not piece.link) and not piece.text.isspace():
                found.append(piece.link)
        return found

    @property
    def linked(self) -> int:
        """How many characters are in links."""
        return sum([len(run.text) for run in self.runs if run.link is not None])

    def text_in(self, link: Element | None) -> str:
        """What of it is in a link, or in none."""
        if self._by_link is None:  # all at once, for a block may have many links
            parts: dict[Element | None, list[str]] = {}
            for piece in self.pieces:
                if not piece.is_icon:
                    parts.setdefault(piece.link, []).append(piece.text)
            self._by_link = {each: clean("".join(texts)) for each, texts in parts.items()}
        return self._by_link.get(link, "")

    def run_before(self, link: Element) -> str:
        """The last run in front of a link; '' where there is none."""
        if self._before is None:  # all at once, too
            self._before = {}
            last = ""
            for piece in self.pieces:
                if piece.link is not None:
                    self._before.setdefault(piece.link, last)
                last = clean(piece.text) or last
        return self._before.get(link, "")


class Image:
    """An `img`.

    Attributes:
        place: among the blocks and images of the document.
        element: itself.
        link: the `a` around it.
    """

    __slots__ = ("element", "link", "place")

    def __init__(self, place: int, element: Element, link: Element | None) -> None:
        self.place = place
        self.element = element
        self.link = link

    @property
    def alt(self) -> str | None:
        """Its alternative text; None where there is none."""
        return clean(self.element.get("alt") or "") or None


class Document:
    """All that an element shows.

    Attributes:
        root: the element.
        things: its blocks and images, in order.
    """

    __slots__ = ("root", "things")

    def __init__(self, root: Element, things: list[Block | Image]) -> None:
        self.root = root
        self.things = things

    @property
    def blocks(self) -> list[Block]:
        """The blocks, in order."""
        return [thing for thing in self.things if isinstance(thing, Block)]

    @property
    def images(self) -> list[Image]:
        """The images, in order."""
        return [thing for thing in self.things if isinstance(thing, Image)]


def document_of(root: Node, *, without: LexborNode | None = None) -> Document:
    """Read all within an element, or all but one block element, split into blocks as a browser lays it out.

    A block element starts a new block and so do two `<br>` in a row; one `<br>` is a blank. A row of a table is one
    block, its cells separated by a blank. Blocks without any text are left out.
    """
    return _Flow(root, without).read()


def line_of(root: Node) -> str | None:
    """The text of an element as one line; None where it has none."""
    text = _lone_text(root)
    if text is not None:
        return clean(text) or None
    return " ".join(block.text for block in document_of(root).blocks if block.text) or None


class _Flow:
    """Walks a tree, without recursion: a page may nest as deep as it likes. Most of a page's time is spent here."""

    def __init__(self, root: Node, without: LexborNode | None) -> None:
        self._without = without.mem_id if without is not None else None
        self._is_soup = isinstance(root, Tag)
        self._root = Element((root.tag if isinstance(root, LexborNode) else root.name) or "", None, root, 0)
        self._things: list[Block | Image] = []
        self._blocks = [self._root]
        self._links: list[Element] = []
        self._link: Element | None = None  # the last of them
        self._level = 0
        self._cells = 0
        self._breaks = 0  # line breaks since the last word
        self._pieces: list[Piece] = []
        self._has_text = False

    def read(self) -> Document:
        element: Element | None = self._root
        is_soup = self._is_soup
        node = _first_child(self._root.node)
        while element is not None:
            if node is None:
                self._leave(element)
                node, element = element.node, element.parent
            elif is_soup:
                if type(node) is NavigableString:
                    self._take(node, self._link)
                elif isinstance(node, Tag) and (entered := self._enter(node.name, node, element)) is not None:
                    node, element = _first_child(node), entered
                    continue
            elif (tag := node.tag) == "-text":
                self._take(node.text_content, self._link)
            elif tag is not None and tag[0] != "-" and (entered := self._enter(tag, node, element)) is not None:
                node, element = node.first_child, entered
                continue
            node = node.next_sibling if is_soup else node.next
        return Document(self._root, self._things)

    def _enter(self, tag: str, node: Any, parent: Element) -> Element | None:  # noqa: ANN401
        """Begin an element; return it where it is to be walked."""
        if tag in _SKIPPED:
            if tag == "br":
                self._break_line()
            return None
        attributes = node.attrs if self._is_soup else node.attributes
        if attributes and self._is_unread(node, attributes):
            return None
        return self._enter_block(tag, node, parent) if tag in BLOCKS else self._enter_inline(tag, node, parent)

    def _enter_block(self, tag: str, node: Any, parent: Element) -> Element | None:  # noqa: ANN401
        if self._pieces or self._breaks or self._cells:
            self._end_block()
        if self._without is not None and node.mem_id == self._without:
            return None
        element = Element(tag, parent, node, len(self._things))
        level = self._level or _LEVELS.get(tag, 0)
        text = None if self._cells else _lone_text(node)
        if text is not None:
            block = Block(element.first, element, level, [Piece(text, self._link)])
            if block.text:
                self._things.append(block)
                element.end += 1
            return None
        self._blocks.append(element)
        self._level = level
        return element

    def _enter_inline(self, tag: str, node: Any, parent: Element) -> Element | None:  # noqa: ANN401
        text = None if tag in _CELLS else _lone_text(node)
        if text is not None and tag != "a":
            self._take(text, self._link)
            return None
        element = Element(tag, parent, node, len(self._things))
        if text is not None:
            self._take(text, element)
            element.end += self._has_text  # the block under way will stand in it
            return None
        if tag == "img":
            element.end += 1
            self._things.append(Image(element.first, element, self._link))
            return None
        if tag == "a":
            self._links.append(element)
            self._link = element
        elif tag in _CELLS:
            self._cells += 1
            self._add(" ")
        return element

    def _is_unread(self, node: Any, attributes: Mapping[str, str | None]) -> bool:  # noqa: ANN401
        """Whether a browser shows nothing of an element, or only an icon, which is taken."""
        style = attributes.get("style")
        if (style and _HIDDEN_STYLE.search(style)) or "hidden" in attributes:
            return True
        classes = attributes.get("class")
        if not classes:
            return False
        is_hidden, icon = _judged(classes[:_LONGEST_CLASSES])
        if icon is not None and not is_hidden:
            self._take_icon(icon or (node.get_text() if self._is_soup else node.text()))
        return is_hidden or icon is not None

    def _leave(self, element: Element) -> None:
        tag = element.tag
        if tag in BLOCKS or element is self._root:
            self._cells = 0 if element is self._root else self._cells
            self._end_block()
            self._blocks.pop()
            if tag in _LEVELS:
                self._level = 0
        elif tag == "a":
            self._links.pop()
            self._link = self._links[-1] if self._links else None
        elif tag in _CELLS:
            self._cells -= 1
            self._add(" ")
        element.end = len(self._things) + self._has_text  # a block under way will stand in it

    def _take(self, text: str, link: Element | None) -> None:
        if not text.isspace():
            self._has_text = True
            self._breaks = 0
        elif not self._pieces:
            return  # between two blocks, where most blanks stand, they part nothing
        self._pieces.append(Piece(text, link))

    def _take_icon(self, name: str) -> None:
        self._has_text = True
        self._pieces.append(Piece(clean(name), self._link, True))

    def _add(self, blank: str) -> None:
        self._pieces.append(Piece(blank, self._link))

    def _break_line(self) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self._end_block()
        else:
            self._add(" ")

    def _end_block(self) -> None:
        """End the block under way, unless a cell of a table is: its parts stay in one line."""
        if self._cells:
            self._add(" ")
            return
        self._breaks = 0
        if self._has_text:
            block = Block(len(self._things), self._blocks[-1], self._level, self._pieces)
            if block.text or any(piece.is_icon for piece in self._pieces):
                self._things.append(block)
            self._has_text = False
        if self._pieces:
            self._pieces = []


def _lone_text(node: Any) -> str | None:  # noqa: ANN401
    """The text of an element that holds nothing else, as most paragraphs do; None where it holds more."""
    if isinstance(node, LexborNode):
        child = node.first_child
        return child.text_content if child is not None and child.next is None and child.is_text_node else None
    contents = node.contents
    return contents[0] if len(contents) == 1 and type(contents[0]) is NavigableString else None


def _first_child(node: Any) -> Any:  # noqa: ANN401
    return node.first_child if isinstance(node, LexborNode) else next(iter(node.contents), None)


@lru_cache(maxsize=256)
def _judged(classes: str) -> tuple[bool, str | None]:
    """Whether an element's classes hide it, and the icon it is: '' where its text names it; a site has few sets."""
    names = classes.split()
    icon = ICON_CLASS.search(classes)
    is_hidden = not _HIDDEN_CLASSES.isdisjoint(names) or (
        "d-none" in names and not any(name.startswith(_SHOWN_WHERE_WIDE) for name in names)
    )
    return is_hidden, "" if _ICON_FONT in names else icon[1] if icon else None
