"""Where under a heading a list of articles stands, and which of its lines and pictures belong to which article.

An item is told by its link: all that stands in the largest element around a link that holds no link to another article.
Where items have no elements of their own, what is printed after a link belongs to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bs4.element import Tag

from scraper.address import ELSEWHERE, Address
from scraper.reader.page import Page
from scraper.reader.printed.facts import facts_of, is_name
from scraper.reader.printed.lines import Line, Picture, Print, Thing
from scraper.reader.printed.signs import SECTIONS, article_of, is_prose, leads_nowhere, words_of
from scraper.reader.printed.soup import around

RELATED = frozenset(
    {"berita terkait", "artikel terkait", "terkait", "related news", "related articles", "related"},
)
POPULAR = frozenset(
    {
        "berita terpopuler", "berita populer", "terpopuler", "populer", "popular news", "most popular", "most read",
        "popular",
    }
)  # fmt: skip
MORE = frozenset(
    {"indeks", "index", "selengkapnya", "lihat semua", "lihat lainnya", "see all", "more", "lainnya", "semua"}
)
"""What a link to the whole of a list says."""

_LONGEST_HEADING = 60
_LONGEST_BADGE = 40
_FEWEST_BLANKS = 2
"""Between the words of a headline; a button has fewer."""


@dataclass(slots=True)
class Item:
    """What belongs to one article of a list.

    Attributes:
        anchor: the first link to it.
        address: it; `ELSEWHERE` where its link has no address.
        things: its lines and pictures, in order.
    """

    anchor: Tag
    address: Address
    things: list[Thing] = field(default_factory=list)


@dataclass(slots=True)
class Zone:
    """Where a list stands.

    Attributes:
        box: the smallest element that holds its heading and a link to an article.
        things: what follows the heading there.
    """

    box: Tag
    things: list[Thing]


def is_heading(line: Line, names: frozenset[str]) -> bool:
    """Whether a line is a heading of these names, with an icon before it perhaps, and a link to the whole behind."""
    if len(line.text) > _LONGEST_HEADING:
        return False
    if words_of(line.text) in names:
        return True
    said = [words for words in (words_of(run.text) for run in line.runs) if words and words not in MORE]
    return 1 <= len(said) <= 2 and said[-1] in names  # noqa: PLR2004 - an icon's name


def zone_of(page: Page, printed: Print, heading: Line) -> Zone | None:
    """What follows a heading within the smallest element that holds both it and a link to an article."""
    following = printed.things[heading.place + 1 :]
    first = _first_linked(page, following)
    if first is None:
        return None
    above = {id(each) for each in around(heading.block)}
    box = next(each for each in around(first.block) if id(each) in above)
    zone = Zone(box, [])
    shapes: set[tuple[str, int]] = set()  # of the lines with links
    for thing in following:
        if isinstance(thing, Line) and (is_heading(thing, RELATED) or is_heading(thing, POPULAR)):
            break
        links = _links_in(page, thing)
        shape = (thing.block.name, thing.level if isinstance(thing, Line) else 0)
        goes_on = shape in shapes if links else bool(zone.things) and _goes_on(thing, zone.things[-1])
        if not goes_on and not printed.is_in(thing, box):
            break
        if links:
            shapes.add(shape)
        zone.things.append(thing)
    return zone


def items_of(page: Page, zone: Zone) -> list[Item]:
    """The items of a list, each with what belongs to it; what is no part of a list ends it."""
    found, holders = _holders(page, zone)
    items: list[Item] = []
    waiting: list[Thing] = []
    pictures_first = bool(zone.things) and isinstance(zone.things[0], Picture)
    for thing in zone.things:
        own = _links_in(page, thing)
        item = found[_mark(*own[0])] if own else _held(thing, zone.box, holders)
        if item is not None:
            if item not in items:
                items.append(item)
                item.things += waiting
                waiting = []
            item.things.append(thing)
        elif isinstance(thing, Picture):
            (waiting if pictures_first or not items else items[-1].things).append(thing)
        elif words_of(thing.text) in MORE or not words_of(thing.text):
            continue
        elif items and _belongs(thing, items[-1]):
            items[-1].things.append(thing)
        elif not items and _may_precede(thing):
            waiting.append(thing)
        else:
            break
    return items


def is_in_text(printed: Print, zone: Zone, last: int) -> bool:
    """Whether the element around a list goes on with a sentence, as a text does."""
    following = next((thing for thing in printed.things[last + 1 :] if isinstance(thing, Line)), None)
    return following is not None and is_prose(following) and printed.is_in(following, zone.box)


def _first_linked(page: Page, following: Sequence[Thing]) -> Thing | None:
    """The first thing with a link to an article, if nothing stands before it that no list begins with."""
    for thing in following:
        if _links_in(page, thing):
            return thing
        if isinstance(thing, Line) and words_of(thing.text) not in MORE and not _may_precede(thing):
            return None
    return None


def _links_in(page: Page, thing: Thing) -> list[tuple[Tag, Address]]:
    anchors = [thing.anchor] if isinstance(thing, Picture) else [run.anchor for run in thing.runs]
    found = ((anchor, article_of(page, anchor) or _nowhere(page, thing, anchor)) for anchor in anchors)
    return [(anchor, address) for anchor, address in found if anchor is not None and address is not None]


def _nowhere(page: Page, thing: Thing, anchor: Tag | None) -> Address | None:
    """What stands for the article of an item whose link has no address: a headline or a picture, and no button."""
    is_item = isinstance(thing, Picture) or thing.said_in(anchor).count(" ") >= _FEWEST_BLANKS
    return ELSEWHERE if is_item and leads_nowhere(page, anchor) else None


def _mark(anchor: Tag, address: Address) -> object:
    """What tells an item from others: its article; by itself where its link has no address."""
    return id(anchor) if address.key is None else (address.key,)


def _may_precede(line: Line) -> bool:
    """Whether a line may stand before an item's headline: a badge, a date."""
    return (len(line.text) <= _LONGEST_BADGE and not line.level) or _says_facts(line)


