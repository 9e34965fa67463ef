"""Chance in mutations: what each of the two sets of pages draws from (`choices.toml`)."""

import tomllib
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

from replica.dice import Dice

SetName: TypeAlias = Literal["tuning", "holdout"]
SETS: tuple[SetName, SetName] = ("tuning", "holdout")

T = TypeVar("T")

CHOICES: dict[str, dict[str, list[Any]]] = tomllib.loads(Path(__file__).with_name("choices.toml").read_text("utf-8"))
"""By pool the choices of the tuning set, and of the holdout where it has its own."""


class Draw:
    """The choices of one mutated page.

    Args:
        pages: the set whose choices are drawn from.
        name: whatever tells this sequence of choices from others.
    """

    def __init__(self, pages: SetName, *name: object) -> None:
        self.pages: SetName = pages
        self._name = name
        self._dice = Dice("drift", pages, *name)

    def fork(self, name: str) -> "Draw":
        """Start a sequence for one mutation, independent of what others drew before."""
        return Draw(self.pages, *self._name, name)

    def pick(self, pool: str) -> Any:  # noqa: ANN401 - a text or a list of texts, by the pool
        """Choose one of a pool."""
        return self._dice.pick(self._pool(pool))

    def several(self, pool: str, count: int) -> list[str]:
        """Choose several of a pool, none twice, in random order; all of them where there are no more."""
        return self._dice.sample(self._pool(pool), count)

    def _pool(self, name: str) -> Sequence[Any]:
        pool = CHOICES[name]
        choices: Sequence[Any] = pool.get(self.pages, pool["tuning"])
        return choices

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        """Return the choices in random order."""
        return self._dice.sample(choices, len(choices))

    def below(self, n: int) -> int:
        """Choose a whole number from 0 to n - 1."""
        return self._dice.below(n)

    def chance(self, one_in: int) -> bool:
        """Return True once in so many times."""
        return self._dice.chance(one_in)


def belongs(pages: SetName, *names: str) -> bool:
    """Whether a combination of mutations is in this set: by its hash each is in one of the two."""
    return SETS[blake2b("/".join(names).encode(), digest_size=8).digest()[-1] % 2] == pages
