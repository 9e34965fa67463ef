"""The text of an article: the blocks of its holder, without the boxes that are in it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from bs4.element import Tag

from scraper.parser.document import Block, Element
from scraper.parser.generic.holder import Holder
from scraper.parser.generic.layout import Layout, is_box_label
from scraper.parser.regions import is_article, is_headline
from scraper.parser.text import is_sentence, label_of, recurs, words
from scraper.parser.vocabulary import BOX_LABELS, READ_ALSO_LABELS
from scraper.urls import resolve

_LONGEST_LABEL = 30
_FEWEST_WORDS = 3
"""Of a pull quote above the text; fewer recur by chance."""

_TAG_ADDRESS = re.compile(r"[/?&](?:tags?|tagar|topi[ck]s?|labels?|keywords?|kata-kunci|search|cari)(?:[/=?]|$)")
_WORDS = re.compile(r"\w[\w-]*")
_BETWEEN_TAGS = re.compile(r"\W*(?:dan|and)?\W*")
_CONTROLS = ("form", "input", "textarea", "button")


class Body:
    """What of the holder is text.

    Args:
        layout: of the page.
        holder: of the text.
        blocks: those of the page that may be text.

    Attributes:
        blocks: paragraphs, pull quote and headlines of other articles, in order.
        read_also: links that are headlines of other articles.

    Raises:
        Refusal: there is no text, or a link to another article goes on in it, and its headline has no end.
    """

    def __init__(self, layout: Layout, holder: Holder, blocks: Sequence[Block]) -> None:
        self._layout = layout
        self._holder = holder.element
        self._boxes: dict[Element, bool] = {}
        self._first_shape = self._shape(holder.first)
        self.read_also: list[Element] = []
        inside = [block for block in blocks if holder.element.holds(block)]
        at = inside.index(holder.first)
        before = _quote_above(layout, inside[:at], [block.text for block in inside[at:]])
        self._following = dict(pairwise(inside))
        self.blocks = [self._linked(block) for block in (*before, *self._without_boxes(inside[at:]))]
        if not self.blocks:
            raise layout.page.refusal("body: the page has no text")

    @property
    def quote(self) -> Element | None:
        """The first blockquote within the holder."""
        around = (each for block in self.blocks for each in block.element.around() if self._is_within(each))
        return next((each for each in around if each.tag == "blockquote"), None)

    def _linked(self, block: Block) -> Block:
        """Note the headlines of other articles in a block; where a link was not closed after one, the rest is text."""
        page = self._layout.page
        for link in block.links:
            text, href = block.text_in(link), link.get("href")
            if is_headline(page, block, link):
                self.read_also.append(link)
            elif text and is_sentence(text) and is_article(page, href):
                if href not in {each.get("href") for each in self.read_also}:
                    raise page.refusal("body: a link to another article holds a sentence, so it was not closed")
                pieces = [piece._replace(link=None) if piece.link is link else piece for piece in block.pieces]
                block = Block(block.place, block.element, block.level, pieces)
        return block

    def _is_within(self, element: Element) -> bool:
        return self._holder.first <= element.first and element.end <= self._holder.end

    def _without_boxes(self, blocks: Sequence[Block]) -> Iterator[Block]:
        """The blocks that are text, or headlines of other articles."""
        box: Element | None = None
        for block in blocks:
            if (box is not None and box.holds(block)) or self._leads_nowhere(block):
                continue
            if self._is_read_also(block):
                yield block
                continue
            child = self._child(block)
            if child is not block.element and self._is_box(child, block):
                box = child
            elif not self._is_apart(block) and self._is_own(block):
                yield block

    def _child(self, block: Block) -> Element:
        """The child of the holder that a block is or stands in."""
        child = block.element
        for each in block.element.around():
            if each is self._holder:
                break
            child = each
        return child

    def _is_box(self, child: Element, block: Block) -> bool:
        """Whether a part of the holder is a box of its own: a form, or headed by the label of one."""
        if self._heads_box(block):
            return True
        if child not in self._boxes:
            node = child.node
            self._boxes[child] = isinstance(node, Tag) and (node.name == "form" or node.find(_CONTROLS) is not None)
        return self._boxes[child]

    def _heads_box(self, block: Block) -> bool:
        """Whether a block begins with the label of a box, and is no sentence in an element like the paragraphs'."""
        return is_box_label(block) and not (is_sentence(block.text) and self._shape(block) == self._first_shape)

    def _shape(self, block: Block) -> list[str]:
        """The names of the elements from a block's own up to the holder."""
        return [each.tag for each in takewhile(lambda each: each is not self._holder, block.element.around())]

    def _is_apart(self, block: Block) -> bool:
        """Whether a block is no text: a label alone or before its links, a row of tags, a caption, a byline."""
        text, label = block.text, label_of(block.text)
        is_row = block.linked > 0 or ":" in text[:_LONGEST_LABEL]
        facts = self._layout.facts(block)
        return bool(
            not text
            or label in BOX_LABELS
            or label in READ_ALSO_LABELS
            or (self._heads_box(block) and (is_row or self._shape(block) != self._first_shape))
            or self._is_of_tags(block)
            or block in self._layout.captions
            or (facts.signs and not facts.people)
        )

    def _is_of_tags(self, block: Block) -> bool:
        """Whether a block is a row of tags, or the label alone of one that follows."""
        if _is_hashtags(block.text) or self._is_tag_row(block):
            return True
        following = self._following.get(block)
        if following is None or block.links or len(block.text) > _LONGEST_LABEL or block.text[-1:] in {*".!?"}:
            return False
        return self._is_tag_row(following)

    def _is_tag_row(self, block: Block) -> bool:
        """Whether a block is nothing but links to tags, or several short ones to no article, and a label perhaps."""
        page, links = self._layout.page, block.links
        first = next((at for at, run in enumerate(block.runs) if run.link is not None), None)
        if first is None or any(is_article(page, link.get("href")) for link in links):
            return False
        titles = [block.text_in(link) for link in links]
        label = " ".join(run.text for run in block.runs[:first])
        between = [run.text for run in block.runs[first:] if run.link is None]
        if max(map(len, [label, *titles])) > _LONGEST_LABEL or not all(map(_BETWEEN_TAGS.fullmatch, between)):
            return False
        is_tagged = all(_TAG_ADDRESS.search((link.get("href") or "").casefold()) for link in links)
        return is_tagged or (len(links) > 1 and label[-1:] in {"", ":"} and not any(map(is_sentence, titles)))

    def _is_own(self, block: Block) -> bool:
        """Whether a block in an `aside` is text nevertheless: a pull quote, which stands there alone."""
        aside = next((each for each in block.element.around() if each.tag == "aside" and self._is_within(each)), None)
        if aside is None:
            return "aside" not in self._layout.tags_around(block)
        return not block.level and not block.links and aside.end - aside.first == 1

    def _is_read_also(self, block: Block) -> bool:
        """Whether a block is a headline of another article, with or without a label such as `Baca juga`."""
        page = self._layout.page
        return _is_linked(block) and any(is_headline(page, block, link) for link in block.links)

    def _leads_nowhere(self, block: Block) -> bool:
        """Whether a block is a headline whose link has no address; it is no text, and the page keeps note of it."""
        if not block.links or not _is_linked(block):
            return False
        page, link = self._layout.page, block.links[0]
        href, text = link.get("href"), block.text_in(link)
        if href is None or (href.strip() and resolve(href, page.base) is not None):
            return False
        if not text or text[0].islower() or is_sentence(text):
            return False
        page.leave_out("read_also", href)
        return True


