"""A walk through the tree in the order of the page, without recursion: a page may nest as deep as it likes."""

from collections.abc import Callable, Mapping
from typing import Protocol, Self


class Node(Protocol):
    """An element, text or comment of a page, as selectolax has it and `scraper.reader.soup` shows BeautifulSoup's."""

    @property
    def tag(self) -> str | None:
        """The element's name in lower case; of anything else a name that begins with `-`, such as `-text`."""

    @property
    def attributes(self) -> Mapping[str, str | None]:
        """By name; None where one has no value."""

    @property
    def parent(self) -> Self | None:
        """The element around it."""

    @property
    def first_child(self) -> Self | None:
        """The first node within it."""

    @property
    def next(self) -> Self | None:
        """The node after it within the same element."""

    def text(self, deep: bool = True) -> str:
        """Its own text, or, if `deep`, all the text within it."""


def has_class(node: Node, name: str) -> bool:
    """Whether an element has a class."""
    names = node.attributes.get("class") or ""
    return name in names and name in names.split()


def walk(root: Node, enter: Callable[[Node], bool], leave: Callable[[Node], None]) -> None:
    """Visit whatever is within an element.

    Args:
        root: the element; it is not visited itself.
        enter: called with each node, texts and comments too; says whether to go into it.
        leave: called with each node that was gone into, after all that is within it.
    """
    node, depth = root.first_child, 0
    while node is not None:
        if enter(node):
            child = node.first_child
            if child is not None:
                node, depth = child, depth + 1
                continue
            leave(node)
        following = node.next
        while following is None and depth:
            node, depth = node.parent, depth - 1
            assert node is not None  # the root stands above
            leave(node)
            following = node.next
        node = following


def walk_on(start: Node, enter: Callable[[Node], bool], leave: Callable[[Node], None]) -> None:
    """Visit an element, what is within it, and all that follows it on the page, until `enter` raises `StopIteration`.

    Args:
        start: the first to be visited.
        enter: called with each node; says whether to go into it.
        leave: called with each element that ends after `start` began, also with those that stand around it.
    """
    node: Node | None = start
    try:
        while node is not None:
            entered = enter(node)
            following = node.first_child if entered else None
            if following is None:
                if entered:
                    leave(node)
                following = node.next
            while following is None and node is not None:
                node = node.parent
                if node is not None:
                    leave(node)
                    following = node.next
            node = following
    except StopIteration:
        return
