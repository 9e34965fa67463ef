"""Any charset to UTF-8: what is UTF-8 stays, else what is declared holds, else it has foreign bytes of Windows in it.

Nothing is guessed by the frequency of letters: that would spoil every curly quote of an otherwise sound page.
"""

import re
from codecs import BOM_UTF8

from scraper.reader.mojibake import undone

_WINDOWS = "cp1252"
_LETTER = (
    rb"(?:(?:[\xc2-\xdf]|\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]|[\xf1-\xf3][\x80-\xbf]{2}|\xf4[\x80-\x8f][\x80-\xbf])[\x80-\xbf])"
)
_LETTERS_OR_BYTES = re.compile(rb"(" + _LETTER + rb"++)|(?:(?!" + _LETTER + rb")[\x80-\xff])++")
"""Letters in UTF-8 that are not ASCII (the group), or else bytes that are no part of one."""

_NOT_FIRST = bytes(range(0x80, 0xC0))
"""The bytes of a letter in UTF-8 but its first."""

_HEAD = 16_384
"""Bytes in which a charset is declared; browsers look through the first 1,024."""

_WINDOWS_LETTERS = {code: letter for code in range(0x80, 0xA0) if (letter := bytes([code]).decode(_WINDOWS, "ignore"))}
_FIRST = b"\xc3"
_TWICE_ENCODED = re.compile(rb"\xc3[\x82-\xb4][\xc2-\xe2]")
"""The begin of a letter that was encoded twice: one from U+00C2 to U+00F4, and another that is not ASCII."""

_PROBE = rb"<meta charset='x'> \x41 \u0041 ~{VPND~} +AGE- =41 &#65;"
"""Markup that any charset of the web reads as it stands, and codecs of Python's that are none do not."""


def utf8_of(html: bytes, charset: str | None) -> bytes | None:
    """Turn a page into UTF-8, which is what the parser takes; None where no known charset fits its bytes.

    Args:
        html: the page. One that was read as Windows-1252 and stored as UTF-8 once too often is put right.
        charset: what the HTTP header declared, if anything. It counts only where the bytes are not UTF-8: text that
            is valid UTF-8 by chance hardly exists, headers that lie do.
    """
    data = html.removeprefix(BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        decoded = _decode(html, charset)
        return None if decoded is None else decoded.encode("utf-8", "replace")
    mended = undone(text) if _FIRST in data and _TWICE_ENCODED.search(data) else None
    return data if mended is None else mended.encode("utf-8", "replace")


def _decode(html: bytes, charset: str | None) -> str | None:
    """Decode bytes that are not UTF-8 throughout; None where they are no text."""
    from bs4.dammit import EncodingDetector  # noqa: PLC0415 - 0.2 s that few pages need

    rest, marked = EncodingDetector.strip_byte_order_mark(html)
    if marked:
        return rest.decode(marked, errors="replace")
    for declared in (charset, EncodingDetector.find_declared_encoding(rest[:_HEAD], True, True)):
        name = _as_browsers_take(declared)
        if name == _WINDOWS and not _is_mostly_utf8(rest):
            return _of_windows(rest)
        if name is not None and name not in {_WINDOWS, "utf-8"}:
            try:
                return rest.decode(name)
            except UnicodeDecodeError:
                continue
    return None if b"\0" in rest else _mended(rest)


def _as_browsers_take(declared: str | None) -> str | None:
    """The charset that is meant by a name: Latin-1 and ASCII are Windows-1252; None where it is none of the web."""
    from w3lib.encoding import resolve_encoding  # noqa: PLC0415 - few pages need it

    try:
        name = resolve_encoding(declared.strip()) if declared else None
        is_of_web = name is not None and str(_PROBE, name, "replace") == _PROBE.decode("ascii")
    except (LookupError, ValueError):
        return None
    return name if is_of_web else None


def _is_mostly_utf8(html: bytes) -> bool:
    """Whether more letters are whole in UTF-8 than bytes are not: in Windows-1252 hardly any would be by chance."""
    letters = foreign = 0
    for run in _LETTERS_OR_BYTES.finditer(html):
        if run[1]:
            letters += len(run[1].translate(None, _NOT_FIRST))
        else:
            foreign += len(run[0])
    return foreign < letters


def _mended(html: bytes) -> str:
    """Decode UTF-8 with bytes of Windows in it."""
    whole, end = bytearray(), 0
    for run in _LETTERS_OR_BYTES.finditer(html):
        if not run[1]:
            whole += html[end : run.start()]
            whole += _of_windows(run[0]).encode()
            end = run.end()
    whole += html[end:]
    return whole.decode("utf-8")


def _of_windows(text: bytes) -> str:
    """Decode Windows-1252 as browsers do: five bytes without a letter become control characters, not errors."""
    return text.decode("latin-1").translate(_WINDOWS_LETTERS)
