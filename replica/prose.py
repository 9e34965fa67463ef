"""Made-up prose: an event becomes a headline, a photo's caption and a story, in the words of `texts/`."""

import string
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from replica.corpus import REGIONS
from replica.dice import Dice

Slots: TypeAlias = dict[str, str]
"""What the sentences of one story are filled with."""


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).with_name("texts") / f"{name}.toml").read_text("utf-8"))


_INDONESIAN, _ENGLISH, _PLACES = _read("indonesian"), _read("english"), _read("places")
PEOPLE: dict[str, list[str]] = _read("people")
DAYS: list[str] = _INDONESIAN["days"]
MONTHS: list[str] = _INDONESIAN["months"]
ENGLISH_DAYS: list[str] = _ENGLISH["days"]
ENGLISH_MONTHS: list[str] = _ENGLISH["months"]

_AREAS: dict[str, list[str]] = _PLACES["areas"]
_SMALL = frozenset(["di", "ke", "dari", "dan", "untuk", "yang", "pada", "dengan", "atau"])
_NOT_IN_SLUG = str.maketrans("-", " ", string.punctuation.replace("-", "").replace("_", "") + "“”")
_SHORTEST_HEADLINE, _LONGEST_HEADLINE = 5, 12


class Topic(NamedTuple):
    """One kind of event: who does what to what, and why; `indonesian.toml` says more."""

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


TOPICS = {category: [Topic(*row.split("|")) for row in rows] for category, rows in _INDONESIAN["topics"].items()}
"""The kinds of event of each category, by the category's slug."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a list or a link shows of an article.

    Attributes:
        caption: the photo's own headline; the title itself, where the photo has no other.
        lead: the first paragraph.
        slots: what the sentences of the story are filled with.
    """

    title: str
    caption: str
    lead: str
    slots: Slots = field(repr=False)


@dataclass(frozen=True, slots=True)
class Story:
    """The text of an article: paragraphs with `<b>` and `<i>`, one of which after the second has the pull quote."""

    paragraphs: tuple[str, ...]
    quote: str | None


def slug(title: str) -> str:
    """Make a slug as CodeIgniter's `url_title` does: `5.000` → `5000`, `RT/RW` → `rtrw`, ` - ` → `-`."""
    return "-".join(title.translate(_NOT_IN_SLUG).lower().split())


def _titled(words: str) -> str:
    """Write words as Indonesian headlines do: capitals, but for the small ones."""
    return " ".join(word if word in _SMALL else word[0].upper() + word[1:] for word in words.split())


def _say(dice: Dice, sentences: Sequence[str], slots: Slots) -> str:
    return dice.pick(sentences).format_map(slots)


def _person(dice: Dice) -> tuple[str, str]:
    """Make up a person: the full name, and the name that a second mention has."""
    first, last = dice.pick(PEOPLE["first_names"]), dice.pick(PEOPLE["last_names"])
    return f"{first} {last}", first


def _with_details(dice: Dice, slots: Slots, point: str) -> Slots:
    """Add what only the story tells; `point` is the decimal one."""
    neighbour, friend = _person(dice)
    return slots | {
        "neighbour": neighbour, "friend": friend, "age": str(dice.between(24, 68)),
        "officers": str(dice.between(12, 95)), "budget": f"{dice.between(1, 9)}{point}{dice.between(1, 9)}",
        "households": str(dice.between(12, 60) * 10), "blocks": str(dice.between(3, 11)),
        "weeks": str(dice.between(2, 9)),
    }  # fmt: skip


# -- Indonesian


def indonesian_draft(dice: Dice, category: str, region: str | None, moment: datetime) -> Draft:
    """Make up an event; one of the city as a whole (no region) gets a place all the same."""
    topic = dice.pick(TOPICS[category])
    where = region or dice.pick(list(_AREAS))
    area, other = dice.sample(_AREAS[where], 2)
    agency, short, role = _office(topic, region)
    name, last = _person(dice)
    number = _number(dice, topic.scale)
    counted = f"{number} {topic.unit} {topic.thing}" if topic.unit else f"{number} {topic.thing}"
    later = moment + timedelta(days=dice.between(25, 120))
    slots: Slots = topic._asdict() | {
        "agency": agency, "short": short, "role": role, "name": name, "last": last, "number": number,
        "counted": counted, "Passive": topic.passive.capitalize(), "Noun": _titled(topic.noun),
        "Thing": _titled(topic.thing), "Counted": _titled(counted), "noun_": topic.noun[0].upper() + topic.noun[1:],
        "place": area, "other": other, "city": REGIONS[where][0],
        "month": MONTHS[later.month - 1], "year": str(moment.year), "day": DAYS[moment.weekday()],
        "date": f"({moment.day}/{moment.month})", "percent": str(dice.between(8, 19) * 5),
        "rt": f"{dice.between(1, 12):02}", "rw": f"{dice.between(1, 9):02}",
    }  # fmt: skip
    title = caption = _headline(dice, slots)
    if not dice.chance(3):
        caption = _say(dice, _INDONESIAN["headlines"], slots)
        if dice.chance(2):
            caption += _say(dice, _INDONESIAN["caption_ends"], slots)
    return Draft(title, caption, _say(dice, _INDONESIAN["leads"], slots), slots)


def _number(dice: Dice, scale: str) -> str:
    if scale == "1":
        return str(dice.between(3, 40))
    if scale == "2":
        return str(dice.between(8, 90) * 5)
    return f"{dice.between(10, 95) * 100:,}".replace(",", ".")


