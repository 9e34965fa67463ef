"""Marks in a text what a query looks for, and chooses a snippet: the place where most of the query matches.

Not by FTS5's `highlight` and `snippet`: the first takes up the index for each article again and marks but what the
expression that found it names, and the second is quadratic in the number of hits: one article that repeats a word ten
thousand times would delay every search for it.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from scraper.archive.search.query import Term

WORDS = 28
"""Words of a snippet."""

_MAX_LEAD = 8
"""Words before the first hit at most; fewer where a sentence begins among them."""

_NOTHING = "(?!)"

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SENTENCE_ENDS = (".", "!", "?", '."', ".”", "!”", "?”")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, its line ends as blanks: a hit, or what stands between two."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, its blanks folded, and where each hit begins and ends."""

    text: str
    hits: list[tuple[int, int]]

    def pieces(self) -> tuple[Piece, ...]:
        """Split the text at its hits."""
        return self._split(0, len(self.text))

    def snippet(self) -> tuple[Piece, ...]:
        """Choose the place with the most hits; the beginning where there is none."""
        words = self.text.split(" ")
        if len(words) <= WORDS:
            return self.pieces()
        starts = list(accumulate((len(word) + 1 for word in words), initial=0))
        first = _lead(words, self._best(starts)) if self.hits else 0
        last = min(first + WORDS, len(words)) - 1
        first = last - WORDS + 1
        before = (Piece("…", hit=False),) if first else ()
        after = (Piece("…", hit=False),) if last < len(words) - 1 else ()
        return (*before, *self._split(starts[first], starts[last] + len(words[last])), *after)

    def _best(self, starts: list[int]) -> int:
        """Return the word at which the best window begins.

        The one with most different hits in a row, then most different hits, then most hits, then the first.
        """
        hits = [self.text[begin:end].lower() for begin, end in self.hits]
        at = [bisect_right(starts, begin) - 1 for begin, _ in self.hits]
        rows = list(self._rows(hits))
        longest: deque[int] = deque()  # the hits of the window that end a longer row than all after them
        best, score, left = at[0], (0, 0, 0), 0
        within: Counter[str] = Counter()
        for right, place in enumerate(at):
            within[hits[right]] += 1
            while place - at[left] >= WORDS - _MAX_LEAD:
                within[hits[left]] -= 1
                if not within[hits[left]]:
                    del within[hits[left]]
                left += 1
            while longest and rows[longest[-1]] <= rows[right]:
                longest.pop()
            longest.append(right)
            while longest[0] < left:
                longest.popleft()
            if (now := (rows[longest[0]], len(within), right - left + 1)) > score:
                best, score = at[left], now
        return best

    def _rows(self, hits: list[str]) -> Iterator[int]:
        """Yield of each hit how many that differ from the one before stand in a row with it, it being the last."""
        row = 0
        for number, (begin, _) in enumerate(self.hits):
            follows = number and begin == self.hits[number - 1][1] + 1 and hits[number] != hits[number - 1]
            row = row + 1 if follows else 1
            yield row

    def _split(self, begin: int, end: int) -> tuple[Piece, ...]:
        found: list[Piece] = []
        at = begin
        for start, stop in self.hits:
            if stop <= begin or start >= end:
                continue
            found += [
                Piece(self.text[at : max(start, at)], hit=False),
                Piece(self.text[max(start, at) : min(stop, end)], hit=True),
            ]
            at = min(stop, end)
        found.append(Piece(self.text[at:end], hit=False))
        return tuple(piece for piece in found if piece.text)


class Marker:
    """Marks the words of some terms in texts, in all their forms."""

    def __init__(self, terms: Iterable[Term]) -> None:
        forms = sorted(set(_forms(terms)), key=lambda form: (-len(form), form))
        self._hit = re.compile(rf"(?:{'|'.join(map(_pattern, forms)) or _NOTHING})(?![^\W_])")

    def mark(self, text: str) -> Marked:
        """Mark a text."""
        clean = _CONTROLS.sub("", unicodedata.normalize("NFC", " ".join(text.split())))
        return Marked(clean, [found.span() for found in self._hit.finditer(_plain(clean))])


def _forms(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        yield term.typed
        yield from term.forms
        yield from _forms(term.parts)


def _pattern(form: str) -> str:
    """Return a pattern that begins with a letter, so that `re` skips all text that has none of the first letters."""
    first, *others = (re.escape(word) for word in form.removesuffix("*").split())
    words = r"[\W_]+".join((rf"{first[0]}(?<![^\W_].){first[1:]}", *others))
    return rf"{words}[^\W_]*" if form.endswith("*") else words


def _plain(text: str) -> str:
    """Return a text letter for letter as the full-text index compares it: in lower case, without diacritics."""
    others = {each: unicodedata.normalize("NFD", each.lower())[0] for each in set(text) if not each.isascii()}
    if all(each == plain for each, plain in others.items()):  # none, or but dashes and quotation marks
        return text.lower()
    return text.translate({ord(each): others.get(each) or each.lower() for each in set(text)})


def _lead(words: list[str], hit: int) -> int:
    """Return where to begin so that the sentence's beginning, or some words, stand before a hit."""
    earliest = max(hit - _MAX_LEAD, 0)
    return next((word for word in range(hit, earliest, -1) if words[word - 1].endswith(_SENTENCE_ENDS)), earliest)
