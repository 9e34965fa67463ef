"""The lists of other articles that a page prints under a heading: Berita Terkait, Berita Populer."""

from dataclasses import dataclass

from scraper.address import article_url
from scraper.items import Link
from scraper.reader.page import Page
from scraper.reader.printed.facts import Facts, facts_in, facts_of, is_name
from scraper.reader.printed.lines import Line, Picture, Print
from scraper.reader.printed.signs import SECTIONS, is_titled, words_of
from scraper.reader.printed.soup import SoupNode
from scraper.reader.printed.zones import MORE, Item, is_heading, is_in_text, items_of, zone_of
from scraper.reader.text import clean


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of articles.

    Attributes:
        links: its items, in order.
        places: of all its lines and pictures, the heading's too.
    """

    links: tuple[Link, ...] = ()
    places: frozenset[int] = frozenset()


def listing_of(page: Page, printed: Print, names: frozenset[str], where: str) -> Listing:
    """Read the first list under a heading of these names; an empty one where there is none.

    Args:
        page: it stands on.
        printed: all that the page prints.
        names: of the heading, in lower case.
        where: what to call the list's links.
    """
    for thing in printed.things:
        if isinstance(thing, Line) and is_heading(thing, names):
            listing = _listing(page, printed, thing, where)
            if listing.links:
                return listing
    return Listing()


def _listing(page: Page, printed: Print, heading: Line, where: str) -> Listing:
    zone = zone_of(page, printed, heading)
    items = items_of(page, zone) if zone is not None else []
    places = frozenset(thing.place for item in items for thing in item.things)
    nowhere = [item for item in items if item.address.key is None]
    items = [item for item in items if item.address.key is not None]
    if zone is None or not items:
        return Listing()
    links = tuple(_link(position, item) for position, item in enumerate(items, 1))
    if not any(link.date or link.views for link in links) and is_in_text(printed, zone, max(places)):
        return Listing()  # a heading inside the text, and links of the text behind it
    for position, item in enumerate(items, 1):
        page.saw(f"{where} {position}", SoupNode(item.anchor))
    for item in nowhere:
        page.leave_out(where, str(item.anchor.get("href")))
    between = {thing.place for thing in zone.things if thing.place < max(places)}
    return Listing(links, places | between | {heading.place})


def _link(position: int, item: Item) -> Link:
    address = item.address
    assert address.lang is not None  # an article's
    assert address.id is not None
    lines = [thing for thing in item.things if isinstance(thing, Line)]
    pictures = [thing for thing in item.things if isinstance(thing, Picture)]
    title = _title(item, lines)
    alts = (clean(str(picture.block.get("alt") or "")) for picture in pictures)
    facts = _facts(lines, title)
    moments = {moment.date: moment for moment in facts.moments}
    moment = next(iter(moments.values())) if len(moments) == 1 else None
    return Link(
        position=position,
        url=article_url(address.lang, address.id, address.slug),
        lang=address.lang,
        id=address.id,
        title=title,
        photo_alt=next((alt for alt in alts if alt), None),
        date=moment.date if moment else None,
        published_at=moment.published_at if moment else None,
        views=facts.views,
        reporter=facts.people.get("reporter") or (facts.heads[0] if len(facts.heads) == 1 else None),
    )


def _title(item: Item, lines: list[Line]) -> str | None:
    """The headline: what gave the link its slug, else a heading, else the longest linked line."""
    candidates: list[tuple[bool, bool, int, str]] = []
    for line in lines:
        has_more = any(run.anchor is None for run in line.runs)
        text = clean("".join(part for part, anchor in line.parts if anchor is not None)) if has_more else line.text
        if text and words_of(text) not in MORE and not facts_of(line).pure:
            candidates.append((is_titled(text, item.address.slug), line.level > 0, len(text), text))
    return max(candidates)[3] if candidates else None


def _facts(lines: list[Line], title: str | None) -> Facts:
    """What the lines of an item say besides its headline; a bare name counts beside a date or a counter."""
    whole = Facts()
    said: list[tuple[bool, list[str]]] = []  # of each line, whether it has a date or a counter, and the bare names
    for line in lines:
        facts = Facts() if line.text == title else facts_in(run for run in line.runs if run.text != title)
        whole.moments += facts.moments
        whole.counts += facts.counts
        whole.marked_counts += facts.marked_counts
        whole.people |= {role: name for role, name in facts.people.items() if name}
        whole.heads += facts.heads
        said.append((bool(facts.moments or facts.counts), _bare_names(facts)))
    if not whole.heads:
        for at, (_, names) in enumerate(said):
            if any(has_facts for has_facts, _ in said[max(at - 1, 0) : at + 2]):
                whole.heads += [name for name in names if name not in whole.heads]
    return whole


def _bare_names(facts: Facts) -> list[str]:
    """Names without any mark: a category's name is none."""
    return [text for text in facts.rest if is_name(text) and words_of(text) not in SECTIONS]
