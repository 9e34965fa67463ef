"""Reads a page into an Article: bytes and an address in, an item or a ReadError out; nothing else happens."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from scraper.items import Article
from scraper.reader import desktop_2018, mobile_2026, words
from scraper.reader.errors import (
    Blocked,
    Broken,
    CutOff,
    ForeignPage,
    Login,
    Maintenance,
    NotAnArticle,
    OtherArticle,
    ReadError,
)
from scraper.reader.page import OG_TYPE, Identity, Page, article_url_of, identity_of, own_addresses, page_of
from scraper.reader.stand_ins import is_of_the_site, stand_in
from scraper.reader.template import Template

__all__ = [
    "CARRIES", "READER", "Blocked", "Broken", "CutOff", "ForeignPage", "Login", "Maintenance", "NotAnArticle",
    "OtherArticle", "ReadError", "own_url", "read", "read_page",
]  # fmt: skip

READER = "4"
"""The version of the readers; it rises whenever one of them may read a page another way than before."""

TEMPLATES: tuple[Template, ...] = (mobile_2026.TEMPLATE, desktop_2018.TEMPLATE)
"""The known templates, the most frequent first; the first one that recognises a page reads it."""

FALLBACK: Template = words.TEMPLATE
"""Reads what no known template can vouch for."""

USUAL = ("photo_url", "reporter", "category", "views", "related", "popular")
"""Fields that nearly every page has: where one is missing, the words are asked as well."""

CREDIT = re.compile(r"\(\s*foto\s*:|[-\u2013]\s*beritajakarta\.id\b", re.IGNORECASE)
"""What a page prints that credits a photo."""

CARRIES: Mapping[str, frozenset[str]] = MappingProxyType({each.name: each.carries for each in (*TEMPLATES, FALLBACK)})
"""By template, the fields of Article that its markup has a place for at all."""


def read(html: bytes, url: str, *, charset: str | None = None) -> Article:
    """Read an article's page: by the template that knows it, else by its words.

    Args:
        html: the page as it came, without its content-encoding.
        url: the address it was asked for by. It must name the article that the page is, and resolves relative links.
        charset: what the Content-Type header declared, if anything; it counts only where the bytes are not UTF-8.

    Raises:
        CutOff: the page ends early.
        Maintenance: the page says that the site is being maintained, in place of any article.
        Blocked: likewise a block or a captcha.
        Login: likewise a login.
        Broken: likewise an error of the server.
        NotAnArticle: the page shows no mark of an article.
        ForeignPage: nor of the site.
        OtherArticle: the page says it is another article than the one that was asked for.
        ReadError: the page cannot be read, or not to the last field.
    """
    return read_page(page_of(html, url, charset))


def read_page(page: Page) -> Article:
    """Read an article's page that is parsed already.

    Raises:
        ReadError: as `read` does.
    """
    template = next((each for each in TEMPLATES if each.recognises(page)), None)
    identity = identity_of(page)
    if template is None:
        return _of_no_template(page, identity)
    try:
        article = template.read(page, identity)
    except ReadError as error:
        if template.is_empty(page) and FALLBACK.is_empty(page):
            reason = f"the {template.name} frame is empty: no headline, no date, no text"
            raise _no_article(page, reason) from error
        return _by_words(page, identity, f"{template.name}: {error.reason}")
    return article if _is_whole(page, article, template) else _second_opinion(page, identity, article)


def _is_whole(page: Page, article: Article, template: Template) -> bool:
    """Whether an article has all that nearly every page of its template shows, and a credit where one is printed."""
    if any(name in template.carries and not getattr(article, name) for name in USUAL):
        return False
    body = page.tree.body
    return article.photo_credit is not None or body is None or CREDIT.search(body.text()) is None


def _second_opinion(page: Page, identity: Identity, article: Article) -> Article:
    """Read a page by its words, too, where its template's reader misses what is usual.

    If the words tell what the template's reader misses, then the markup is no longer the one that it knows.
    """
    try:
        other = FALLBACK.read(page, identity)
    except ReadError:
        return article
    names = (*USUAL, "photo_credit")
    return other if any(getattr(other, name) and not getattr(article, name) for name in names) else article


def _of_no_template(page: Page, identity: Identity) -> Article:
    """Read a page without a known template, unless it is a notice: that may have a headline, a day and a text too.

    Raises:
        ReadError: as `read` does.
    """
    try:
        article = _by_words(page, identity, "it is of no known template")
    except ReadError as error:
        raise stand_in(page) or error from error
    if article.reporter is None and article.editor is None and (notice := stand_in(page)) is not None:
        raise notice
    return article


def _no_article(page: Page, reason: str) -> ReadError:
    """Why a page is no article: it stands in for any page, or there is none."""
    if (notice := stand_in(page)) is not None:
        return notice
    if is_of_the_site(page):
        return NotAnArticle(page.url, reason)
    return ForeignPage(page.url, f"{reason}; and it is no page of the site: it links to no article and no list")


def _by_words(page: Page, identity: Identity, why: str) -> Article:
    """Read a page by its words.

    A page that calls itself an article is not said to be none: the site may have a new markup, and the archive takes
    `NotAnArticle` as a sign that the article is gone.

    Raises:
        ReadError: the words do not tell either; the reason says also why no template read it.
    """
    try:
        return FALLBACK.read(page, identity)
    except ReadError as error:
        if page.tree.css_first(OG_TYPE) is None and FALLBACK.is_empty(page):
            raise _no_article(page, "no byline and no running text") from error
        raise page.error(f"{why}; by its words: {error.reason}") from error


def own_url(html: bytes, *, charset: str | None = None) -> str | None:
    """The article's address that a page gives itself, in the one form that is kept; None where it gives none."""
    named = next(own_addresses(page_of(html, "", charset)), None)
    return article_url_of(named) if named is not None else None
