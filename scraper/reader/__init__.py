"""Reads a page into an Article: bytes and an address in, an item or a ReadError out; nothing else happens."""

from collections.abc import Mapping
from types import MappingProxyType

from scraper.items import Article
from scraper.reader import desktop_2018, mobile_2026
from scraper.reader.errors import NotAnArticle, OtherArticle, ReadError
from scraper.reader.page import OG_TYPE, Page, article_url_of, identity_of, own_addresses, page_of
from scraper.reader.template import Template

__all__ = ["CARRIES", "READER", "NotAnArticle", "OtherArticle", "ReadError", "own_url", "read"]

READER = "1"
"""The version of the readers; it rises whenever one of them may read a page another way than before."""

TEMPLATES: tuple[Template, ...] = (mobile_2026.TEMPLATE, desktop_2018.TEMPLATE)
"""The known templates, the most frequent first; the first one that recognises a page reads it."""

CARRIES: Mapping[str, frozenset[str]] = MappingProxyType({each.name: each.carries for each in TEMPLATES})
"""By template, the fields of Article that its markup has a place for at all."""


def read(html: bytes, url: str, *, charset: str | None = None) -> Article:
    """Read an article's page.

    Args:
        html: the page as it came, without its content-encoding.
        url: the address it was asked for by. It must name the article that the page is, and resolves relative links.
        charset: what the Content-Type header declared, if anything; it counts only where the bytes are not UTF-8.

    Raises:
        NotAnArticle: the page shows no mark of an article.
        OtherArticle: the page says it is another article than the one that was asked for.
        ReadError: the page cannot be read, or not to the last field.
    """
    page = page_of(html, url, charset)
    template = _template_of(page)
    try:
        return template.read(page, identity_of(page))
    except ReadError as error:
        if template.is_empty(page):
            reason = f"the {template.name} frame is empty: no headline, no date, no text"
            raise NotAnArticle(url, reason) from error
        raise


def own_url(html: bytes, *, charset: str | None = None) -> str | None:
    """The article's address that a page gives itself, in the one form that is kept; None where it gives none."""
    named = next(own_addresses(page_of(html, "", charset)), None)
    return article_url_of(named) if named is not None else None


def _template_of(page: Page) -> Template:
    """The template of a page.

    A page that none of the templates knows but that calls itself an article is not said to be none: the site may have
    a new markup, and the archive takes `NotAnArticle` as a sign that the article is gone.
    """
    for template in TEMPLATES:
        if template.recognises(page):
            return template
    if page.tree.css_first(OG_TYPE) is not None:
        raise page.error("the page calls itself an article, but is of no known template")
    raise NotAnArticle(page.url, "no headline, byline or text of any known template")
