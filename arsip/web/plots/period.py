"""The period that plots and a report are about: days of publication in Jakarta, and perhaps one edition."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from scraper.clock import JAKARTA, parse_optional_day
from scraper.items import EDITION_NAMES, Lang

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""By their English names, whatever language the machine speaks."""

_LARGEST = 2**62
"""Beyond any article's number."""

_KEYS: dict[Lang | None, tuple[int, int]] = {None: (-_LARGEST, _LARGEST), "id": (1, _LARGEST), "en": (-_LARGEST, -1)}

_BEFORE_ALL, _AFTER_ALL = "", "~"
"""Sort before and after any day and moment."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days, and perhaps one edition.

    Attributes:
        since: first day, `YYYY-MM-DD`, inclusive; None from the first article on.
        until: last day, inclusive; None up to the newest.
        lang: one edition only; None for both.
    """

    since: str | None = None
    until: str | None = None
    lang: Lang | None = None

    @classmethod
    def of(cls, since: str | None, until: str | None, lang: Lang | None = None) -> "Period":
        """Make a period of what people have typed.

        Args:
            since: a day; None for none.
            until: likewise.
            lang: the edition.

        Raises:
            ValueError: where one of them is no day, or the first lies after the last; says so in a line.
        """
        first, last = parse_optional_day("since", since), parse_optional_day("until", until)
        if first is not None and last is not None and first > last:
            raise ValueError(f"since {first} lies after until {last}; give the earlier day first")
        return cls(first, last, lang)

    @property
    def values(self) -> dict[str, str | int]:
        """What the plots' SQL asks by: `date BETWEEN :since AND :until AND +key BETWEEN :low AND :high`.

        The plus keeps SQLite from going through all keys where the few days of a period have an index.
        """
        low, high = _KEYS[self.lang]
        return {"since": self.since or _BEFORE_ALL, "until": self.until or _AFTER_ALL, "low": low, "high": high}

    @property
    def moments(self) -> dict[str, str]:
        """`begin` and `end` of these days as the archive writes moments: UTC, the end exclusive."""
        return {
            "begin": _BEFORE_ALL if self.since is None else _midnight(self.since, 0),
            "end": _AFTER_ALL if self.until is None else _midnight(self.until, 1),
        }

    @property
    def opening(self) -> str:
        """How a sentence about it begins: `In October 2026`, `In all`."""
        opening = "In all" if self.is_open else _opening(self.since, self.until)
        return opening if self.lang is None else f"{opening}, in the {EDITION_NAMES[self.lang]} edition"

    @property
    def is_open(self) -> bool:
        """Whether it has neither a first nor a last day."""
        return self.since is None and self.until is None


def written(day: str) -> str:
    """Write a day for the eye: `8 October 2026`."""
    return f"{int(day[8:10])} {MONTHS[int(day[5:7]) - 1]} {day[:4]}"


def _midnight(day: str, days_later: int) -> str:
    """Return the moment at which a day, or one after it, begins in Jakarta."""
    there = datetime.combine(date.fromisoformat(day), time(), JAKARTA)
    try:
        moment = (there + timedelta(days=days_later)).astimezone(UTC)
    except OverflowError:  # a first day of the calendar's first year, or a last one of its last
        return _BEFORE_ALL if days_later == 0 else _AFTER_ALL
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _opening(since: str | None, until: str | None) -> str:
    if since is None:
        return f"Up to {written(until or '')}"
    if until is None:
        return f"Since {written(since)}"
    if since == until:
        return f"On {written(since)}"
    if (since[4:], until[4:]) == ("-01-01", "-12-31"):
        return f"In {since[:4]}" if since[:4] == until[:4] else f"From {since[:4]} to {until[:4]}"
    last = monthrange(int(since[:4]), int(since[5:7]))[1]
    if (since[8:], until) == ("01", f"{since[:8]}{last:02d}"):
        return f"In {MONTHS[int(since[5:7]) - 1]} {since[:4]}"
    return f"From {written(since)} to {written(until)}"
