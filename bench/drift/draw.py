"""Owns chance in mutations, and what each set of pages draws from."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Generic, Literal, TypeAlias, TypeVar

from bench.holdout.choices import CHOICES
from replica.dice import Dice

SetName: TypeAlias = Literal["tuning", "holdout"]
SETS: tuple[SetName, SetName] = ("tuning", "holdout")

T = TypeVar("T")

POOLS: "list[Pool[object]]" = []
"""Every pool there is, for the test that the holdout has words of its own."""


class Pool(Generic[T]):
    """Choices of the tuning set; those of the holdout stand in `bench.holdout.choices` under the same name.

    Args:
        name: of the pool.
        choices: of the tuning set, all different; of both where the holdout has none of its own.
    """

    def __init__(self, name: str, choices: Sequence[T]) -> None:
        self.name = name
        self._choices: dict[SetName, Sequence[T]] = {"tuning": choices, "holdout": CHOICES.get(name, choices)}
        POOLS.append(self)  # type: ignore[arg-type]  # of whatever it is a pool

    def of(self, pages: SetName) -> Sequence[T]:
        """The choices of one set of pages."""
        return self._choices[pages]


class Draw:
    """The choices of one mutated page.

    Args:
        pages: the set whose choices are drawn from.
        name: whatever tells this run of choices from others.
    """

    def __init__(self, pages: SetName, *name: object) -> None:
        self.pages: SetName = pages
        self._name = name
        self._dice = Dice("drift", pages, *name)

    def fork(self, name: str) -> "Draw":
        """Choices of their own for one mutation, so that they do not hang on what others drew before."""
        return Draw(self.pages, *self._name, name)

    def pick(self, pool: Pool[T]) -> T:
        """Choose one of the set's own."""
        return self._dice.pick(pool.of(self.pages))

    def several(self, pool: Pool[T], count: int) -> list[T]:
        """Choose several of the set's own, none twice, in a random order; all of them where there are no more."""
        return self._dice.sample(pool.of(self.pages), count)

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        """Put in a random order."""
        return self._dice.sample(choices, len(choices))

    def below(self, n: int) -> int:
        """Choose a whole number from 0 to n - 1."""
        return self._dice.below(n)

    def chance(self, one_in: int) -> bool:
        """Say yes once in so many times."""
        return self._dice.chance(one_in)


def belongs(pages: SetName, *names: str) -> bool:
    """Whether a combination of mutations is of this set: by its hash, one of two is."""
    return SETS[blake2b("/".join(names).encode(), digest_size=8).digest()[-1] % 2] == pages
