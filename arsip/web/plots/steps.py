"""The steps of an axis of days: single days where they are few, else months."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from arsip.web.plots.paper import SMALL, width_of
from arsip.web.plots.period import MONTHS

DAYS = 92
"""So many days at most are shown one by one."""

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
        unit: `day` or `month`.
        first: number of the first; of a day its ordinal, of a month the months since the year 0.
        last: of the last, inclusive.
    """

    unit: str
    first: int
    last: int

    @classmethod
    def between(cls, first: str, last: str) -> "Steps":
        """Take days or months, by how many there are.

        Args:
            first: a day, `YYYY-MM-DD`.
            last: another, not before it.
        """
        begin, end = (date.fromisoformat(day).toordinal() for day in (first, last))
        if end - begin < DAYS:
            return cls("day", begin, end)
        return cls("month", _month(first), _month(last))

    def __len__(self) -> int:
        return self.last - self.first + 1

    @property
    def letters(self) -> int:
        """How much of `YYYY-MM-DD` names a step."""
        return len("2026-10-31") if self.unit == "day" else len("2026-10")

    def at(self, name: str) -> int:
        """Return which step a name is of, counted from 0."""
        return (date.fromisoformat(name).toordinal() if self.unit == "day" else _month(name)) - self.first

    def name(self, at: int) -> str:
        """Return the name of a step counted from 0: `2026-10-31` or `2026-10`."""
        number = self.first + at
        if self.unit == "day":
            return date.fromordinal(number).isoformat()
        return f"{number // _YEAR:04d}-{number % _YEAR + 1:02d}"

    def ticks(self, width: float, *, beside: float = _BESIDE) -> list[tuple[float, str]]:
        """Say where labels stand, so that none touches another nor leaves the sheet.

        Args:
            width: of the axes, in units.
            beside: how far a label may reach beyond them.

        Returns:
            places, in steps from the left edge, and labels.
        """
        places = self._days() if self.unit == "day" else self._months()
        a_step = width / len(self)
        for each in places:
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

    def _days(self) -> list[list[tuple[int, str]]]:
        """Days, ever farther apart; where there are many, the first days of months."""
        days = [(at, date.fromordinal(self.first + at)) for at in range(len(self))]
        if len(self) <= DAYS:
            named = [(at, f"{day.day} {MONTHS[day.month - 1][:3]}") for at, day in days]
            return [named[::apart] for apart in _ROUND]
        months = [(at, day.year * _YEAR + day.month - 1) for at, day in days if day.day == 1]
        return _named_months(months)

    def _months(self) -> list[list[tuple[int, str]]]:
        return _named_months([(at, self.first + at) for at in range(len(self))])


def _month(name: str) -> int:
    return int(name[:4]) * _YEAR + int(name[5:7]) - 1


def _named_months(months: list[tuple[int, int]]) -> list[list[tuple[int, str]]]:
    """Name months, then years, ever farther apart; they come as places and numbers."""
    found = [
        [(at, f"{MONTHS[number % _YEAR][:3]} {number // _YEAR}") for at, number in months if number % apart == 0]
        for apart in _MONTHS_APART
    ]
    years = [(at, number // _YEAR) for at, number in months if number % _YEAR == 0]
    return found + [[(at, str(year)) for at, year in years if year % apart == 0] for apart in _ROUND]
