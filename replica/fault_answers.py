"""What trouble answers, as far as HTTP carries it: another answer than the page asked for, or the page spoilt."""

import re
from collections.abc import Callable
from dataclasses import replace

from replica.answer import Answer, html_page
from replica.pages import lists
from replica.pages.frame import Hosts, fixed_page
from replica.site import Site
from replica.truth import Brief

ELSEWHERE = "http://elsewhere.invalid"
"""The other site that a redirect leads to: no such name can ever be resolved (RFC 6761, 6.4)."""

_ID = re.compile(r"/(en/)?read/([0-9]{1,9})")
_TEXT_STARTS = (b'<div class="content-body">', b'<div class="news-content">')

_PAGES: dict[str, tuple[str, int]] = {
    "maintenance": (fixed_page("maintenance"), 200),
    "maintenance-503": (fixed_page("maintenance"), 503),
    "block": (fixed_page("block"), 403),
    "captcha": (fixed_page("captcha"), 200),
    "login": (fixed_page("login"), 200),
    "php-error": (fixed_page("php-error"), 200),
    "blank": ("", 200),
}
_STATUS_PAGE = """<html>
<head><title>{0}</title></head>
<body>
<center><h1>{0}</h1></center>
<hr><center>nginx</center>
</body>
</html>
"""
_REASONS = {
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Temporarily Unavailable",
}
"""What a web server itself says with a status, where the site says nothing."""

_WAITS = {"maintenance-503", "429"}


def instead(kind: str, path: str, hosts: Hosts, site: Site, article_page: Callable[[Brief], Answer]) -> Answer:
    """Answer something else than the page asked for."""
    if kind == "other":
        return article_page(_another(path, site))
    redirects = {"home": f"{hosts.mobile}/", "login-redirect": f"{hosts.mobile}/login", "elsewhere": ELSEWHERE + path}
    if kind in redirects:
        return Answer(302, location=redirects[kind])
    headers = {"Retry-After": str(site.options.retry_after)} if kind in _WAITS else {}
    return replace(html_page(*_text(kind, path, hosts)), headers=headers)


def _text(kind: str, path: str, hosts: Hosts) -> tuple[str, int]:
    if kind in _PAGES:
        return _PAGES[kind]
    if kind == "empty":
        return lists.plain_page("Berita", path, hosts), 200
    if kind in {"404", "410"}:
        return lists.plain_page(f"{kind} Halaman tidak ditemukan", path, hosts), int(kind)
    return _STATUS_PAGE.format(f"{kind} {_REASONS[int(kind)]}"), int(kind)


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
