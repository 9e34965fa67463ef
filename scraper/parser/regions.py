"""Where things stand on a page, and nothing of what they mean: the shapes that templates and generic finder fill."""

from dataclasses import dataclass, field

from scraper.parser.document import Block, Element, Image, Node
from scraper.parser.page import Page
from scraper.parser.text import gave_slug, is_sentence, label_of
from scraper.parser.vocabulary import READ_ALSO_LABELS
from scraper.urls import parse

_FEWEST_BLANKS = 3
"""Between the words of a headline within a sentence; a phrase has fewer."""

_LONGEST_LINE = 80
"""Characters of a line that is no text unless it ends as a sentence does."""

_LONGEST_LABEL = 80
"""Characters that the label before a link to another article has at most."""


@dataclass(slots=True)
class Item:
    """One article of a list.

    Attributes:
        href: of its link, as printed.
        node: of its headline, or of the item.
        title: its headline; None where it shows none.
        alt: of its image.
        facts: the texts beside the headline, in order: a date, a counter, a name, names of icons.
        teaser: its first words, where it shows them.
    """

    href: str
    node: Node
    title: str | None
    alt: str | None = None
    facts: tuple[str, ...] = ()
    teaser: str | None = None


@dataclass(slots=True)
class Regions:
    """Where the parts of an article stand on a page.

    Attributes:
        headline: the title.
        byline: the blocks that print date, names and counter.
        photo: the article's own image.
        credit: the block that names the photographer.
        body: the blocks of the text, in order, those of the pull quote and of read-also links among them.
        read_also: links within the body that are headlines of other articles.
        quote: the element that marks the pull quote; None where no markup does.
        related: items of Berita Terkait.
        popular: items of Berita Populer or Terpopuler.
        category: its name as printed, and the address of its link.
    """

    headline: Block
    byline: list[Block]
    body: list[Block]
    photo: Image | None = None
    credit: Block | None = None
    read_also: list[Element] = field(default_factory=list)
    quote: Element | None = None
    related: list[Item] = field(default_factory=list)
    popular: list[Item] = field(default_factory=list)
    category: tuple[str, str | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSelectors:
    """Where the parts of a list's item stand, as CSS selectors within the item.

    Attributes:
        items: the items, within the list.
        title: the headline or its link.
        facts: the texts beside the headline, and the icons.
        teaser: the first words of the article.
        loose_title: the headline where nothing matches `title`.
        cards: other boxes, which may nest, and are items where they show one article.
    """

    items: str
    title: str
    facts: str
    teaser: str | None = None
    loose_title: str | None = None
    cards: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTemplate:
    """Where the items of a list page stand, in one markup.

    Attributes:
        name: of the markup.
        frame: the element around the list, by which a page without items is known; None where only items tell.
        items: of the list.
    """

    name: str
    frame: str | None
    items: ItemSelectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Where the parts of an article stand on pages of one markup, as CSS selectors; how sure that is, in its module.

    A selector of headline, byline, photo or crumbs that begins with `>` is of children of the frame.

    Attributes:
        name: as in `Article.template`.
        frame: the element around the article; a page that has one is of this template.
        headline: the title.
        byline: date, names and counter; the first match counts, and those right behind it.
        photo: the article's own image; the first match counts.
        credit: the line that names the photographer; None where it is known by its words.
        body: the element around the text.
        header: classes of parts of the header that are a `div` like the body, and must not hold it.
        read_also: class of a link that is a headline of another article; None where every such headline is.
        crumbs: the breadcrumb's items, or the badge that names the category; None where the markup has neither.
        lists: each list of other articles, its heading included; None where they are known by their headings.
        heading: of a list, within it.
        items: of a list, within it.
        carries_not: fields of Article that the markup has no place for; a page that has one is refused.
    """

    name: str
    frame: str
    headline: str
    byline: str
    photo: str
    credit: str | None
    body: str
    header: frozenset[str] = frozenset()
    read_also: str | None = None
    crumbs: str | None = None
    lists: str | None = None
    heading: str | None = None
    items: ItemSelectors | None = None
    carries_not: frozenset[str] = frozenset()


def is_prose(thing: Block | Image) -> bool:
    """Whether a block is a sentence or several, and not for a good part links."""
    if isinstance(thing, Image) or not (len(thing.text) > _LONGEST_LINE or is_sentence(thing.text)):
        return False
    return thing.linked * 3 < len(thing.text)


def is_headline(page: Page, block: Block, link: Element) -> bool:
    """Whether a link leads to an article and is a headline, which a phrase of a sentence or a sentence is not."""
    text, href = block.text_in(link), link.get("href")
    if not text or text[0].islower() or is_sentence(text) or not is_article(page, href):
        return False
    slug = parse(href or "", base=page.base).slug
    is_told = slug is None or gave_slug(text, slug) or text.count(" ") >= _FEWEST_BLANKS
    return is_told or _stands_alone(block, link)


def _stands_alone(block: Block, link: Element) -> bool:
    """Whether a block says nothing in front of a link, or a label with a colon, or nothing but a label at all."""
    beside = block.text_in(None)
    is_label = len(beside) <= _LONGEST_LABEL and label_of(beside) in {"", *READ_ALSO_LABELS}
    return is_label or block.run_before(link).endswith(":")


def is_article(page: Page, href: str | None) -> bool:
    """Whether a link leads to an article, and not just to a place on this page."""
    return linked_key(page, href) is not None


def linked_key(page: Page, href: str | None) -> int | None:
    """The key of the article that a link leads to; None where it leads elsewhere, or to a place on this page."""
    return parse(href, base=page.base).key if href and href.lstrip()[:1] not in {"", "#"} else None
