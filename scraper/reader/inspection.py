"""Looks over a reader's shoulder: which reader read what of a page, from where, and on what two readers differ."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from scraper import reader
from scraper.address import parse
from scraper.items import Article
from scraper.reader import ReadError, lists
from scraper.reader.page import Page, Sighting, identity_of, page_of
from scraper.reader.template import Template
from scraper.reader.whereabouts import Around, around, path_of

LINK_LISTS = ("related", "read_also", "popular")
_STANDS_WITH = {
    "lang": "url",
    "id": "url",
    "slug": "url",
    "published_at": "date",
    "photo_alt": "photo_url",
    "category_slug": "category",
    "quote": "body",
}
"""Fields that are read off the same element as another one, where a reader does not say otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a reader read in one place.

    Attributes:
        value: of a field of Article, or a Link or ListItem as a dictionary; None where the page has nothing.
        path: the element, as a selector; None where the value is of no element, but of the address asked for.
        around: the words around it.
    """

    value: Any
    path: str | None = None
    around: Around | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader makes of a page.

    Attributes:
        template: the reader's name.
        recognises: whether it takes the page for one of its own.
        error: why it cannot read it; None where it can.
        found: by field, or for links by list and position (`related 2`); where it cannot read the page, what it had
            seen until then, without values.
    """

    template: str
    recognises: bool
    error: str | None
    found: dict[str, Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What all readers make of a page.

    Attributes:
        url: the address it was asked for by.
        template: the reader by which it is read, or, of a list, the markup; None where it is not read.
        error: why it is not read, with the kind of error before it; None where it is.
        beside: the reader whose reading is held against that one: the words alone, or, where these were preferred to
            a template's reader, that reader; None where no other reads the page.
        differs: the fields on which the two say something else.
        readings: of an article's page, each reader's, in the order of trying; the last goes by words alone.
        found: of a list's page, its items (`item 1`) and `next_url`.
        read: what is read, under `article`, `list` or `error`, as in the JSON of a fixture.
    """

    url: str
    template: str | None
    error: str | None
    beside: str | None = None
    differs: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    found: dict[str, Found]
    read: dict[str, Any]


def inspect(html: bytes, url: str, *, charset: str | None = None) -> Inspection:
    """Read a page by every reader, and say which read what from where.

    Args:
        html: the page as it came, without its content-encoding.
        url: the address it was asked for by.
        charset: what the Content-Type header declared, if anything.

    Returns:
        what they make of it; without any reading where the page is cut off, too large, or in no known charset.
    """
    try:
        page = page_of(html, url, charset)
    except ReadError as refusal:
        error = _named(refusal)
        return Inspection(url=url, template=None, error=error, found={}, read={"error": error})
    if parse(url, base=url).kind == "list":
        return _of_list(page)
    template = refused = None
    read: dict[str, Any]
    try:
        article = reader.read(html, url, charset=charset)
        template, read = article.template, {"article": asdict(article)}
    except ReadError as refusal:
        refused = _named(refusal)
        read = {"error": refused}
    readers = (*reader.TEMPLATES, reader.FALLBACK)
    readings = tuple(_reading(replace(page, seen=[]), each) for each in readers)
    own = next((each for each in readings if each.template == template), None)
    other = next((each for each in reversed(readings) if each is not own and each.recognises and not each.error), None)
    beside, differs = (None, ()) if own is None or other is None else (other.template, _differing(own, other))
    return Inspection(
        url=url,
        template=template,
        error=refused,
        beside=beside,
        differs=differs,
        readings=readings,
        found={},
        read=read,
    )


def _differing(one: Reading, other: Reading) -> tuple[str, ...]:
    """The fields on which two readings that both succeeded differ."""
    names = [*one.found, *(name for name in other.found if name not in one.found)]
    return tuple(name for name in names if _value(one, name) != _value(other, name))


def _value(reading: Reading, name: str) -> object:
    found = reading.found.get(name)
    return None if found is None else found.value


def _reading(page: Page, template: Template) -> Reading:
    recognises = template.recognises(page)
    try:
        article = template.read(page, identity_of(page))
    except ReadError as error:
        until_then = {each.field: _found(each, None) for each in page.seen or ()}
        return Reading(template=template.name, recognises=recognises, error=error.reason, found=until_then)
    seen = {each.field: each for each in page.seen or ()}
    found: dict[str, Found] = {}
    for field in fields(Article):
        value = getattr(article, field.name)
        if field.name in LINK_LISTS:
            for link in value:
                name = f"{field.name} {link.position}"
                found[name] = _found(seen.get(name), asdict(link), link.title)
        elif field.name != "template":
            sighting = seen.get(field.name) or seen.get(_STANDS_WITH.get(field.name, ""))
            found[field.name] = _found(sighting if value is not None else None, value)
    return Reading(template=template.name, recognises=recognises, error=None, found=found)


def _of_list(page: Page) -> Inspection:
    page = replace(page, seen=[])
    try:
        listed = lists.read_list_page(page)
    except ReadError as refusal:
        error = _named(refusal)
        return Inspection(url=page.url, template=None, error=error, found={}, read={"error": error})
    seen = {each.field: each for each in reversed(page.seen or ())}
    found = {
        f"item {item.position}": _found(seen.get(f"item {item.url}"), asdict(item), item.title) for item in listed.items
    }
    found["next_url"] = _found(seen.get("next_url"), listed.next_url)
    markup = next(name for name, items_of in lists.MARKUPS.items() if items_of(page) is not None)
    return Inspection(url=page.url, template=markup, error=None, found=found, read={"list": asdict(listed)})


def _named(error: ReadError) -> str:
    """An error as it stands in the JSON of a fixture."""
    return f"{type(error).__name__}: {error.reason}"


def _found(sighting: Sighting | None, value: object, printed: str | None = None) -> Found:
    """What was read, and where.

    Args:
        sighting: where; None where it is of no element.
        value: the field's.
        printed: how the value is printed, if that is not how it is kept.
    """
    if sighting is None:
        return Found(value=value)
    words = printed if printed is not None else None if value is None else str(value)
    return Found(value=value, path=path_of(sighting.node), around=around(sighting.node, words))
