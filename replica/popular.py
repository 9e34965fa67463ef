"""View counters and the rankings of the most read articles."""

from datetime import datetime
from functools import lru_cache

from replica.corpus import Corpus, Lang
from replica.dice import Dice, mix
from replica.options import Options
from replica.truth import Brief, Template

_SALT_FAME = {"id": 21, "en": 22}
_HALF_SECONDS = 2 * 86_400
_DAY = 86_400

ALL_TIME_FAME = (412_370, 298_114, 251_906, 223_480, 187_655)
"""Readers of the five most popular articles of all time, far above what `fame` gives to any other."""


def fame(seed: int, lang: Lang, index: int) -> int:
    """How many readers an article gets while it is news: mostly hundreds, now and then ten thousand."""
    luck = mix(seed, _SALT_FAME[lang], index)
    return 150 + luck % 1500 + 12_000 // (1 + luck // 1500 % 60)


def view_count(famous: int, index: int, published: datetime, now: datetime) -> int:
    """What the counter shows; it never falls, and stands still while the clock does."""
    age = max(int((now - published).total_seconds()), 0)
    return 1 + famous * age // (age + _HALF_SECONDS) + age // (_DAY * (7 + index % 30))


_POPULAR = 5
_RECENT_DAYS = 6


class Popular:
    """The counters, and the rankings by them."""

    def __init__(self, options: Options, corpus: Corpus, start: datetime) -> None:
        self._seed = options.seed
        self._recent_places = _RECENT_DAYS * options.per_day
        self._oldest: dict[Lang, int] = {"id": corpus.span("id", start).start, "en": corpus.span("en", start).start}
        self._all_time = self._choose_all_time(corpus.span("id", start))
        self._recent = lru_cache(4)(self._choose_recent)

    def counter(self, brief: Brief, now: datetime) -> int:
        """What the counter of an article shows at a moment."""
        famous = self._all_time.get(brief.index) if brief.lang == "id" else None
        famous = famous or fame(self._seed, brief.lang, brief.index)
        return view_count(famous, brief.index, brief.moment, now)

    def most(self, template: Template, lang: Lang, end: int, deleted: frozenset[int]) -> list[int]:
        """Berita Terpopuler of the mobile template (recent), or Berita Populer of the desktop one (of all time).

        Returns:
            The indices of five articles, or fewer, in no order.
        """
        if template != "mobile":
            return [index for index in self._all_time if index not in deleted]
        return list(self._recent(lang, end, deleted))

    def _choose_all_time(self, span: range) -> dict[int, int]:
        """Choose the most popular articles of all time from the first ones but the newest, with their fame."""
        dice = Dice(self._seed, "all-time")
        part = len(span) // (_POPULAR + 1)
        chosen = [span[place * part + dice.below(part)] for place in range(_POPULAR)] if part else span[:_POPULAR]
        return dict(zip(chosen, ALL_TIME_FAME, strict=False))

    def _choose_recent(self, lang: Lang, end: int, deleted: frozenset[int]) -> tuple[int, ...]:
        recent = range(max(self._oldest[lang], end - self._recent_places), end)
        kept = (index for index in recent if index not in deleted)
        return tuple(sorted(kept, key=lambda index: -fame(self._seed, lang, index))[:_POPULAR])
