"""What a change did to the text of an article: the changed passages with those beside them, and how many words."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from arsip.api.text_diff import Diff, Unchanged, Words, diff_paragraphs, diff_words
from scraper.archive.changes import Change, ChangedField, differing
from scraper.archive.history import Record
from scraper.items import SEARCHED

CONTEXT = 1
"""Unchanged paragraphs that come with a changed one, on either side."""

SMALL = 3
"""An edit that adds and removes fewer words than so many, both together, is small."""

_COMPARISONS = 300_000
"""Comparisons of words for one field, 15 ms: many changes are compared at a time, however long their texts are."""

_MOST_COMPARED = 400_000
"""Words of changed paragraphs that are compared for the sizes of all changes of one article: half a second's work."""

_MOST_PARTS, _MOST_WORDS = 9, 80
"""Paragraphs of one field, and consecutive words of one kind, in a summary."""


@dataclass(frozen=True, slots=True)
class Passages:
    """The changed paragraphs of a field by the word, with those beside them and the number of those between.

    Attributes:
        field: one of `HASHED`.
        added: words that were added. A word that differs in nothing but case and punctuation has not changed.
        removed: words that were removed.
        left_out: how many more parts it has, in a summary.
    """

    field: str
    parts: tuple[Diff | Unchanged, ...]
    added: int
    removed: int
    left_out: int = 0

    @property
    def size(self) -> int:
        """Words added and removed; of a field that is no text, such as the date, at least so many that it counts."""
        words = self.added + self.removed
        return words if self.field in SEARCHED else max(words, SMALL)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a change did to the fields of an article: to those that changed, in the order of `HASHED`."""

    fields: tuple[Passages, ...]

    @property
    def added(self) -> int:
        """Words added, in all fields."""
        return sum(each.added for each in self.fields)

    @property
    def removed(self) -> int:
        """Words removed, in all fields."""
        return sum(each.removed for each in self.fields)

    @property
    def extent(self) -> str:
        """How many words were added and removed, in brief."""
        if not self.fields:
            return "back to an earlier text"
        if not self.added and not self.removed:
            return "only case, punctuation or blanks"
        return f"+{self.added:,} \N{MINUS SIGN}{self.removed:,} words"

    def is_smaller(self, words: int) -> bool:
        """Whether it is an edit of less than a size."""
        return bool(self.fields) and sum(each.size for each in self.fields) < words

    def summary(self) -> "Comparison":
        """Return it with no more than some paragraphs of each field, and without the middle of long passages."""
        return replace(self, fields=tuple(_summary(each) for each in self.fields))


class ComparedChange(NamedTuple):
    """A change, and what it did."""

    change: Change
    comparison: Comparison


def compare(change: Change) -> Comparison:
    """Compare the two versions of a change; where it opened no second version, no field differs."""
    return compare_fields(change.fields)


def compare_fields(fields: Iterable[ChangedField], *, comparisons: int = _COMPARISONS) -> Comparison:
    """Compare fields of two versions; `comparisons` of words are made at most for each."""
    return Comparison(tuple(_compared_field(each, comparisons) for each in fields))


def compared(changes: Iterable[Change], *, min_words: int = 0) -> Iterator[ComparedChange]:
    """Yield changes with what they did, but no edits that are smaller than `min_words`."""
    for change in changes:
        comparison = compare(change)
        if not comparison.is_smaller(min_words):
            yield ComparedChange(change, comparison)


def compare_versions(versions: Iterable[Record]) -> Iterator[Comparison | None]:
    """Compare each version of an article with the one before.

    Yields:
        one for each version but the first; None once so much has been compared that the others would take too long.
    """
    compared_words = 0
    for before, after in pairwise(versions):
        if compared_words > _MOST_COMPARED:
            yield None
            continue
        comparison = compare_fields(differing(before, after))
        diffs = (part for field in comparison.fields for part in field.parts if isinstance(part, Diff))
        compared_words += sum(len(words.words) for diff in diffs for words in diff.words)
        yield comparison


def _compared_field(field: ChangedField, comparisons: int) -> Passages:
    before, after = field.before or "", field.after or ""
    if field.name == "body":
        parts = tuple(diff_paragraphs(before, after, context=CONTEXT, comparisons=comparisons))
    else:
        parts = (diff_words(before, after, comparisons=comparisons),)
    words = [_words(part) for part in parts if isinstance(part, Diff)]
    return Passages(field.name, parts, added=sum(added for added, _ in words), removed=sum(gone for _, gone in words))


def _words(diff: Diff) -> tuple[int, int]:
    added = removed = 0
    replaced: Counter[str] = Counter()
    for part in diff.words:
        if part.kind == "same":
            replaced = Counter()
            continue
        plain = Counter(filter(None, map(_plain, part.words)))
        if part.kind == "removed":
            removed, replaced = removed + plain.total(), plain
            continue
        kept = (replaced & plain).total()
        added, removed = added + plain.total() - kept, removed - kept
        replaced = Counter()
    return added, removed


def _plain(word: str) -> str:
    word = word.casefold()
    return word if word.isalnum() else "".join(filter(str.isalnum, word))


def _summary(passages: Passages) -> Passages:
    parts = tuple(
        Diff(tuple(Words(words.kind, _folded(words.words)) for words in part.words), part.is_too_large)
        if isinstance(part, Diff)
        else part
        for part in passages.parts[:_MOST_PARTS]
    )
    return replace(passages, parts=parts, left_out=len(passages.parts) - len(parts))


def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    half = _MOST_WORDS // 2
    return words if len(words) <= _MOST_WORDS else (*words[:half], "…", *words[-half:])
