"""The making of an article: what its number, moment and category become, as it was when it was published."""

from datetime import datetime
from hashlib import blake2b

from replica.corpus import CATEGORIES, Corpus, Lang
from replica.dice import Dice, mix
from replica.forms import photo_alt
from replica.options import Forms, Options
from replica.prose import english, indonesian, people
from replica.prose.story import slug
from replica.truth import Article, Brief, Template

_RELATED: dict[Template, int] = {"mobile": 2, "desktop": 3, "desktop-icons": 3}
_TEMPLATES: dict[Forms, tuple[Template, ...]] = {
    "plain": ("mobile", "desktop"),
    "real": ("mobile",) * 4 + ("desktop",) * 3 + ("desktop-icons",),
}
"""Of which one is chosen for each article where they are mixed."""
_MOST_RELATED = 5
_SALT_TEMPLATE = 31
_NEAR = 40


class Maker:
    """Makes the articles up, each from its place alone."""

    def __init__(self, options: Options, corpus: Corpus, start: datetime) -> None:
        self._options = options
        self._corpus = corpus
        self._oldest: dict[Lang, int] = {"id": corpus.span("id", start).start, "en": corpus.span("en", start).start}

    def template(self, lang: Lang, index: int) -> Template:
        """The template of an article's page."""
        if lang == "en" and self._options.forms == "plain":
            return "mobile"
        if self._options.template != "mixed":
            return self._options.template
        templates = _TEMPLATES[self._options.forms]
        return templates[mix(self._options.seed, _SALT_TEMPLATE, index) % len(templates)]

    def brief(self, lang: Lang, index: int) -> Brief:
        """What lists show of the article at a place of its edition."""
        moment = self._corpus.moment(self._corpus.ordinal(lang, index))
        dice = Dice(self._options.seed, lang, index)
        if lang == "en":
            drafted = english.draft(dice, moment)
        else:
            drafted = indonesian.draft(dice, self._corpus.category(index), self._corpus.region(index), moment)
        names = dice.sample(people.REPORTERS, 2 if dice.chance(12) else 1)
        alt = drafted.caption
        if self._options.forms == "real":
            alt = photo_alt(self._options.seed, lang, index, alt, moment)
        return Brief(
            lang, self._corpus.id(lang, index), index, drafted.title, slug(drafted.title), alt,
            blake2b(f"{self._options.seed}/{lang}/{index}".encode(), digest_size=16).hexdigest(),
            moment, f"{moment:%Y-%m-%dT%H:%M}+07:00", ", ".join(names), drafted.lead, drafted,
        )  # fmt: skip

    def article(self, brief: Brief) -> Article:
        """What the page of an article says."""
        lang, id_, index, moment = brief.lang, brief.id, brief.index, brief.moment
        template = self.template(lang, index)
        dice = Dice(self._options.seed, "story", lang, index)
        told = english.story(dice, brief.draft) if lang == "en" else indonesian.story(dice, brief.draft, moment)
        paragraphs = tuple(_plain(marked) if "<" in marked else marked for marked in told.paragraphs)
        quote = told.quote
        if quote and template == "mobile" and lang == "id" and dice.chance(2):
            quote = f'"{quote},"'
        real = self._options.forms == "real"
        older = self._older(lang, index, dice, _MOST_RELATED if real else _RELATED[template] + 1)
        linked = tuple(older[:1]) if not dice.chance(4) else ()
        category = None if lang == "en" else self._corpus.category(index)
        editor = None if lang == "en" or dice.chance(10) else dice.pick(people.EDITORS)
        return Article(
            lang=lang, id=id_, slug=brief.slug, template=template, title=brief.title, photo=brief.photo,
            photo_alt=brief.photo_alt, photo_credit=_credit(dice, brief.reporter),
            date=brief.published_at[:10], published_at=brief.published_at,
            prints_time=template == "mobile" or self._desktop_time(moment), reporter=brief.reporter, editor=editor,
            translator=dice.pick(people.TRANSLATORS) if lang == "en" else None,
            category=CATEGORIES[category][0] if category else "English", category_slug=category,
            region=self._corpus.region(index) if lang == "id" else None, quote=quote, paragraphs=paragraphs,
            read_also=linked, related=tuple(older if real else sorted(older[1:], reverse=True)), marked=told.paragraphs,
            link_after=dice.between(2, 3), link_inside=template != "mobile" and self._cuts(dice),
        )  # fmt: skip

    def _cuts(self, dice: Dice) -> bool:
        chance = dice.chance(2)
        return chance if self._options.inline_link == "both" else self._options.inline_link == "inside"

    def _desktop_time(self, moment: datetime) -> bool:
        rule = self._options.desktop_time
        return rule == "always" or (rule == "2020-2022" and 2020 <= moment.year <= 2022)  # noqa: PLR2004 - the rule's own years

    def _older(self, lang: Lang, index: int, dice: Dice, count: int) -> list[int]:
        """Choose ids of articles of the same category that came before, if there are any."""
        oldest = self._oldest[lang]
        if lang == "en":
            near = range(max(oldest, index - _NEAR), index)
            return [self._corpus.id(lang, each) for each in dice.sample(near, count)]
        category = self._corpus.category(index)
        rank = self._corpus.rank("category", category, index)
        first = max(self._corpus.rank("category", category, oldest), rank - _NEAR)
        chosen = dice.sample(range(first, rank), count)
        return [self._corpus.id(lang, self._corpus.at_rank("category", category, each)) for each in chosen]


def _plain(marked: str) -> str:
    for mark in ("<b>", "</b>", "<i>", "</i>"):
        marked = marked.replace(mark, "")
    return marked


def _credit(dice: Dice, reporter: str) -> str | None:
    """Name who took the photo: somebody, the reporter, an outsider or nobody."""
    turn = dice.below(16)
    if turn < 8:  # noqa: PLR2004 - half of them
        return dice.pick(people.PHOTOGRAPHERS)
    if turn < 13:  # noqa: PLR2004 - a third
        return reporter.partition(",")[0]
    return "Istimewa" if turn < 15 else None  # noqa: PLR2004 - an eighth; the rest have none
