"""Bytes to a tree: UTF-8 on the fast path, BeautifulSoup's detector where the bytes are not UTF-8."""

from codecs import BOM_UTF8

from selectolax.lexbor import LexborHTMLParser

_UTF8_NAMES = frozenset({"utf-8", "utf8", "utf_8", "u8"})


def tree_of(html: bytes, charset: str | None) -> LexborHTMLParser | None:
    """Parse a page as a browser does; None where no known charset fits its bytes.

    Args:
        html: the page.
        charset: what the HTTP header declared, if anything. It counts only where the bytes are not UTF-8: text that
            is valid UTF-8 by chance hardly exists, headers that lie do.
    """
    data = html.removeprefix(BOM_UTF8)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode(html, charset)
        return None if text is None else LexborHTMLParser(text)
    return LexborHTMLParser(data)  # bytes spare the way to str and back; the parser takes them as UTF-8


def _decode(html: bytes, charset: str | None) -> str | None:
    """Decode bytes that are not UTF-8 throughout.

    Where another charset is declared, or a byte order mark stands, that holds. Else the page is UTF-8 with foreign
    bytes in it, pasted from Windows: those are turned, and a guess by letter frequencies, which would spoil every
    curly quote of an otherwise sound page, is not made.
    """
    from bs4.dammit import EncodingDetector, UnicodeDammit  # noqa: PLC0415 - 0.2 s that few pages need

    rest, marked = EncodingDetector.strip_byte_order_mark(html)
    declared = charset or EncodingDetector.find_declared_encoding(rest, is_html=True)
    if marked or (declared and declared.strip().lower() not in _UTF8_NAMES):
        known = [name for name in (marked, charset) if name]
        return UnicodeDammit(html, known_definite_encodings=known, is_html=True).unicode_markup
    mended: bytes = UnicodeDammit.detwingle(rest)
    return mended.decode("utf-8", errors="replace")
