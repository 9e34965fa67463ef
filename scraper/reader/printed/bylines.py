"""The byline: which of the lines that say a date, a counter or names are the article's own."""

from collections.abc import Sequence
from typing import TypeAlias

from scraper.dates import Moment
from scraper.reader.page import Page
from scraper.reader.printed.facts import Facts, facts_of, is_name
from scraper.reader.printed.lines import Line
from scraper.reader.printed.signs import SECTIONS, is_framed, words_of
from scraper.reader.printed.soup import SoupNode

Group: TypeAlias = list[Line]
"""Lines that say facts and follow one another."""

_NEAR = 2
"""Places from one line of a byline to the next: a picture may stand between."""


def groups_of(lines: Sequence[Line]) -> list[Group]:
    """The lines that may be a byline, those together that follow one another; a second day begins another group."""
    groups: list[Group] = []
    days: set[str] = set()
    waits = False  # whether a label waits for its name
    for line in lines:
        if is_framed(line):
            continue
        facts = facts_of(line)
        joins = bool(groups) and line.place - groups[-1][-1].place <= _NEAR
        if not _is_part(facts) and not (waits and joins and is_name(line.text)):
            waits = False
            continue
        new = {moment.date for moment in facts.moments}
        if joins and not (days and new and new != days):
            groups[-1].append(line)
            days |= new
        else:
            groups.append([line])
            days = new
        waits = None in facts.people.values()
    return groups


def signed(lines: Sequence[Line], groups: Sequence[Group]) -> set[int]:
    """The places of the groups with a label in them, and of icons that stand on lines of their own beside them."""
    places = {line.place for group in groups if facts_of(*group).people for line in group}
    beside = {place + step for place in places for step in (-1, 1)} - places
    return places | {line.place for line in lines if line.place in beside and facts_of(line).silent}


def byline_of(page: Page, groups: Sequence[Group], title: Line, text: Sequence[int]) -> tuple[Moment, Facts]:
    """The date, and what else the article's byline says: a group with a label before all others.

    Args:
        page: it stands on.
        groups: of lines that may be it.
        title: the headline's line.
        text: the places of the article's text, in order.

    Raises:
        ReadError: there is no date, or what is said contradicts itself.
    """
    taken = set(text)
    groups = [group for group in groups if not any(line.place in taken for line in group)]
    dated = _nearest([group for group in groups if facts_of(*group).moments], title, text)
    labelled = _nearest([group for group in groups if facts_of(*group).people], title, text)
    chosen = labelled or dated
    if chosen is None:
        raise page.error("date: the page has none")
    facts = facts_of(*chosen)
    if facts.doubtful:
        raise page.error(f"byline: more than one {min(facts.doubtful)}")
    if not facts.moments and dated is not None:
        more = facts_of(*dated)
        facts = Facts(
            more.moments, facts.counts or more.counts, facts.marked_counts or more.marked_counts, facts.people
        )
    moment = _moment(page, facts)
    _note(page, [*chosen, *(dated or [])])
    return moment, facts


def _is_part(facts: Facts) -> bool:
    """Whether a line is of a byline: nothing else stands in it, but a category or what a label goes before."""
    return facts.any and (bool(facts.people) or all(words_of(text) in SECTIONS for text in facts.rest))


def _nearest(groups: Sequence[Group], title: Line, text: Sequence[int]) -> Group | None:
    """The group between the headline and the text, else the one nearest to them."""
    low, high = sorted((title.place, text[0]))

    def distance(group: Group) -> int:
        place = group[0].place
        return 0 if low <= place <= high else min(abs(place - low), abs(place - text[-1]))

    return min(groups, key=distance, default=None)


def _moment(page: Page, facts: Facts) -> Moment:
    days = sorted({moment.date for moment in facts.moments})
    if len(days) > 1:
        raise page.error(f"date: more than one: {', '.join(days)}")
    if not days:
        raise page.error("date: the page has none")
    return max(facts.moments, key=lambda moment: moment.published_at or "")


def _note(page: Page, lines: Sequence[Line]) -> None:
    """Say for each field which line it was read from."""
    for line in lines:
        facts = facts_of(line)
        said = {"date": facts.moments, "views": facts.counts, **facts.people}
        for name, value in said.items():
            if value:
                page.saw(name, SoupNode(line.block))
