"""Owns the Indonesian prose: one made-up event becomes a headline, a photo's caption and a story."""

from datetime import datetime, timedelta

from replica.corpus import REGIONS
from replica.dice import Dice
from replica.prose import sentences_id as say
from replica.prose.people import AREAS, SHORT_CITY, person
from replica.prose.story import Draft, Slots, Story, titled
from replica.prose.topics_id import BODIES, TOPICS, Topic

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip

_REGIONS = tuple(AREAS)
_LONGEST_HEADLINE = 12
_SHORTEST_HEADLINE = 5


def _number(dice: Dice, scale: int) -> str:
    """Make up a number of things, with the point that parts thousands."""
    if scale == 1:
        return str(dice.between(3, 40))
    if scale == 2:  # noqa: PLR2004 - the scales of `Topic`
        return str(dice.between(8, 90) * 5)
    return f"{dice.between(10, 95) * 100:,}".replace(",", ".")


def _office(topic: Topic, region: str | None) -> tuple[str, str, str]:
    """Name who acts: in full, as headlines have it, and who speaks for it."""
    if topic.office in BODIES:
        return BODIES[topic.office]
    if region is None:
        return f"Dinas {topic.office} DKI Jakarta", f"Dinas {topic.office}", f"Kepala Dinas {topic.office} DKI Jakarta"
    city = REGIONS[region][0]
    return (
        f"Suku Dinas (Sudin) {topic.office} {city}",
        f"Sudin {topic.office} {SHORT_CITY[region]}",
        f"Kepala Sudin {topic.office} {city}",
    )


def draft(dice: Dice, category: str, region: str | None, moment: datetime) -> Draft:
    """Make up an event, and the headlines and the first paragraph about it.

    Args:
        dice: the article's own.
        category: slug of the category.
        region: slug of the region; None for the city as a whole, which then gets a place all the same.
        moment: when the article is published.

    Returns:
        What lists and links show of the article.
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
        caption = dice.pick(say.HEADLINES).format_map(slots)
        if dice.chance(2):
            caption += dice.pick(say.CAPTION_ENDS).format_map(slots)
    return Draft(title, caption, dice.pick(say.LEADS).format_map(slots), slots)


def _headline(dice: Dice, slots: Slots) -> str:
    """Choose a headline of a usual length."""
    for template in dice.sample(say.HEADLINES, len(say.HEADLINES)):
        title = template.format_map(slots)
        if _SHORTEST_HEADLINE <= len(title.split()) <= _LONGEST_HEADLINE:
            return title
    return say.SHORT_HEADLINE.format_map(slots)


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
    speeches = [speech.format_map(slots) for speech in dice.sample(say.SPEECHES, 6)]
    first_said = say.SAID_FIRST if not dice.chance(4) else say.SAID_HERE
    paragraphs = [drafted.lead, dice.pick(say.SOURCES).format_map(slots)]
    steps = _steps(dice, slots, moment) if dice.chance(6) else []
    facts = dice.sample(say.FACTS, dice.between(3, 4) if steps else dice.between(5, 6))
    paragraphs.append(facts[0].format_map(slots))
    paragraphs.append(f"{left}{speeches[0]}. {speeches[1]},{right} {dice.pick(first_said).format_map(slots)}")
    paragraphs.extend(fact.format_map(slots) for fact in facts[1:])
    if not steps and dice.chance(2):
        paragraphs.append(f"{left}{speeches[2]},{right} {dice.pick(say.SAID_AGAIN).format_map(slots)}")
    paragraphs += steps
    if not steps and dice.chance(2):
        citizen = dice.pick(say.CITIZENS).format_map(slots)
        praise = dice.pick(say.PRAISES).format_map(slots)
        paragraphs += [citizen, f"{left}{praise},{right} {dice.pick(say.SAID_CITIZEN).format_map(slots)}"]
    paragraphs.append(f"{left}{speeches[3]}. {speeches[4]},{right} {dice.pick(say.SAID_LAST).format_map(slots)}")
    if dice.chance(4):
        paragraphs.append(dice.pick(say.NOTES).format_map(slots))
    quote = None if dice.chance(8) else speeches[dice.pick((0, 0, 1))]
    return Story(tuple(paragraphs), quote)


def _steps(dice: Dice, slots: Slots, moment: datetime) -> list[str]:
    """List what comes next, as paragraphs that start with a dash."""
    paragraphs = ["<b>" + dice.pick(say.STEP_HEADINGS).format_map(slots) + "</b>"]
    day = moment
    for step in dice.sample(say.STEPS, dice.between(2, 4)):
        begin = day + timedelta(days=dice.between(1, 6))
        day = begin + timedelta(days=dice.between(2, 12))
        when = f"{begin.day} {MONTHS[begin.month - 1]}-{day.day} {MONTHS[day.month - 1]} {day.year}"
        paragraphs.append(f"-{when}, {step.format_map(slots)}")
    return paragraphs
