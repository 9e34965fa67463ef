"""Makes the holdout's articles up: each the truth about a page in the site's markup, and how the page prints it."""

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.pages import BYLINES, BylineForm
from replica.corpus import CATEGORIES
from replica.dice import Dice
from replica.pages.frame import REAL
from scraper.items import Article, Lang, Link
from scraper.urls import article_url

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
_SEED = "second holdout of November 2026"
_FIRST_DAY = datetime.fromisoformat("2016-01-04T05:00+07:00")
_MINUTES = 10 * 365 * 24 * 60
_POPULAR = 5
_CREDITS = ("(Foto: {})", "(Foto: {})", "(Foto : {} / Beritajakarta.id)", "(Foto: {} - Beritajakarta.id)")
_QUOTES = ("{}", "{}", "{}", '"{}"', "{},", "...{}", '" {}"')

VARIANTS = (
    "mobile", "d4", "mobile-english", "d4-english", "mobile", "d4-time", "d3-english", "mobile", "d2-english", "d1",
    "mobile-english", "d1-english", "d4", "d2",
)  # fmt: skip
"""The byline forms of the pages, in turn."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a page is written from.

    Attributes:
        caption: the line between photo and credit.
        quote_place: how many paragraphs stand before the pull quote.
        link_after: after how many paragraphs the read-also link stands.
        glued: whether it stands right before the first word of the next one.
        dice: for what only the markup differs by.
    """

    truth: Article
    form: BylineForm
    caption: str | None
    credit: str | None
    quote_place: int
    link_after: int
    glued: bool
    dice: Dice

    @property
    def is_mobile(self) -> bool:
        """Whether it is of the mobile template."""
        return self.truth.template == "mobile"


def make(number: int) -> Draft:
    """Make an article up; the same number gives the same one."""
    dice = Dice(_SEED, number)
    variant = VARIANTS[number % len(VARIANTS)]
    form, mobile = BYLINES[variant], variant.startswith("mobile")
    lang: Lang = "en" if variant.endswith("english") else "id"
    english = lang == "en"
    moment = _moment(dice)
    title, id_ = _title(dice, lang), 20_000 + dice.below(120_000)
    photographer = None if dice.chance(9) else dice.pick([*WORDS["agencies"], *(_person(dice) for _ in range(8))])
    credit = _credit(dice, photographer, mobile=mobile)
    quote, quote_place, paragraphs = _story(dice, lang, marked=mobile)
    category = dice.pick(list(CATEGORIES))
    alts = not mobile and not dice.chance(4)
    people = {role: _person(dice) for role in form.labels}
    if form.is_labelled and dice.chance(6):
        people["reporter"] += f", {_person(dice)}"
    if form.is_labelled and dice.chance(8):
        del people[list(form.labels)[-1]]
    if not mobile and dice.chance(12):
        quote = None

    def links(count: int, *, popular: bool = False) -> tuple[Link, ...]:
        return tuple(_listed(dice, lang, place, mobile, alts, popular) for place in range(1, 1 + count))

    truth = Article(
        lang=lang,
        id=id_,
        slug=_slug(title),
        url=article_url(lang, id_, _slug(title)),
        title=title,
        photo_url=REAL.photo(f"{dice.below(2**60):032x}"),
        photo_alt=dice.pick(WORDS["alts"]) if dice.chance(7) else _title(dice, "id"),
        photo_credit=photographer if credit else None,
        date=moment[:10],
        published_at=moment if form.has_time else None,
        category=("English" if english else CATEGORIES[category][0]) if mobile else None,
        category_slug=category if mobile and not english else None,
        quote=quote,
        body="\n\n".join(paragraphs),
        views=None if form.is_labelled and dice.chance(15) else 1 + dice.below(dice.pick((300, 4000, 60_000))),
        related=links(0 if english else dice.pick((3, 4, 5) if mobile else (0, 2, 3, 4, 5))),
        read_also=tuple(_link(dice, lang, 1) for _ in range(mobile and not dice.chance(3))),
        popular=links(_POPULAR if mobile or not english else 0, popular=True),
        template="mobile" if mobile else "desktop",
        **people,
    )
    caption = dice.pick(WORDS["captions"]) if credit and dice.chance(4) else None
    link_after = min(2 + dice.below(2), len(paragraphs) - 1)
    return Draft(truth, form, caption, credit, quote_place, link_after, dice.chance(4), dice)


