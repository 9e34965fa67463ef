"""The text of an article: its blocks become paragraphs, a pull quote and links to other articles."""

import re
from dataclasses import dataclass, field

from scraper.parser.document import Block, Element
from scraper.parser.page import Page
from scraper.parser.regions import Item, Regions
from scraper.parser.text import clean, is_sentence, joined, recurs
from scraper.parser.vocabulary import READ_ALSO_LABELS

_LABEL = rf"(?:{'|'.join(map(re.escape, READ_ALSO_LABELS))})"
_LABEL_AT_END = re.compile(rf"(?:^|(?<=\s))(?:{_LABEL}(?:\s?:)?\s*|(?:baca|read)\s?:\s*){{1,3}}$", re.IGNORECASE)
_LABEL_ALONE = re.compile(rf"(?:(?:{_LABEL}|(?:baca|read)\s?:)\W*)+", re.IGNORECASE)
_LONGEST_QUOTE = 2
"""Blocks of a quote: a sentence, and whose it is."""


@dataclass(slots=True)
class Story:
    """The text of an article.

    Attributes:
        paragraphs: in order, without the quote and without headlines of other articles.
        quote: the pull quote; None where there is none.
        read_also: the links to other articles that are in it.
        hrefs: of these links.
    """

    paragraphs: list[str] = field(default_factory=list)
    quote: str | None = None
    read_also: list[Item] = field(default_factory=list)
    hrefs: set[str] = field(default_factory=set)


def story_of(page: Page, regions: Regions) -> Story:
    """Part the body into paragraphs, quote and links to other articles.

    Raises:
        Refusal: there is no text, or an element was not closed, so that it holds what it should not.
    """
    story = Story()
    quoted: list[str] = []
    read_also = frozenset(regions.read_also)
    for block in regions.body:
        text = _text(page, story, block, read_also)
        if not text:
            continue
        if _is_quoted(block, regions.quote, has_begun=bool(quoted)):
            quoted.append(text)
        else:
            story.paragraphs.append(text)
    if len(quoted) > _LONGEST_QUOTE:
        raise page.refusal("quote: its element holds paragraphs of the text, so it was not closed")
    story.quote = " ".join(quoted) or None
    if story.read_also:
        story.paragraphs = [text for text in story.paragraphs if not is_read_also_label(text)]
    if regions.quote is None:
        _take_recurring_quote(story)
    if not story.paragraphs:
        raise page.refusal("body: the page has no text")
    return story


def is_read_also_label(text: str) -> bool:
    """Whether a text is nothing but what stands before a link to another article."""
    return _LABEL_ALONE.fullmatch(text) is not None


def _is_quoted(block: Block, quote: Element | None, *, has_begun: bool) -> bool:
    """Whether a block is of the pull quote; a paragraph of its own in the quote's element, behind the first, is not."""
    if quote is None or (has_begun and block.element.tag == "p"):
        return False
    return any(each is quote for each in block.element.around())


def _text(page: Page, story: Story, block: Block, read_also: frozenset[Element]) -> str:
    """The text of a block without the headlines of other articles in it, which are noted."""
    if not read_also or read_also.isdisjoint(piece.link for piece in block.pieces if piece.link is not None):
        return block.text
    parts: list[str] = [""]
    cut: Element | None = None
    for piece in block.pieces:
        if piece.link in read_also:
            if piece.link is not cut:
                _note(page, story, block, piece.link)
                parts[-1] = _LABEL_AT_END.sub("", clean(parts[-1]))
                parts.append("")
                cut = piece.link
        elif not piece.is_icon:
            parts[-1] += piece.text
    text = joined(parts)
    return "" if is_read_also_label(text) else text


def _note(page: Page, story: Story, block: Block, link: Element) -> None:
    """Note a link to another article.

    Raises:
        Refusal: it was not closed, and goes on in other paragraphs.
    """
    where = f"read_also {len(story.read_also) + 1}"
    href = link.get("href") or ""
    title = block.text_in(link)
    if href in story.hrefs or is_sentence(title):
        raise page.refusal(f"{where}: the link holds paragraphs of the text, so it was not closed")
    story.hrefs.add(href)
    story.read_also.append(Item(href, link.node, title or None))


def _take_recurring_quote(story: Story) -> None:
    """Take the block after or before the first paragraph for the quote where its words recur in a later paragraph."""
    paragraphs = story.paragraphs
    for at in (1, 0):
        if len(paragraphs) > 2 and recurs(paragraphs[at], paragraphs[at + 1 :]):  # noqa: PLR2004 - itself and two more
            story.quote = paragraphs.pop(at)
            return
