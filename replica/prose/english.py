"""Owns the English prose: the same kind of made-up events, told for the English edition."""

# ruff: noqa: E501 - a sentence is read best on one line

from datetime import datetime

from replica.corpus import REGIONS
from replica.dice import Dice
from replica.prose.people import AREAS, person
from replica.prose.story import Draft, Slots, Story

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_REGIONS = tuple(AREAS)

_TOPICS = tuple(
    row.split("|")
    for row in """
Roads Agency|repairs|repaired|repair of|sidewalk sections|so that people can walk in safety
Water Resources Agency|dredges|dredged|dredging of|drainage channels|to prevent puddles in the rainy season
Parks Agency|renovates|renovated|renovation of|neighborhood parks|so that children have a place to play
Social Agency|distributes|distributed|distribution of|staple food packages|to ease the burden on low-income families
Education Agency|trains|trained|training of|kindergarten teachers|to make learning more enjoyable
Health Agency|examines|examined|examination of|elderly residents|to detect diseases as early as possible
Tourism Agency|trains|trained|training of|local tour guides|to give visitors a better experience
Transportation Agency|adds|added|addition of|bus stops|so that public transport is easier to reach
Environment Agency|installs|installed|installation of|air quality monitors|so that residents know the quality of the air
Fire and Rescue Agency|inspects|inspected|inspection of|fire hydrants|to make sure that they are ready for use
Culture Agency|restores|restored|restoration of|heritage buildings|to keep the history of the city alive
Sports Agency|builds|built|construction of|community sports fields|so that residents can stay healthy
""".strip().splitlines()
)

_HEADLINES = (
    "{Office} {Head} {number} {Things} in {place}",
    "{number} {Things} in {place} {Done}",
    "{Noun} {Things} in {place} Reaches {percent} Percent",
    "{place} Residents Welcome {Noun} {Things}",
    "{city} to Complete {Noun} {Things} by {month}",
)
_LEADS = (
    "Jakarta {office} {verb} {number} {things} in the {place} area, {city}.",
    "As many as {number} {things} in the {place} area, {city}, have been {done} by Jakarta {office} since the beginning of this week.",
    "Jakarta {office} has started the {noun} {things} in the {place} area, {city}, {purpose}.",
)
_SOURCES = (
    "Head of Jakarta {office}, {name} said that the work was carried out {purpose}.",
    "Head of Jakarta {office}, {name} explained that the {place} area was chosen because the need there was the most urgent.",
    "According to Head of Jakarta {office}, {name}, the program follows up on requests that residents made last year.",
)
_SPEECHES = (
    "We aim to complete all of the work before the end of {month}",
    "We invite residents to take care of the results together",
    "Our officers work in stages so that daily activities are not disturbed",
    "The benefits have to be felt by the community directly",
    "Every report from residents is followed up within three days",
    "Next year we will expand the program to {other}",
    "We monitor the progress every week",
    "No resident of {place} should be left behind",
)
_SAID = (
    "{name} said, on {day} {date}.",
    "{last} stated, on {day} {date}.",
    "said {name} at the site in {place}, {day} {date}.",
)
_SAID_AGAIN = ("{last} said.", "{last} added.", "explained {name}.")
_SAID_LAST = ("{last} concluded.", "{name} closed.")
_FACTS = (
    "As of {day} morning, the {noun} {things} in the area had reached {percent} percent. The rest will be finished in stages.",
    "The work involves {officers} joint officers from the subdistrict and the urban village. They are divided into two shifts.",
    "The budget amounts to Rp {budget} billion and comes from the {year} regional budget. Its use is supervised by the inspectorate.",
    "Previously, the agency collected data in {blocks} community units. Around {households} families will benefit directly.",
    "A similar program will also be held in {other}. The schedule is being arranged together with the heads of the urban villages.",
    "{last} went on to say that the locations had been chosen at a meeting of residents. Each proposal was checked in the field.",
    "Progress can be followed on a public <i>dashboard</i> that is updated every week.",
    "The {noun} {things} is scheduled to last for {weeks} weeks. Residents who need an explanation may visit the urban village office.",
)
_CITIZENS = (
    "{neighbour} ({age}), a resident of {place}, was glad that the program had reached the neighborhood.",
    "Meanwhile, {neighbour} ({age}), who lives nearby, hoped that such a program would be held regularly.",
)
_PRAISES = (
    "In the past we could only wait, now we can feel the benefits",
    "We thank the officers who have been working since morning",
    "My neighbors and I are ready to help",
)


def draft(dice: Dice, moment: datetime) -> Draft:
    """Make up an event, and the headlines and the first paragraph about it."""
    office, verb, done, noun, things, purpose = dice.pick(_TOPICS)
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
    title, caption = (template.format_map(slots) for template in dice.sample(_HEADLINES, 2))
    return Draft(title, title if dice.chance(2) else caption, dice.pick(_LEADS).format_map(slots), slots)


def _city(region: str) -> str:
    """Name a region in English."""
    parts = REGIONS[region][0].split()
    sides = {"Pusat": "Central", "Utara": "North", "Barat": "West", "Selatan": "South", "Timur": "East"}
    return f"{sides[parts[1]]} Jakarta" if parts[1] in sides else "Thousand Islands"


def story(dice: Dice, drafted: Draft) -> Story:
    """Tell the event in 6 to 14 paragraphs; the pull quote stands word for word in one of those after the second."""
    neighbour, friend = person(dice)
    slots = drafted.slots | {
        "neighbour": neighbour, "friend": friend, "age": str(dice.between(24, 68)), "officers": str(dice.between(12, 95)),
        "budget": f"{dice.between(1, 9)}.{dice.between(1, 9)}", "households": str(dice.between(12, 60) * 10),
        "blocks": str(dice.between(3, 11)), "weeks": str(dice.between(2, 9)),
    }  # fmt: skip
    said = [speech.format_map(slots) for speech in dice.sample(_SPEECHES, 5)]
    facts = [fact.format_map(slots) for fact in dice.sample(_FACTS, dice.between(4, 7))]
    paragraphs = [drafted.lead, dice.pick(_SOURCES).format_map(slots), facts[0]]
    paragraphs.append(f'"{said[0]}. {said[1]}," {dice.pick(_SAID).format_map(slots)}')
    paragraphs += facts[1:]
    if dice.chance(2):
        paragraphs.append(f'"{said[2]}," {dice.pick(_SAID_AGAIN).format_map(slots)}')
    if dice.chance(2):
        paragraphs.append(dice.pick(_CITIZENS).format_map(slots))
        paragraphs.append(f'"{dice.pick(_PRAISES)}," said {friend}.')
    paragraphs.append(f'"{said[3]}. {said[4]}," {dice.pick(_SAID_LAST).format_map(slots)}')
    return Story(tuple(paragraphs), None if dice.chance(8) else said[dice.below(2)])
