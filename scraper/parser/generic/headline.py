"""The headline: the `h1`, or, where there are several or none, what says the same as the page's own title."""

import re

from scraper.parser.document import Block
from scraper.parser.generic.layout import Layout
from scraper.parser.page import Page
from scraper.parser.text import alphanumeric, clean, gave_slug, label_of
from scraper.parser.vocabulary import SITE_NAMES

_OWN_TITLES = "meta[property='og:title' i], meta[name='twitter:title' i]"
_LONGEST = 1_000
"""Characters of a title that are looked at; the longest known has 117."""

_SITE_NAME = re.compile(r"\s*[|\u2013\u2014-]\s*(?:www\.)?berita\s?jakarta(?:\.(?:id|com))?.*$", re.IGNORECASE)


def headline_of(layout: Layout, slug: str | None) -> Block:
    """Find the headline.

    Args:
        layout: of the page.
        slug: of the article, which was made of its headline.

    Raises:
        Refusal: there is none, or it is ambiguous.
    """
    own = _own_titles(layout.page)
    blocks = [block for block in layout.blocks if 0 < len(block.text) <= _LONGEST and not layout.is_framed(block)]
    headings = [block for block in blocks if block.level and label_of(block.text) not in SITE_NAMES]
    first = [block for block in headings if block.level == 1]
    found = [block for block in first if gave_slug(block.text, slug)]
    found = found or [block for block in first if alphanumeric(block.text) in own]
    found = found or (first if len(first) == 1 else [])
    for others in (headings, blocks):
        named = [] if found else [block for block in others if alphanumeric(block.text) in own and not block.linked]
        found = found or sorted(named, key=lambda block: block.level)
    if not found:
        raise layout.page.refusal("title: no h1, nor a line that says what the page's title says")
    if len({alphanumeric(block.text) for block in found if block.level == found[0].level}) > 1:
        raise layout.page.refusal("title: more than one heading could be it")
    return found[0]


def _own_titles(page: Page) -> set[str]:
    """The letters of what the page says its title is, to readers of its head and in the browser's tab."""
    tab = page.tree.css_first("head title")
    titles = [_SITE_NAME.sub("", clean(tab.text()[:_LONGEST])) if tab is not None else ""]
    titles += [meta.attributes.get("content") or "" for meta in page.tree.css(_OWN_TITLES)]
    return {alphanumeric(title[:_LONGEST]) for title in titles} - {""}
