"""Owns how the site prints a day and a time; moments come as ISO 8601 to the minute, in Jakarta's time."""

from datetime import datetime
from functools import lru_cache

from replica.prose.english import MONTHS as ENGLISH_MONTHS
from replica.prose.indonesian import DAYS, MONTHS

_NOON = 12


@lru_cache(4096)
def indonesian_day(published_at: str) -> str:
    """`Kamis, 06 Februari 2025`."""
    day = datetime.fromisoformat(published_at)
    return f"{DAYS[day.weekday()]}, {day.day:02} {MONTHS[day.month - 1]} {day.year}"


def indonesian(published_at: str) -> str:
    """`Kamis, 06 Februari 2025 14:50`."""
    return f"{indonesian_day(published_at)} {published_at[11:16]}"


def english(published_at: str) -> str:
    """`October 22 2017 03:20 PM`."""
    moment = datetime.fromisoformat(published_at)
    hour = (moment.hour - 1) % _NOON + 1
    half = "PM" if moment.hour >= _NOON else "AM"
    return f"{ENGLISH_MONTHS[moment.month - 1]} {moment.day:02} {moment.year} {hour:02}:{moment.minute:02} {half}"


def day_first(published_at: str) -> str:
    """`08-10-2026`."""
    return f"{published_at[8:10]}-{published_at[5:7]}-{published_at[:4]}"
