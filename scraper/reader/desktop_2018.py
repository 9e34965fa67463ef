"""Reader of the desktop article page to about 2024. Its selectors are hearsay: no page in this markup was at hand.

Where the facts come from: `ARTICLE`, `BYLINE` and `TEXT` are what three other programs select by; the order of the
parts, the byline's form and the two lists are read off the rendered text of one page of April 2018. How the lists are
marked up nobody says, so they are read by what they print: a heading, then items of a picture, a headline with a link,
a date and a counter.
"""

import re
from dataclasses import fields

from selectolax.lexbor import LexborNode

from scraper.dates import DateError, Moment, read_moment
from scraper.items import Article
from scraper.reader.body import Body, body_of, is_headline, refuse_misplaced, take_recurring_quote, text_of
from scraper.reader.fields import credit_of, moment_of, photo_of, views_of
from scraper.reader.page import Identity, Page
from scraper.reader.printed_lists import POPULAR, RELATED, printed_lists
from scraper.reader.select import at_least, exactly_one
from scraper.reader.template import Template
from scraper.reader.text import blocks, clean, line
from scraper.reader.walk import Node, has_class

NAME = "desktop-2018"

FRAME = "read"
ARTICLE = ".col-7.read.mb-4, .col-8.read.mb-4"
HEADLINE = ":is(.col-7, .col-8).read.mb-4 h1"
PHOTO = ":is(.col-7, .col-8).read.mb-4 img"
BYLINE = "div.text-secondary.font-italic.mb-4"
LABEL_WORDS = 12
TEXT_CLASS = "news-content"
TEXT = f"div.{TEXT_CLASS}"

_BYLINE = re.compile(
    r"(?P<date>.*?)(?:\s*\bReporter\s*:\s*(?P<reporter>(?![0-9])[^:|]*?))?(?:\s*\bEditor\s*:\s*(?P<editor>(?![0-9])[^:|]*?))?"
    r"(?:(?:^|\s+)(?P<views>[0-9][0-9.,]*))?",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"\(\s*Foto\s*:[^()]*(?:\([^()]*\)[^()]*)*\)", re.IGNORECASE)
_CARRIES_NOT = frozenset({"category", "category_slug", "translator"})


def recognises(page: Page) -> bool:
    """Whether the page has the column and the text container of this markup."""
    return page.tree.css_first(ARTICLE) is not None or page.tree.css_first(TEXT) is not None


def is_empty(page: Page) -> bool:
    """Whether nothing stands in the frame: no headline, no byline with words, no text."""
    bylines = page.tree.css(BYLINE)
    return not (
        any(line(node) for selector in (HEADLINE, TEXT) for node in page.tree.css(selector))
        or any(re.search(r"[1-9]", line(node) or "") for node in bylines)
    )


def read(page: Page, identity: Identity) -> Article:
    """Read every field that this markup has a place for.

    Raises:
        ReadError: the markup is not as told, or the title, the date or the text is missing.
    """
    column = exactly_one(page.tree, ARTICLE, page.url)
    container = exactly_one(page.tree, TEXT, page.url)
    refuse_misplaced(page, container, FRAME, header="font-italic", is_story=_is_long)
    moment, reporter, editor, views = _byline(page)
    photo_node = page.tree.css_first(PHOTO)
    page.saw("photo_url", photo_node)
    photo = photo_of(page, photo_node)
    body = body_of(page, container, lambda node: is_headline(page, node))
    if any(text.casefold() in RELATED | POPULAR for text in body.blocks):
        raise page.error("body: a list of other articles stands inside the text")
    credit = _credit(column, body)
    if credit is not None:
        page.saw("photo_credit", column)
    take_recurring_quote(body)
    related, popular = printed_lists(page)
    return Article(
        lang=identity.lang,
        id=identity.id,
        slug=identity.slug,
        url=identity.url,
        title=_title(page),
        photo_url=photo.url,
        photo_alt=photo.alt,
        photo_credit=credit,
        date=moment.date,
        published_at=moment.published_at,
        reporter=reporter,
        editor=editor,
        quote=body.quote,
        body=text_of(page, body),
        views=views,
        related=related,
        read_also=tuple(body.read_also),
        popular=popular,
        template=NAME,
    )


TEMPLATE = Template(
    NAME, recognises, is_empty, read, frozenset(field.name for field in fields(Article)) - _CARRIES_NOT
)  # fmt: skip


def _title(page: Page) -> str:
    headline = exactly_one(page.tree, HEADLINE, page.url)
    page.saw("title", headline)
    title = line(headline)
    if title is None:
        raise page.error("title: the headline is empty")
    if headline.css_first("div") is not None:
        raise page.error("title: the headline was not closed")
    return title


def _byline(page: Page) -> tuple[Moment, str | None, str | None, int | None]:
    """Take the one line apart: `Jumat, 20 April 2018 Reporter: Mustaqim Amna Editor: Andry 2894`.

    The lists may use the same classes, so the first match counts.
    """
    node = at_least(1, page.tree, BYLINE, page.url)[0]
    text = clean(node.text(separator=" "))
    match = _BYLINE.fullmatch(text)
    if match is None:
        raise page.error(f"byline: {text!r} is of no known form")
    date, views = match["date"].strip(), match["views"]
    if views and not match["reporter"] and not match["editor"] and _is_date(f"{date} {views}"):
        date, views = f"{date} {views}", None  # no name between: the last number is the date's own
    if not date:
        raise page.error("date: the page has none")
    for name, said in (("date", date), ("reporter", match["reporter"]), ("editor", match["editor"]), ("views", views)):
        if said:
            page.saw(name, node)
    return (
        moment_of(page, date, "byline"),
        match["reporter"] or None,
        match["editor"] or None,
        views_of(page, views, "byline"),
    )


def _is_long(node: Node) -> bool:
    """Whether an element says more than a label or a credit would."""
    return len((line(node) or "").split(maxsplit=LABEL_WORDS)) > LABEL_WORDS


def _is_date(text: str) -> bool:
    try:
        read_moment(text)
    except DateError:
        return False
    return True


def _credit(column: LexborNode, body: Body) -> str | None:
    """The name in `(Foto: X)`, which stands by the photo or, as a paragraph of its own, at the head of the text."""
    for text in blocks(column, {"div": lambda node: "hide" if has_class(node, TEXT_CLASS) else "keep"}):
        match = _CREDIT.search(text)
        if match:
            return credit_of(match[0])
    if body.blocks and _CREDIT.fullmatch(body.blocks[0]):
        return credit_of(body.blocks.pop(0))
    return None
