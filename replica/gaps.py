"""Owns the arithmetic of places that are left out: how a list closes up where an article was deleted."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Gaps:
    """Places that are left out of the whole numbers; the others are counted on as if they were not there.

    Args:
        places: those left out, in any order.
    """

    def __init__(self, places: Iterable[int] = ()) -> None:
        self._places = sorted(places)
        self._ranks = [place - before for before, place in enumerate(self._places)]

    def ranks(self, places: range) -> range:
        """The ranks of those of some neighbouring places that are kept."""
        start, stop = (place - bisect_left(self._places, place) for place in (places.start, places.stop))
        return range(start, stop)

    def place(self, rank: int) -> int:
        """The kept place with a rank."""
        return rank + bisect_right(self._ranks, rank)
