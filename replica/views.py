"""Owns the counters: how often an article has been read, a function of the article and the moment alone."""

from datetime import datetime

from replica.corpus import Lang
from replica.dice import mix

_SALT_FAME = {"id": 21, "en": 22}
_HALF_SECONDS = 2 * 86_400
_DAY = 86_400

ALL_TIME_FAME = (412_370, 298_114, 251_906, 223_480, 187_655)
"""Readers of the five most popular articles of all time, far above what `fame` gives to any other."""


def fame(seed: int, lang: Lang, index: int) -> int:
    """How many readers an article gets while it is news: mostly hundreds, now and then ten thousand."""
    luck = mix(seed, _SALT_FAME[lang], index)
    return 150 + luck % 1500 + 12_000 // (1 + luck // 1500 % 60)


def count(famous: int, index: int, published: datetime, now: datetime) -> int:
    """What the counter shows; it never falls, and stands still while the clock does.

    Args:
        famous: the article's fame.
        index: tells articles apart whose old age draws more readers from others.
        published: when the article appeared.
        now: when the counter is read.
    """
    age = max(int((now - published).total_seconds()), 0)
    return 1 + famous * age // (age + _HALF_SECONDS) + age // (_DAY * (7 + index % 30))
