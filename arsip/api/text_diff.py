"""Differences between two texts, by paragraph and by word; layout is up to the caller."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import Literal, TypeAlias

MIN_RATIO = 0.35
"""Share of words that two paragraphs must have in common, in order, to be compared by the word."""

MAX_COMPARISONS = 10_000_000
"""Comparisons of two words for one text, half a second's work; what takes more is not compared.

The number is known beforehand and does not depend on length: two wholly rewritten texts of 10,000 words take 8 million,
and two of 2,000 can take 500 million where one word stands between all the others (measured 2026-11-26).
"""

_PILCROW = " ¶ "
"""Stands between paragraphs that were split or merged."""

Kind: TypeAlias = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Words:
    """Consecutive words of one kind; at least one."""

    kind: Kind
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words with single blanks between."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A number of consecutive paragraphs that did not change."""

    paragraphs: int


@dataclass(frozen=True, slots=True)
class Diff:
    """A text with all words that stayed, were removed or were added, in order.

    Attributes:
        words: empty where neither text has any.
        is_too_large: whether comparing would have taken too long: then all of it is removed, and all of it added.
    """

    words: tuple[Words, ...]
    is_too_large: bool = False


def diff_words(before: str, after: str, *, comparisons: int | None = None) -> Diff:
    """Compare two texts by the word; blanks do not count. `comparisons` replaces `MAX_COMPARISONS`."""
    left, right = before.split(), after.split()
    try:
        return Diff(_in_order(left, right, _Matcher(left, right, _Budget(comparisons or MAX_COMPARISONS))))
    except _TooLargeError:
        return _too_large(left, right)


def diff_paragraphs(
    before: str, after: str, *, context: int = 0, comparisons: int | None = None
) -> Iterator[Unchanged | Diff]:
    """Compare two texts by the paragraph, and changed paragraphs by the word.

    Args:
        before: paragraphs are separated by a blank line.
        after: likewise.
        context: how many unchanged paragraphs on either side of a change come whole, as a Diff of words that stayed.
        comparisons: as for `diff_words`.

    Yields:
        in order, the number of other unchanged paragraphs, and the changed ones. Two that have little in common come
        one after the other, each whole.
    """
    left, right = before.split("\n\n"), after.split("\n\n")
    budget = _Budget(comparisons or MAX_COMPARISONS)
    try:
        opcodes = _Matcher(left, right, budget).get_opcodes()
    except _TooLargeError:
        yield _too_large(before.split(), after.split())
        return
    for kind, at, end, start, stop in opcodes:
        old, new = left[at:end], right[start:stop]
        if kind == "equal":
            yield from _unchanged(old, context if at > 0 else 0, context if end < len(left) else 0)
            continue
        if len(old) != len(new):
            old, new = [_PILCROW.join(old)], [_PILCROW.join(new)]
        for one, other in zip(old, new, strict=True):
            yield from _diff_paragraph(one.split(), other.split(), budget)


def _unchanged(paragraphs: list[str], head: int, tail: int) -> Iterator[Unchanged | Diff]:
    """Yield unchanged paragraphs: the first and last ones whole, and the number of those between."""
    left_out = max(0, len(paragraphs) - head - tail)
    shown = [Diff(tuple(Words("same", words) for words in [tuple(each.split())] if words)) for each in paragraphs]
    yield from shown[:head]
    if left_out:
        yield Unchanged(left_out)
    yield from shown[head + left_out :]


def _diff_paragraph(old: list[str], new: list[str], budget: "_Budget") -> Iterator[Diff]:
    try:
        matcher = _Matcher(old, new, budget)
        if matcher.ratio() >= MIN_RATIO:
            yield Diff(_in_order(old, new, matcher))
        else:
            yield from (Diff((part,)) for part in _replaced(old, new))
    except _TooLargeError:
        yield _too_large(old, new)


def _in_order(left: list[str], right: list[str], matcher: "_Matcher") -> tuple[Words, ...]:
    found: list[Words] = []
    for kind, at, end, start, stop in matcher.get_opcodes():
        if kind == "equal":
            found.append(Words("same", tuple(left[at:end])))
        else:
            found += _replaced(left[at:end], right[start:stop])
    return tuple(found)


def _replaced(left: list[str], right: list[str]) -> tuple[Words, ...]:
    parts = (Words("removed", tuple(left)), Words("added", tuple(right)))
    return tuple(part for part in parts if part.words)


def _too_large(left: list[str], right: list[str]) -> Diff:
    return Diff(_replaced(left, right), is_too_large=True)


class _TooLargeError(Exception):
    """Comparing these would take too long."""


@dataclass(slots=True)
class _Budget:
    """How many comparisons of two words, or of two paragraphs, are left."""

    left: int

    def take(self, comparisons: int) -> None:
        if comparisons > self.left:
            raise _TooLargeError
        self.left -= comparisons


class _Matcher(SequenceMatcher[str]):
    """Compares as `difflib` does, within a budget.

    A search for the longest match goes through all of the left, and for each word through its equals on the right.
    There are as many searches as matches and more, so the total shows only on the way.
    """

    def __init__(self, left: Sequence[str], right: Sequence[str], budget: _Budget) -> None:
        super().__init__(None, left, right, autojunk=False)
        self._budget = budget
        on_the_right = Counter(right)
        self._comparisons = [0, *accumulate(1 + on_the_right[each] for each in left)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """Find the longest match within two ranges, if the budget allows it."""
        self._budget.take(self._comparisons[-1 if ahi is None else ahi] - self._comparisons[alo])
        return super().find_longest_match(alo, ahi, blo, bhi)
