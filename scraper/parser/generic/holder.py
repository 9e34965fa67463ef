"""Where the text of an article begins among all that a page prints, and which element holds it.

It begins where the page's own description of it begins (`meta description` repeats the first words), else in the
element with the most running text that stands nearest to the headline. Where two elements could be it, neither is.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from itertools import accumulate, islice, takewhile
from typing import Self

from scraper.parser.document import Block, Element
from scraper.parser.generic.layout import Layout, is_box_label
from scraper.parser.regions import is_prose
from scraper.parser.text import alphanumeric

_DESCRIPTIONS = "meta[name=description i], meta[property='og:description' i], meta[name='twitter:description' i]"
_ENOUGH = 40
"""Characters of a description that are not alike by chance."""

_LONGEST_DESCRIPTION = 1_000
_SHORTEST_TEXT = 25
"""Characters of a block that may be a paragraph, beside others."""

_NEAREST = 3
"""Elements around a paragraph that tell it from other texts of the page."""

_RIVAL = 3
"""An element that holds no less than this part of the most text could be the holder as well."""


@dataclass(slots=True)
class Holder:
    """An element that holds running text.

    Attributes:
        element: the smallest that holds all of it.
        first: the first block of running text.
        depth: how far down the headline and it are in the same elements.
        amount: characters of running text.
    """

    element: Element
    first: Block
    depth: int = 0
    amount: int = 0

    def holds(self, block: Block) -> bool:
        """Whether a block is in it, from the first one on."""
        return block.place >= self.first.place and self.element.holds(block)

    def take(self, inner: Self) -> None:
        """Take the text of an element within this one."""
        self.first = min(self.first, inner.first, key=lambda block: block.place)
        self.depth = max(self.depth, inner.depth)
        self.amount += inner.amount


class HolderSearch:
    """Finds the element that holds the text.

    Args:
        layout: of the page.
        blocks: those that may be text.
        headline: of the article.
    """

    def __init__(self, layout: Layout, blocks: Sequence[Block], headline: Block) -> None:
        self._layout = layout
        self._blocks = blocks
        self._headline = headline
        self._places = [block.place for block in blocks]
        self._texts = [0, *accumulate(map(self._may_be_text, blocks))]  # how many before each block
        self._titled = {each: depth for depth, each in enumerate(reversed([*headline.element.around()][1:]))}

    def holder(self) -> Holder:
        """Find the holder.

        Raises:
            Refusal: there is no running text, or it is unclear which element holds it, or whether all of it.
        """
        first = self._described()
        found = self._most_running() if first is None else Holder(self._whole(self._around(first)), first)
        if found is None:
            raise self._layout.page.refusal("body: no running text")
        self._refuse_more(found)
        return found

    def _described(self) -> Block | None:
        """The block where the words of the page's description begin."""
        descriptions = [meta.attributes.get("content") or "" for meta in self._layout.page.tree.css(_DESCRIPTIONS)]
        for each in dict.fromkeys(descriptions):
            start = alphanumeric(unescape(each[:_LONGEST_DESCRIPTION]))
            if len(start) < _ENOUGH or start == alphanumeric(self._headline.text):
                continue
            found = [block for at, block in enumerate(self._blocks) if self._begins(at, start)]
            below = [block for block in found if block.place > self._headline.place] or found
            if below:
                return below[0]
        return None

    def _begins(self, at: int, start: str) -> bool:
        """Whether the blocks from one on begin as a description does, which has no blanks between paragraphs."""
        text = ""
        if not start.startswith(alphanumeric(self._blocks[at].text[:_ENOUGH])):
            return False
        for block in self._blocks[at : at + 4]:
            text += alphanumeric(block.text[: 2 * _LONGEST_DESCRIPTION])
            if not (text.startswith(start[: len(text)]) or start.startswith(text[:_ENOUGH])):
                return False
            if len(text) >= len(start):
                break
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, start, strict=False)))
        return alike >= _ENOUGH

    def _most_running(self) -> Holder | None:
        """The holder of the most running text among those nearest to the headline."""
        found: dict[Element, Holder] = {}
        for block in self._blocks:
            if self._layout.is_running(block):
                holder = next((found[each] for each in block.element.around() if each in found), None)
                if holder is None:
                    element = self._whole(self._around(block))
                    holder = found.setdefault(element, Holder(element, block, self._depth(element)))
                holder.amount += len(block.text)
        for inner in [*found.values()]:
            outer = next((found[each] for each in [*inner.element.around()][1:] if each in found), None)
            if outer is not None:
                outer.take(found.pop(inner.element))
        nearest = max((each.depth for each in found.values()), default=0)
        ranked = sorted((each for each in found.values() if each.depth == nearest), key=lambda each: -each.amount)
        if len(ranked) > 1 and ranked[1].amount * _RIVAL > ranked[0].amount:
            raise self._layout.page.refusal("body: more than one block of running text could be it")
        return ranked[0] if ranked else None

    def _depth(self, element: Element) -> int:
        """How far down an element and the headline are in the same elements."""
        return next((self._titled[each] for each in element.around() if each in self._titled), -1)

    def _around(self, first: Block) -> Element:
        """The smallest element around a block that holds other text, too, but not the headline.

        Where the headline is in it, it counts only if other text is in it just as the block is.
        """
        element = first.element
        if element.tag != "p" and self._texts_in(element) > 1:
            return element
        for parent in [*element.around()][1:]:
            has_more = self._texts_in(parent) > max(self._texts_in(element), 1)
            if parent in self._titled:
                return parent if has_more and self._is_beside(first, element, parent) else element
            if has_more:
                return parent
            element = parent
        return element

    def _is_beside(self, first: Block, element: Element, parent: Element) -> bool:
        """Whether other text stands in an element just as a block does: alone in elements of the same names."""
        shape = _shape(first, parent)
        begin, end = (bisect_left(self._places, place) for place in (parent.first, parent.end))
        return any(
            self._may_be_text(block)
            and not element.holds(block)
            and _shape(block, parent) == shape
            and self._texts_in(_child_of(parent, block)) == 1
            for block in self._blocks[begin:end]
        )

    def _whole(self, element: Element) -> Element:
        """The element around all of the text, where it stands in several that follow one another.

        Nothing but sentences may stand between them, and the headline not beside them, unless the text's element was
        closed early and its last paragraphs stand right behind it.
        """
        while True:
            behind = bisect_left(self._places, element.end)
            following = self._blocks[behind] if behind < len(self._blocks) else None
            if following is None or following.level or not is_prose(following) or following in self._layout.captions:
                return element
            outer = next(each for each in element.around() if each.holds(following))
            if outer in self._titled:
                paragraph = following.element
                was_closed_early = paragraph.tag == "p" and paragraph.parent is outer is element.parent
                return outer if was_closed_early else element
            element = outer

    def _refuse_more(self, holder: Holder) -> None:
        """Refuse a page whose text goes on behind its holder: within the same elements, and no heading in between.

        Raises:
            Refusal: it does.
        """
        depth, shape = self._depth(holder.element), _shape(holder.first)
        for block in self._blocks[bisect_left(self._places, holder.element.end) :]:
            if block.level or is_box_label(block):
                return
            is_like = _shape(block) == shape and self._depth(block.element) >= max(depth - 1, 1)
            if is_like and self._layout.is_running(block):
                raise self._layout.page.refusal("body: text goes on behind the element that holds it")

    def _texts_in(self, element: Element) -> int:
        """How many blocks of an element may be text."""
        first, end = (bisect_left(self._places, place) for place in (element.first, element.end))
        return self._texts[end] - self._texts[first]

    def _may_be_text(self, block: Block) -> bool:
        """Whether a block may be a paragraph beside others, if a short one."""
        if len(block.text) < _SHORTEST_TEXT or block in self._layout.captions or self._layout.facts(block).pure:
            return False
        return block.linked * 2 < len(block.text)


def _child_of(parent: Element, block: Block) -> Element:
    """The child of an element that a block is or stands in."""
    return next(each for each in block.element.around() if each.parent is parent or each is parent)


def _shape(block: Block, outer: Element | None = None) -> tuple[str, ...]:
    """The names of the elements from a block's own up to another around it, or of the nearest."""
    around = takewhile(lambda each: each is not outer, block.element.around())
    return tuple(each.tag for each in (around if outer is not None else islice(around, _NEAREST)))
