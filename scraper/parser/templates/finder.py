"""Finds the regions of a page by a template's selectors, and refuses a page whose markup is not as declared."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parser.document import Block, Element, Image, Piece, document_of, line_of
from scraper.parser.facts import credit_in, facts_of
from scraper.parser.list_regions import LONGEST_HEADING, items_by_heading
from scraper.parser.list_selectors import items_by_selectors
from scraper.parser.page import Page
from scraper.parser.regions import Item, Regions, Template, is_article, is_headline
from scraper.parser.text import is_sentence, label_of
from scraper.parser.vocabulary import (
    BOX_LABELS,
    COMMENT_LABELS,
    HOME_LABELS,
    LIST_HEADINGS,
    POPULAR_HEADINGS,
    RELATED_HEADINGS,
)

_SMALL = frozenset({"h1", "h2", "h3", "span", "a", "small", "blockquote"})
_BOXES = BOX_LABELS | COMMENT_LABELS
_HEADED = {
    label: f'body *:lexbor-contains("{label}" i)'
    for label in sorted(LIST_HEADINGS)
    if not any(other in label for other in LIST_HEADINGS - {label})
}
"""By the words that headings of lists have, the selector of all that holds them."""

_LABEL_WORDS = 12
"""Words that a label or a credit has at most."""


def recognises(page: Page, template: Template) -> bool:
    """Whether a page has the template's frame."""
    return page.tree.css_first(template.frame) is not None


def is_empty(page: Page, template: Template) -> bool:
    """Whether nothing stands in the frame: no headline, no text, and in the byline labels at most, or a 0."""
    for frame in page.tree.css(template.frame):
        if any(map(line_of, _matches(page.tree, frame, template.headline))):
            return False
    if any(map(line_of, page.tree.css(template.body))):
        return False
    bylines = [node for frame in page.tree.css(template.frame) for node in _matches(page.tree, frame, template.byline)]
    found = [facts_of(block.facts) for node in bylines for block in document_of(node).blocks]
    return not any(facts.moments or facts.people or facts.names or any(facts.counts) for facts in found)


def find(page: Page, template: Template) -> Regions:
    """Find where the parts of an article stand.

    Raises:
        Refusal: the markup is not as declared, or an element was not closed.
    """
    frame = _only(page, page.tree, template.frame)
    container = _only(page, page.tree, template.body)
    _refuse_misplaced(page, template, frame, container)
    body = document_of(container)
    page.saw("body", container)
    blocks = [block for block in body.blocks if block.element.tag != "figcaption"]
    if any(len(block.text) <= LONGEST_HEADING and label_of(block.text) in LIST_HEADINGS for block in blocks):
        raise page.refusal("body: a list of other articles stands in it")
    if any(_is_box(block) for block in blocks):
        raise page.refusal("body: a box stands in it, of links or of what readers say")
    related, popular = _lists(page, template)
    credit = _credit(frame, template, container, blocks)
    return Regions(
        headline=_headline(page, frame, template),
        byline=_byline(page, frame, template),
        body=[block for block in blocks if block is not credit],
        photo=_photo(frame, template),
        credit=credit,
        read_also=_read_also(page, template, blocks),
        quote=next((each for block in blocks for each in block.element.around() if each.tag == "blockquote"), None),
        related=related,
        popular=popular,
        category=_category(page, frame, template),
    )


def _matches(scope: LexborHTMLParser | LexborNode, frame: LexborNode, selector: str) -> list[LexborNode]:
    """What matches in a tree or an element, or, of the frame's children alone, a selector that begins with `>`."""
    if not selector.startswith(">"):
        return scope.css(selector)
    return [child for child in frame.iter() if child.css_matches(selector[1:])]