def _office(topic: Topic, region: str | None) -> tuple[str, str, str]:
    """The agency's full and short name, and the role of who speaks for it."""
    office = topic.office
    if office in _INDONESIAN["bodies"]:
        full, short, role = _INDONESIAN["bodies"][office]
        return full, short, role
    if region is None:
        return f"Dinas {office} DKI Jakarta", f"Dinas {office}", f"Kepala Dinas {office} DKI Jakarta"
    city, short = REGIONS[region][0], _PLACES["short"][region]
    return f"Suku Dinas (Sudin) {office} {city}", f"Sudin {office} {short}", f"Kepala Sudin {office} {city}"


def _headline(dice: Dice, slots: Slots) -> str:
    for template in dice.sample(_INDONESIAN["headlines"], len(_INDONESIAN["headlines"])):
        title: str = template.format_map(slots)
        if _SHORTEST_HEADLINE <= len(title.split()) <= _LONGEST_HEADLINE:
            return title
    return str(_INDONESIAN["short_headline"]).format_map(slots)


def indonesian_story(dice: Dice, draft: Draft, moment: datetime) -> Story:
    """Tell the event in 6 to 14 paragraphs."""
    texts = _INDONESIAN
    slots = _with_details(dice, draft.slots, ",")
    left, right = dice.pick((("“", "”"), ('"', '"')))
    speeches = [speech.format_map(slots) for speech in dice.sample(texts["speeches"], 6)]
    first_said = texts["said_first"] if not dice.chance(4) else texts["said_here"]
    paragraphs = [draft.lead, _say(dice, texts["sources"], slots)]
    steps = _steps(dice, slots, moment) if dice.chance(6) else []
    facts = dice.sample(texts["facts"], dice.between(3, 4) if steps else dice.between(5, 6))
    paragraphs.append(facts[0].format_map(slots))
    paragraphs.append(f"{left}{speeches[0]}. {speeches[1]},{right} {_say(dice, first_said, slots)}")
    paragraphs.extend(fact.format_map(slots) for fact in facts[1:])
    if not steps and dice.chance(2):
        paragraphs.append(f"{left}{speeches[2]},{right} {_say(dice, texts['said_again'], slots)}")
    paragraphs += steps
    if not steps and dice.chance(2):
        citizen = _say(dice, texts["citizens"], slots)
        praise = _say(dice, texts["praises"], slots)
        paragraphs += [citizen, f"{left}{praise},{right} {_say(dice, texts['said_citizen'], slots)}"]
    paragraphs.append(f"{left}{speeches[3]}. {speeches[4]},{right} {_say(dice, texts['said_last'], slots)}")
    if dice.chance(4):
        paragraphs.append(_say(dice, texts["notes"], slots))
    return Story(tuple(paragraphs), None if dice.chance(8) else speeches[dice.pick((0, 0, 1))])


def _steps(dice: Dice, slots: Slots, moment: datetime) -> list[str]:
    """A heading, and what happens from which day to which."""
    paragraphs = ["<b>" + _say(dice, _INDONESIAN["step_headings"], slots) + "</b>"]
    day = moment
    for step in dice.sample(_INDONESIAN["steps"], dice.between(2, 4)):
        begin = day + timedelta(days=dice.between(1, 6))
        day = begin + timedelta(days=dice.between(2, 12))
        when = f"{begin.day} {MONTHS[begin.month - 1]}-{day.day} {MONTHS[day.month - 1]} {day.year}"
        paragraphs.append(f"-{when}, {step.format_map(slots)}")
    return paragraphs


# -- English


def english_draft(dice: Dice, moment: datetime) -> Draft:
    """Make up an event."""
    office, verb, done, noun, things, purpose = dice.pick(_ENGLISH["topics"]).split("|")
    where = dice.pick(list(_AREAS))
    place, other = dice.sample(_AREAS[where], 2)
    name, last = _person(dice)
    slots: Slots = {
        "office": office, "verb": verb, "done": done, "noun": noun, "things": things, "purpose": purpose,
        "Office": office, "Head": verb.title(), "Done": done.title(), "Things": things.title(),
        "Noun": noun.title().replace(" Of", " of"), "place": place, "other": other, "city": _PLACES["english"][where],
        "name": name, "last": last, "number": str(dice.between(4, 90)), "percent": str(dice.between(8, 19) * 5),
        "day": ENGLISH_DAYS[moment.weekday()], "date": f"({moment.month}/{moment.day})", "year": str(moment.year),
        "month": ENGLISH_MONTHS[(moment.month + dice.between(1, 4)) % 12],
    }  # fmt: skip
    title, caption = (template.format_map(slots) for template in dice.sample(_ENGLISH["headlines"], 2))
    return Draft(title, title if dice.chance(2) else caption, _say(dice, _ENGLISH["leads"], slots), slots)


def english_story(dice: Dice, draft: Draft) -> Story:
    """Tell the event in 6 to 14 paragraphs."""
    texts = _ENGLISH
    slots = _with_details(dice, draft.slots, ".")
    speeches = [speech.format_map(slots) for speech in dice.sample(texts["speeches"], 5)]
    facts = [fact.format_map(slots) for fact in dice.sample(texts["facts"], dice.between(4, 7))]
    paragraphs = [draft.lead, _say(dice, texts["sources"], slots), facts[0]]
    paragraphs.append(f'"{speeches[0]}. {speeches[1]}," {_say(dice, texts["said"], slots)}')
    paragraphs += facts[1:]
    if dice.chance(2):
        paragraphs.append(f'"{speeches[2]}," {_say(dice, texts["said_again"], slots)}')
    if dice.chance(2):
        paragraphs.append(_say(dice, texts["citizens"], slots))
        paragraphs.append(f'"{dice.pick(texts["praises"])}," said {slots["friend"]}.')
    paragraphs.append(f'"{speeches[3]}. {speeches[4]}," {_say(dice, texts["said_last"], slots)}')
    return Story(tuple(paragraphs), None if dice.chance(8) else speeches[dice.below(2)])
