"""Owns fame: how often each article has been read, and which ones are read most."""

from datetime import datetime
from functools import lru_cache

from replica import views
from replica.corpus import Corpus, Lang
from replica.dice import Dice
from replica.options import Options
from replica.truth import Brief, Template

_POPULAR = 5
_RECENT_DAYS = 6


class Popular:
    """The counters, and the rankings by them.

    Args:
        options: the seed and the pace.
        corpus: the articles there are.
        start: the moment the clock started.
    """

    def __init__(self, options: Options, corpus: Corpus, start: datetime) -> None:
        self._seed = options.seed
        self._recent_places = _RECENT_DAYS * options.per_day
        self._oldest: dict[Lang, int] = {"id": corpus.span("id", start).start, "en": corpus.span("en", start).start}
        self._all_time = self._choose_all_time(corpus.span("id", start))
        self._recent = lru_cache(4)(self._choose_recent)

    def counter(self, brief: Brief, now: datetime) -> int:
        """What the counter of an article shows at a moment."""
        famous = self._all_time.get(brief.index) if brief.lang == "id" else None
        famous = famous or views.fame(self._seed, brief.lang, brief.index)
        return views.count(famous, brief.index, brief.moment, now)

    def most(self, template: Template, lang: Lang, end: int, deleted: frozenset[int]) -> list[int]:
        """Berita Terpopuler of the mobile template (recent), or Berita Populer of the desktop one (of all time).

        Args:
            template: which of them.
            lang: the edition.
            end: the index that its next article will have.
            deleted: the indices of articles left out; of all time, nothing moves up for them.

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
        return dict(zip(chosen, views.ALL_TIME_FAME, strict=False))

    def _choose_recent(self, lang: Lang, end: int, deleted: frozenset[int]) -> tuple[int, ...]:
        """Choose the most famous of the last days."""
        recent = range(max(self._oldest[lang], end - self._recent_places), end)
        kept = (index for index in recent if index not in deleted)
        return tuple(sorted(kept, key=lambda index: -views.fame(self._seed, lang, index))[:_POPULAR])