def _only(page: Page, scope: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """The only match in a tree or an element; likewise of an element's children.

    Raises:
        Refusal: there is none, or more than one.
    """
    found = _matches(scope, scope, selector) if isinstance(scope, LexborNode) else scope.css(selector)
    if len(found) != 1:
        raise page.refusal(f"{len(found)} matches of {selector!r} where exactly one is expected")
    return found[0]


def _headline(page: Page, frame: LexborNode, template: Template) -> Block:
    node = _only(page, frame, template.headline)
    page.saw("title", node)
    if node.css_first("div") is not None:
        raise page.refusal("title: the headline was not closed")
    document = document_of(node)
    if not document.blocks:
        raise page.refusal("title: the headline is empty")
    pieces = [piece for block in document.blocks for piece in (*block.pieces, Piece(" ", None))]
    return Block(0, document.root, 1, pieces)


def _byline(page: Page, frame: LexborNode, template: Template) -> list[Block]:
    """The blocks of the first match, and of those right behind it: lists below may use the same classes."""
    node = next(iter(_matches(page.tree, frame, template.byline)), None)
    if node is None:
        raise page.refusal(f"byline: no match of {template.byline!r}")
    blocks = document_of(node).blocks
    behind = node.next
    while behind is not None:
        if (behind.tag or "-")[0] != "-":
            if not behind.css_matches(template.byline.removeprefix(">")):
                break
            blocks += document_of(behind).blocks
        behind = behind.next
    return blocks


def _photo(frame: LexborNode, template: Template) -> Image | None:
    node = next(iter(_matches(frame, frame, template.photo)), None)
    return None if node is None else Image(0, Element("img", None, node, 0), None)


def _credit(frame: LexborNode, template: Template, container: LexborNode, body: list[Block]) -> Block | None:
    """The line that names the photographer: beside the photo, or, by its words, outside the text or a block of it."""
    if template.credit is not None:
        node = frame.css_first(template.credit)
        blocks = [] if node is None else document_of(node).blocks
        named = [block for block in blocks if len(block.pieces) > 1 or credit_in(block.text) is not None] or blocks
        return named[-1] if named else None
    for block in document_of(frame, without=container).blocks:
        if credit_in(block.text) is not None:
            return block
    return next((block for block in body if credit_in(block.text) == block.text), None)


def _is_box(block: Block) -> bool:
    """Whether a block is nothing but the label of a box, with links behind it perhaps: it is no text of an article."""
    if len(block.text) > LONGEST_HEADING and all(piece.link is None for piece in block.pieces):
        return False  # as most are: to take a block apart takes time
    beside = block.text_in(None)
    return 0 < len(beside) <= LONGEST_HEADING and label_of(beside) in _BOXES


def _read_also(page: Page, template: Template, blocks: list[Block]) -> list[Element]:
    """The links in the text that are headlines of other articles.

    Raises:
        Refusal: such a link has not the class that the template knows them by, or was not closed.
    """
    found: list[Element] = []
    for block in blocks:
        for link in block.links:
            text = block.text_in(link)
            if template.read_also is not None and template.read_also in (link.get("class") or "").split():
                found.append(link)
            elif is_headline(page, block, link):
                if template.read_also is not None:
                    raise page.refusal("body: a headline of another article stands in it without a read-also's mark")
                found.append(link)
            elif is_sentence(text) and not text[0].islower() and is_article(page, link.get("href")):
                raise page.refusal("body: a link to another article holds a sentence, so it was not closed")
    return found


def _refuse_misplaced(page: Page, template: Template, frame: LexborNode, container: LexborNode) -> None:
    """Refuse a page whose text stands within a part of its header, or goes on behind its container.

    Raises:
        Refusal: a part of the header was not closed, so that it says more than its own words, or the container was
            closed early, so that it says less; or it holds a form or a list of other articles.
    """
    if container.css_first("form") is not None:
        raise page.refusal("body: a form stands in it")
    if template.lists is not None and container.css_first(template.lists) is not None:
        raise page.refusal("body: a list of other articles stands in it")
    around: LexborNode | None = container
    while around is not None and around.mem_id != frame.mem_id:
        classes = frozenset((around.attributes.get("class") or "").split())
        if around.tag in _SMALL or not template.header.isdisjoint(classes):
            raise page.refusal(f"body: the text stands within <{around.tag}> of the header, which was not closed")
        behind = around.next
        while behind is not None:
            if behind.tag == "p" and len((line_of(behind) or "").split(maxsplit=_LABEL_WORDS)) > _LABEL_WORDS:
                raise page.refusal("body: a paragraph stands behind the text, whose element was closed early")
            behind = behind.next
        around = around.parent


def _category(page: Page, frame: LexborNode, template: Template) -> tuple[str, str | None] | None:
    """The last crumb, or the badge, that is neither the home page nor an article; and the address of its link."""
    for node in reversed(_matches(page.tree, frame, template.crumbs)) if template.crumbs else ():
        link = node if node.tag == "a" else node.css_first("a")
        name = line_of(link or node)
        href = link.attributes.get("href") if link is not None else None
        if name is not None and label_of(name) not in HOME_LABELS and not is_article(page, href):
            page.saw("category", link or node)
            return name, href
    return None


def _lists(page: Page, template: Template) -> tuple[list[Item], list[Item]]:
    """Berita Terkait and Berita Terpopuler, distinguished by their headings."""
    if template.items is None or template.lists is None:
        scope = _headed(page)
        if scope is None:
            return [], []
        document = document_of(scope)
        return (
            items_by_heading(page, document, RELATED_HEADINGS).items,
            items_by_heading(page, document, POPULAR_HEADINGS).items,
        )
    related: list[Item] = []
    popular: list[Item] = []
    for box in page.tree.css(template.lists):
        heading = box.css_first(template.heading or "*")
        name = label_of(line_of(heading) or "") if heading is not None else ""
        if name in RELATED_HEADINGS:
            related += items_by_selectors(page, box, template.items, "related")
        elif name in POPULAR_HEADINGS:
            popular += items_by_selectors(page, box, template.items, "popular")
    return related, popular


def _headed(page: Page) -> LexborNode | None:
    """The smallest element around the headings of all lists and the links below them; None where there are none."""
    text = page.tree.body.text().lower() if page.tree.body is not None else ""
    selectors = [selector for label, selector in _HEADED.items() if label in text]  # each is tried on every element
    around: list[LexborNode] = []  # the elements around all headings so far, from the nearest
    for heading in page.tree.css(", ".join(selectors)) if selectors else ():
        if len(heading.text()) <= LONGEST_HEADING:
            above = list(_above(heading))
            if around:
                marks = {each.mem_id for each in above}
                above = [each for each in around if each.mem_id in marks]
            around = above
    return next((each for each in around if len(each.css("a")) > 1), None)


def _above(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around a node, from the nearest."""
    parent = node.parent
    while parent is not None and parent.tag != "-document":
        yield parent
        parent = parent.parent
