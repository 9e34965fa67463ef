"""The text container of an article: its paragraphs, its pull quote and the links to other articles inside it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from scraper.items import Link
from scraper.reader.fields import link_of
from scraper.reader.page import Page
from scraper.reader.text import Block, Verdict, blocks, line, recurs
from scraper.reader.walk import Node, has_class, walk


@dataclass(slots=True)
class Body:
    """What a text container holds.

    Attributes:
        blocks: the paragraphs, in order, without read-also links and without the marked quote.
        quote: the words of the first blockquote; None where there is none.
        read_also: the links cut out of the text, in order.
    """

    blocks: list[Block]
    quote: str | None = None
    read_also: list[Link] = field(default_factory=list)


def body_of(page: Page, container: Node, is_read_also: Callable[[Node], bool]) -> Body:
    """Read a text container.

    The first blockquote with words is the pull quote, any further one is text of the story.

    Args:
        page: it stands on.
        container: the element around the paragraphs.
        is_read_also: whether a link leads to another article and is no text of this one.

    Raises:
        ReadError: a read-also has no address, or a blockquote was not closed and swallowed the text.
    """
    body = Body([])

    def of_link(anchor: Node) -> Verdict:
        if not is_read_also(anchor):
            return "keep"
        position = len(body.read_also) + 1
        body.read_also.append(link_of(page, position, anchor, f"read_also {position}"))
        return "cut"

    def of_quote(node: Node) -> Verdict:
        if body.quote is not None:
            return "keep"
        body.quote = _quote(page, node)
        return "hide"

    body.blocks = blocks(container, {"a": of_link, "blockquote": of_quote})
    return body


def take_recurring_quote(body: Body, *, bold_only: bool) -> None:
    """Make the second paragraph the quote where no mark tells it and its words recur in a row in a later paragraph.

    Args:
        body: changed in place.
        bold_only: whether the paragraph must be all bold, too.
    """
    if body.quote is not None or len(body.blocks) < 3:  # noqa: PLR2004 - one before, itself, and a later one
        return
    second = body.blocks[1]
    if (second.bold or not bold_only) and recurs(second.text, [block.text for block in body.blocks[2:]]):
        body.quote = second.text
        del body.blocks[1]


def text_of(page: Page, body: Body) -> str:
    """The paragraphs, parted by one blank line.

    Raises:
        ReadError: there are none.
    """
    if not body.blocks:
        raise page.error("body: the page has no text")
    return "\n\n".join(block.text for block in body.blocks)


def _quote(page: Page, node: Node) -> str | None:
    paragraphs: list[Node] = []

    def of_element(each: Node) -> bool:
        if each.tag == "p" and has_class(each, "text-justify"):
            paragraphs.append(each)
        return True

    walk(node, of_element, lambda _: None)
    if len(paragraphs) > 1:
        raise page.error("quote: a blockquote holds paragraphs of the story, so it was not closed")
    return line(node)