def _moment(dice: Dice) -> str:
    return (_FIRST_DAY + timedelta(minutes=dice.below(_MINUTES))).isoformat(timespec="minutes")


def _person(dice: Dice) -> str:
    first, last = dice.pick(WORDS["first"]), dice.pick(WORDS["last"])
    if dice.chance(5):
        return str(first)
    return f"{first} {dice.pick(WORDS['first'])} {last}" if dice.chance(5) else f"{first} {last}"


def _complete(dice: Dice, text: str) -> str:
    return text.format(office=dice.pick(WORDS["offices"]), place=dice.pick(WORDS["places"]), n=dice.between(3, 480))


def _title(dice: Dice, lang: Lang) -> str:
    return _complete(dice, dice.pick(WORDS["titles"][lang]))


def _slug(title: str) -> str:
    return "-".join(re.findall("[a-z0-9]+", title.lower()))


def _credit(dice: Dice, name: str | None, *, mobile: bool) -> str | None:
    """The line of the photographer, as printed."""
    if name is None:
        return None if mobile or dice.chance(2) else dice.pick(("(Foto: - Beritajakarta.id)", "(Foto: -"))
    if mobile:
        return f"{name} -" if dice.chance(5) else f"{name} - Beritajakarta.id"
    return dice.pick(_CREDITS).format(name)


def _story(dice: Dice, lang: Lang, *, marked: bool) -> tuple[str | None, int, list[str]]:
    """A pull quote as printed, how many paragraphs stand before it, and the paragraphs.

    Where markup tells the quote, its words need not recur in the text.
    """
    sentences = [_complete(dice, each) for each in dice.sample(WORDS["sentences"][lang], 12)]
    speeches = [_complete(dice, each) for each in dice.sample(WORDS["speeches"][lang], 3)]
    statements = [
        each.format(
            speech=speech, name=_person(dice), role=dice.pick(WORDS["roles"][lang]),
            day=dice.pick(WORDS["weekdays"][lang]), d=dice.between(1, 28), m=dice.between(1, 12),
        )
        for each, speech in zip(WORDS["said"][lang], speeches, strict=True)
    ]  # fmt: skip
    paragraphs = [" ".join(sentences[start : start + 2]) for start in range(0, 2 * dice.between(2, 6), 2)]
    for place, each in zip((2, 3, 5), statements, strict=True):
        paragraphs.insert(min(place, len(paragraphs)), each)
    quote, place = speeches[0], 0 if dice.chance(6) else 1
    if marked and place and dice.chance(6):
        quote = f"{quote} {'too' if lang == 'en' else 'juga'}"  # worded otherwise than the text
    return dice.pick(_QUOTES).format(quote), place, paragraphs


def _link(dice: Dice, lang: Lang, position: int) -> Link:
    title, id_ = _title(dice, lang), 20_000 + dice.below(120_000)
    return Link(position=position, url=article_url(lang, id_, _slug(title)), lang=lang, id=id_, title=title)


def _listed(dice: Dice, lang: Lang, position: int, mobile: bool, alt: bool, popular: bool) -> Link:  # noqa: PLR0917 - one caller
    """An item of a list; the mobile template prints the reporter, the desktop one the photo's headline."""
    link, moment = _link(dice, lang, position), _moment(dice)
    return replace(
        link,
        photo_alt=_title(dice, "id") if alt else None,
        date=moment[:10],
        published_at=moment if mobile and not popular else None,
        views=1 + dice.below(90_000),
        reporter=_person(dice) if mobile and not (popular and dice.chance(6)) else None,
    )
