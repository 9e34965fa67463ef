"""Where the text of an article begins among all that a page prints, and which element holds it.

It begins where the page's own description of it begins (`meta description` repeats the first words), else in the
block with the most running text that stands nearest to the headline. Where two blocks could be it, neither is.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from itertools import accumulate
from typing import Self

from bs4.element import Tag

from scraper.reader.page import Page
from scraper.reader.printed.facts import facts_of
from scraper.reader.printed.lines import Line, Print
from scraper.reader.printed.photos import is_caption
from scraper.reader.printed.signs import is_prose, letters
from scraper.reader.printed.soup import ancestors, around

_DESCRIPTIONS = "meta[name=description i], meta[property='og:description' i], meta[name='twitter:description' i]"
_ENOUGH = 40
"""Letters of a description that are not alike by chance."""

_LONGEST_DESCRIPTION = 1_000
_SHORTEST_TEXT = 25
"""Characters of a line that may be a paragraph, beside others."""

_RIVAL = 3
"""A block that is no smaller than this part of the largest could be the text as well."""


@dataclass(slots=True)
class Candidate:
    """A block of running text.

    Attributes:
        first: its first line.
        holder: the element around it.
        depth: how far down the headline and it stand in the same elements.
        amount: its characters.
    """

    first: Line
    holder: Tag
    depth: int = 0
    amount: int = 0

    def take(self, inner: Self) -> None:
        """Take what stands within this block as a part of it."""
        self.first = min(self.first, inner.first, key=lambda line: line.place)
        self.depth = max(self.depth, inner.depth)
        self.amount += inner.amount


class Holders:
    """Finds the text and the element around it.

    Args:
        page: they stand on.
        printed: all that it prints.
        lines: those of its lines that may be text.
        title: the headline's line.
    """

    def __init__(self, page: Page, printed: Print, lines: Sequence[Line], title: Line) -> None:
        self._page = page
        self._printed = printed
        self._lines = lines
        self._title = title
        self._places = [line.place for line in lines]
        self._texts = [0, *accumulate(_may_be_text(line) for line in lines)]  # how many before each
        self._titled = {id(each): depth for depth, each in enumerate(reversed([*ancestors(title.block)]))}

    def text(self) -> Candidate:
        """Find the text.

        Raises:
            ReadError: there is none, or it cannot be told which of several it is.
        """
        first = self._described()
        if first is not None:
            return Candidate(first, self._whole(self._around(first)))
        found = self._most_running()
        if found is None:
            raise self._page.error("body: no running text")
        return found

    def _described(self) -> Line | None:
        """The line where the words of the page's description begin."""
        for meta in self._page.tree.css(_DESCRIPTIONS):
            said = unescape((meta.attributes.get("content") or "")[:_LONGEST_DESCRIPTION])
            wanted = letters(said.rstrip(" .\u2026"))
            if len(wanted) < _ENOUGH or wanted == letters(self._title.text):
                continue
            found = [line for at, line in enumerate(self._lines) if self._begins(at, wanted)]
            below = [line for line in found if line.place > self._title.place] or found
            if below:
                return below[0]
        return None

    def _begins(self, at: int, wanted: str) -> bool:
        """Whether the lines from one on begin as wanted; a description has no blanks between paragraphs."""
        text = ""
        for line in self._lines[at : at + 4]:
            text += letters(line.text[: 2 * _LONGEST_DESCRIPTION])
            if not (text.startswith(wanted[: len(text)]) or wanted.startswith(text[:_ENOUGH])):
                return False
            if len(text) >= len(wanted):
                break
        alike = next((k for k, (one, other) in enumerate(zip(text, wanted, strict=False)) if one != other), len(wanted))
        return bool(text) and min(alike, len(text)) >= _ENOUGH

    def _most_running(self) -> Candidate | None:
        """The block with the most running text among those nearest to the headline."""
        found: dict[int, Candidate] = {}
        for line in self._lines:
            if is_running(line):
                block = next((found[id(each)] for each in around(line.block) if id(each) in found), None)
                if block is None:
                    holder = self._whole(self._around(line))
                    block = found.setdefault(id(holder), Candidate(line, holder, self._depth(holder)))
                block.amount += len(line.text)
        for inner in [*found.values()]:
            outer = next((found[id(each)] for each in ancestors(inner.holder) if id(each) in found), None)
            if outer is not None:
                outer.take(found.pop(id(inner.holder)))
        nearest = max((each.depth for each in found.values()), default=0)
        ranked = sorted((each for each in found.values() if each.depth == nearest), key=lambda each: -each.amount)
        if len(ranked) > 1 and ranked[1].amount * _RIVAL > ranked[0].amount:
            raise self._page.error("body: more than one block of running text could be it")
        return ranked[0] if ranked else None

    def _depth(self, holder: Tag) -> int:
        """How far down an element and the headline stand in the same elements."""
        return next((self._titled[id(each)] for each in around(holder) if id(each) in self._titled), -1)

    def _texts_in(self, element: Tag) -> int:
        """How many lines of an element may be text."""
        first, end = self._printed.span(element)
        return self._texts[bisect_left(self._places, end)] - self._texts[bisect_left(self._places, first)]

    def _around(self, first: Line) -> Tag:
        """The smallest element around a line that holds other text, too, but not the headline.

        Where the headline is in it, it counts only if other text stands in it just as the line does.
        """
        if first.block.name != "p" and self._texts_in(first.block) > 1:
            return first.block
        element = first.block
        for parent in ancestors(first.block):
            has_more = self._texts_in(parent) > max(self._texts_in(element), 1)
            if id(parent) in self._titled:
                return parent if has_more and self._is_beside(first, element, parent) else element
            if has_more:
                return parent
            element = parent
        return element

    def _is_beside(self, first: Line, element: Tag, parent: Tag) -> bool:
        """Whether other text stands in an element just as a line does: in elements of the same names."""
        shape = _shape(first.block, parent)
        begin, end = (bisect_left(self._places, place) for place in self._printed.span(parent))
        return any(
            _may_be_text(line) and not self._printed.is_in(line, element) and _shape(line.block, parent) == shape
            for line in self._lines[begin:end]
        )

    def _whole(self, holder: Tag) -> Tag:
        """The element around all of the text, where it stands in several that follow one another.

        Nothing but sentences may stand between them, and the headline not beside them, unless the text's element was
        closed early and its last paragraphs stand right behind it.
        """
        while True:
            behind = bisect_left(self._places, self._printed.span(holder)[1])
            following = self._lines[behind] if behind < len(self._lines) else None
            if following is None or following.level or not is_prose(following) or is_caption(following):
                return holder
            outer = next(each for each in ancestors(holder) if self._printed.is_in(following, each))
            if id(outer) in self._titled:
                was_closed_early = following.block.name == "p" and following.block.parent is outer is holder.parent
                return outer if was_closed_early else holder
            holder = outer


def is_running(line: Line) -> bool:
    """Whether a line is running text."""
    return is_prose(line) and not facts_of(line).signs and not is_caption(line)


def _may_be_text(line: Line) -> bool:
    """Whether a line may be a paragraph beside others, if a short one."""
    is_unlinked = line.linked * 2 < len(line.text)
    return len(line.text) >= _SHORTEST_TEXT and is_unlinked and not is_caption(line) and not facts_of(line).pure


def _shape(element: Tag, outer: Tag) -> tuple[str, ...]:
    """The names of the elements from one up to another around it."""
    shape: list[str] = []
    for each in around(element):
        if each is outer:
            break
        shape.append(each.name)
    return tuple(shape)
