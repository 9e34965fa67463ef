"""Indonesian prose: one made-up event becomes a headline, a photo's caption and a story."""

from datetime import datetime, timedelta
from typing import NamedTuple

from replica.corpus import REGIONS
from replica.dice import Dice
from replica.prose.people import AREAS, SHORT_CITY, person
from replica.prose.story import Draft, Slots, Story, sentences, titled

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


class Topic(NamedTuple):
    """One kind of event: who does what to what, and why.

    Attributes:
        office: the agency's name after `Dinas`, or a key of the bodies.
        head: the verb as headlines have it.
        verb: the verb in the active.
        passive: the verb in the passive.
        noun: the verb made a noun.
        unit: the word between a number and the thing; may be empty.
        thing: what it is done to.
        scale: 1 for some, 2 for hundreds, 3 for thousands.
        purpose: a clause that says what for.
        benefit: the same as a noun.
    """

    office: str
    head: str
    verb: str
    passive: str
    noun: str
    unit: str
    thing: str
    scale: str
    purpose: str
    benefit: str


_SAY = sentences("indonesian")
TOPICS = {category: tuple(Topic(*row.split("|")) for row in rows) for category, rows in _SAY["topics"].items()}
"""The kinds of event of each category, by the category's slug."""

_REGIONS = tuple(AREAS)
_LONGEST_HEADLINE = 12
_SHORTEST_HEADLINE = 5


def _number(dice: Dice, scale: str) -> str:
    if scale == "1":
        return str(dice.between(3, 40))
    if scale == "2":
        return str(dice.between(8, 90) * 5)
    return f"{dice.between(10, 95) * 100:,}".replace(",", ".")


def _office(topic: Topic, region: str | None) -> tuple[str, str, str]:
    if topic.office in _SAY["bodies"]:
        full, short, role = _SAY["bodies"][topic.office]
        return full, short, role
    if region is None:
        return f"Dinas {topic.office} DKI Jakarta", f"Dinas {topic.office}", f"Kepala Dinas {topic.office} DKI Jakarta"
    city = REGIONS[region][0]
    return (
        f"Suku Dinas (Sudin) {topic.office} {city}",
        f"Sudin {topic.office} {SHORT_CITY[region]}",
        f"Kepala Sudin {topic.office} {city}",
    )


def _say(dice: Dice, kind: str, slots: Slots) -> str:
    return str(dice.pick(_SAY[kind])).format_map(slots)


def draft(dice: Dice, category: str, region: str | None, moment: datetime) -> Draft:
    """Make up an event in a category and region, with the headlines and the first paragraph about it.

    An event of the city as a whole (no region) gets a place all the same.
    """
    topic = dice.pick(TOPICS[category])
    where = region or dice.pick(_REGIONS)
    area, other = dice.sample(AREAS[where], 2)
    agency, short, role = _office(topic, region)
    name, last = person(dice)
    number = _number(dice, topic.scale)
    counted = f"{number} {topic.unit} {topic.thing}" if topic.unit else f"{number} {topic.thing}"
    later = moment + timedelta(days=dice.between(25, 120))
    slots: Slots = {
        "agency": agency, "short": short, "role": role, "name": name, "last": last,
        "head": topic.head, "verb": topic.verb, "passive": topic.passive, "noun": topic.noun, "thing": topic.thing,
        "purpose": topic.purpose, "benefit": topic.benefit, "number": number, "counted": counted,
        "Passive": topic.passive.capitalize(), "Noun": titled(topic.noun), "Thing": titled(topic.thing),
        "Counted": titled(counted), "noun_": topic.noun[0].upper() + topic.noun[1:],
        "place": area, "other": other, "city": REGIONS[where][0],
        "month": MONTHS[later.month - 1], "year": str(moment.year), "day": DAYS[moment.weekday()],
        "date": f"({moment.day}/{moment.month})", "percent": str(dice.between(8, 19) * 5),
        "rt": f"{dice.between(1, 12):02}", "rw": f"{dice.between(1, 9):02}",
    }  # fmt: skip
    title = _headline(dice, slots)
    caption = title
    if not dice.chance(3):
        caption = _say(dice, "headlines", slots)
        if dice.chance(2):
            caption += _say(dice, "caption_ends", slots)
    return Draft(title, caption, _say(dice, "leads", slots), slots)


def _headline(dice: Dice, slots: Slots) -> str:
    for template in dice.sample(_SAY["headlines"], len(_SAY["headlines"])):
        title: str = template.format_map(slots)
        if _SHORTEST_HEADLINE <= len(title.split()) <= _LONGEST_HEADLINE:
            return title
    return str(_SAY["short_headline"]).format_map(slots)


def story(dice: Dice, drafted: Draft, moment: datetime) -> Story:
    """Tell the event in 6 to 14 paragraphs, with `<b>` and `<i>` where the site would have them.

    The pull quote, if there is one, stands word for word in one of the paragraphs after the second.
    """
    neighbour, friend = person(dice)
    slots = drafted.slots | {
        "neighbour": neighbour, "friend": friend, "age": str(dice.between(24, 68)),
        "officers": str(dice.between(12, 95)), "budget": f"{dice.between(1, 9)},{dice.between(1, 9)}",
        "households": str(dice.between(12, 60) * 10), "blocks": str(dice.between(3, 11)),
        "weeks": str(dice.between(2, 9)),
    }  # fmt: skip
    left, right = dice.pick((("“", "”"), ('"', '"')))
    speeches = [speech.format_map(slots) for speech in dice.sample(_SAY["speeches"], 6)]
    first_said = _SAY["said_first"] if not dice.chance(4) else _SAY["said_here"]
    paragraphs = [drafted.lead, _say(dice, "sources", slots)]
    steps = _steps(dice, slots, moment) if dice.chance(6) else []
    facts = dice.sample(_SAY["facts"], dice.between(3, 4) if steps else dice.between(5, 6))
    paragraphs.append(facts[0].format_map(slots))
    paragraphs.append(f"{left}{speeches[0]}. {speeches[1]},{right} {dice.pick(first_said).format_map(slots)}")
    paragraphs.extend(fact.format_map(slots) for fact in facts[1:])
    if not steps and dice.chance(2):
        paragraphs.append(f"{left}{speeches[2]},{right} {dice.pick(_SAY['said_again']).format_map(slots)}")
    paragraphs += steps
    if not steps and dice.chance(2):
        citizen = _say(dice, "citizens", slots)
        praise = _say(dice, "praises", slots)
        paragraphs += [citizen, f"{left}{praise},{right} {dice.pick(_SAY['said_citizen']).format_map(slots)}"]
    paragraphs.append(f"{left}{speeches[3]}. {speeches[4]},{right} {dice.pick(_SAY['said_last']).format_map(slots)}")
    if dice.chance(4):
        paragraphs.append(_say(dice, "notes", slots))
    quote = None if dice.chance(8) else speeches[dice.pick((0, 0, 1))]
    return Story(tuple(paragraphs), quote)


def _steps(dice: Dice, slots: Slots, moment: datetime) -> list[str]:
    paragraphs = ["<b>" + _say(dice, "step_headings", slots) + "</b>"]
    day = moment
    for step in dice.sample(_SAY["steps"], dice.between(2, 4)):
        begin = day + timedelta(days=dice.between(1, 6))
        day = begin + timedelta(days=dice.between(2, 12))
        when = f"{begin.day} {MONTHS[begin.month - 1]}-{day.day} {MONTHS[day.month - 1]} {day.year}"
        paragraphs.append(f"-{when}, {step.format_map(slots)}")
    return paragraphs
