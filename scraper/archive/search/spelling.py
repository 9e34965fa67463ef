"""Corrects misspelled words of a query by the words that the archive has: "did you mean".

A word is taken for misspelled where very few articles have it in any of its forms. What it may be is a word that
differs in one letter left out, added or replaced, or in two neighbours exchanged; where there is none, in two of these,
if it begins the same. Of those the most frequent one is meant.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from itertools import pairwise
from string import ascii_lowercase

from scraper.archive.connection import Database
from scraper.archive.fulltext.stems import has_forms, sound, tokens
from scraper.archive.people import Named, everybody
from scraper.archive.search.forms import forms_of
from scraper.archive.search.query import MAX_WORDS, PIECE, Term, role_of

RARE = 3
"""Articles with a word that may yet be misspelled, at most; its correction has `FACTOR` times as many."""

FACTOR = 50

SHORTEST = 4
"""Letters of a word that is corrected; of one that differs in two places `SHORTEST_FOR_TWO`."""

SHORTEST_FOR_TWO = 6

MAX_CORRECTED = 4
"""Words of a query that are corrected, at most, and words of a name."""

_LONGEST_NAME = 100

_SAME = 3
"""Letters, as they sound, with which two words begin that differ in two places."""

_FAR = 3
"""Places in which two words differ that have nothing to do with each other."""

_MOST_COUNTED = 1_000
"""Articles with a word that are counted: more make no difference."""

_ALIKE = 0.7
"""Similarity of a word of a name, as `difflib` measures it, that is close enough."""

_WORD = re.compile(r"[^\W_]+")
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)"
_OF_SOUNDS = "SELECT word FROM word_forms WHERE kind = 'sound' AND root IN (SELECT value FROM json_each(?))"
_OF_BEGINNING = """
    SELECT word FROM word_forms
    WHERE kind = 'sound' AND root >= ? AND root < ? AND length(word) BETWEEN ? AND ?
"""


def corrected(db: Database, typed: str, *, known: Collection[str] = ()) -> str | None:
    """Return a query with its misspelled words corrected, but for those that are `known`; None where there are none."""
    names = {word for name in everybody(db) for word in tokens(name)}
    speller = _Speller(db, names, known)
    pieces, at = [], 0
    for found in list(PIECE.finditer(typed))[:MAX_WORDS]:
        group = "phrase" if found["word"] is None else "word"
        text = found[group]
        if found["role"]:
            new = _name(db, Named(text, role_of(found["role"])), names)
        elif found["minus"] or text.endswith("*"):
            continue
        else:
            new = _WORD.sub(lambda word: speller.correct(word[0]), text)
        pieces += [typed[at : found.start(group)], new]
        at = found.end(group)
    suggestion = "".join((*pieces, typed[at:]))
    return None if suggestion == typed else suggestion


def _name(db: Database, typed: Named, words: set[str]) -> str:
    """Return a part of a name by the nearest words that names have, if it names nobody."""
    parts = tokens(typed.name)
    if len(parts) > MAX_CORRECTED or len(typed.name) > _LONGEST_NAME or typed.persons(db):
        return typed.name
    near = [get_close_matches(word, words, n=1, cutoff=_ALIKE) or [word] for word in parts]
    name = " ".join(word for (word,) in near)
    return name if Named(name, typed.role).persons(db) else typed.name


class _Speller:
    """Corrects words by those of an archive, and by those of the names in its bylines."""

    def __init__(self, db: Database, names: set[str], known: Collection[str]) -> None:
        self._db = db
        self._names = names
        self._known = {*names, *known}
        self._left = MAX_CORRECTED

    def correct(self, typed: str) -> str:
        """Return the word that is meant; what was typed where that is known, or resembles nothing."""
        words = tokens(typed)
        if len(words) != 1 or len(words[0]) < SHORTEST or not has_forms(words[0]) or words[0] in self._known:
            return typed
        word = words[0]
        number = self._articles(Term(word, (word,)), RARE + 1)
        if number <= RARE and self._left:
            number = self._articles(Term(word, (word, *forms_of(self._db, word))), RARE + 1)
        if number > RARE or not self._left:
            return typed
        self._left -= 1
        best = self._best(self._one_edit(word), number) or self._best(self._two_edits(word, number), number)
        if best is None:
            return typed
        return best.capitalize() if typed[0].isupper() else best

    def _articles(self, term: Term, most: int = _MOST_COUNTED) -> int:
        return int(self._db.execute(_COUNT, [term.expression(), most]).fetchone()[0])

    def _best(self, words: Iterable[str], number: int) -> str | None:
        """Return the most frequent of some words, if it is frequent enough for one that `number` articles have."""
        counted = {word: self._articles(Term(word, (word,))) or (RARE if word in self._names else 0) for word in words}
        best = max(sorted(counted), key=counted.__getitem__, default=None)
        return best if best is not None and counted[best] > number * FACTOR else None

    def _one_edit(self, word: str) -> set[str]:
        near = set(_edits(word))
        known = {found for (found,) in self._db.execute(_OF_SOUNDS, [json.dumps(sorted(set(map(sound, near))))])}
        return near & (known | self._names) - {word}

    def _two_edits(self, word: str, number: int) -> list[str]:
        if number or len(word) < SHORTEST_FOR_TWO:
            return []
        begin = sound(word)[:_SAME]
        bounds = [begin, f"{begin}\U0010ffff", len(word) - 2, len(word) + 2]
        known = {found for (found,) in self._db.execute(_OF_BEGINNING, bounds)}
        first, second, third, fourth = _quarters(word[_SAME:])
        alike = [
            each for each in known | self._names if first in each or second in each or third in each or fourth in each
        ]
        letters = set(word)
        alike = [each for each in alike if len(letters ^ set(each)) <= 4]  # noqa: PLR2004 - two replaced
        return [each for each in alike if each != word and _distance(word, each) < _FAR]


def _quarters(text: str) -> Iterator[str]:
    """Yield four pieces of a text, of which one is whole where two places of it differ, or mostly."""
    bounds = [len(text) * quarter // 4 for quarter in range(5)]
    return (text[begin:end] for begin, end in pairwise(bounds))


def _edits(word: str) -> Iterator[str]:
    """Yield what differs from a word in one place."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        for letter in ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _distance(one: str, other: str) -> int:
    """Return in how many places two words differ, up to 3; neighbours that are exchanged are one place."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, its in enumerate(other, 1):
            least = min(above[column] + 1, current[-1] + 1, above[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                least = min(least, before[column - 2] + 1)
            current.append(least)
        if min(current) >= _FAR:
            return _FAR
        before, above = above, current
    return min(above[-1], _FAR)
