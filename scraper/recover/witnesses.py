"""Captures beside an answer that an article is gone: they show that the host was the site then, and in order."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from scraper.clock import stamp

WITHIN = timedelta(days=1)
"""A witness was captured no longer before or after the answer (`scraper.archive.absences`)."""

_Witness = tuple[str, int]


class Witnesses:
    """Finds the last capture before and the first one after each answer, among captures in any order.

    Args:
        answers: the moments of the answers on a host, in order.
    """

    def __init__(self, answers: Sequence[str]) -> None:
        self._answers = answers
        self._before: dict[int, _Witness] = {}
        self._after: dict[int, _Witness] = {}

    def add(self, moment: str, number: int) -> None:
        """Add a capture of an article by its moment and its number, which tells it from others."""
        following = bisect_right(self._answers, moment)
        self._before[following] = max(self._before.get(following, (moment, number)), (moment, number))
        preceding = bisect_left(self._answers, moment) - 1
        self._after[preceding] = min(self._after.get(preceding, (moment, number)), (moment, number))

    def chosen(self) -> Iterator[int]:
        """Yield the numbers of those that are near enough to an answer, of some more than once."""
        last: _Witness | None = None
        for at, answer in enumerate(self._answers):
            last = self._before.get(at, last)
            if last is not None and last[0] >= _shifted(answer, -WITHIN):
                yield last[1]
        first: _Witness | None = None
        for at, answer in reversed(list(enumerate(self._answers))):
            first = self._after.get(at, first)
            if first is not None and first[0] <= _shifted(answer, WITHIN):
                yield first[1]


def _shifted(moment: str, by: timedelta) -> str:
    return stamp(datetime.fromisoformat(moment) + by)
