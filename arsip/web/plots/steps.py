"""The steps of an axis of days: single days where they are few, else months, or years where a date is far off."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from arsip.web.plots.paper import SMALL, width_of
from arsip.web.plots.period import MONTHS

DAYS = 92
"""So many days at most are shown one by one."""

MONTHS_SHOWN = 600
"""So many months at most: it takes one page with a wrong date to make them thousands."""

_YEAR = 12
_ROUND = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Steps between two labels."""

_MONTHS_APART = (1, 2, 3, 6)
"""The same where they are months of a year."""

_AIR = 14.0
"""Units between two labels at least."""

_BESIDE = 8.0
"""Units that a label may reach beyond the axes, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Days or months in a row.

    Attributes:
        unit: `day`, `month` or `year`.
        first: number of the first; of a day its ordinal, of a month the months since the year 0.
        last: of the last, inclusive.
    """

    unit: str
    first: int
    last: int

    @classmethod
    def between(cls, first: str, last: str) -> "Steps":
        """Take days, months or years, by how many there are.

        Args:
            first: a day, `YYYY-MM-DD`.
            last: another, not before it.
        """
        begin, end = (date.fromisoformat(day).toordinal() for day in (first, last))
        if end - begin < DAYS:
            return cls("day", begin, end)
        if _month(last) - _month(first) < MONTHS_SHOWN:
            return cls("month", _month(first), _month(last))
        return cls("year", int(first[:4]), int(last[:4]))

    def __len__(self) -> int:
        return self.last - self.first + 1

    @property
    def letters(self) -> int:
        """How much of `YYYY-MM-DD` names a step."""
        return len({"day": "2026-10-31", "month": "2026-10", "year": "2026"}[self.unit])

    def at(self, name: str) -> int:
        """Return which step a name is of, counted from 0."""
        if self.unit == "day":
            return date.fromisoformat(name).toordinal() - self.first
        return (int(name) if self.unit == "year" else _month(name)) - self.first

    def name(self, at: int) -> str:
        """Return the name of a step counted from 0: `2026-10-31`, `2026-10` or `2026`."""
        number = self.first + at
        if self.unit == "day":
            return date.fromordinal(number).isoformat()
        if self.unit == "year":
            return f"{number:04d}"
        return f"{number // _YEAR:04d}-{number % _YEAR + 1:02d}"

    def ticks(self, width: float, *, beside: float = _BESIDE) -> list[tuple[float, str]]:
        """Say where labels stand, so that none touches another nor leaves the sheet.

        Args:
            width: of the axes, in units.
            beside: how far a label may reach beyond them.

        Returns:
            places, in steps from the left edge, and labels.
        """
        a_step = width / len(self)
        for each in self._labels():
            if len(each) * _AIR > width:
                continue
            ticks = [(at + 0.5, label) for at, label in each]
            halves = [width_of(label, SMALL) / 2 for _, label in ticks]
            inside = [
                tick for tick, half in zip(ticks, halves, strict=True)
                if half <= beside + a_step * min(tick[0], len(self) - tick[0])
            ]  # fmt: skip
            apart = all(
                (later[0] - earlier[0]) * a_step >= (width_of(earlier[1], SMALL) + width_of(later[1], SMALL)) / 2 + _AIR
                for earlier, later in pairwise(inside)
            )
            if inside and apart:
                return inside
        return []

    def _labels(self) -> list[list[tuple[int, str]]]:
        """Name steps, ever farther apart; of many days the first of each month."""
        numbers = [(at, self.first + at) for at in range(len(self))]
        if self.unit == "year":
            return _named_years(numbers)
        if self.unit == "month":
            return _named_months(numbers)
        days = [(at, date.fromordinal(number)) for at, number in numbers]
        if len(self) <= DAYS:
            named = [(at, f"{day.day} {MONTHS[day.month - 1][:3]}") for at, day in days]
            return [named[::apart] for apart in _ROUND]
        months = [(at, day.year * _YEAR + day.month - 1) for at, day in days if day.day == 1]
        return _named_months(months)


def _month(name: str) -> int:
    return int(name[:4]) * _YEAR + int(name[5:7]) - 1


def _named_months(months: list[tuple[int, int]]) -> list[list[tuple[int, str]]]:
    """Name months, then years, ever farther apart.

    Args:
        months: the place of each, and its number.
    """
    found = [
        [(at, f"{MONTHS[number % _YEAR][:3]} {number // _YEAR}") for at, number in months if number % apart == 0]
        for apart in _MONTHS_APART
    ]
    return found + _named_years([(at, number // _YEAR) for at, number in months if number % _YEAR == 0])


def _named_years(years: list[tuple[int, int]]) -> list[list[tuple[int, str]]]:
    """Name years, ever farther apart; likewise."""
    return [[(at, str(year)) for at, year in years if year % apart == 0] for apart in _ROUND]
