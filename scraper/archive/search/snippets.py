"""Splits highlighted texts into pieces, and chooses a snippet: the place where most of the query matches.

FTS5 marks the hits. The place is chosen here, because its own `snippet` is quadratic in the number of hits: one article
that repeats a word ten thousand times would delay every search for it.
"""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

BEGIN, END = "\x02", "\x03"
"""The marks around a hit in the result of FTS5's `highlight`; no text from the parser has such characters."""

WORDS = 28
"""Words of a snippet."""

_MAX_LEAD = 8
"""Words before the first hit at most; fewer where a sentence begins among them."""

_WORD = re.compile(r"\S+")
_MARK = re.compile(f"[{BEGIN}{END}]")
_BLANKS = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x01\x04-\x08\x0e-\x1f\x7f-\x9f]")
_SENTENCE_ENDS = (".", "!", "?", '."', ".”", "!”", "?”")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, its line ends as blanks: a hit, or what stands between two."""

    text: str
    hit: bool


def pieces(highlighted: str) -> tuple[Piece, ...]:
    """Split a text at the hits that `highlight` marked."""
    text, hits = _parsed(highlighted)
    return _split(text, hits, 0, len(text))


def has_hit(highlighted: str | None) -> bool:
    """Whether a text has a hit."""
    return highlighted is not None and BEGIN in highlighted


def snippet(highlighted: str) -> tuple[Piece, ...]:
    """Choose the place of a text with the most hits; its beginning where it has none."""
    text, hits = _parsed(highlighted)
    words = list(_WORD.finditer(text))
    if len(words) <= WORDS:
        return _split(text, hits, 0, len(text))
    starts = [word.start() for word in words]
    at = [bisect_right(starts, begin) - 1 for begin, _ in hits]
    first = _lead(words, _best([text[begin:end].lower() for begin, end in hits], at)) if hits else 0
    last = min(first + WORDS, len(words)) - 1
    first = last - WORDS + 1
    found = _split(text, hits, words[first].start(), words[last].end())
    before = (Piece("…", hit=False),) if first else ()
    after = (Piece("…", hit=False),) if last < len(words) - 1 else ()
    return (*before, *found, *after)


def _parsed(highlighted: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without its marks, blanks folded, and where each hit begins and ends."""
    clean = _CONTROLS.sub("", _BLANKS.sub(" ", highlighted)).strip()
    parts: list[str] = []
    hits: list[tuple[int, int]] = []
    length, began = 0, None
    for mark, part in zip(["", *_MARK.findall(clean)], _MARK.split(clean), strict=True):
        if mark == BEGIN:
            began = length
        elif mark == END and began is not None:
            hits.append((began, length))
            began = None
        parts.append(part)
        length += len(part)
    return "".join(parts), hits


def _best(hits: list[str], at: list[int]) -> int:
    """Return the word at which the best window begins: most different hits, then most hits, then the first.

    Hits are given by their texts and, rising, the word that each begins in.
    """
    best, score, left = at[0], (0, 0), 0
    within: Counter[str] = Counter()
    for right, place in enumerate(at):
        within[hits[right]] += 1
        while place - at[left] >= WORDS - _MAX_LEAD:
            within[hits[left]] -= 1
            if not within[hits[left]]:
                del within[hits[left]]
            left += 1
        if (now := (len(within), right - left + 1)) > score:
            best, score = at[left], now
    return best


def _lead(words: list[re.Match[str]], hit: int) -> int:
    """Return where to begin so that the sentence's beginning, or some words, stand before a hit."""
    earliest = max(hit - _MAX_LEAD, 0)
    for word in range(hit, earliest, -1):
        if words[word - 1].group().endswith(_SENTENCE_ENDS):
            return word
    return earliest


def _split(text: str, hits: list[tuple[int, int]], begin: int, end: int) -> tuple[Piece, ...]:
    found: list[Piece] = []
    at = begin
    for start, stop in hits:
        if stop <= begin or start >= end:
            continue
        found += [Piece(text[at : max(start, at)], hit=False), Piece(text[max(start, at) : min(stop, end)], hit=True)]
        at = min(stop, end)
    found.append(Piece(text[at:end], hit=False))
    return tuple(piece for piece in found if piece.text)
