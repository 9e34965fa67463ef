"""Owns how the site prints a day and a time; moments come as ISO 8601 to the minute, in Jakarta's time."""

from datetime import datetime
from functools import lru_cache

from replica.prose.english import DAYS as ENGLISH_DAYS
from replica.prose.english import MONTHS as ENGLISH_MONTHS
from replica.prose.indonesian import DAYS, MONTHS
from replica.truth import Article

_NOON = 12
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@lru_cache(4096)
def indonesian_day(published_at: str) -> str:
    """`Kamis, 06 Februari 2025`."""
    day = datetime.fromisoformat(published_at)
    return f"{DAYS[day.weekday()]}, {day.day:02} {MONTHS[day.month - 1]} {day.year}"


def indonesian(published_at: str) -> str:
    """`Kamis, 06 Februari 2025 14:50`."""
    return f"{indonesian_day(published_at)} {published_at[11:16]}"


def desktop(article: Article) -> str:
    """The date of a byline D4: `Kamis, 06 Februari 2025 14:50`, or without the time; `Saturday, May 11th 2024`."""
    if article.lang == "en":
        return english_day(article.published_at)
    return indonesian(article.published_at) if article.prints_time else indonesian_day(article.published_at)


def english(published_at: str) -> str:
    """`October 22 2017 03:20 PM`."""
    moment = datetime.fromisoformat(published_at)
    return f"{_month(moment)} {moment.day:02} {moment.year} {_clock(moment)}"


def english_day(published_at: str) -> str:
    """`Saturday, May 11th 2024`."""
    moment = datetime.fromisoformat(published_at)
    return f"{ENGLISH_DAYS[moment.weekday()]}, {_month(moment)} {_ordinal(moment.day)} {moment.year}"


def english_twice(published_at: str) -> str:
    """`December 27th, 2019 04:47 PM 16:47 WIB`."""
    moment = datetime.fromisoformat(published_at)
    return f"{_month(moment)} {_ordinal(moment.day)}, {moment.year} {_clock(moment)} {moment:%H:%M} WIB"


def english_comma(published_at: str) -> str:
    """`July 09, 2018 03:51 PM`."""
    moment = datetime.fromisoformat(published_at)
    return f"{_month(moment)} {moment.day:02}, {moment.year} {_clock(moment)}"


def day_first(published_at: str) -> str:
    """`08-10-2026`."""
    return f"{published_at[8:10]}-{published_at[5:7]}-{published_at[:4]}"


def _month(moment: datetime) -> str:
    return ENGLISH_MONTHS[moment.month - 1]


def _clock(moment: datetime) -> str:
    half = "PM" if moment.hour >= _NOON else "AM"
    return f"{(moment.hour - 1) % _NOON + 1:02}:{moment.minute:02} {half}"


def _ordinal(number: int) -> str:
    teen = number // 10 == 1
    return f"{number}{'th' if teen else _ENDINGS.get(number % 10, 'th')}"
