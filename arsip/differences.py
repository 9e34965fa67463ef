"""Tells what is otherwise in a text, by the paragraph and by the word; how that is shown is others' business."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

ALIKE = 0.35
"""Share of words that two paragraphs must have in common, in order, to be compared by the word."""

_PILCROW = " ¶ "
"""Stands between paragraphs that were parted, or put together."""

Kind: TypeAlias = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a row that stayed, went or came.

    Attributes:
        kind: which of these.
        words: at least one.
    """

    kind: Kind
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words with single blanks between."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """So many paragraphs in a row that stayed as they were."""

    paragraphs: int


Compared: TypeAlias = tuple[Words, ...]
"""A text with all that stayed, went and came, in order; empty where both are."""


def by_word(before: str, after: str) -> Compared:
    """Compare two texts by the word; blanks do not count."""
    left, right = before.split(), after.split()
    found: list[Words] = []
    for kind, at, end, start, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Words("same", tuple(left[at:end])))
            continue
        if end > at:
            found.append(Words("removed", tuple(left[at:end])))
        if stop > start:
            found.append(Words("added", tuple(right[start:stop])))
    return tuple(found)


def by_paragraph(before: str, after: str) -> Iterator[Unchanged | Compared]:
    """Compare two texts by the paragraph, and by the word what is otherwise.

    Args:
        before: paragraphs are parted by a blank line.
        after: likewise.

    Yields:
        in order, paragraphs that stayed, counted, and those that did not. Two that have little in common come one
        after the other, each whole.
    """
    left, right = before.split("\n\n"), after.split("\n\n")
    for kind, at, end, start, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Unchanged(end - at)
        elif end - at == stop - start:
            for old, new in zip(left[at:end], right[start:stop], strict=True):
                yield from _paragraph(old, new)
        else:
            yield from _paragraph(_PILCROW.join(left[at:end]), _PILCROW.join(right[start:stop]))


def _paragraph(old: str, new: str) -> Iterator[Compared]:
    if SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() >= ALIKE:
        yield by_word(old, new)
        return
    if old:
        yield by_word(old, "")
    if new:
        yield by_word("", new)
