"""Owns the made-up site: each article with the truth about it, each list, and the popular articles of the moment."""

from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Literal

from replica import views
from replica.clock import Clock
from replica.corpus import CATEGORIES, REGIONS, Corpus, Lang
from replica.dice import Dice, mix
from replica.options import Options
from replica.prose import english, indonesian, people
from replica.prose.story import slug
from replica.truth import Article, Brief, Template

ListKind = Literal["index", "english", "category", "region"]

PAGE_SIZE = 50
_POPULAR = 5
_RECENT_DAYS = 6
_RELATED: dict[Template, int] = {"mobile-2026": 2, "desktop-2018": 3}
_SALT_TEMPLATE = 31
_NEAR = 40


class Site:
    """The site at the moment its clock shows.

    Args:
        options: the switches; by default 300 articles of seed 1 in both templates.
        clock: the time there; by default one that moves with ours.
    """

    def __init__(self, options: Options | None = None, clock: Clock | None = None) -> None:
        self.options = options or Options()
        self.clock = clock or Clock()
        self.corpus = Corpus(self.options, self.clock.start)
        self._brief = lru_cache(8192)(self._make_brief)
        self._recent = lru_cache(4)(self._choose_recent)
        self._all_time = self._choose_all_time()

    # -- which there are

    def count(self, lang: Lang) -> int:
        """How many articles an edition has now."""
        return len(self.corpus.span(lang, self.clock.now()))

    def ids(self, lang: Lang) -> list[int]:
        """The ids an edition has now, oldest first; made for tests of small sites."""
        return [self.corpus.id(lang, index) for index in self.corpus.span(lang, self.clock.now())]

    def index(self, lang: Lang, id_: int) -> int | None:
        """The place of a published article in its edition; None where there is none with that id."""
        index = self.corpus.index(lang, id_)
        return index if index is not None and index in self.corpus.span(lang, self.clock.now()) else None

    def template(self, lang: Lang, index: int) -> Template:
        """The template of an article's page."""
        if lang == "en":
            return "mobile-2026"
        if self.options.template != "mixed":
            return self.options.template
        return "desktop-2018" if mix(self.options.seed, _SALT_TEMPLATE, index) % 2 else "mobile-2026"

    # -- one article

    def brief(self, lang: Lang, id_: int) -> Brief:
        """What lists show of an article.

        Raises:
            KeyError: no published article has the id.
        """
        index = self.index(lang, id_)
        if index is None:
            raise KeyError((lang, id_))
        return self._brief(lang, index)

    def at(self, lang: Lang, index: int) -> Brief:
        """What lists show of the article at a place of its edition."""
        return self._brief(lang, index)

    def _make_brief(self, lang: Lang, index: int) -> Brief:
        moment = self.corpus.moment(self.corpus.ordinal(lang, index))
        dice = Dice(self.options.seed, lang, index)
        if lang == "en":
            drafted = english.draft(dice, moment)
        else:
            drafted = indonesian.draft(dice, self.corpus.category(index), self.corpus.region(index), moment)
        names = dice.sample(people.REPORTERS, 2 if dice.chance(12) else 1)
        return Brief(
            lang, self.corpus.id(lang, index), index, drafted.title, slug(drafted.title), drafted.caption,
            blake2b(f"{self.options.seed}/{lang}/{index}".encode(), digest_size=16).hexdigest(),
            moment, f"{moment:%Y-%m-%dT%H:%M}+07:00", ", ".join(names), drafted.lead, drafted,
        )  # fmt: skip

    def article(self, lang: Lang, id_: int) -> Article:
        """The truth about an article.

        Raises:
            KeyError: no published article has the id.
        """
        brief = self.brief(lang, id_)
        index, moment = brief.index, brief.moment
        template = self.template(lang, index)
        dice = Dice(self.options.seed, "story", lang, index)
        told = english.story(dice, brief.draft) if lang == "en" else indonesian.story(dice, brief.draft, moment)
        paragraphs = tuple(_plain(marked) if "<" in marked else marked for marked in told.paragraphs)
        quote = told.quote
        if quote and template == "mobile-2026" and lang == "id" and dice.chance(2):
            quote = f'"{quote},"'
        older = self._older(lang, index, dice, _RELATED[template] + 1)
        linked = tuple(older[:1]) if not dice.chance(4) else ()
        category = None if lang == "en" else self.corpus.category(index)
        editor = None if lang == "en" or dice.chance(10) else dice.pick(people.EDITORS)
        return Article(
            lang=lang, id=id_, slug=brief.slug, template=template, title=brief.title, photo=brief.photo,
            photo_alt=brief.photo_alt, photo_credit=_credit(dice, brief.reporter),
            date=brief.published_at[:10], published_at=brief.published_at,
            prints_time=template == "mobile-2026" or self._desktop_time(moment), reporter=brief.reporter, editor=editor,
            translator=dice.pick(people.TRANSLATORS) if lang == "en" else None,
            category=CATEGORIES[category][0] if category else "English", category_slug=category,
            region=self.corpus.region(index) if lang == "id" else None, quote=quote, paragraphs=paragraphs,
            read_also=linked, related=tuple(sorted(older[1:], reverse=True)), marked=told.paragraphs,
            link_after=dice.between(2, 3), link_inside=template == "desktop-2018" and self._cuts(dice),
        )  # fmt: skip

    def _cuts(self, dice: Dice) -> bool:
        """Whether the inline link of a desktop article cuts a paragraph."""
        chance = dice.chance(2)
        return chance if self.options.inline_link == "both" else self.options.inline_link == "inside"

    def _desktop_time(self, moment: datetime) -> bool:
        rule = self.options.desktop_time
        return rule == "always" or (rule == "2020-2022" and 2020 <= moment.year <= 2022)  # noqa: PLR2004 - the rule's own years

    def _older(self, lang: Lang, index: int, dice: Dice, count: int) -> list[int]:
        """Choose ids of articles of the same category that came before, if there are any."""
        oldest = self.corpus.span(lang, self.clock.start).start
        if lang == "en":
            near = range(max(oldest, index - _NEAR), index)
            return [self.corpus.id(lang, each) for each in dice.sample(near, count)]
        category = self.corpus.category(index)
        rank = self.corpus.rank("category", category, index)
        first = max(self.corpus.rank("category", category, oldest), rank - _NEAR)
        chosen = dice.sample(range(first, rank), count)
        return [self.corpus.id(lang, self.corpus.at_rank("category", category, each)) for each in chosen]

    def views(self, lang: Lang, id_: int, now: datetime | None = None) -> int:
        """What an article's counter shows, now or at a given moment."""
        brief = self.brief(lang, id_)
        return self.counter(brief, now or self.clock.now())

    def counter(self, brief: Brief, now: datetime) -> int:
        """What the counter of an article shows at a moment."""
        famous = self._all_time.get(brief.index) if brief.lang == "id" else None
        famous = famous or views.fame(self.options.seed, brief.lang, brief.index)
        return views.count(famous, brief.index, brief.moment, now)

    # -- lists

    def listing(self, kind: ListKind, name: str, page: int) -> tuple[int, list[Brief]]:
        """A page of a list, newest first.

        Args:
            kind: which list.
            name: slug of the category or region; else without meaning.
            page: from 1.

        Returns:
            How many articles the whole list has, and those on the page: 50, fewer on the last, none after it.
        """
        lang: Lang = "en" if kind == "english" else "id"
        deck = kind if kind in ("category", "region") else None
        part = slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
        total, indices = self.corpus.newest_first(lang, self.clock.now(), deck, name, part)
        return total, [self._brief(lang, index) for index in indices]

    def popular(self, template: Template, lang: Lang = "id") -> list[Brief]:
        """Berita Terpopuler of the mobile template (recent), or Berita Populer of the desktop one (of all time).

        They are the site's state now, the most read first.
        """
        now = self.clock.now()
        if template == "desktop-2018":
            chosen = tuple(self._all_time)
        else:
            chosen = self._recent(lang, self.corpus.span(lang, now).stop)
        return sorted((self._brief(lang, index) for index in chosen), key=lambda brief: -self.counter(brief, now))

    def _choose_all_time(self) -> dict[int, int]:
        """Choose the most popular articles of all time from the first ones but the newest, with their fame."""
        span = self.corpus.span("id", self.clock.start)
        dice = Dice(self.options.seed, "all-time")
        part = len(span) // (_POPULAR + 1)
        chosen = [span[place * part + dice.below(part)] for place in range(_POPULAR)] if part else span[:_POPULAR]
        return dict(zip(chosen, views.ALL_TIME_FAME, strict=False))

    def _choose_recent(self, lang: Lang, end: int) -> tuple[int, ...]:
        """Choose the most famous of the last days."""
        span = self.corpus.span(lang, self.clock.start)
        recent = range(max(span.start, end - _RECENT_DAYS * self.options.per_day), end)
        return tuple(sorted(recent, key=lambda index: -views.fame(self.options.seed, lang, index))[:_POPULAR])


def known_list(kind: ListKind, name: str) -> bool:
    """Whether there is such a list."""
    return {"category": name in CATEGORIES, "region": name in REGIONS}.get(kind, True)


def _plain(marked: str) -> str:
    """Take the marks of bold and italic text away."""
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
