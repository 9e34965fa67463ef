"""Owns what trouble answers, as far as HTTP carries it: another answer than the page asked for, or the page spoilt."""

import re
from collections.abc import Callable
from dataclasses import replace

from replica.answer import Answer, html_page
from replica.pages import lists, troubled
from replica.pages.frame import Hosts
from replica.site import Site
from replica.truth import Brief

ELSEWHERE = "http://elsewhere.invalid"
"""The other site that a redirect leads to: no such name can ever be resolved (RFC 6761, 6.4)."""

_ID = re.compile(r"/(en/)?read/([0-9]{1,9})")
_TEXT_STARTS = (b'<div class="content-body">', b'<div class="news-content">')

_PAGES: dict[str, tuple[str, int]] = {
    "maintenance": (troubled.MAINTENANCE, 200),
    "maintenance-503": (troubled.MAINTENANCE, 503),
    "block": (troubled.BLOCK, 403),
    "captcha": (troubled.CAPTCHA, 200),
    "login": (troubled.LOGIN, 200),
    "php-error": (troubled.PHP_ERROR, 200),
    "blank": ("", 200),
}
_WAITS = {"maintenance-503", "429"}


def instead(kind: str, path: str, hosts: Hosts, site: Site, article_page: Callable[[Brief], Answer]) -> Answer:
    """Answer something else than the page asked for.

    Args:
        kind: of the trouble, one of `trouble.PAGE_KINDS`.
        path: what was asked for.
        hosts: where links lead.
        site: where another article may come from.
        article_page: makes the page of an article.
    """
    if kind == "other":
        return article_page(_another(path, site))
    redirects = {"home": f"{hosts.mobile}/", "login-redirect": f"{hosts.mobile}/login", "elsewhere": ELSEWHERE + path}
    if kind in redirects:
        return Answer(302, location=redirects[kind])
    headers = {"Retry-After": str(site.options.retry_after)} if kind in _WAITS else {}
    return replace(html_page(*_text(kind, path, hosts)), headers=headers)


def _text(kind: str, path: str, hosts: Hosts) -> tuple[str, int]:
    """The page of a trouble, and its status."""
    if kind in _PAGES:
        return _PAGES[kind]
    if kind == "empty":
        return lists.plain_page("Berita", path, hosts), 200
    if kind in {"404", "410"}:
        return lists.plain_page(f"{kind} Halaman tidak ditemukan", path, hosts), int(kind)
    return troubled.short(int(kind)), int(kind)


def _another(path: str, site: Site) -> Brief:
    """The newest article of the edition that a path belongs to, or the one before where the path names that."""
    found = _ID.match(path)
    newest = site.listing("english" if path.startswith("/en/") else "index", "", 1)[1]
    return next(brief for brief in newest if found is None or brief.id != int(found[2]))


def spoilt(kind: str, answer: Answer) -> Answer:
    """Spoil a page: cut it within the text of its article, or else in its middle; or claim a coding it has not."""
    if kind == "cut-markup":
        whole = answer.body if answer.mark is None else answer.mark
        return replace(answer, body=answer.body[: middle(answer.body)], mark=whole)
    return replace(answer, headers={**answer.headers, "Content-Encoding": "gzip"})


def middle(body: bytes) -> int:
    """Where to cut a page: in the middle of the article's text, or of the whole where it has none."""
    for mark in _TEXT_STARTS:
        start = body.find(mark)
        if start >= 0:
            return (start + body.index(b"</div>", start)) // 2
    return len(body) // 2
