"""English prose: the same kind of made-up events, told for the English edition."""

from datetime import datetime

from replica.corpus import REGIONS
from replica.dice import Dice
from replica.prose.people import AREAS, person
from replica.prose.story import Draft, Slots, Story, sentences

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_REGIONS = tuple(AREAS)

_SAY = sentences("english")


def _say(dice: Dice, kind: str, slots: Slots) -> str:
    return str(dice.pick(_SAY[kind])).format_map(slots)


def draft(dice: Dice, moment: datetime) -> Draft:
    """Make up an event, and the headlines and the first paragraph about it."""
    office, verb, done, noun, things, purpose = dice.pick(_SAY["topics"]).split("|")
    where = dice.pick(_REGIONS)
    place, other = dice.sample(AREAS[where], 2)
    name, last = person(dice)
    slots: Slots = {
        "office": office, "verb": verb, "done": done, "noun": noun, "things": things, "purpose": purpose,
        "Office": office, "Head": verb.title(), "Done": done.title(), "Things": things.title(),
        "Noun": noun.title().replace(" Of", " of"), "place": place, "other": other, "city": _city(where),
        "name": name, "last": last, "number": str(dice.between(4, 90)), "percent": str(dice.between(8, 19) * 5),
        "day": DAYS[moment.weekday()], "date": f"({moment.month}/{moment.day})", "year": str(moment.year),
        "month": MONTHS[(moment.month + dice.between(1, 4)) % 12],
    }  # fmt: skip
    title, caption = (template.format_map(slots) for template in dice.sample(_SAY["headlines"], 2))
    return Draft(title, title if dice.chance(2) else caption, _say(dice, "leads", slots), slots)


def _city(region: str) -> str:
    parts = REGIONS[region][0].split()
    sides = {"Pusat": "Central", "Utara": "North", "Barat": "West", "Selatan": "South", "Timur": "East"}
    return f"{sides[parts[1]]} Jakarta" if parts[1] in sides else "Thousand Islands"


def story(dice: Dice, drafted: Draft) -> Story:
    """Tell the event in 6 to 14 paragraphs; the pull quote stands word for word in one of those after the second."""
    neighbour, friend = person(dice)
    slots = drafted.slots | {
        "neighbour": neighbour, "friend": friend, "age": str(dice.between(24, 68)),
        "officers": str(dice.between(12, 95)),
        "budget": f"{dice.between(1, 9)}.{dice.between(1, 9)}", "households": str(dice.between(12, 60) * 10),
        "blocks": str(dice.between(3, 11)), "weeks": str(dice.between(2, 9)),
    }  # fmt: skip
    said = [speech.format_map(slots) for speech in dice.sample(_SAY["speeches"], 5)]
    facts = [fact.format_map(slots) for fact in dice.sample(_SAY["facts"], dice.between(4, 7))]
    paragraphs = [drafted.lead, _say(dice, "sources", slots), facts[0]]
    paragraphs.append(f'"{said[0]}. {said[1]}," {_say(dice, "said", slots)}')
    paragraphs += facts[1:]
    if dice.chance(2):
        paragraphs.append(f'"{said[2]}," {_say(dice, "said_again", slots)}')
    if dice.chance(2):
        paragraphs.append(_say(dice, "citizens", slots))
        praise = dice.pick(_SAY["praises"])
        paragraphs.append(f'"{praise}," said {friend}.')
    paragraphs.append(f'"{said[3]}. {said[4]}," {_say(dice, "said_last", slots)}')
    return Story(tuple(paragraphs), None if dice.chance(8) else said[dice.below(2)])
