"""Which backups stay: one a day, one a week, one a month, each for so long."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from scraper.clock import JAKARTA


@dataclass(frozen=True, slots=True)
class Retention:
    """How many backups stay. Only days, weeks and months of which there is a backup count.

    Attributes:
        daily: the newest of so many days.
        weekly: the newest of so many weeks.
        monthly: the newest of so many months.
    """

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


KEPT = Retention()
"""What stays unless said otherwise."""


def kept(moments: Iterable[datetime], keep: Retention) -> set[datetime]:
    """Choose the backups that stay; the newest always does.

    Args:
        moments: at which they were made.
        keep: how many stay.

    Returns:
        those that stay; days, weeks and months are Jakarta's.
    """
    newest_first = sorted(set(moments), reverse=True)
    stay = set(newest_first[:1])
    spans: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (keep.daily, lambda there: there.date()),
        (keep.weekly, lambda there: there.isocalendar()[:2]),
        (keep.monthly, lambda there: (there.year, there.month)),
    )
    for number, span in spans:
        stay.update(moment for _, moment in zip(range(number), _newest_of_each(newest_first, span), strict=False))
    return stay


def _newest_of_each(newest_first: list[datetime], span: Callable[[datetime], object]) -> Iterator[datetime]:
    last: object = None
    for moment in newest_first:
        of = span(moment.astimezone(JAKARTA))
        if of != last:
            yield moment
            last = of
