"""BeautifulSoup's tree of a page, and its nodes in the shape that the reader's other parts walk."""

from collections.abc import Iterator, Mapping
from typing import Self, cast

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from scraper.reader.limits import excess_of_soup
from scraper.reader.page import Page


def soup_of(page: Page) -> BeautifulSoup:
    """Build BeautifulSoup's tree of a page: of the markup as a browser mends it, so that both trees are the same.

    Raises:
        ReadError: the page is too much for it.
    """
    markup = (page.tree.html or "").replace("&nbsp;", "\xa0")  # each entity becomes a string of its own, a heavy one
    excess = excess_of_soup(page.tree, len(markup))
    if excess is not None:
        raise page.error(excess)
    return BeautifulSoup(markup, "lxml", multi_valued_attributes=None)


class SoupNode:
    """A node of BeautifulSoup's as a `scraper.reader.walk.Node`."""

    __slots__ = ("element",)

    def __init__(self, element: PageElement) -> None:
        self.element = element

    @property
    def tag(self) -> str:
        """The element's name; of a text `-text`, of anything else `-other`."""
        element = self.element
        if isinstance(element, Tag):
            return element.name
        return "-text" if type(element) is NavigableString else "-other"

    @property
    def attributes(self) -> Mapping[str, str | None]:
        """By name."""
        element = self.element
        return cast("Mapping[str, str | None]", element.attrs) if isinstance(element, Tag) else {}

    @property
    def parent(self) -> Self | None:
        """The element around it."""
        return self._node(self.element.parent)

    @property
    def first_child(self) -> Self | None:
        """The first node within it."""
        element = self.element
        return self._node(element.contents[0]) if isinstance(element, Tag) and element.contents else None

    @property
    def next(self) -> Self | None:
        """The node after it within the same element."""
        return self._node(self.element.next_sibling)

    def text(self, deep: bool = True) -> str:
        """Its own text, or, if `deep`, all the text within it."""
        element = self.element
        if isinstance(element, Tag):
            return element.get_text() if deep else ""
        return str(element)

    def _node(self, element: PageElement | None) -> Self | None:
        return None if element is None else type(self)(element)


def ancestors(element: PageElement) -> Iterator[Tag]:
    """The elements that one stands in, from the nearest to `html`."""
    parent = element.parent
    while parent is not None and parent.parent is not None:
        yield parent
        parent = parent.parent


def around(element: Tag) -> Iterator[Tag]:
    """An element itself, and those that it stands in, from the nearest to `html`."""
    yield element
    yield from ancestors(element)
