"""Reader of the mobile article page, in both editions.

Where the facts come from: two pages of m.beritajakarta.id, articles of 2022 and 2025, saved in October 2026, so the
Indonesian markup is certain. Of the English edition only the text of a page of October 2017 is known; that it stands in
the same markup is an inference.
"""

import re
from dataclasses import fields
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from scraper.address import parse, resolve
from scraper.items import Article, Link
from scraper.reader.body import body_of, refuse_misplaced, take_recurring_quote, text_of
from scraper.reader.fields import Info, alt_of, credit_of, icon_and_text, info_of, link_of, photo_of
from scraper.reader.page import Identity, Page
from scraper.reader.select import at_most_one, exactly_one
from scraper.reader.template import Template
from scraper.reader.text import clean, line
from scraper.reader.walk import Node, has_class

NAME = "mobile-2026"

FRAME = "news-read"
ARTICLE = f"div.{FRAME}"
HEADLINE = "h1"
PHOTO = "div.news-read > img"
CREDIT = "div.image-info"
BYLINE = "div.content-info"
BYLINE_PARTS = "div.content-info > span"
TEXT = "div.content-body"
READ_ALSO = "read-also"
CRUMBS = "ul.breadcrumbs > li"
LISTS = "div.news-list"
LIST_HEADING = "div.header .title"
RELATED_ITEMS = "ul.list-index > li"
RELATED_PARTS = "h2 a, .list-info span, img"
POPULAR_ITEMS = "ol.slides > li"
POPULAR_PARTS = "h3 a, .populer-info span, img"

ENGLISH_LIST = "latest-news"
_CATEGORY = re.compile(rf"https?://[^/?#]+/(?:kategori/([a-z-]+)|{ENGLISH_LIST})")
_HOME = frozenset({"beranda", "home"})
_RELATED = frozenset({"berita terkait", "terkait", "related news", "related"})
_POPULAR = frozenset({"berita terpopuler", "berita populer", "terpopuler", "popular news", "most popular", "popular"})


def recognises(page: Page) -> bool:
    """Whether the page has this markup's frame around an article."""
    return page.tree.css_first(ARTICLE) is not None


def is_empty(page: Page) -> bool:
    """Whether nothing stands in the frame: no headline, no byline with words, no text."""
    return not any(
        _says_something(node)
        for frame in page.tree.css(ARTICLE)
        for selector in (HEADLINE, BYLINE_PARTS, TEXT)
        for node in frame.css(selector)
    )


def read(page: Page, identity: Identity) -> Article:
    """Read every field.

    Raises:
        ReadError: the markup is not as known, or the title, the date or the text is missing.
    """
    frame = exactly_one(page.tree, ARTICLE, page.url)
    byline = _byline(page, frame)
    if byline.moment is None:
        raise page.error("date: the page has none")
    photo_node = at_most_one(frame, PHOTO, page.url)
    page.saw("photo_url", photo_node)
    photo = photo_of(page, photo_node)
    category, category_slug = _category(page)
    container = exactly_one(frame, TEXT, page.url)
    refuse_misplaced(page, container, FRAME, header="image-info", is_story=lambda node: has_class(node, "text-justify"))
    if container.css_first(LISTS) is not None:
        raise page.error("body: the list of related articles stands inside the text")
    body = body_of(page, container, _is_read_also)
    take_recurring_quote(body)
    related, popular = _lists(page)
    return Article(
        lang=identity.lang,
        id=identity.id,
        slug=identity.slug,
        url=identity.url,
        title=_title(page, frame),
        photo_url=photo.url,
        photo_alt=photo.alt,
        photo_credit=_photo_credit(page, frame),
        date=byline.moment.date,
        published_at=byline.moment.published_at,
        reporter=byline.people.get("reporter"),
        editor=byline.people.get("editor"),
        translator=byline.people.get("translator"),
        category=category,
        category_slug=category_slug,
        quote=body.quote,
        body=text_of(page, body),
        views=byline.views,
        related=related,
        read_also=tuple(body.read_also),
        popular=popular,
        template=NAME,
    )


TEMPLATE = Template(NAME, recognises, is_empty, read, frozenset(field.name for field in fields(Article)))


