"""The period that charts, a report and a search are about: days of publication in Jakarta, and perhaps one edition."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import timedelta

from arsip.web.formatting import day, month
from scraper.clock import begin_of, parse_optional_day, stamp
from scraper.items import EDITION_NAMES, Lang

_LARGEST_KEY = 2**62
_KEYS: dict[Lang | None, tuple[int, int]] = {
    None: (-_LARGEST_KEY, _LARGEST_KEY),
    "id": (1, _LARGEST_KEY),
    "en": (-_LARGEST_KEY, -1),
}

_BEFORE_ALL, _AFTER_ALL = "", "~"
"""Sort before and after any day and time."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days `YYYY-MM-DD`, the last one included, each None for no bound; and perhaps one edition."""

    since: str | None = None
    until: str | None = None
    lang: Lang | None = None

    @classmethod
    def of(cls, since: str | None, until: str | None, lang: Lang | None = None) -> "Period":
        """Make a period of days as people write them.

        Raises:
            ValueError: one of them is no day, or the first lies after the last; a line that says so.
        """
        first, last = parse_optional_day("since", since), parse_optional_day("until", until)
        if first is not None and last is not None and first > last:
            raise ValueError(f"since {first} lies after until {last}; give the earlier day first")
        return cls(first, last, lang)

    @property
    def values(self) -> dict[str, str | int]:
        """Parameters for `date BETWEEN :since AND :until AND key BETWEEN :low AND :high`."""
        low, high = _KEYS[self.lang]
        return {"since": self.since or _BEFORE_ALL, "until": self.until or _AFTER_ALL, "low": low, "high": high}

    @property
    def moments(self) -> dict[str, str]:
        """Parameters `begin` and `end` for UTC times of these days in Jakarta; the end is exclusive."""
        return {
            "begin": _BEFORE_ALL if self.since is None else stamp(begin_of(self.since)),
            "end": _AFTER_ALL if self.until is None else stamp(begin_of(self.until) + timedelta(days=1)),
        }

    def whole_months(self) -> tuple[tuple[str, str] | None, list["Period"]]:
        """Return the first and the last month, `YYYY-MM`, that lie within it as a whole; and the days besides them."""
        first = 0 if self.since is None else _month_number(self.since) + (not self.since.endswith("-01"))
        last = None if self.until is None else _month_number(self.until) - (self.until != last_day(self.until))
        if last is not None and first > last:
            return None, [self]
        days = []
        if self.since and first > _month_number(self.since):
            days.append(Period(self.since, last_day(self.since), self.lang))
        if self.until and last != _month_number(self.until):
            days.append(Period(f"{self.until[:8]}01", self.until, self.lang))
        return (_month_name(first), _AFTER_ALL if last is None else _month_name(last)), days

    @property
    def opening(self) -> str:
        """How a sentence about it begins: `In October 2026`, `In all`."""
        opening = _opening(self.since, self.until)
        return opening if self.lang is None else f"{opening}, in the {EDITION_NAMES[self.lang]} edition"


def _month_number(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def _month_name(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def last_day(day: str) -> str:
    """Return the last day of a day's month."""
    return f"{day[:8]}{monthrange(int(day[:4]), int(day[5:7]))[1]:02d}"


def _opening(since: str | None, until: str | None) -> str:
    if since is None:
        return "In all" if until is None else f"Up to {day(until)}"
    if until is None:
        return f"Since {day(since)}"
    if since == until:
        return f"On {day(since)}"
    if (since[4:], until[4:]) == ("-01-01", "-12-31"):
        return f"In {since[:4]}" if since[:4] == until[:4] else f"From {since[:4]} to {until[:4]}"
    if (since[8:], until) == ("01", last_day(since)):
        return f"In {month(since[:7])}"
    return f"From {day(since)} to {day(until)}"
