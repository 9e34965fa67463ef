"""The category, in the row of crumbs: home page, category, headline."""

from bs4.element import Tag

from scraper.address import parse
from scraper.reader.page import Page
from scraper.reader.printed.lines import Line, Print
from scraper.reader.printed.signs import words_of
from scraper.reader.printed.soup import SoupNode, around
from scraper.reader.text import clean

_HOME = frozenset({"beranda", "home"})
_MOST_LINKS = 4
"""Of a row of crumbs: home page, index, category, article. A menu has more."""

_MOST_HOMES = 8
"""Links to the home page that are looked at; a page has two or three."""

_WHOLE_EDITION = "latest-news"


def category_of(page: Page, printed: Print) -> tuple[str | None, str | None]:
    """The name and the slug of the one category in the row that begins with the home page."""
    homes = [
        thing
        for thing in printed.things
        if isinstance(thing, Line) and thing.runs[0].anchor is not None and words_of(thing.runs[0].text) in _HOME
    ]
    for home in homes[:_MOST_HOMES]:
        anchor = _category_beside(page, home)
        if anchor is not None:
            page.saw("category", SoupNode(anchor))
            address = parse(str(anchor.get("href")), base=page.url)
            slug = (address.slug or "").rpartition("/")[2]
            return clean(anchor.get_text(" ")) or None, slug if slug and slug != _WHOLE_EDITION else None
    return None, None


def _category_beside(page: Page, home: Line) -> Tag | None:
    """The link to a list in the smallest element that holds one beside the home page; None where it holds many."""
    for row in around(home.block):
        anchors = row.find_all("a", limit=_MOST_LINKS + 1)
        lists = [each for each in anchors if parse(str(each.get("href") or ""), base=page.url).kind == "list"]
        if lists or len(anchors) > _MOST_LINKS:
            return lists[0] if len(lists) == 1 and len(anchors) <= _MOST_LINKS else None
    return None