def _quote_above(layout: Layout, above: Sequence[Block], below: Sequence[str]) -> list[Block]:
    """The pull quote right above the first paragraph: marked, or recognised by its words, which recur below."""
    found: list[Block] = []
    for block in reversed(above):
        if block in layout.captions or block.links or layout.facts(block).pure:
            break
        is_marked = "blockquote" in layout.tags_around(block)
        if not is_marked and (len(words(block.text)) < _FEWEST_WORDS or not recurs(block.text, below)):
            break
        found.insert(0, block)
    return found


def _is_hashtags(text: str) -> bool:
    """Whether a text is words behind hashes, two at most behind each of several, and a label with a colon perhaps."""
    label, *tags = text.split("#")
    most = 2 if len(tags) > 1 else 1
    is_label = not label.strip() or (len(label) <= _LONGEST_LABEL and label.rstrip().endswith(":"))
    return (
        bool(tags) and is_label and not is_sentence(text) and all(0 < len(_WORDS.findall(tag)) <= most for tag in tags)
    )


def _is_linked(block: Block) -> bool:
    """Whether a block says nothing outside of its links but a label such as `Baca juga`."""
    if not block.links:
        return False
    label = label_of(block.text_in(None))
    return not label or label in READ_ALSO_LABELS or label in {"baca", "read"}
