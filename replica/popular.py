"""View counters and the rankings of the most read articles."""

from datetime import datetime
from functools import lru_cache

from replica.corpus import Corpus, Lang
from replica.dice import Dice, mix
from replica.options import Options
from replica.truth import Brief, Template

_SALT_FAME = {"id": 21, "en": 22}
_DAY = 86_400
_POPULAR = 5
_RECENT_DAYS = 6

_ALL_TIME_FAME = (412_370, 298_114, 251_906, 223_480, 187_655)
"""Readers of the five most popular articles of all time, far more than any other can have."""


class Popular:
    """The counters, and the rankings by them."""

    def __init__(self, options: Options, corpus: Corpus, start: datetime) -> None:
        self._seed = options.seed
        self._oldest = corpus.oldest
        self._recent_places = _RECENT_DAYS * options.per_day
        self._all_time = self._choose_all_time(corpus.span("id", start))
        self._recent = lru_cache(4)(self._choose_recent)

    def counter(self, brief: Brief, now: datetime) -> int:
        """What the counter of an article shows at a moment; it never falls, and stands still while the clock does."""
        famous = self._all_time.get(brief.index) if brief.lang == "id" else None
        famous = famous or self._fame(brief.lang, brief.index)
        age = max(int((now - brief.moment).total_seconds()), 0)
        return 1 + famous * age // (age + 2 * _DAY) + age // (_DAY * (7 + brief.index % 30))

    def most(self, template: Template, lang: Lang, end: int, deleted: frozenset[int]) -> list[int]:
        """Berita Terpopuler of the mobile template (recent), or Berita Populer of the desktop one (of all time).

        Returns:
            The indices of five articles, or fewer, in no order.
        """
        if template != "mobile":
            return [index for index in self._all_time if index not in deleted]
        return self._recent(lang, end, deleted)

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
        recent = range(max(self._oldest[lang], end - self._recent_places), end)
        kept = (index for index in recent if index not in deleted)
        return sorted(kept, key=lambda index: -self._fame(lang, index))[:_POPULAR]
