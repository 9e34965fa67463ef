"""How old an article is when something is seen of it, in steps that grow with its age."""

from bisect import bisect_right

BEGINS = (0, 1, 2, 4, 8, 15, 31, 91, 366)
"""Days from publication at which a step begins."""

LABELS = ("0", "1", "2–3", "4–7", "8–14", "15–30", "31–90", "91–365", "366+")  # noqa: RUF001 - a range, as printed
"""On an axis of days."""

NAMES = (
    "on its day", "a day later", "2 to 3 days", "4 to 7 days", "8 to 14 days", "15 to 30 days", "31 to 90 days",
    "91 to 365 days", "after a year",
)  # fmt: skip
"""In words."""


def step_of(days: int | None) -> int:
    """Return which step an age is of; what is dated later than it was seen is of the first.

    Args:
        days: from publication; None where the calendar ends before, as SQLite's does with the year 9999.
    """
    return len(BEGINS) - 1 if days is None else max(bisect_right(BEGINS, days) - 1, 0)


def when(step: int) -> str:
    """Return the words for a step as they stand in a sentence."""
    name = NAMES[step]
    return f"{name} after publication" if name[0].isdigit() else name
