"""Tells what is otherwise in a text, by the paragraph and by the word; how that is shown is others' business."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import Literal, TypeAlias

ALIKE = 0.35
"""Share of words that two paragraphs must have in common, in order, to be compared by the word."""

MOST = 10_000_000
"""Times that words are held against words for one text, half a second's work; what takes more is not compared.

How many it takes is known beforehand, and does not hang on length: two wholly rewritten texts of 10,000 words take 8
million, and two of 2,000 can take 500 million where one word stands between all the others (measured 2026-11-26).
"""

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


@dataclass(frozen=True, slots=True)
class Compared:
    """A text with all that stayed, went and came, in order.

    Attributes:
        words: empty where there were none in either.
        is_too_large: whether it would have taken too long to compare it: then all of it went, and all of it came.
    """

    words: tuple[Words, ...]
    is_too_large: bool = False


def by_word(before: str, after: str) -> Compared:
    """Compare two texts by the word; blanks do not count."""
    left, right = before.split(), after.split()
    try:
        return Compared(_in_order(left, right, _Matcher(left, right, _Allowance(MOST))))
    except _TooLargeError:
        return _apart(left, right)


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
    allowance = _Allowance(MOST)
    try:
        opcodes = _Matcher(left, right, allowance).get_opcodes()
    except _TooLargeError:
        yield _apart(before.split(), after.split())
        return
    for kind, at, end, start, stop in opcodes:
        if kind == "equal":
            yield Unchanged(end - at)
        elif end - at == stop - start:
            for old, new in zip(left[at:end], right[start:stop], strict=True):
                yield from _paragraph(old.split(), new.split(), allowance)
        else:
            old, new = (_PILCROW.join(part) for part in (left[at:end], right[start:stop]))
            yield from _paragraph(old.split(), new.split(), allowance)


def _paragraph(old: list[str], new: list[str], allowance: "_Allowance") -> Iterator[Compared]:
    try:
        matcher = _Matcher(old, new, allowance)
        if matcher.ratio() >= ALIKE:
            yield Compared(_in_order(old, new, matcher))
            return
    except _TooLargeError:
        yield _apart(old, new)
        return
    for part in _apart(old, new).words:
        yield Compared((part,))


def _in_order(left: list[str], right: list[str], matcher: "_Matcher") -> tuple[Words, ...]:
    found: list[Words] = []
    for kind, at, end, start, stop in matcher.get_opcodes():
        if kind == "equal":
            found.append(Words("same", tuple(left[at:end])))
        else:
            found += (*_whole("removed", left[at:end]), *_whole("added", right[start:stop]))
    return tuple(found)


def _whole(kind: Kind, words: list[str]) -> tuple[Words, ...]:
    return (Words(kind, tuple(words)),) if words else ()


def _apart(left: list[str], right: list[str]) -> Compared:
    return Compared((*_whole("removed", left), *_whole("added", right)), is_too_large=True)


class _TooLargeError(Exception):
    """It would take too long to compare these."""


@dataclass(slots=True)
class _Allowance:
    """How often a word may still be held against another; or a paragraph, which is one thing then."""

    left: int

    def take(self, times: int) -> None:
        if times > self.left:
            raise _TooLargeError
        self.left -= times


class _Matcher(SequenceMatcher[str]):
    """Compares as `difflib` does, but never for longer than it may.

    A search for the longest match goes through all of the left, and for each through its likes on the right. There are
    as many searches as matches and more, so that what they take in all shows only on the way.
    """

    def __init__(self, left: Sequence[str], right: Sequence[str], allowance: _Allowance) -> None:
        super().__init__(None, left, right, autojunk=False)
        self._allowance = allowance
        on_the_right = Counter(right)
        self._times = [0, *accumulate(1 + on_the_right[each] for each in left)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """Find the longest match within two ranges, if that may still be looked for."""
        self._allowance.take(self._times[len(self._times) - 1 if ahi is None else ahi] - self._times[alo])
        return super().find_longest_match(alo, ahi, blo, bhi)
