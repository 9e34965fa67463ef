"""Which part of an archive a verification looks at: all, or a share that moves on from day to day."""

from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from typing import Self

_BYTES = 8
_CIRCLE = 1 << 8 * _BYTES


@dataclass(frozen=True, slots=True)
class Share:
    """An arc of the circle on which every name has its place, by its hash.

    Shares of one size whose numbers follow each other lie side by side, so that together they come to see everything.

    Attributes:
        since: where the arc begins.
        size: how long it is; the whole circle for everything.
    """

    since: int = 0
    size: int = _CIRCLE

    @classmethod
    def nth(cls, number: int, of: Fraction) -> Self:
        """Return a share.

        Args:
            number: which one, such as the ordinal of the day; the next number gives the share beside it.
            of: how large it is, above 0 and up to 1.
        """
        since, until = int(number * of * _CIRCLE), int((number + 1) * of * _CIRCLE)
        return cls(since % _CIRCLE, until - since)

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.size >= _CIRCLE

    def part_of(self, number: int) -> int:
        """Return how many of so many are in this share, about."""
        return round(number * self.size / _CIRCLE)

    def has(self, name: str | int) -> bool:
        """Whether a capture, a text or an article is in this share.

        Args:
            name: of the capture, hash of the text, or key of the article.
        """
        if self.is_all:
            return True
        place = int.from_bytes(blake2b(str(name).encode(), digest_size=_BYTES).digest(), "big")
        return (place - self.since) % _CIRCLE < self.size


ALL = Share()
