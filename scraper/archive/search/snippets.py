"""Parts a text at what was found in it, and chooses the place of a long one where most of that stands.

FTS5 marks the hits. The place is chosen here, because its own `snippet` takes time by the square of the hits: one
article that says a word ten thousand times would hold up every search for it.
"""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

BEGIN, END = "\x02", "\x03"
"""Stand around a hit in what FTS5's `highlight` returns; no text that the parser gives has such characters."""

WORDS = 28
"""Of a snippet."""

_LEAD = 8
"""Words before the first hit at most; fewer where a sentence begins among them."""

_WORD = re.compile(r"\S+")
_MARK = re.compile(f"[{BEGIN}{END}]")
_BLANKS = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x01\x04-\x08\x0e-\x1f\x7f-\x9f]")
_SENTENCE_ENDS = (".", "!", "?", '."', ".”", "!”", "?”")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: a hit, or what stands between two.

    Attributes:
        text: as printed, its line ends as blanks.
        hit: whether it is what was looked for.
    """

    text: str
    hit: bool


def pieces(marked: str) -> tuple[Piece, ...]:
    """Part a text at its hits.

    Args:
        marked: by `highlight`.
    """
    text, hits = _unmarked(marked)
    return _parted(text, hits, 0, len(text))


def has_hit(marked: str | None) -> bool:
    """Whether anything was found in a text."""
    return marked is not None and BEGIN in marked


def snippet(marked: str) -> tuple[Piece, ...]:
    """Choose the place of a text where most of what was looked for stands; its beginning where nothing does.

    Args:
        marked: by `highlight`.
    """
    text, hits = _unmarked(marked)
    words = list(_WORD.finditer(text))
    if len(words) <= WORDS:
        return _parted(text, hits, 0, len(text))
    starts = [word.start() for word in words]
    at = [bisect_right(starts, begin) - 1 for begin, _ in hits]
    first = _lead(words, _best([text[begin:end].lower() for begin, end in hits], at)) if hits else 0
    last = min(first + WORDS, len(words)) - 1
    first = last - WORDS + 1
    begin, end = words[first].start(), words[last].end()
    found = _parted(text, hits, begin, end)
    before = (Piece("…", hit=False),) if first else ()
    after = (Piece("…", hit=False),) if last < len(words) - 1 else ()
    return (*before, *found, *after)


def _unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without its marks, blanks folded, and where each hit begins and ends."""
    clean = _CONTROLS.sub("", _BLANKS.sub(" ", marked)).strip()
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


def _best(said: list[str], at: list[int]) -> int:
    """Return the word at which the best stretch begins: most that is different, then most, then first.

    Args:
        said: each hit.
        at: the word it begins in, rising.
    """
    best, score, left = at[0], (0, 0), 0
    within: Counter[str] = Counter()
    for right, place in enumerate(at):
        within[said[right]] += 1
        while place - at[left] >= WORDS - _LEAD:
            within[said[left]] -= 1
            if not within[said[left]]:
                del within[said[left]]
            left += 1
        if (now := (len(within), right - left + 1)) > score:
            best, score = at[left], now
    return best


def _lead(words: list[re.Match[str]], hit: int) -> int:
    """Return where to begin so that a hit has its sentence's beginning before it, or some words."""
    earliest = max(hit - _LEAD, 0)
    for word in range(hit, earliest, -1):
        if words[word - 1].group().endswith(_SENTENCE_ENDS):
            return word
    return earliest


def _parted(text: str, hits: list[tuple[int, int]], begin: int, end: int) -> tuple[Piece, ...]:
    """Part a stretch of a text at its hits."""
    found: list[Piece] = []
    at = begin
    for start, stop in hits:
        if stop <= begin or start >= end:
            continue
        found += [Piece(text[at : max(start, at)], hit=False), Piece(text[max(start, at) : min(stop, end)], hit=True)]
        at = min(stop, end)
    found.append(Piece(text[at:end], hit=False))
    return tuple(piece for piece in found if piece.text)
