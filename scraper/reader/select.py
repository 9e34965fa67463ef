"""Strict selection: exactly one, at most one, at least n; else an error that names the selector."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.reader.errors import ReadError


def exactly_one(scope: LexborHTMLParser | LexborNode, selector: str, url: str) -> LexborNode:
    """The only match within a document or an element.

    Raises:
        ReadError: there is none, or more than one.
    """
    found = scope.css(selector)
    if len(found) != 1:
        raise ReadError(url, f"{len(found)} matches of {selector!r} where exactly one is expected")
    return found[0]


def at_most_one(scope: LexborHTMLParser | LexborNode, selector: str, url: str) -> LexborNode | None:
    """The only match, or None.

    Raises:
        ReadError: there is more than one.
    """
    found = scope.css(selector)
    if len(found) > 1:
        raise ReadError(url, f"{len(found)} matches of {selector!r} where at most one is expected")
    return found[0] if found else None


def at_least(count: int, scope: LexborHTMLParser | LexborNode, selector: str, url: str) -> list[LexborNode]:
    """All matches, in the order of the page.

    Raises:
        ReadError: there are fewer than `count`.
    """
    found = scope.css(selector)
    if len(found) < count:
        raise ReadError(url, f"{len(found)} matches of {selector!r} where at least {count} are expected")
    return found
