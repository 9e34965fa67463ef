"""Strings as a careful person would type them off a page: blanks folded, nothing invisible, characters composed."""

import re
from collections.abc import Sequence
from functools import lru_cache
from io import StringIO
from unicodedata import normalize

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u2069\ufeff\ufff9-\ufffb]|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
"""Characters without a glyph. A joiner between two emoji makes one of them, and stays."""

_LONG = 50_000
_CHUNK = 500
_CHUNKS = re.compile(rf".{{1,{_CHUNK}}}(?= |\Z)|.{{{_CHUNK}}}", re.DOTALL)
"""Characters up to a blank; no word is longer."""

_LONGEST_LABEL = 80
_LONG_SLUG = 60
"""Characters from which on the site may have cut a slug short."""

_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")
_CLOSING = tuple(".,;:!?)]}%\u2026\u2019\u201d")
_ENDS_SENTENCE = tuple(".!?\u2026\"'\u201d\u2019)")
_SENTENCE = re.compile(r"(?:\S+\s+){3}.*[.!?\u2026][\"'\u201d\u2019)]*", re.DOTALL)


def clean(text: str) -> str:
    """Fold blanks, drop what is invisible, compose characters (NFC)."""
    if "  " not in text and text.isprintable():  # no other blank is printable
        text = text.strip(" ")
        return text if text.isascii() else _composed(text)
    folded = _folded(text)
    if not folded.isprintable():
        folded = _folded(_INVISIBLE.sub("", folded))
    return folded if folded.isascii() else _composed(folded)


def _folded(text: str) -> str:
    """Fold blanks; long text chunk by chunk, for a list of its words would take many times its size."""
    if len(text) <= _LONG:
        return " ".join(text.split())
    folded = StringIO()
    blank = False  # whether there was one since the last word
    for start in range(0, len(text), _LONG):
        chunk = text[start : start + _LONG]
        found = chunk.split()
        if found:
            folded.write(" " if folded.tell() and (blank or chunk[0].isspace()) else "")
            folded.write(" ".join(found))
        blank = chunk[-1].isspace() or (blank and not found)
    return folded.getvalue()


def _composed(text: str) -> str:
    """Compose characters, a chunk at a time: to sort n consecutive marks takes n * n steps."""
    if len(text) <= _CHUNK:
        return normalize("NFC", text)
    return _CHUNKS.sub(lambda chunk: normalize("NFC", chunk[0]), text)


def words(text: str) -> list[str]:
    """The words of a text, casefolded, without punctuation."""
    return _WORD.findall(text.casefold())


def label_of(text: str) -> str:
    """The words of a text without digits and punctuation, casefolded: what a label is looked up by."""
    return _label_of(text) if len(text) <= _LONGEST_LABEL else " ".join(_LETTERS.findall(text.casefold()))


@lru_cache(maxsize=1024)
def _label_of(text: str) -> str:
    """The same of a short text: the menus of a site's pages are alike."""
    return " ".join(_LETTERS.findall(text.casefold()))


def alphanumeric(text: str | None) -> str:
    """Letters and digits alone, casefolded: what a headline and its slug have in common."""
    return "".join(_LETTERS_AND_DIGITS.findall((text or "").casefold()))


def gave_slug(title: str, slug: str | None) -> bool:
    """Whether a headline gave an address its slug."""
    letters, made = alphanumeric(title), alphanumeric(slug)
    return bool(letters) and (letters == made or (len(made) > _LONG_SLUG and letters.startswith(made)))


def is_sentence(text: str) -> bool:
    """Whether a text has four words or more, and a full stop."""
    return text.endswith(_ENDS_SENTENCE) and _SENTENCE.fullmatch(text) is not None


def recurs(text: str, paragraphs: Sequence[str]) -> bool:
    """Whether the words of a text are consecutive within one of the paragraphs."""
    found = words(text)
    if not found:
        return False
    longest, phrase = max(found, key=len), f" {' '.join(found)} "
    return any(longest in each.casefold() and phrase in f" {' '.join(words(each))} " for each in paragraphs)


def joined(parts: Sequence[str]) -> str:
    """Join the parts of a paragraph from whose middle something was cut out, with a blank where words would meet."""
    whole = ""
    for part in map(clean, parts):
        whole += part if not whole or not part or part.startswith(_CLOSING) else f" {part}"
    return whole
