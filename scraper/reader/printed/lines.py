"""The lines and pictures that a page prints, in order, each with the element that it stands in."""

from collections.abc import Iterator  # noqa: TC003 - as elsewhere
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from bs4.element import NavigableString, PageElement, Tag

from scraper.reader.text import BLOCKS, CELLS, HIDDEN_STYLE, clean

_SKIPPED = frozenset(
    {
        "audio", "button", "canvas", "datalist", "embed", "iframe", "input", "math", "noscript", "object", "option",
        "script", "select", "style", "svg", "template", "textarea", "title", "video",
    }
)  # fmt: skip
_LINES = BLOCKS | {"figcaption"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


class Run(NamedTuple):
    """A piece of text without an element's border in it.

    Attributes:
        text: cleaned, not empty.
        anchor: the link that it stands in.
    """

    text: str
    anchor: Tag | None


@dataclass(slots=True)
class Line:
    """What stands on a line of its own: a paragraph, a heading, a row of a table.

    Attributes:
        place: among the lines and pictures of the page, from 0.
        block: the element that makes it a line.
        level: 1 to 6 where it is or stands in a heading, else 0.
        text: all of it, cleaned, not empty.
        runs: its pieces.
        parts: its pieces as they stand in the markup, with the blanks of line breaks, each with the link it is in.
    """

    place: int
    block: Tag
    level: int
    text: str = ""
    runs: list[Run] = field(default_factory=list)
    parts: list[tuple[str, Tag | None]] = field(default_factory=list)

    @property
    def linked(self) -> int:
        """How many of its characters stand in links."""
        return sum(len(run.text) for run in self.runs if run.anchor is not None)

    def said_in(self, anchor: Tag | None) -> str:
        """What of it stands in a link, or in none."""
        return clean("".join(part for part, each in self.parts if each is anchor))


class Picture(NamedTuple):
    """An `img`.

    Attributes:
        place: among the lines and pictures of the page, from 0.
        block: itself.
        anchor: the link that it stands in.
    """

    place: int
    block: Tag
    anchor: Tag | None


Thing: TypeAlias = Line | Picture


@dataclass(slots=True)
class Print:
    """All that a page prints.

    Attributes:
        things: its lines and pictures, in order.
        spans: by the `id` of an element, the places of what stands in it: the first, and the one after the last.
    """

    things: list[Thing] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)

    def span(self, element: Tag) -> tuple[int, int]:
        """The places of what stands in an element: the first, and the one after the last."""
        return self.spans.get(id(element), (0, 0))

    def is_in(self, thing: Thing, element: Tag) -> bool:
        """Whether a line or a picture stands in an element."""
        first, end = self.span(element)
        return first <= thing.place < end


def print_of(root: Tag) -> Print:
    """What an element prints.

    A block element starts a new line and so do two `<br>` in a row; a row of a table is one line.
    """
    printer = _Printer(root)
    printer.walk(root)
    return printer.done


class _Printer:
    """Gathers runs into lines while the tree is walked."""

    def __init__(self, root: Tag) -> None:
        self.done = Print()
        self._blocks = [root]
        self._anchors: list[Tag] = []
        self._level = 0
        self._cells = 0
        self._breaks = 0  # line breaks since the last word
        self._line: Line | None = None

    def walk(self, root: Tag) -> None:
        """Visit all, without recursion: a page may nest as deep as it likes."""
        waiting: list[tuple[Tag, int, Iterator[PageElement]]] = [(root, 0, iter(root.contents))]
        while waiting:
            element, first, children = waiting[-1]
            for child in children:
                if type(child) is NavigableString:
                    self._take(child)
                elif isinstance(child, Tag) and self._enter(child):
                    waiting.append((child, len(self.done.things), iter(child.contents)))
                    break
            else:
                waiting.pop()
                self._leave(element)
                self.done.spans[id(element)] = (first, len(self.done.things))
        self._end()

    def _enter(self, element: Tag) -> bool:
        """Begin an element; say whether to go into it."""
        name = element.name
        if name == "img":
            anchor = self._anchors[-1] if self._anchors else None
            self.done.things.append(Picture(len(self.done.things), element, anchor))
            return False
        if name == "br":
            self._break_line()
            return False
        if name in _SKIPPED or (element.attrs and _is_hidden(element)):
            return False
        if name in _LINES:
            self._end()
            self._blocks.append(element)
            self._level = self._level or _HEADINGS.get(name, 0)
        elif name == "a":
            self._anchors.append(element)
        elif name in CELLS:
            self._cells += 1
            self._blank()
        return True

    def _leave(self, element: Tag) -> None:
        name = element.name
        if name in _LINES:
            self._end()
            self._blocks.pop()
            if name in _HEADINGS:
                self._level = 0
        elif name == "a":
            self._anchors.pop()
        elif name in CELLS:
            self._cells -= 1
            self._blank()

    def _take(self, child: NavigableString) -> None:
        text = clean(child)
        if not text:
            self._blank()
            return
        line = self._line
        if line is None:
            line = self._line = Line(len(self.done.things), self._blocks[-1], self._level)
            self.done.things.append(line)
        self._breaks = 0
        anchor = self._anchors[-1] if self._anchors else None
        line.parts.append((child, anchor))
        line.runs.append(Run(text, anchor))

    def _blank(self) -> None:
        if self._line is not None:
            self._line.parts.append((" ", None))

    def _break_line(self) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self._end()
        else:
            self._blank()

    def _end(self) -> None:
        """End the line under way, unless a cell of a table is: its parts stay in one line."""
        if self._cells:
            self._blank()
            return
        if self._line is not None:
            self._line.text = clean("".join(part for part, _ in self._line.parts))
            self._line = None
        self._breaks = 0


def _is_hidden(element: Tag) -> bool:
    """Whether a browser shows nothing of an element, as far as that can be told without the site's style sheets."""
    attributes = element.attrs
    if "hidden" in attributes or "sceditor" in str(attributes.get("class", "")):
        return True
    style = attributes.get("style")
    return style is not None and HIDDEN_STYLE.search(str(style)) is not None
