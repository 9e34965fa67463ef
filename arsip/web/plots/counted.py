"""Reads how many articles came out in each day or month of a period, by anything an article has one of."""

from dataclasses import dataclass

from arsip.web.plots.period import Period
from arsip.web.plots.steps import Steps
from scraper.archive.database import Database

WITHIN = "date BETWEEN :since AND :until AND +key BETWEEN :low AND :high"
"""Which articles are of a period, by `Period.values`."""

_BOUNDS = f"SELECT min(date), max(date) FROM articles WHERE {WITHIN}"  # noqa: S608 - a constant of ours


@dataclass(frozen=True, slots=True)
class Counted:
    """How many articles came out when.

    Attributes:
        steps: the days or months.
        of: by what was asked for, a number for each step; the largest sum first.
    """

    steps: Steps
    of: dict[str | None, list[int]]

    @property
    def sums(self) -> dict[str | None, int]:
        """How many there are of each over the whole period."""
        return {name: sum(numbers) for name, numbers in self.of.items()}

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.sums.values())

    @property
    def by_step(self) -> list[int]:
        """How many there are in each step."""
        return [sum(numbers) for numbers in zip(*self.of.values(), strict=True)]


def by(db: Database, period: Period, select: str) -> Counted | None:
    """Count the articles of a period.

    Args:
        db: the archive.
        period: which articles.
        select: gives the first `:letters` of a date, what to count by, and how many there are.

    Returns:
        the counts; None where there is no article.
    """
    first, last = db.execute(_BOUNDS, period.values).fetchone()
    if first is None:
        return None
    steps = Steps.between(first, last)
    of: dict[str | None, list[int]] = {}
    for step, name, number in db.execute(select, {**period.values, "letters": steps.letters}):
        of.setdefault(name, [0] * len(steps))[steps.at(step)] += number
    order = sorted(of, key=lambda name: (-sum(of[name]), name or ""))
    return Counted(steps, {name: of[name] for name in order})
