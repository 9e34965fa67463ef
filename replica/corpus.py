"""Which articles exist: number, edition, id, moment, category, region and readers of each, found by arithmetic alone.

Articles are counted by an `ordinal` that rises with time and is 0 for the first article of the clock's first day; the
corpus begins at a negative one and has no end, the clock decides how much of it is published. Within an edition they
are counted by an `index` of the same kind. Each property is laid out in blocks whose order a hash decides, so the
k-th article of any list is found without looking at the others, and no list of articles is ever made.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from replica.clock import START
from replica.dice import Dice, mix
from replica.options import Options

if TYPE_CHECKING:
    from replica.truth import Brief, Template


class Gaps:
    """Places that are left out of the whole numbers; the others are counted on as if they were not there."""

    def __init__(self, places: Iterable[int] = ()) -> None:
        self._places = sorted(places)
        self._ranks = [place - before for before, place in enumerate(self._places)]

    def ranks(self, places: range) -> range:
        """The ranks of those of some neighbouring places that are kept."""
        start, stop = (place - bisect_left(self._places, place) for place in (places.start, places.stop))
        return range(start, stop)

    def place(self, rank: int) -> int:
        """The kept place with a rank."""
        return rank + bisect_right(self._ranks, rank)


Lang = Literal["id", "en"]
LANGS: tuple[Lang, Lang] = ("id", "en")

CATEGORIES = {
    "ekonomi": ("Ekonomi", 3),
    "pembangunan": ("Pembangunan", 4),
    "pemerintahan": ("Pemerintahan", 5),
    "kesra": ("Kesra", 4),
    "pendidikan": ("Pendidikan", 2),
    "fokus": ("Fokus", 1),
    "lintas-kota": ("Lintas Kota", 2),
    "wisata": ("Wisata", 2),
    "kesehatan": ("Kesehatan", 2),
    "pemberdayaan-perempuan": ("Pemberdayaan Perempuan", 1),
    "jakarta-hari-ini": ("Jakarta Hari Ini", 1),
    "olahraga": ("Olahraga", 1),
    "transportasi": ("Transportasi", 2),
    "bumd": ("BUMD", 1),
    "legislatif": ("DPRD", 1),
}
"""Slug of each category, with the name the menu has for it and how many of every 32 articles it holds."""

REGIONS = {
    "jakarta-pusat": ("Jakarta Pusat", 5),
    "jakarta-utara": ("Jakarta Utara", 4),
    "jakarta-barat": ("Jakarta Barat", 4),
    "jakarta-selatan": ("Jakarta Selatan", 5),
    "jakarta-timur": ("Jakarta Timur", 5),
    "kepulauan-seribu": ("Kepulauan Seribu", 2),
}
"""Slug of each region, likewise; the other articles of the 32 belong to the city as a whole."""

RUBRICS = {"ekonomi": 1, "pembangunan": 2, "pemerintahan": 4, "kesra": 5}
"""Slug of each category that the desktop site has a list of, with its number there."""

_BLOCK = 32
_ENGLISH_EVERY = 6
_ID_BLOCK = 8
_FIRST_MINUTE = 7 * 60
_MINUTES = 14 * 60
_SALT_MINUTE, _SALT_ENGLISH, _SALT_HOLE, _SALT_FAME = 1, 2, {"id": 3, "en": 4}, {"id": 21, "en": 22}

_DAY = 86_400
_POPULAR = 5
_RECENT_DAYS = 6
_ALL_TIME_FAME = (412_370, 298_114, 251_906, 223_480, 187_655)
"""Readers of the five most popular articles of all time, far more than any other can have."""

_DECKS: dict[str, tuple[str, ...]] = {
    "category": tuple(slug for slug, (_, share) in CATEGORIES.items() for _ in range(share)),
    "region": tuple(slug for slug, (_, share) in REGIONS.items() for _ in range(share)) + ("",) * 7,
}


class Corpus:
    """The articles there are, by arithmetic; `oldest` is the index of each edition's first one."""

    def __init__(self, options: Options, start: datetime) -> None:
        self._seed = options.seed
        self._per_day = options.per_day
        self._midnight = START.replace(hour=0, minute=0, second=0, microsecond=0)
        self._shuffled = lru_cache(4096)(self._shuffle)
        self._reached = (0, self._midnight, self._midnight)
        end = self.published(start)
        self.first = end - options.articles
        then = self.published(START)
        self.oldest: dict[Lang, int] = {"id": self._count("id", self.first), "en": self._count("en", self.first)}
        newest: dict[Lang, int] = {"id": options.newest_id, "en": options.newest_english_id}
        self._shift: dict[Lang, int] = {}
        for lang, id_ in newest.items():
            last = self._count(lang, then) - 1
            room = _ID_BLOCK - 1
            oldest = self._count(lang, min(end, then) - options.articles)
            self._shift[lang] = max(id_ * room // _ID_BLOCK - last, room - oldest)
        self._all_time = self._choose_all_time(self.span("id", start))
        self._recent = lru_cache(4)(self._choose_recent)

    # -- time

    def moment(self, ordinal: int) -> datetime:
        """When an article is published: 07:00 to 20:59, strictly later than the one before."""
        day, slot = divmod(ordinal, self._per_day)
        width = _MINUTES // self._per_day
        minute = slot * _MINUTES // self._per_day + mix(self._seed, _SALT_MINUTE, ordinal) % width
        return self._midnight + timedelta(days=day, minutes=_FIRST_MINUTE + minute)

    def published(self, now: datetime) -> int:
        """The ordinal after the newest article that is published at a moment."""
        end, since, until = self._reached
        if since <= now < until:
            return end
        passed = now - self._midnight
        minutes = passed.seconds // 60 - _FIRST_MINUTE
        slot = min(max(minutes * self._per_day // _MINUTES + 1, 0), self._per_day)
        ordinal = passed.days * self._per_day + slot
        while self.moment(ordinal - 1) > now:
            ordinal -= 1
        while self.moment(ordinal) <= now:
            ordinal += 1
        self._reached = (ordinal, self.moment(ordinal - 1), self.moment(ordinal))
        return ordinal

    # -- editions

    def _english(self, block: int) -> int:
        """Where the one English article of a block of six stands: never at an end, so two are never neighbours."""
        return 1 + mix(self._seed, _SALT_ENGLISH, block) % (_ENGLISH_EVERY - 2)

    def _count(self, lang: Lang, ordinal: int) -> int:
        block, place = divmod(ordinal, _ENGLISH_EVERY)
        english = int(self._english(block) < place)
        return block + english if lang == "en" else block * (_ENGLISH_EVERY - 1) + place - english

    def span(self, lang: Lang, now: datetime) -> range:
        """The indices of an edition's articles that are published at a moment, oldest first."""
        return range(self.oldest[lang], self._count(lang, self.published(now)))

    def ordinal(self, lang: Lang, index: int) -> int:
        """Where an article of an edition stands among all."""
        if lang == "en":
            return index * _ENGLISH_EVERY + self._english(index)
        block, place = divmod(index, _ENGLISH_EVERY - 1)
        return block * _ENGLISH_EVERY + place + (place >= self._english(block))

    # -- ids

    def id(self, lang: Lang, index: int) -> int:
        """The site's number of an article; one of every eight numbers is no article's."""
        block, place = divmod(index + self._shift[lang], _ID_BLOCK - 1)
        return block * _ID_BLOCK + place + (place >= self._hole(lang, block))

    def index(self, lang: Lang, id_: int) -> int | None:
        """The index of the article with a number; None where the number is a gap. It need not be published yet."""
        block, place = divmod(id_, _ID_BLOCK)
        hole = self._hole(lang, block)
        if place == hole:
            return None
        return block * (_ID_BLOCK - 1) + place - (place > hole) - self._shift[lang]

    def _hole(self, lang: Lang, block: int) -> int:
        return mix(self._seed, _SALT_HOLE[lang], block) % _ID_BLOCK

    # -- categories and regions, of the Indonesian edition

    def _shuffle(self, deck: str, block: int) -> tuple[str, ...]:
        return tuple(Dice(self._seed, deck, block).sample(_DECKS[deck], _BLOCK))

    def category(self, index: int) -> str:
        """The slug of an article's category."""
        return self._shuffled("category", index // _BLOCK)[index % _BLOCK]

    def region(self, index: int) -> str | None:
        """The slug of an article's region; None for the city as a whole."""
        return self._shuffled("region", index // _BLOCK)[index % _BLOCK] or None

    def rank(self, deck: str, slug: str, index: int) -> int:
        """How many articles of a category or region stand before an index."""
        block, place = divmod(index, _BLOCK)
        return block * _DECKS[deck].count(slug) + self._shuffled(deck, block)[:place].count(slug)

    def at_rank(self, deck: str, slug: str, rank: int) -> int:
        """The index of the article of a category or region before which so many others stand."""
        block, nth = divmod(rank, _DECKS[deck].count(slug))
        places = [place for place, each in enumerate(self._shuffled(deck, block)) if each == slug]
        return block * _BLOCK + places[nth]

    def newest_first(
        self, lang: Lang, now: datetime, deck: str | None, slug: str, part: slice, *, gaps: Gaps
    ) -> tuple[int, Iterator[int]]:
        """How long a list is (the edition's, or a category's or region's), and the indices of a part of it."""
        span = self.span(lang, now)
        if deck is None:
            kept = gaps.ranks(span)
            return len(kept), map(gaps.place, kept[::-1][part])
        kept = gaps.ranks(range(self.rank(deck, slug, span.start), self.rank(deck, slug, span.stop)))
        return len(kept), (self.at_rank(deck, slug, gaps.place(rank)) for rank in kept[::-1][part])

    # -- readers

    def counter(self, brief: "Brief", now: datetime) -> int:
        """What the counter of an article shows at a moment; it never falls, and stands still while the clock does."""
        famous = self._all_time.get(brief.index) if brief.lang == "id" else None
        famous = famous or self._fame(brief.lang, brief.index)
        age = max(int((now - brief.moment).total_seconds()), 0)
        return 1 + famous * age // (age + 2 * _DAY) + age // (_DAY * (7 + brief.index % 30))

    def most_read(self, template: "Template", lang: Lang, end: int, deleted: frozenset[int]) -> list[int]:
        """The indices of up to five articles, in no order: recent ones on mobile pages, of all time on desktop ones."""
        if template == "mobile":
            return self._recent(lang, end, deleted)
        return [index for index in self._all_time if index not in deleted]

    def _fame(self, lang: Lang, index: int) -> int:
        """How many readers an article gets while it is news: mostly hundreds, now and then ten thousand."""
        luck = mix(self._seed, _SALT_FAME[lang], index)
        return 150 + luck % 1500 + 12_000 // (1 + luck // 1500 % 60)

    def _choose_all_time(self, span: range) -> dict[int, int]:
        """Choose the most popular articles of all time from the first ones but the newest, with their fame."""
        dice = Dice(self._seed, "all-time")
        part = len(span) // (_POPULAR + 1)
        chosen = [span[place * part + dice.below(part)] for place in range(_POPULAR)] if part else span[:_POPULAR]
        return dict(zip(chosen, _ALL_TIME_FAME, strict=False))

    def _choose_recent(self, lang: Lang, end: int, deleted: frozenset[int]) -> list[int]:
        recent = range(max(self.oldest[lang], end - _RECENT_DAYS * self._per_day), end)
        kept = (index for index in recent if index not in deleted)
        return sorted(kept, key=lambda index: -self._fame(lang, index))[:_POPULAR]
