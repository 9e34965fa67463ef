"""Turns a page into an Article or a ListPage: bytes and an address in, an item or a Refusal out; nothing else happens.

    decode -> document -> regions -> facts -> article, list page

A template (`templates/`) or the generic finder (`generic/`) says where things stand on a page; all that follows is the
same for both.
"""

from scraper.items import Article, ListPage
from scraper.parser.article import CARRIES, PARSER, TEMPLATES, article_of
from scraper.parser.list_page import list_page_of
from scraper.parser.page import own_url_of, page_of
from scraper.parser.refusals import Kind, Refusal

__all__ = ["CARRIES", "PARSER", "TEMPLATES", "Kind", "Refusal", "own_url", "parse_article", "parse_list"]


def parse_article(html: bytes, url: str, *, charset: str | None = None) -> Article:
    """Read an article's page.

    Args:
        html: the page as received, without its content-encoding.
        url: the URL it was requested by. It must name the article that the page is, and resolves relative links.
        charset: what the Content-Type header declared, if anything; it counts only where the bytes are not UTF-8.

    Raises:
        Refusal: the page is something else (`Refusal.kind` says what), or cannot be read to the last field.
    """
    return article_of(page_of(html, url, charset))


def parse_list(html: bytes, url: str, *, charset: str | None = None) -> ListPage:
    """Read a page of a list.

    Items that are no articles (albums, videos) are left out; the places count articles. An article that stands twice
    (in the carousel and in the list) is one item, at its first place, with what only a later one says added.

    Args:
        html: the page as received, without its content-encoding.
        url: the URL it was requested by; relative links resolve against it.
        charset: what the Content-Type header declared, if anything.

    Raises:
        Refusal: the page is something else, an item is broken, or it is unclear which page of the list this is.
    """
    return list_page_of(page_of(html, url, charset))


def own_url(html: bytes, *, charset: str | None = None) -> str | None:
    """The address that a page gives itself; None where it gives none.

    That of an article comes in the one form that is kept, that of a list or of another kind of page as it stands.
    """
    return own_url_of(page_of(html, "", charset))
