"""Owns chance in mutations, and the split of every pool in two: what one half draws from, the other never sees."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Generic, Literal, TypeAlias, TypeVar

from replica.dice import Dice

Half: TypeAlias = Literal["dev", "holdout"]
HALVES: tuple[Half, Half] = ("dev", "holdout")

T = TypeVar("T")

POOLS: "list[Pool[object]]" = []
"""Every pool there is, for the test that their halves are disjoint."""


class Pool(Generic[T]):
    """Choices that belong to one half or to the other, whichever their hash says.

    Args:
        name: of the pool; part of the hash.
        choices: two or more, all different.
    """

    def __init__(self, name: str, choices: Iterable[T]) -> None:
        self.name = name
        scattered = sorted(choices, key=lambda choice: _hash(f"{name}/{choice!r}"))
        middle = len(scattered) // 2
        self._halves = {"dev": tuple(scattered[middle:]), "holdout": tuple(scattered[:middle])}
        POOLS.append(self)  # type: ignore[arg-type]  # of whatever it is a pool

    def half(self, half: Half) -> Sequence[T]:
        """The choices of one half."""
        return self._halves[half]


class Draw:
    """The choices of one mutated page.

    Args:
        half: whose pools are drawn from.
        name: whatever tells this run of choices from others.
    """

    def __init__(self, half: Half, *name: object) -> None:
        self.half: Half = half
        self._name = name
        self._dice = Dice("drift", half, *name)

    def fork(self, name: str) -> "Draw":
        """Choices of their own for one mutation, so that they do not hang on what others drew before."""
        return Draw(self.half, *self._name, name)

    def pick(self, pool: Pool[T]) -> T:
        """Choose one of the half's own."""
        return self._dice.pick(pool.half(self.half))

    def several(self, pool: Pool[T], count: int) -> list[T]:
        """Choose several of the half's own, none twice, in a random order; all of them where there are no more."""
        return self._dice.sample(pool.half(self.half), count)

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        """Put in a random order."""
        return self._dice.sample(choices, len(choices))

    def below(self, n: int) -> int:
        """Choose a whole number from 0 to n - 1."""
        return self._dice.below(n)

    def chance(self, one_in: int) -> bool:
        """Say yes once in so many times."""
        return self._dice.chance(one_in)


def belongs(half: Half, *name: object) -> bool:
    """Whether a combination is of this half: by its hash, one of two is."""
    return HALVES[_hash("/".join(map(str, name))) % 2] == half


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
