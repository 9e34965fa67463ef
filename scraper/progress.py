"""The one form in which long work reports its progress."""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Called with the name of a part of the work, how much of it is done, and how much there is (None: not known)."""


def no_progress(part: str, done: int, total: int | None) -> None:
    """Report nothing."""
