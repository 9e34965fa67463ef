"""What each template and the generic parser read from a page, from which element, and where two of them differ."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from scraper.items import LINK_LISTS, Article
from scraper.parser import article
from scraper.parser.css_path import Context, context_of, css_path, elements_in
from scraper.parser.document import Node, document_of, line_of
from scraper.parser.facts import FactError, byline_of
from scraper.parser.list_page import list_page_of, list_template_of
from scraper.parser.page import Page, identity_of, page_of
from scraper.parser.refusals import Refusal
from scraper.parser.regions import Template
from scraper.parser.templates.finder import recognises
from scraper.parser.vocabulary import PERSON_LABELS
from scraper.urls import parse

_DEEPEST = 8
"""Elements of a byline in each other that are looked into."""

_BYLINE = frozenset({"date", "published_at", "views", *PERSON_LABELS.values()})
_STANDS_WITH = {
    "lang": "url",
    "id": "url",
    "slug": "url",
    "photo_alt": "photo_url",
    "category_slug": "category",
    "quote": "body",
}
"""Fields that are read from the same element as another one, unless the page says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was read in one place.

    Attributes:
        value: of a field of Article, or a Link or ListItem as a dictionary; None where the page has nothing.
        path: the element, as a selector; None where the value comes from no element, but from the requested address.
        context: the text around it.
    """

    value: Any
    path: str | None = None
    context: Context | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one template, or the generic parser, makes of a page.

    Attributes:
        template: its name.
        recognises: whether the page has the template's frame; the generic parser takes any page.
        error: why it refuses the page; None where it reads it.
        found: by field, or for links by list and position (`related 2`); where it refuses the page, what it had found
            until then, without values.
    """

    template: str
    recognises: bool
    error: str | None
    found: dict[str, Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What is made of a page.

    Attributes:
        url: the URL it was requested by.
        template: the one that reads it, or, of a list, its markup; None where the page is refused.
        error: why it is refused, `kind: reason`; None where it is read.
        compared_with: the template whose reading is compared with that one: `generic`, or, where generic was preferred
            to a template, that template; None where no other reads the page.
        differs: the fields on which the two differ.
        readings: of an article's page, in the order in which they are tried, the generic one last.
        found: of a list's page, its items (`item 1`) and `next_url`.
        read: the outcome, under `article`, `list` or `error`, as in the JSON of a fixture.
    """

    url: str
    template: str | None = None
    error: str | None = None
    compared_with: str | None = None
    differs: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    found: dict[str, Found]
    read: dict[str, Any]


def inspect(html: bytes, url: str, *, charset: str | None = None) -> Inspection:
    """Parse a page by every template and by the generic parser, and say which reads what from where.

    Args:
        html: the page as received, without its content-encoding.
        url: the URL it was requested by.
        charset: what the Content-Type header declared, if anything.

    Returns:
        the inspection, without any reading where the page is cut off, too large, or in no known charset; never raises.
    """
    try:
        page = page_of(html, url, charset)
        return _inspected_list(page) if parse(url, base=url).kind == "list" else _inspected_article(page)
    except Refusal as refusal:
        error = _error(refusal)
        return Inspection(url=url, error=error, found={}, read={"error": error})


def _inspected_article(page: Page) -> Inspection:
    readings = tuple(_reading(page, each) for each in (*article.TEMPLATES, None))
    try:
        read = article.article_of(page)
    except Refusal as refusal:
        error = _error(refusal)
        return Inspection(url=page.url, error=error, readings=readings, found={}, read={"error": error})
    own = next(each for each in readings if each.template == read.template)
    others = [each for each in readings if each is not own and each.recognises and each.error is None]
    return Inspection(
        url=page.url,
        template=read.template,
        compared_with=others[-1].template if others else None,
        differs=_differing(own, others[-1]) if others else (),
        readings=readings,
        found={},
        read={"article": asdict(read)},
    )


def _differing(one: Reading, other: Reading) -> tuple[str, ...]:
    """The fields on which two readings differ."""
    values, others = ({name: found.value for name, found in each.found.items()} for each in (one, other))
    return tuple(name for name in values | others if values.get(name) != others.get(name))


def _reading(page: Page, template: Template | None) -> Reading:
    """Parse a page by one template, or, for None, by the generic parser."""
    page = replace(page, left_out={}, sightings=[])
    name = article.GENERIC if template is None else template.name
    is_own = template is None or recognises(page, template)
    try:
        identity = identity_of(page)
        read = article.by_words(page, identity) if template is None else article.by_template(page, identity, template)
    except Refusal as refusal:
        seen = {field: _found(node, None) for field, node in _nodes(page).items()}
        return Reading(template=name, recognises=is_own, error=refusal.reason, found=seen)
    return Reading(template=name, recognises=is_own, error=None, found=_fields(page, read))


def _fields(page: Page, read: Article) -> dict[str, Found]:
    """The fields of an article, and its links by list and position."""
    nodes = _nodes(page)
    byline = [node for name, node in page.sightings or () if name == "byline"]
    shown: dict[str, Found] = {}
    for name in (field.name for field in fields(Article) if field.name != "template"):
        value = getattr(read, name)
        if name in LINK_LISTS:
            for link in value:
                place = f"{name} {link.position}"
                shown[place] = _found(nodes.get(place), asdict(link), link.title)
        elif value is None:
            shown[name] = Found(value=None)
        elif name in _BYLINE:
            shown[name] = _found(_in_byline(byline, name, value, read.lang), value)
        else:
            shown[name] = _found(nodes.get(name) or nodes.get(_STANDS_WITH.get(name, "")), value)
    return shown


def _nodes(page: Page) -> dict[str, Node]:
    """By field, the element that it was first seen in."""
    nodes: dict[str, Node] = {}
    for name, node in page.sightings or ():
        nodes.setdefault(name, node)
    return nodes


def _in_byline(blocks: list[Node], name: str, value: str | int, lang: str) -> Node | None:
    """The smallest element of the byline that says the value of a field."""
    found = next((node for node in blocks if _says(node, name, value, lang)), blocks[0] if blocks else None)
    for _ in range(_DEEPEST):
        inner = [] if found is None else elements_in(found)
        found = next((each for each in inner if _says(each, name, value, lang)), found)
    return found


def _says(node: Node, name: str, value: str | int, lang: str) -> bool:
    if line_of(node) == value:
        return True
    try:
        byline = byline_of([text for block in document_of(node).blocks for text in block.facts], lang=lang)
    except FactError:
        return False
    return value == (byline.people.get(name) if name in byline.people else getattr(byline, name, None))


def _inspected_list(page: Page) -> Inspection:
    page = replace(page, sightings=[])
    listed = list_page_of(page)
    nodes = _nodes(page)
    found = {
        f"item {item.position}": _found(nodes.get(f"item {item.url}"), asdict(item), item.title)
        for item in listed.items
    }
    found["next_url"] = _found(nodes.get("next_url"), listed.next_url)
    template, _ = list_template_of(page)
    return Inspection(url=page.url, template=template.name, found=found, read={"list": asdict(listed)})


def _error(refusal: Refusal) -> str:
    """A refusal as in the JSON of a fixture."""
    return f"{refusal.kind}: {refusal.reason}"


def _found(node: Node | None, value: object, printed: str | None = None) -> Found:
    """What was read, and where.

    Args:
        node: the element; None where there is none.
        value: of the field.
        printed: how the value is printed, if that is not how it is kept.
    """
    if node is None:
        return Found(value=value)
    text = printed or (None if value is None else str(value))
    return Found(value=value, path=css_path(node), context=context_of(node, text))
