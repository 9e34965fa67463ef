"""Owns what is too much to read: a page that would make a tree out of all proportion to its size is refused unparsed.

Measured in November 2026 on selectolax 1.0: an element takes the parser 190 bytes, a text 140, an attribute up to 260,
so the three bytes of `<b>` take a hundred times their size. Formatting that is left open is made again in every
paragraph after it. Elements nested n deep take n * n steps, and so do n attributes of an element and n names on a page.
"""

import re

from selectolax.lexbor import LexborHTMLParser

from scraper.reader.scan import Scan

MAX_SIZE = 4_000_000
"""Bytes of a page; the site's are of 26 to 200 thousand. Reading takes up to 30 times as much memory."""

_SHORT, _FEW = 128_000, 4_000
"""A page of no more bytes and tags than these can do harm only by formatting that is left open."""

_MOST_TAGS = 200_000
_MOST_STEPS = 100_000_000
"""A fifth of a second; 14,000 elements in each other, or 10,000 attributes of one."""

_MOST_NAMES = 20_000
_SHARE, _SPARE = 20, 8_000_000
"""The tree may take this many times the page's size, and some bytes more; the rest is for what is read off it."""

_BYTES_TO_AN_ELEMENT = 140
"""An element takes up to 4 KB to be read by its words; the site's pages have a few hundred, one to 75 bytes."""

_PLAIN = rb"""(?:[ \t\r\n]++[a-z-]++=(?:"[^"<>]*+"|'[^'<>]*+')){0,8}+[ /]*+>"""
_LEFT_OPEN = re.compile(
    rb"<(?=[abcefinstuABCEFINSTU])(?:[aA](?=[\s/>])(?!" + _PLAIN + rb")"
    rb"|(?:[bisuBISU]|(?=[A-Z]|[besfcnt][mito])(?i:em|small|strong|strike|big|font|code|nobr|tt))"
    rb"(?:>(?![^<]*+</)|(?=[\s/])(?!" + _PLAIN + rb"[^<]*+</)))"
)
"""Formatting that may be left open: anything but a link with a few attributes, or a text and an end tag at once.

The look at the first letter spares nearly every other tag the rest.
"""

_BARE = re.compile(rb"<[a-z]+>", re.IGNORECASE)
_MADE_AGAIN = 200
"""Bytes for each element of formatting without attributes that is made again."""


def excess_of_size(size: int) -> str | None:
    """Say whether a page of so many bytes is too much to read; None where it is not."""
    if size <= MAX_SIZE:
        return None
    return f"{size / 1e6:.1f} MB, more than the {MAX_SIZE / 1e6:.0f} MB that a page may have"


def excess_of(html: bytes, size: int) -> str | None:
    """Say what of a page is too much to read; None where nothing is.

    It takes next to no time for a page of ordinary size, and about a microsecond a tag for others.

    Args:
        html: the page as the parser gets it, in UTF-8.
        size: of the page as it came, in bytes.
    """
    tags = html.count(b"<")
    if len(html) <= _SHORT and tags <= _FEW and _is_closed(html, tags):
        return None
    if tags > _MOST_TAGS:
        return f"{tags} tags, more than the {_MOST_TAGS} that a page may have"
    return _excess_of_scan(Scan(html, _MOST_STEPS), _SHARE * size + _SPARE)


def _excess_of_scan(scan: Scan, allowed: int) -> str | None:
    if scan.steps > _MOST_STEPS:
        return "its elements nest too deep, or have too many attributes"
    if len(scan.names) > _MOST_NAMES:
        return f"{len(scan.names)} names of elements and attributes, more than the {_MOST_NAMES} that a page may have"
    if scan.memory - scan.rebuilt > allowed:
        return "it has more markup than a page of its size may have"
    if scan.memory > allowed:
        return "formatting that it leaves open would be made again too often"
    return None


def excess_of_soup(tree: LexborHTMLParser, size: int) -> str | None:
    """Say what of a page is too much for BeautifulSoup's tree of it, which takes five times as much as the parser's.

    Args:
        tree: of the page.
        size: of its markup.
    """
    elements = len(tree.css("*"))
    if elements <= _FEW + size // _BYTES_TO_AN_ELEMENT:
        return None
    return f"{elements} elements, more than a page of its size may have to be read by its words"


def _is_closed(html: bytes, tags: int) -> bool:
    """Whether next to no formatting is left open, or only as much as may be made again at each tag."""
    left = _LEFT_OPEN.findall(html)
    return len(left) * _MADE_AGAIN * tags <= _SPARE and all(map(_BARE.fullmatch, left))
