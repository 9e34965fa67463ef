"""The byline: which of the blocks that print dates, counters and names are the article's own."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias

from scraper.parser.document import Block
from scraper.parser.facts import Facts, facts_of
from scraper.parser.generic.layout import Layout
from scraper.parser.text import label_of
from scraper.parser.vocabulary import COUNTDOWN_HEADINGS, SECTIONS

Group: TypeAlias = list[Block]
"""Blocks with facts that follow one another."""

_NEAR = 2
"""Places from one block of a byline to the next: an image may stand between."""

_MOST = 20
"""Blocks of a byline; five values, each with a label and an icon on lines of their own, make fifteen."""

_FAR = 8
"""Places from headline or text to a byline: images, a row of links to share the page, or tags may stand between."""


def groups_of(layout: Layout, blocks: Sequence[Block]) -> list[Group]:
    """The blocks that may be a byline, those together that follow one another; a second day begins another group."""
    groups: list[Group] = []
    for block in blocks:
        if layout.is_framed(block) or block in layout.captions or _is_countdown(layout, block):
            continue
        last = groups[-1] if groups and block.place - groups[-1][-1].place <= _NEAR else None
        if last is not None and len(last) < _MOST and _goes_on(layout, last, block):
            last.append(block)
        elif _is_part(layout.facts(block)):
            groups.append([block])
    return groups


def labelled(layout: Layout, groups: Sequence[Group]) -> set[Block]:
    """The blocks of the groups with a person's label, and icons that stand on lines of their own beside them."""
    return {*_with_icons(layout, [block for group in groups if _is_labelled(facts_in(group)) for block in group])}


def byline_of(layout: Layout, groups: Sequence[Group], headline: Block, text: Sequence[Block]) -> list[Block]:
    """The blocks of the article's own byline: a group with a label before all others, and the day beside it.

    Raises:
        Refusal: there is no date, or it is ambiguous.
    """
    low, high = sorted((headline.place, text[0].place))
    shared = next(each for each in headline.element.around() if each.holds(text[0]))

    def distance(group: Group) -> int:
        """Places from headline and text; none between them."""
        places = [block.place for block in group]
        return min(0 if low <= each <= high else min(abs(each - low), abs(each - text[-1].place)) for each in places)

    near = sorted((group for group in groups if distance(group) <= _FAR), key=distance)
    labelled = [group for group in near if _is_labelled(facts_in(group))]
    chosen = [*labelled[0]] if labelled else []
    for group in labelled[1:]:
        if facts_in(group).people.keys().isdisjoint(facts_in(chosen).people):
            chosen += group
    if not facts_in(chosen).moments:
        chosen += _day(layout, [group for group in near if group not in labelled and shared.holds(group[0])], distance)
    return _with_icons(layout, chosen)


def _day(layout: Layout, groups: Sequence[Group], distance: Callable[[Group], int]) -> Group:
    """The nearest group with a date.

    Raises:
        Refusal: there is none, or several are equally near and their dates differ.
    """
    dated = [group for group in groups if facts_in(group).moments]
    if not dated:
        raise layout.page.refusal("date: the page has none")
    nearest = [group for group in dated if distance(group) == distance(dated[0])]
    days = sorted({moment.date for group in nearest for moment in facts_in(group).moments})
    if len(days) > 1:
        raise layout.page.refusal(f"date: more than one: {', '.join(days)}")
    return dated[0]


def facts_in(blocks: Collection[Block]) -> Facts:
    """What blocks say together: a label may stand on a line of its own, and its name on the next."""
    return facts_of([text for block in blocks for text in block.facts])


def _is_countdown(layout: Layout, block: Block) -> bool:
    """Whether a block stands under the heading of a countdown, which prints a day to come."""
    above = layout.document.things[block.place - 1] if block.place else None
    return isinstance(above, Block) and label_of(above.text) in COUNTDOWN_HEADINGS


def _with_icons(layout: Layout, blocks: Sequence[Block]) -> list[Block]:
    """Blocks of a byline, and icons that stand on lines of their own beside them, in order."""
    places = {block.place for block in blocks}
    beside = {place + step for place in places for step in (-1, 1)}
    icons = [block for block in layout.blocks if block.place in beside - places and layout.facts(block).silent]
    return sorted([*blocks, *icons], key=lambda block: block.place)


def _goes_on(layout: Layout, group: Group, block: Block) -> bool:
    """Whether a block goes on with a byline: with a part of it, or with a name for a label or under a day."""
    facts, before = layout.facts(block), facts_in(group)
    if _is_part(facts):
        days = {moment.date for moment in before.moments}
        return not days or {moment.date for moment in facts.moments} <= days
    if facts.rest or not facts.names or block.level or block.linked:
        return False
    if layout.facts(group[-1]).unnamed:
        return True
    last = group[-1].element
    is_beside = (block.element.tag, block.element.parent) == (last.tag, last.parent)
    return is_beside and bool(before.moments) and not (before.people or before.unnamed)


def _is_part(facts: Facts) -> bool:
    """Whether a block is of a byline: nothing else is in it, but a category or what a label goes before."""
    return facts.any and (_is_labelled(facts) or all(label_of(text) in SECTIONS for text in facts.rest))


def _is_labelled(facts: Facts) -> bool:
    return bool(facts.people or facts.unnamed)
