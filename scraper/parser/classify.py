"""What a response amounts to, from its status, its address and its page: one function for live crawls and rebuilds."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from scraper.items import Answer, Outcome
from scraper.parser.article import CARRIES, PARSER, article_of
from scraper.parser.error_pages import error_page
from scraper.parser.list_page import list_page_of
from scraper.parser.page import page_of
from scraper.parser.refusals import Kind, Refusal
from scraper.urls import Address, parse

_DECLARED = re.compile(r";\s*charset\s*=\s*[\"']?([^\s;\"']{1,40})", re.IGNORECASE)

_STATUSES: Mapping[int, Outcome] = MappingProxyType(
    {304: "unchanged", 401: "login", 404: "missing", 410: "missing", 429: "throttled"}
)
_REDIRECTS = range(300, 400)
_SERVER_ERRORS = range(500, 600)
_BLOCKING = frozenset({403, 429, 503})
"""Statuses that come with a block or a captcha where one stands before the site."""

_LOGINS = frozenset({"login", "masuk", "signin", "sign-in", "auth"})
"""Last parts of addresses that a login has."""


def interpret(
    url: str,
    status: int,
    body: bytes,
    *,
    content_type: str | None = None,
    redirect_to: str | None = None,
    truncated: bool = False,
) -> Answer:
    """Say what a response amounts to, and read it where there is something to read.

    Args:
        url: the requested URL.
        status: of the response.
        body: without its content-encoding.
        content_type: the header's value; its charset helps to read the page.
        redirect_to: where a redirect leads, as an absolute address.
        truncated: whether the body is shorter than it should be; it is not read then.

    Returns:
        the answer; never raises.
    """
    requested = parse(url, base=url)
    if status in _REDIRECTS and status not in _STATUSES:
        if redirect_to is None:
            return Answer(outcome="server-error", key=requested.key)
        return _redirect(url, redirect_to, requested)
    outcome = _by_status(status)
    if outcome is None and (truncated or not body.strip()) and not _is_robots(url):
        outcome = "truncated"
    if status in _BLOCKING and _is_blocked(url, body, charset_of(content_type)):
        outcome = "blocked"
    if outcome is not None:
        return Answer(outcome=outcome, key=requested.key)
    if requested.kind == "article":
        return _article(url, body, requested, charset_of(content_type))
    if requested.kind == "list":
        return _list(url, body, requested, charset_of(content_type))
    return Answer(outcome=_of_no_page(url, content_type))


def _of_no_page(url: str, content_type: str | None) -> Outcome:
    """What an answer is that should be neither an article nor a list."""
    if (content_type or "").strip().lower().startswith("image/"):
        return "photo"
    return "robots" if _is_robots(url) else "page"


def _is_robots(url: str) -> bool:
    return _path(url) == "/robots.txt"


def _path(url: str) -> str:
    """Return the path of an address, without slashes at its end; empty where it cannot be taken apart."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def charset_of(content_type: str | None) -> str | None:
    """Return the charset that a Content-Type header declares."""
    declared = _DECLARED.search(content_type or "")
    return declared[1].lower() if declared else None


def _by_status(status: int) -> Outcome | None:
    """What the status alone says; None where the page has to be read."""
    if status == 200:  # noqa: PLR2004 - OK, the one status with a page
        return None
    return "server-error" if status in _SERVER_ERRORS else _STATUSES.get(status, "refused")


def _redirect(url: str, redirect_to: str, requested: Address) -> Answer:
    """Tell a new address of the same thing from the home page, which the site may show for what it no longer has."""
    leads_to = parse(redirect_to, base=url)
    if leads_to.kind == "elsewhere":
        return Answer(outcome="elsewhere", key=requested.key)
    if _path(redirect_to).rpartition("/")[2].lower() in _LOGINS:
        return Answer(outcome="login", key=requested.key)
    if requested.kind != "article" or leads_to.key == requested.key:
        return Answer(outcome="redirect", key=requested.key)
    if not _path(redirect_to):
        return Answer(outcome="soft-missing", key=requested.key)
    return Answer(outcome="other-article", key=requested.key, reader=PARSER, reason=f"it redirects to {redirect_to}")


_OUTCOMES: Mapping[Kind, Outcome] = MappingProxyType(
    {
        "unreadable": "unreadable",
        "cut-off": "truncated",
        "maintenance": "maintenance",
        "blocked": "blocked",
        "login": "login",
        "server-error": "server-error",
        "missing": "soft-missing",
        "foreign": "unreadable",
        "other-article": "other-article",
        "other-kind": "unreadable",
    }
)
"""What a response amounts to whose page is refused."""


def _is_blocked(url: str, body: bytes, charset: str | None) -> bool:
    """Whether a response with a refusing status is a block or a captcha."""
    try:
        refusal = error_page(page_of(body, url, charset))
    except Refusal:
        return False
    return refusal is not None and refusal.kind == "blocked"


def _article(url: str, body: bytes, requested: Address, charset: str | None) -> Answer:
    try:
        page = page_of(body, url, charset)
        article = article_of(page)
    except Refusal as refusal:
        reason = None if refusal.kind == "missing" else refusal.reason
        return Answer(outcome=_OUTCOMES[refusal.kind], key=requested.key, reader=PARSER, reason=reason)
    return Answer(
        outcome="article", key=requested.key, article=article, reader=PARSER, carries=CARRIES[article.template],
        reason=page.incomplete,
    )  # fmt: skip


def _list(url: str, body: bytes, requested: Address, charset: str | None) -> Answer:
    try:
        page = page_of(body, url, charset)
        found = list_page_of(page)
    except Refusal as refusal:
        outcome = "unreadable" if refusal.kind == "missing" else _OUTCOMES[refusal.kind]
        return Answer(outcome=outcome, reader=PARSER, list=requested.slug, reason=refusal.reason)
    if not found.items and _path(url).strip("/") == requested.slug and not urlsplit(url).query:
        return Answer(
            outcome="unreadable", reader=PARSER, list=requested.slug, reason="its first page lists no article"
        )
    return Answer(outcome="list", page=found, reader=PARSER, list=requested.slug, reason=page.incomplete)
