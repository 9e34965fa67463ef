"""The roots of words in either language, and how names sound: words with one root or sound are forms of one word.

The roots are Snowball's (PyStemmer): its Indonesian stemmer takes the affixes off (`mem-, di-, per-, -kan, -nya`), its
English one is Porter's second. What Snowball leaves open, because it knows no dictionary, is whether a prefix that ends
in a nasal has swallowed a consonant (`menulis` is of `tulis`, `mengukur` of `ukur`): `candidates` names what the root
can be, and `scraper.archive.fulltext.word_forms` asks the archive's own words which it is.
"""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from Stemmer import Stemmer

SHORTEST, LONGEST = 3, 40
"""Letters of a word that has forms; what is shorter stands for itself, what is longer is no word."""

_SWALLOWED = {"men": ("t",), "pen": ("t",), "meng": ("k", "-"), "peng": ("k", "-")}
"""By the prefix before a vowel, what may have stood there; `-` is the `e` of `mengecat`, which is of `cat`."""

_KE = "ke"
"""Begins `kelola`, which is of itself, and `ketua`, which is of `tua`."""

_NASAL = re.compile(r"(?:di|ter|ke)?(?P<prefix>[mp]eng?)(?=[aeiou])")


@cache
def stemmer(language: str) -> "Stemmer":
    """Return Snowball's stemmer for `indonesian` or `english`."""
    from Stemmer import Stemmer  # noqa: PLC0415 - most commands do not search

    return Stemmer(language)


_LETTERS = re.compile(r"[^\W_]+")
_BLANKED = bytes(code if chr(code).isalnum() or not chr(code).isascii() else ord(" ") for code in range(256))
"""Makes a blank of each ASCII character that is neither letter nor digit; the bytes of others in UTF-8 stay."""


def tokens(text: str) -> list[str]:
    """Split a text into words as the full-text index does: letters and digits, in lower case, without diacritics."""
    lower = text.lower()
    if not lower.isascii():
        lower = unicodedata.normalize("NFD", lower)
        if marks := [ord(each) for each in set(lower) if unicodedata.combining(each)]:
            lower = lower.translate(dict.fromkeys(marks))
    # split by ASCII characters, as nearly all words are; the expression would take four times as long
    words = lower.encode("utf-8", "surrogatepass").translate(_BLANKED).decode("utf-8", "surrogatepass").split()
    if lower.isascii():
        return words
    return [each for word in words for each in ((word,) if word.isascii() else _LETTERS.findall(word))]


def has_forms(word: str) -> bool:
    """Whether a word can have others beside it: letters alone, neither very short nor very long."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def candidates(word: str) -> tuple[str, ...]:
    """Return what the root of an Indonesian word, as `tokens` gives it, can be, Snowball's own first; three at most."""
    root: str = stemmer("indonesian").stemWord(word)
    if word == _KE + root:
        return (root, _KE + root)
    found = _NASAL.match(word)
    if found is None or not root.startswith(tuple("aeiou")) or not word.startswith(root, found.end()):
        return (root,)
    swallowed = _SWALLOWED[found["prefix"]]
    others = [root[1:] if each == "-" else each + root for each in swallowed if each != "-" or root.startswith("e")]
    return (root, *(other for other in others if len(other) >= SHORTEST))


_MUHAMMAD = re.compile(r"\bm[ou](?:kh|ch|h)a?mm?[ae][dt]\b")
"""The most common of names: Muhammad, Mohamad, Mochammad, Mukhamad."""

_SPELLINGS = {
    "oe": "u", "tj": "c", "dj": "j", "nj": "ny", "sj": "s", "sy": "s", "sh": "s", "ch": "k", "kh": "k", "dh": "d",
    "th": "t", "bh": "b", "gh": "g", "ph": "f", "ck": "k", "ie": "i", "iy": "i", "y": "i", "v": "f", "q": "k",
    "x": "ks", "z": "s",
}  # fmt: skip
"""What is written in several ways in Indonesian names: spellings of before 1947 and 1972, of Arabic and of Dutch."""

_DOUBLED = re.compile(r"(.)\1+")


def sound(word: str) -> str:
    """Return what all spellings of a name have in common: `soekarno` and `sukarno`, `anies` and `anis`."""
    if _MUHAMMAD.fullmatch(word):
        return "muhamad"
    for spelled, plain in _SPELLINGS.items():
        word = word.replace(spelled, plain)
    word = _DOUBLED.sub(r"\1", word)
    return word[:-1] if len(word) > SHORTEST and word.endswith("h") else word
