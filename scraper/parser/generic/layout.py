"""What the parts of the generic finder share: the blocks outside of lists, and what each is by its words and place."""

import re
from collections.abc import Collection

from scraper.parser.document import Block, Document, Element, Image
from scraper.parser.facts import Facts, credit_in, facts_of
from scraper.parser.page import Page
from scraper.parser.regions import is_prose
from scraper.parser.vocabulary import BOX_LABELS

_FRAME = frozenset({"nav", "footer"})
_NO_TEXT = _FRAME | {"form", "dialog", "header"}
_LONGEST_LABEL = 80
"""Characters that the label of a box, or a headline in one, has at most."""

_LABEL = re.compile(rf"(?:{'|'.join(sorted(BOX_LABELS, key=len, reverse=True))})\b(?![,.])", re.IGNORECASE)
_LONGEST_FACTS = 250
"""Characters of a block that may be a byline; what is longer is text."""

_LONGEST_CAPTION = 300
_MOST_CAPTIONS = 2
"""Blocks between a photo and its credit."""

_TEXT = Facts(rest=[""])


class Layout:
    """The blocks and images of a page outside of its lists.

    Attributes:
        page: under parsing.
        document: all of it, lists included.
        blocks: with text or an icon, in order.
        images: in order.
        credits: blocks that name a photographer.
        captions: blocks that stand under a photo, credits included.
    """

    def __init__(self, page: Page, document: Document, listed: Collection[int] = ()) -> None:
        self.page = page
        self.document = document
        rest = [thing for thing in document.things if thing.place not in listed]
        self.blocks = [thing for thing in rest if isinstance(thing, Block)]
        self.images = [thing for thing in rest if isinstance(thing, Image)]
        self._tags: dict[Element, frozenset[str]] = {}
        self._facts: dict[Block, Facts] = {}
        self.credits = [block for block in self.blocks if self._is_credit(block)]
        self.captions = {block for block in self.blocks if self._is_in_figure(block)}
        self.captions.update(self.credits, *map(self._captions_above, self.credits))

    def tags_around(self, thing: Block | Image) -> frozenset[str]:
        """The names of the elements that a block or an image stands in."""
        waiting: list[Element] = []
        element: Element | None = thing.element
        while element is not None and element not in self._tags:
            waiting.append(element)
            element = element.parent
        tags = self._tags[element] if element is not None else frozenset()
        for each in reversed(waiting):
            if each.tag not in tags:
                tags |= {each.tag}
            self._tags[each] = tags
        return tags

    def is_framed(self, thing: Block | Image) -> bool:
        """Whether a block is in a menu or at the foot of the page."""
        return not _FRAME.isdisjoint(self.tags_around(thing))

    def may_hold_text(self, block: Block) -> bool:
        """Whether no element stands around a block that no text of an article stands in."""
        return _NO_TEXT.isdisjoint(self.tags_around(block))

    def facts(self, block: Block) -> Facts:
        """What a block says as a part of a byline; where it is too long for one, nothing that is understood."""
        if len(block.text) > _LONGEST_FACTS:
            return _TEXT
        found = self._facts.get(block)
        if found is None:
            found = self._facts[block] = facts_of(block.facts)
        return found

    def is_running(self, block: Block) -> bool:
        """Whether a block is running text: prose that is neither a byline nor a caption."""
        return is_prose(block) and block not in self.captions and not self.facts(block).signs

    def _is_credit(self, block: Block) -> bool:
        is_linked = any(run.link is not None for run in block.runs[:1])
        if is_linked or len(block.text) > _LONGEST_CAPTION:
            return False
        return credit_in(" ".join(block.facts)) is not None

    def _is_in_figure(self, block: Block) -> bool:
        """Whether a block stands in a `figure` with an image: one without holds a quote."""
        if "figure" not in self.tags_around(block):
            return False
        figure = next(each for each in block.element.around() if each.tag == "figure")
        return any(isinstance(thing, Image) for thing in self.document.things[figure.first : figure.end])

    def _captions_above(self, credit: Block) -> list[Block]:
        """The blocks between a photo and its credit."""
        above: list[Block] = []
        for thing in reversed(self.document.things[max(credit.place - _MOST_CAPTIONS - 1, 0) : credit.place]):
            if isinstance(thing, Image):
                return above
            if thing.level or self.facts(thing).any or self._is_credit(thing):
                break
            above.append(thing)
        return []


def is_box_label(block: Block) -> bool:
    """Whether a block begins with the label of a box, such as `Bagikan`, and is short."""
    return len(block.text) <= _LONGEST_LABEL and _LABEL.match(block.text) is not None
