"""Owns the decoding of a page: bytes in any charset, or with mojibake in them, to UTF-8.

Nothing is guessed by the frequency of letters: that would spoil every curly quote of an otherwise sound page.

w3lib finds the byte order mark and the charset that a page declares, and resolves the names of charsets as browsers do.
Own code stays where libraries are wrong, on the pages in `tests/pages`:

- `w3lib.html_to_unicode` believes what is declared: UTF-8 that is declared as Latin-1 becomes mojibake, Windows-1252
  that is declared as UTF-8, or not at all, loses its quotes to U+FFFD, and so does a page that mixes both.
- w3lib takes codecs of Python's that are none of the web for charsets (`unicode_escape`, `punycode`, `utf-7`).
- `ftfy.fix_encoding` takes 5 ms a page, where all reading takes 1. It goes by what looks likely: it mends one phrase of
  a page whose other letters are sound, and takes `Â ` for a blank. With these heuristics off, it leaves three of ten
  letters from U+00A0 to U+024F unmended that stand alone among ASCII. It tries Mac Roman and CP437, too.
"""

import codecs
import re
from codecs import BOM_UTF8
from typing import cast

from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

_WINDOWS = "cp1252"
_WINDOWS_LETTERS = {code: letter for code in range(0x80, 0xA0) if (letter := bytes([code]).decode(_WINDOWS, "ignore"))}
"""Windows-1252 where it differs from Latin-1; five of its bytes have no letter and stay control characters."""

_WINDOWS_BYTES = {code: code for code in range(0x100)} | {ord(each): code for code, each in _WINDOWS_LETTERS.items()}
"""The byte of a letter that was read as Windows-1252, or as Latin-1."""

_TWICE_ENCODED = re.compile(rb"\xc3[\x82-\xb4][\xc2-\xe2]")
"""The begin of a letter that was encoded twice: one from U+00C2 to U+00F4, and another that is not ASCII."""

_PROBE = rb"<meta charset='x'> \x41 \u0041 ~{VPND~} +AGE- =41 &#65;"
"""Markup that any charset of the web reads as it stands, and codecs of Python's that are none do not."""

_FOREIGN_BYTES = "arsip.windows-1252"


def decode(html: bytes, charset: str | None) -> bytes | None:
    """Turn a page into UTF-8, which is what the parser takes; None where no known charset fits its bytes.

    Valid UTF-8 is UTF-8: text that is so by chance hardly exists, declarations that lie do. Else the first charset
    holds that is declared and fits. Else it is UTF-8 with foreign bytes of Windows-1252.

    Args:
        html: the page. One that was read as Windows-1252 and stored as UTF-8 once too often is put right.
        charset: what the HTTP header declared, if anything.
    """
    data = html.removeprefix(BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        decoded = _decoded(html, charset)
        return None if decoded is None else decoded.encode("utf-8", "replace")
    mended = without_mojibake(text) if b"\xc3" in data and _TWICE_ENCODED.search(data) else None
    return data if mended is None else mended.encode("utf-8")


def without_mojibake(text: str) -> str | None:
    """Put a page right that was encoded once too often; None where it was not, as far as is certain.

    It is certain only where all that is not ASCII on the page reads as UTF-8 when it is taken back to Windows-1252: a
    fault of the charset. One sound letter elsewhere, and it is the author's, and stays as printed.
    """
    try:
        mended = codecs.charmap_encode(text, "strict", _WINDOWS_BYTES)[0].decode("utf-8")
    except UnicodeError:
        return None
    return None if mended == text else mended


def _decoded(html: bytes, charset: str | None) -> str | None:
    marked, mark = read_bom(html)
    data = html.removeprefix(mark or b"")
    if marked is not None and marked != "utf-8":
        return data.decode(marked, "replace")
    for declared in (charset, html_body_declared_encoding(data)) if marked is None else ():
        name = _charset_of_web(declared)
        if name == _WINDOWS and not _is_mostly_utf8(data):
            return _of_windows(data)
        if name is not None and name not in {_WINDOWS, "utf-8"}:
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                continue
    return None if b"\0" in data else data.decode("utf-8", _FOREIGN_BYTES)


def _charset_of_web(declared: str | None) -> str | None:
    """Resolve a name; Latin-1 and ASCII are Windows-1252. None where it is no charset of the web."""
    try:
        name = resolve_encoding(declared.strip()) if declared else None
        is_of_web = name is not None and str(_PROBE, name, "replace") == _PROBE.decode("ascii")
    except (LookupError, ValueError):
        return None
    return name if is_of_web else None


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more letters are whole in UTF-8 than bytes are not: in Windows-1252 hardly any would be by chance."""
    text = data.decode("utf-8", "ignore")
    foreign = len(data) - len(text.encode("utf-8"))
    return foreign < len(text) - len(text.encode("ascii", "ignore"))


def _of_windows(data: bytes) -> str:
    return data.decode("latin-1").translate(_WINDOWS_LETTERS)


def _read_as_windows(error: UnicodeError) -> tuple[str, int]:
    wrong = cast("UnicodeDecodeError", error)
    return _of_windows(wrong.object[wrong.start : wrong.end]), wrong.end


codecs.register_error(_FOREIGN_BYTES, _read_as_windows)
