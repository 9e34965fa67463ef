"""The headline: the `h1`, or, where there are several or none, the heading that says what the page calls itself."""

import re
from collections.abc import Sequence

from scraper.reader.page import Identity, Page
from scraper.reader.printed.lines import Line
from scraper.reader.printed.signs import is_framed, is_titled, letters
from scraper.reader.printed.soup import SoupNode
from scraper.reader.text import clean

_OWN_TITLES = "meta[property='og:title' i], meta[name='twitter:title' i]"
_LONGEST = 1_000
"""Characters of a title that are looked at; the longest known has 117."""

_SITE_NAME = re.compile(r"\s*[|\u2013\u2014-]\s*(?:www\.)?berita\s?jakarta(?:\.(?:id|com))?.*$", re.IGNORECASE)
_SITE = "beritajakarta"


def headline_of(page: Page, lines: Sequence[Line], identity: Identity) -> Line:
    """Find the headline.

    Args:
        page: it stands on.
        lines: all that it prints but lists.
        identity: of the article, whose slug was made of its headline.

    Raises:
        ReadError: there is none, or it cannot be told which of several it is.
    """
    lines = [line for line in lines if line.level and len(line.text) <= _LONGEST and not is_framed(line)]
    own = _own_titles(page)
    first = [line for line in lines if line.level == 1]
    named = [line for line in first if letters(line.text) in own or is_titled(line.text, identity.slug)]
    if not named and len(first) == 1 and letters(first[0].text) != _SITE:
        named = first
    if not named:
        said = [line for line in lines if letters(line.text) in own and not line.linked]
        named = sorted(said, key=lambda line: line.level)
    if not named:
        raise page.error("title: no h1, nor a heading that says what the page's title says")
    page.saw("title", SoupNode(named[0].block))
    return named[0]


def _own_titles(page: Page) -> set[str]:
    """The letters of what the page says its title is, to readers of its head and in the browser's tab."""
    tab = page.tree.css_first("head title")
    titles = [_SITE_NAME.sub("", clean(tab.text()[:_LONGEST])) if tab is not None else ""]
    titles += [meta.attributes.get("content") or "" for meta in page.tree.css(_OWN_TITLES)]
    return {letters(title[:_LONGEST]) for title in titles} - {""}
