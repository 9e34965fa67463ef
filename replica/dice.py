"""Random choices that a seed and a name decide, the same on any machine and in any Python.

`random.Random` promises that of `random()` only: its other methods may change with the version of Python, and every
made-up article with them.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_WORD = (1 << 64) - 1
_POOL_BITS = 512
_SPARE_BITS = 32


def mix(seed: int, salt: int, number: int) -> int:
    """Scatter a number over 64 bits (the finaliser of SplitMix64): cheap enough for every article of a list.

    Each question about an article has a salt of its own, so that their answers are unrelated.
    """
    z = (seed * 0x9E3779B97F4A7C15 + salt * 0xD1B54A32D192ED03 + number * 0xA0761D6478BD642F) & _WORD
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _WORD
    return z ^ (z >> 31)


class Dice:
    """A run of choices, decided by what it is named after: whatever tells it from others, the seed first."""

    __slots__ = ("_bits", "_name", "_rolls", "_room")

    def __init__(self, *name: object) -> None:
        self._name = "/".join(map(str, name))
        self._rolls = 0
        self._bits = 0
        self._room = 0

    def below(self, n: int) -> int:
        """Choose a whole number from 0 to n - 1."""
        if self._room < n << _SPARE_BITS:
            digest = blake2b(f"{self._name}#{self._rolls}".encode(), digest_size=_POOL_BITS // 8).digest()
            self._bits = int.from_bytes(digest, "big")
            self._room = 1 << _POOL_BITS
            self._rolls += 1
        self._room //= n
        self._bits, chosen = divmod(self._bits, n)
        return chosen

    def between(self, low: int, high: int) -> int:
        """Choose a whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def pick(self, choices: Sequence[T]) -> T:
        """Choose one."""
        return choices[self.below(len(choices))]

    def chance(self, one_in: int) -> bool:
        """Say yes once in so many times."""
        return self.below(one_in) == 0

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """Choose several, no place twice, in a random order."""
        pool = list(choices)
        return [pool.pop(self.below(len(pool))) for _ in range(min(count, len(pool)))]
