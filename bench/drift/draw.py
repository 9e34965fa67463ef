"""Random choices of mutations, from the pools that each of the two sets of pages has (`choices.toml`)."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from replica.dice import Dice

SetName: TypeAlias = Literal["tuning", "holdout"]
SETS: tuple[SetName, SetName] = ("tuning", "holdout")

CHOICES: dict[str, dict[str, list[Any]]] = tomllib.loads(Path(__file__).with_name("choices.toml").read_text("utf-8"))
"""By pool the choices of the tuning set, and of the holdout where it has its own."""


class Draw(Dice):
    """The choices of one mutated page.

    Args:
        pages: the set whose pools are drawn from.
        name: whatever tells this sequence of choices from others.
    """

    def __init__(self, pages: SetName, *name: object) -> None:
        super().__init__("drift", pages, *name)
        self.pages: SetName = pages
        self._path = name

    def fork(self, name: str) -> "Draw":
        """Start a sequence for one mutation, independent of what others drew before."""
        return Draw(self.pages, *self._path, name)

    def choose(self, pool: str) -> Any:  # noqa: ANN401 - a text or a list of texts, by the pool
        """Choose one of a pool."""
        return self.pick(self._choices(pool))

    def several(self, pool: str, count: int) -> list[str]:
        """Choose several of a pool, none twice, in random order; all of them where there are no more."""
        return self.sample(self._choices(pool), count)

    def _choices(self, name: str) -> Sequence[Any]:
        pool = CHOICES[name]
        choices: Sequence[Any] = pool.get(self.pages, pool["tuning"])
        return choices