def _says_facts(thing: Thing) -> bool:
    return isinstance(thing, Line) and not thing.level and facts_of(thing).any


def _goes_on(thing: Thing, before: Thing) -> bool:
    """Whether a list whose element was closed too early may go on with this."""
    if isinstance(thing, Picture):
        return thing.anchor is not None
    return not thing.level and (_says_facts(thing) or (_says_facts(before) and _is_bare_name(thing)))


def _belongs(line: Line, item: Item) -> bool:
    """Whether a line that stands in no item's element belongs to the item before it."""
    return _says_facts(line) or (_is_bare_name(line) and _says_facts(item.things[-1]))


def _is_bare_name(line: Line) -> bool:
    return is_name(line.text) and words_of(line.text) not in SECTIONS


def _holders(page: Page, zone: Zone) -> tuple[dict[object, Item], dict[int, Item]]:
    """The items by article, and by the `id` of the largest element that holds no link to another."""
    found: dict[object, Item] = {}
    keys: dict[int, set[object]] = {}  # by element, the articles that it links to
    for thing in zone.things:
        for anchor, address in _links_in(page, thing):
            found.setdefault(_mark(anchor, address), Item(anchor, address))
            for each in around(anchor):
                if each is zone.box:
                    break
                keys.setdefault(id(each), set()).add(_mark(anchor, address))
    holders: dict[int, Item] = {}
    for item in found.values():
        holder = item.anchor
        for each in around(item.anchor):
            if each is zone.box or len(keys[id(each)]) != 1:
                break
            holder = each
        holders[id(holder)] = item
    return found, holders


def _held(thing: Thing, box: Tag, holders: dict[int, Item]) -> Item | None:
    """The item whose element a thing stands in."""
    for each in around(thing.block):
        if each is box:
            return None
        if id(each) in holders:
            return holders[id(each)]
    return None
