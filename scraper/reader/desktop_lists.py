"""Reads the items of a list in the newer desktop markup, of about 2024 on.

Where the facts come from: the classes are those by which several independent programs select; no page in this markup
was at hand. Which element of an item is its link nobody says, so an item is a box whose links lead to one article.
"""

from scraper.items import ListItem
from scraper.reader.boxes import Box, boxes_of
from scraper.reader.fields import moment_of, people_of, target_of, views_of
from scraper.reader.page import Page
from scraper.reader.text import line
from scraper.reader.walk import Node


def items_of(page: Page) -> list[ListItem] | None:
    """The articles of a list, in the order of the page, some perhaps twice; None where it has no list in this markup.

    Raises:
        ReadError: an item is broken.
    """
    items = [_item(page, position, box) for position, box in enumerate(boxes_of(page), 1)]
    return items or None


def _item(page: Page, position: int, box: Box) -> ListItem:
    where = f"item {position}"
    target = target_of(page, box.href, where)
    assert target is not None  # a box is of an article
    url, address = target
    assert address.lang is not None
    assert address.id is not None
    head = next(filter(line, box.titles or box.bold), None)
    page.saw(f"item {url}", head)
    title = line(head) if head is not None else None
    if title is None and box.is_row:
        raise page.error(f"{where}: no headline")
    date = _only(page, box.dates, where, "date")
    moment = moment_of(page, date, where) if date else None
    return ListItem(
        position=position,
        url=url,
        lang=address.lang,
        id=address.id,
        title=title,
        teaser=_teaser(box, title),
        date=moment.date if moment else None,
        published_at=moment.published_at if moment else None,
        views=views_of(page, _only(page, box.views, where, "counter"), where),
        reporter=_reporter(page, _only(page, box.reporters, where, "reporter")),
    )


def _only(page: Page, nodes: list[Node], where: str, what: str) -> str | None:
    """What the nodes say, where it is one thing."""
    said = {text for text in map(line, nodes) if text}
    if len(said) > 1:
        raise page.error(f"{where}: more than one {what}")
    return said.pop() if said else None


def _reporter(page: Page, text: str | None) -> str | None:
    """The name, which may have a label."""
    return people_of(page, text).get("reporter") if text and ":" in text else text


def _teaser(box: Box, title: str | None) -> str | None:
    """The first paragraph that is neither the headline nor a line of icons."""
    return next((text for text in map(line, box.paragraphs) if text and text != title), None)
