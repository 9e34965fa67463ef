"""Items of a list, as they stand on the page, to the links and list items that are kept."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from scraper.items import Link, ListItem
from scraper.parser.facts import FactError, byline_of
from scraper.parser.page import Page
from scraper.parser.regions import Item
from scraper.urls import from_key, parse, resolve


def links_of(page: Page, items: Iterable[Item], where: str) -> tuple[Link, ...]:
    """Make links of the items of a list; one that leads nowhere is left out, and the page keeps note of that.

    Args:
        page: the page.
        items: in order.
        where: the list's field of Article.

    Raises:
        Refusal: what an item says contradicts itself.
    """
    links: list[Link] = []
    for item in items:
        place = f"{where} {len(links) + 1}"
        target = _target(page, item, place)
        if target is not None:
            links.append(Link(position=len(links) + 1, photo_alt=item.alt, **_fields(page, item, target, place)))
            page.saw(place, item.node)
    return tuple(links)


def list_items_of(page: Page, items: Iterable[Item]) -> tuple[ListItem, ...]:
    """Make the items of a list page: its articles, each once, at its first place, with what later places add.

    Raises:
        Refusal: what an item says contradicts itself.
    """
    once: dict[int, ListItem] = {}
    for place, item in enumerate(items, 1):
        where = f"item {place}"
        target = _target(page, item, where)
        key = None if target is None else target[1]
        if target is None or key is None:
            continue
        found = ListItem(position=len(once) + 1, teaser=item.teaser, **_fields(page, item, target, where))
        page.saw(f"item {found.url}", item.node)
        once[key] = _both(once[key], found) if key in once else found
    return tuple(once.values())


def _target(page: Page, item: Item, where: str) -> tuple[str, int | None] | None:
    """Where an item leads, and the key of an article there; None where to no page, of which this page keeps note."""
    if item.href.lstrip()[:1] not in {"", "#"}:
        address = parse(item.href, base=page.base)
        url = address.url or resolve(item.href, page.base)
        if url is not None:
            return url, address.key
    page.leave_out(where, item.href)
    return None


def _fields(page: Page, item: Item, target: tuple[str, int | None], where: str) -> dict[str, Any]:
    """The fields that a Link and a ListItem have in common."""
    try:
        byline = byline_of(item.facts, in_list=True)
    except FactError as error:
        raise page.refusal(f"{where}, {error}") from error
    url, key = target
    lang, id_ = (None, None) if key is None else from_key(key)
    return {
        "url": url,
        "lang": lang,
        "id": id_,
        "title": item.title,
        "date": byline.date,
        "published_at": byline.published_at,
        "views": byline.views,
        "reporter": byline.people.get("reporter"),
    }


def _both(first: ListItem, later: ListItem) -> ListItem:
    """The first item, with what only the later one says; a time of day only where both are of one day."""
    names = ["title", "teaser", "date", "views", "reporter"]
    if first.date in {None, later.date}:
        names.append("published_at")
    return replace(first, **{name: getattr(later, name) for name in names if getattr(first, name) is None})
