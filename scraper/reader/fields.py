"""The pieces that templates share: counters, dates, names, credits, photos and links to other articles."""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from scraper.address import Address, article_url, parse, resolve
from scraper.dates import DateError, Moment, read_moment
from scraper.items import Link
from scraper.reader.page import Page
from scraper.reader.text import clean, line
from scraper.reader.walk import Node

_COUNT = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:[.,][0-9]{3}){1,4}", re.ASCII)
_SITE_SUFFIX = re.compile(r"(?:^|\s+|(?<=\w))[-\u2013\u2014|/]\s*beritajakarta(?:\.(?:id|com))?$", re.IGNORECASE)
_PHOTO_LABEL = re.compile(r"^(?:foto(?:grafer)?|photo(?:grapher)?|dok(?:umentasi)?)\s*:\s*", re.IGNORECASE)
_ICON = re.compile(r"access_time|remove_red_eye|person|photo(?![a-z])")
"""Names that the icon font turns into pictures: a clock, an eye, a head, a photo."""

_LABEL = re.compile(
    r"\b(?:(?P<reporter>reporter|penulis)|(?P<editor>editor|redaktur)|(?P<translator>penerjemah|translator))\s*:\s*"
    r"|\b(?:(?P<reporter_by>reported|written)|(?P<editor_by>edited)|(?P<translator_by>translated)) by\s*:?\s+",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*\|\s*")


class Photo(NamedTuple):
    """The fields of Article that a photo gives."""

    url: str | None
    alt: str | None


class Info(NamedTuple):
    """What the line of icons beside a headline says."""

    moment: Moment | None
    views: int | None
    people: dict[str, str]


def views_of(page: Page, text: str | None, where: str) -> int | None:
    """A counter: a whole number, with or without a mark at each thousand; None where there is no text.

    Raises:
        ReadError: the text is no such number.
    """
    if not text:
        return None
    if not _COUNT.fullmatch(text):
        raise page.error(f"{where}, views: {text!r} is no whole number")
    return int(text.replace(".", "").replace(",", ""))


def moment_of(page: Page, text: str, where: str) -> Moment:
    """A date.

    Raises:
        ReadError: the text is not exactly one possible date.
    """
    try:
        return read_moment(text)
    except DateError as error:
        raise page.error(f"{where}, date: {error}") from error


def credit_of(text: str | None) -> str | None:
    """The name alone: of `X - Beritajakarta.id`, `(Foto: X)` or `X`; None where no name is left."""
    if text is None:
        return None
    name = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    return _SITE_SUFFIX.sub("", _PHOTO_LABEL.sub("", name.strip())).strip() or None


def photo_of(page: Page, node: Node | None) -> Photo:
    """A photo's address and its own headline; an address that is not of the web (`data:`, `javascript:`) is none."""
    if node is None:
        return Photo(None, None)
    attributes = node.attributes
    found = (attributes.get(name) for name in ("src", "data-src"))  # the second where a script fills in the first
    addresses = (resolve(source, page.url) for source in found if source and source.strip())
    return Photo(next((each for each in addresses if each), None), alt_of(node))


def alt_of(node: Node | None) -> str | None:
    """A photo's own headline."""
    alt = node.attributes.get("alt") if node is not None else None
    return clean(alt) or None if alt else None


def icon_and_text(node: Node) -> tuple[str | None, str | None]:
    """The icon's name and the text beside it.

    The name is the text of an `i.material-icons` before the text, or in text copies its first word; either way it is
    the first thing that the element says, so that no search for the icon is needed.
    """
    text = clean(node.text())
    icon = _ICON.match(text)
    if icon is None:
        return None, line(node)
    return icon[0], text[icon.end() :].lstrip() or None


def people_of(page: Page, text: str) -> dict[str, str]:
    """Names by role (`reporter`, `editor`, `translator`), of `Reporter : X` or `Reported by X | Translated by Y`.

    A label without a name says nothing.

    Raises:
        ReadError: a part has no known label.
    """
    people: dict[str, str] = {}
    for part in _PARTS.split(text):
        marks = list(_LABEL.finditer(f"{part} "))
        if part and (not marks or marks[0].start() > 0):
            raise page.error(f"byline: {part!r} has no known label")
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            name = f"{part} "[mark.end() : following.start() if following else None].strip()
            role = (mark.lastgroup or "").removesuffix("_by")
            if role in people:
                raise page.error(f"byline: more than one {role}")
            if name:
                people[role] = name
    return people


def info_of(page: Page, spans: list[LexborNode], where: str, *, bare_name: bool = False) -> Info:
    """Read the spans of a line of icons.

    Args:
        page: they stand on.
        spans: in order.
        where: what to call them in an error.
        bare_name: whether a name without a label is the reporter's, as it is in lists.

    Raises:
        ReadError: a span is not understood, or says again what another one said.
    """
    moment: Moment | None = None
    views: int | None = None
    people: dict[str, str] = {}
    said: object  # by an earlier span, of the same
    for span in spans:
        icon, text = icon_and_text(span)
        if text is None:
            continue
        if icon == "access_time":
            said, moment = moment, moment_of(page, text, where)
        elif icon == "remove_red_eye":
            said, views = views, views_of(page, text, where)
        elif bare_name and icon == "person" and ":" not in text:
            said, people["reporter"] = people.get("reporter"), text
        else:
            found = people_of(page, text)
            said = people.keys() & found.keys() or None
            people |= found
        if said is not None:
            raise page.error(f"{where}: more than one {icon or 'name'}")
    return Info(moment, views, people)


def target_of(page: Page, href: str | None, where: str) -> tuple[str, Address] | None:
    """Where a link leads: its address, an article's in the one form that is kept.

    Every link of a list goes through here. One that leads nowhere is left out of it, and the page keeps note of that.

    Returns:
        None where it has no address, or none of the web.
    """
    if href and href.strip():
        address = parse(href, base=page.url)
        if address.kind == "article" and address.lang is not None and address.id is not None:
            return article_url(address.lang, address.id, address.slug), address
        absolute = resolve(href, page.url)
        if absolute is not None:
            return absolute, address
    page.leave_out(where, href)
    return None


def link_of(
    page: Page, position: int, anchor: Node, where: str, *, info: Info | None = None, alt: str | None = None,
) -> Link | None:  # fmt: skip
    """Make a Link of an anchor and what stands beside it; None where it leads nowhere."""
    target = target_of(page, anchor.attributes.get("href"), where)
    if target is None:
        return None
    url, address = target
    is_article = address.kind == "article"
    moment = info.moment if info else None
    return Link(
        position=position,
        url=url,
        lang=address.lang if is_article else None,
        id=address.id if is_article else None,
        title=line(anchor),
        photo_alt=alt,
        date=moment.date if moment else None,
        published_at=moment.published_at if moment else None,
        views=info.views if info else None,
        reporter=info.people.get("reporter") if info else None,
    )
