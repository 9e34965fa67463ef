"""The text container of an article: its paragraphs, its pull quote and the links to other articles inside it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from scraper.address import parse
from scraper.items import Link
from scraper.reader.fields import link_of
from scraper.reader.page import Page
from scraper.reader.text import Verdict, blocks, is_read_also_label, line, recurs
from scraper.reader.walk import Node, has_class, walk

_SMALL = frozenset({"h1", "h2", "h3", "span", "a", "small", "blockquote"})


@dataclass(slots=True)
class Body:
    """What a text container holds.

    Attributes:
        blocks: the paragraphs, in order, without read-also links and without the marked quote.
        quote: the words of the first blockquote; None where there is none.
        read_also: the links cut out of the text, in order.
    """

    blocks: list[str]
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
        ReadError: a read-also or a blockquote was not closed and swallowed the text.
    """
    body = Body([])
    cut: set[str] = set()  # where the links lead that were cut out

    def of_link(anchor: Node) -> Verdict:
        if not is_read_also(anchor):
            if is_headline(page, anchor):
                raise page.error("body: a headline of another article stands in it without the mark of a read-also")
            return "keep"
        position = len(body.read_also) + 1
        page.saw(f"read_also {position}", anchor)
        link = link_of(page, position, anchor, f"read_also {position}")
        url = link.url if link is not None else anchor.attributes.get("href") or ""
        # A link that is left open goes on in every paragraph after it, and would take them all for its headline.
        if _holds_paragraphs(anchor, 1) or url in cut:
            raise page.error(f"read_also {position}: the link holds paragraphs of the story, so it was not closed")
        if link is not None:
            body.read_also.append(link)
        cut.add(url)
        return "cut"

    def of_quote(node: Node) -> Verdict:
        if body.quote is not None:
            return "keep"
        page.saw("quote", node)
        body.quote = _quote(page, node)
        return "hide"

    def of_form(_: Node) -> Verdict:
        raise page.error("body: a form stands in it")

    page.saw("body", container)
    found = blocks(container, {"a": of_link, "blockquote": of_quote, "form": of_form})
    body.blocks = [text for text in found if not is_read_also_label(text)] if cut else found
    return body


def is_headline(page: Page, anchor: Node) -> bool:
    """Whether a link leads to an article and is a headline, which a phrase of a sentence is not."""
    href = anchor.attributes.get("href")
    if not href:
        return False
    text = line(anchor)
    is_phrase = text is None or text[0].islower()
    return not is_phrase and parse(href, base=page.url).kind == "article"


def refuse_misplaced(page: Page, container: Node, frame: str, *, header: str, is_story: Callable[[Node], bool]) -> None:
    """Refuse a page whose text stands within a part of its header, or goes on behind its container.

    Args:
        page: it stands on.
        container: the element around the paragraphs.
        frame: a class of the element around the whole article.
        header: a class of a part of the header that is a `div` too.
        is_story: whether a paragraph behind the container is one of the story.

    Raises:
        ReadError: a part of the header was not closed, so that it says more than its own words, or the container was
            closed early, so that it says less.
    """
    around: Node | None = container
    while around is not None and not has_class(around, frame):
        if around.tag in _SMALL or has_class(around, header):
            raise page.error(f"body: the text stands within <{around.tag}> of the header, which was not closed")
        behind = around.next
        while behind is not None:
            if behind.tag == "p" and is_story(behind):
                raise page.error("body: a paragraph of the story stands behind the text, which was closed early")
            behind = behind.next
        around = around.parent


def take_recurring_quote(body: Body) -> None:
    """Make the second paragraph the quote where no mark tells it and its words recur in a row in a later paragraph."""
    if body.quote is not None or len(body.blocks) < 3:  # noqa: PLR2004 - one before, itself, and a later one
        return
    second = body.blocks[1]
    if recurs(second, body.blocks[2:]):
        body.quote = second
        del body.blocks[1]


def text_of(page: Page, body: Body) -> str:
    """The paragraphs, parted by one blank line.

    Raises:
        ReadError: there are none.
    """
    if not body.blocks:
        raise page.error("body: the page has no text")
    return "\n\n".join(body.blocks)


def _quote(page: Page, node: Node) -> str | None:
    if _holds_paragraphs(node, 2):
        raise page.error("quote: a blockquote holds paragraphs of the story, so it was not closed")
    return line(node)


def _holds_paragraphs(node: Node, count: int) -> bool:
    """Whether at least so many paragraphs of the story stand within an element."""
    paragraphs: list[Node] = []

    def of_element(each: Node) -> bool:
        if each.tag == "p" and has_class(each, "text-justify"):
            paragraphs.append(each)
        return True

    walk(node, of_element, lambda _: None)
    return len(paragraphs) >= count
