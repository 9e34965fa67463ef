"""Made-up words in place of real ones: as long, in the same case, and the same word everywhere."""

import re
from functools import lru_cache
from hashlib import blake2b
from itertools import count

from scraper.dates import Words
from scraper.parser import error_pages, vocabulary

_LABELS = [labels for name, labels in vars(vocabulary).items() if name.isupper()]
_DATES = [word for words in (*Words.WEEKDAYS, *Words.MONTHS, Words.JUMP, *Words.AMPM, Words.UTCZONE) for word in words]
_ERRORS = " ".join(re.sub(r"\\.", " ", phrase.pattern) for phrase in error_pages.PHRASES)

KEPT = frozenset(
    word
    for text in (*_DATES, *(" ".join([each] if isinstance(each, str) else each) for each in _LABELS))
    for word in re.findall("[a-z]+", text.lower())
) | frozenset(re.findall("[a-z]{4,}", _ERRORS.lower()))
"""Words that the parser goes by, and that stay as they are: labels, headings, names of days and months."""

TOKEN = re.compile(r"[A-Za-z]+(?:(?:['`/]|\xe2\x80[\x98\x99])[A-Za-z]+)*")
"""A word with what may stand inside one: `Jum'at`, `RT/RW`. The apostrophes are bytes of UTF-8, taken for Latin-1."""

_LETTERS = re.compile(r"[A-Za-z]+")
_VOWELS, _CONSONANTS = "aeiou", "bdfgjklmnprstvwz"


def made_up(token: str) -> str:
    """Make up words for a token, each letter in the case of the one that it replaces.

    A word of `KEPT`, a single letter, and whatever is no letter of ASCII stays.

    Args:
        token: one or several words with marks between them.
    """
    parts = _LETTERS.findall(token)
    whole = "".join(parts).lower()
    if whole in KEPT:
        return token
    if len(parts) > 1 and not any(part.lower() in KEPT for part in parts):
        letters = iter(_made_up(whole))  # as one word, for that is what a slug makes of them
        return _LETTERS.sub(lambda part: _cased("".join(next(letters) for _ in part[0]), part[0]), token)
    return _LETTERS.sub(lambda part: _cased(_made_up(part[0].lower()), part[0]), token)


@lru_cache(maxsize=16384)
def _made_up(word: str) -> str:
    """Make up one word in lower case; another one where it comes out as a word of `KEPT` or as itself.

    Words that begin alike come out so too: a slug may end within a word.
    """
    if len(word) == 1 or word in KEPT:
        return word
    tries = (_spelt(word, serial) for serial in count())
    return next(made for made in tries if made not in KEPT and made != word)


def _spelt(word: str, serial: int) -> str:
    """Spell a word anew, consonants and vowels by turns."""
    state = blake2b(str(serial).encode())
    letters: list[str] = []
    offset = 0
    for place, letter in enumerate(word):
        state.update(letter.encode())
        number = int.from_bytes(state.digest()[:4])
        offset = offset if place else int(number % 5 == 0)
        sounds = _CONSONANTS if (place + offset) % 2 == 0 else _VOWELS
        letters.append(sounds[number // 5 % len(sounds)])
    return "".join(letters)


def _cased(made: str, like: str) -> str:
    return "".join(new.upper() if old.isupper() else new for new, old in zip(made, like, strict=True))
