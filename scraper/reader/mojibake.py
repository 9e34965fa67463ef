"""Owns the undoing of pages that were UTF-8, were read as Windows-1252 or Latin-1 and stored as UTF-8 once more."""

import re
from io import StringIO

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_TO_LATIN_1 = {
    ord(letter): code for code in range(0x80, 0x100) if (letter := bytes([code]).decode("cp1252", errors="ignore"))
}
"""The code of the byte of each letter of Windows-1252; those of the controls that Latin-1 has there are their own."""


def undone(text: str) -> str | None:
    """Put a page right that was encoded once too often; None where it was not, as far as can be told.

    It is certain only where all that is not ASCII on the page, every run of it, reads as UTF-8 when it is taken back to
    Windows-1252. One run that does not, and the page stays as it is printed.

    Args:
        text: the page's source.
    """
    first = _NOT_ASCII.search(text)
    if first is None or _turned(first[0]) is None:
        return None
    mended, end = StringIO(), 0
    for run in _NOT_ASCII.finditer(text):
        turned = _turned(run[0])
        if turned is None:
            return None
        mended.write(text[end : run.start()])
        mended.write(turned)
        end = run.end()
    mended.write(text[end:])
    return mended.getvalue()


def _turned(run: str) -> str | None:
    """What a run meant before it was read wrongly; None where it is no such run."""
    try:
        return run.translate(_TO_LATIN_1).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
