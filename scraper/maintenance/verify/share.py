"""Which part of an archive a verification checks: all, or a share that moves on from day to day."""

from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from typing import Self

_BYTES = 8
_CIRCLE = 1 << 8 * _BYTES


@dataclass(frozen=True, slots=True)
class Share:
    """The names whose hash lies in an arc of the circle of all hashes.

    Shares of one size with consecutive numbers lie side by side, so that together they have every name.

    Attributes:
        since: where the arc begins.
        size: its length; the whole circle for everything.
    """

    since: int = 0
    size: int = _CIRCLE

    @classmethod
    def nth(cls, number: int, of: Fraction) -> Self:
        """Return the share of a number, such as the ordinal of the day, and a size above 0 and up to 1."""
        since, until = int(number * of * _CIRCLE), int((number + 1) * of * _CIRCLE)
        return cls(since % _CIRCLE, until - since)

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.size >= _CIRCLE

    def part_of(self, number: int) -> int:
        """Return about how many of a number are in this share."""
        return round(number * self.size / _CIRCLE)

    def has(self, name: str | int) -> bool:
        """Whether a capture (by its name), a text (its hash) or an article (its key) is in this share."""
        if self.is_all:
            return True
        place = int.from_bytes(blake2b(str(name).encode(), digest_size=_BYTES).digest(), "big")
        return (place - self.since) % _CIRCLE < self.size


ALL = Share()