def _says_something(node: LexborNode) -> bool:
    """Whether an element holds more than a label or a 0, which stand in an empty frame too."""
    text = icon_and_text(node)[1] or ""
    return text.strip("0 ") != "" and not text.endswith(":")


def _title(page: Page, frame: LexborNode) -> str:
    headline = exactly_one(frame, HEADLINE, page.url)
    page.saw("title", headline)
    title = line(headline)
    if title is None:
        raise page.error("title: the headline is empty")
    if headline.css_first("div") is not None:
        raise page.error("title: the headline was not closed")
    return title


def _photo_credit(page: Page, frame: LexborNode) -> str | None:
    node = at_most_one(frame, CREDIT, page.url)
    page.saw("photo_credit", node)
    return credit_of(icon_and_text(node)[1]) if node is not None else None


def _byline(page: Page, frame: LexborNode) -> Info:
    exactly_one(frame, BYLINE, page.url)
    parts = frame.css(BYLINE_PARTS)
    if page.seen is not None:
        _note_byline(page, parts)
    return info_of(page, parts, "byline")


def _note_byline(page: Page, parts: list[LexborNode]) -> None:
    """Say which part of the byline each field stands in."""
    for part in parts:
        said = info_of(page, [part], "byline")
        for name, is_there in (("date", said.moment is not None), ("views", said.views is not None)):
            page.saw(name, part if is_there else None)
        for role in said.people:
            page.saw(role, part)


def _category(page: Page) -> tuple[str | None, str | None]:
    """The last crumb that is neither the home page nor an article, and the last part of its link's path."""
    for crumb in reversed(page.tree.css(CRUMBS)):
        anchor = crumb.css_first("a")
        name = line(anchor or crumb)
        if name is None or name.casefold() in _HOME:
            continue
        page.saw("category", anchor or crumb)
        href = anchor.attributes.get("href") if anchor is not None else None
        absolute = resolve(href, page.url) if href else None
        if absolute is None:
            return name, None
        known = _CATEGORY.fullmatch(absolute)
        if known:
            return name, known[1]
        address = parse(absolute, base=page.url)
        if address.kind == "article":
            continue
        if address.kind == "list" and address.slug == ENGLISH_LIST:
            return name, None  # the list of the whole edition
        path = address.slug if address.kind == "list" and address.slug else urlsplit(absolute).path
        return name, clean(path.rstrip("/").rpartition("/")[2]) or None
    return None, None


def _is_read_also(node: Node) -> bool:
    return has_class(node, READ_ALSO)


def _lists(page: Page) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """Berita Terkait and Berita Terpopuler, told apart by their headings."""
    related: list[Link] = []
    popular: list[Link] = []
    for box in page.tree.css(LISTS):
        heading = box.css_first(LIST_HEADING)
        name = (line(heading) or "").casefold() if heading is not None else ""
        if name in _RELATED:
            related += _items(page, box.css(RELATED_ITEMS), RELATED_PARTS, "related")
        elif name in _POPULAR:
            popular += _items(page, box.css(POPULAR_ITEMS), POPULAR_PARTS, "popular")
    return tuple(related), tuple(popular)


def _items(page: Page, nodes: list[LexborNode], parts: str, where: str) -> list[Link]:
    links: list[Link] = []
    for node in nodes:
        position = len(links) + 1
        link = _item(page, position, node.css(parts), f"{where} {position}")
        if link is not None:
            links.append(link)
    return links


def _item(page: Page, position: int, parts: list[LexborNode], where: str) -> Link | None:
    """Make a link of the headline, the line of icons and the picture of an item; None where it leads nowhere."""
    anchor, picture, spans = None, None, []
    for part in parts:
        tag = part.tag
        if tag == "span":
            spans.append(part)
        elif tag == "a":
            anchor = anchor or part
        else:
            picture = picture or part
    if anchor is None:
        raise page.error(f"{where}: no headline with a link")
    beside = info_of(page, spans, where, bare_name=True)
    page.saw(where, anchor)
    link = link_of(page, position, anchor, where, info=beside, alt=alt_of(picture))
    if link is not None and link.title is None:
        raise page.error(f"{where}: the headline is empty")
    return link
