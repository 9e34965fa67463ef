"""Where an element stands on a page: its path as a CSS selector, and the text around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from bs4.element import NavigableString, Tag
from selectolax.lexbor import LexborNode

from scraper.parser.document import Node, line_of
from scraper.parser.text import clean

_PLAIN = re.compile(r"-?[A-Za-z_][\w-]*", re.ASCII)
_MOST_CLASSES = 3
_SILENT = frozenset({"script", "style", "noscript", "template"})
_TOP = frozenset({"body", "head", "html"})
_TELLING = ("alt", "content", "href", "src", "data-src")
"""Attributes that say something where an element has no text, in the order of trying."""


@dataclass(frozen=True, slots=True)
class Context:
    """A place in the text of a page.

    Attributes:
        before: a few words before the match.
        match: what was read; of an element without text `alt="…"` or the like.
        after: a few words after it.
    """

    before: str
    match: str
    after: str


def css_path(node: Node) -> str:
    """The path of an element from `body` or `head` on, such as `body > div.news-read > h1`.

    It is a selector that matches this element alone: `:nth-of-type(2)` stands where siblings look alike.
    """
    steps = [_step(element) for element in takewhile(lambda each: _tag(each) != "html", _around(node))]
    return " > ".join(reversed(steps)) or "html"


def context_of(node: Node, value: str | None, *, words: int = 6) -> Context:
    """The text around what was read from an element.

    Args:
        node: the element.
        value: what was read; where the element's text holds that, it is the match, else all its text is.
        words: how many to give before and after it at most.
    """
    text = line_of(node) or ""
    before, match, after = text.partition(value) if value else ("", "", "")
    if not match:
        before, match, after = "", text or _telling_attribute(node, value), ""
    before = f"{' '.join(reversed(_first(_beside(node, -1), words)))} {before}"
    after = f"{after} {' '.join(_first(_beside(node, 1), words))}"
    return Context(" ".join(before.split()[-words:]), match, " ".join(after.split()[:words]))


def elements_in(node: Node) -> list[Any]:
    """The elements right within an element."""
    return [child for child in _children(node) if _tag(child) is not None]


def _tag(node: Any) -> str | None:  # noqa: ANN401 - of either tree
    """An element's name; None of a text, a comment and the document."""
    name: str | None = node.tag if isinstance(node, LexborNode) else node.name if isinstance(node, Tag) else None
    return None if name is None or name[0] in "-[" else name


def _around(node: Node) -> Iterator[Any]:
    """An element, then the elements around it."""
    element: Any = node
    while element is not None and _tag(element) is not None:
        yield element
        element = element.parent


def _children(node: Node) -> list[Any]:
    return list(node.iter(include_text=True)) if isinstance(node, LexborNode) else node.contents


def _place(node: Node, siblings: list[Any]) -> int:
    """The place of a node among siblings; lexbor wraps a node anew on each access."""
    if isinstance(node, LexborNode):
        return next(at for at, each in enumerate(siblings) if each.mem_id == node.mem_id)
    return next(at for at, each in enumerate(siblings) if each is node)


def _step(element: Node) -> str:
    """The element's name with its id or classes, and its number where the same would match a sibling."""
    name, id_ = _tag(element) or "", _attribute(element, "id")
    siblings = [] if element.parent is None else [each for each in _children(element.parent) if _tag(each) == name]
    if _PLAIN.fullmatch(id_):
        label = f"{name}#{id_}"
        alike = [each for each in siblings if _attribute(each, "id") == id_]
    else:
        classes = _classes(element)[:_MOST_CLASSES]
        label = ".".join([name, *classes])
        alike = [each for each in siblings if set(classes) <= set(_classes(each))]
    return label if len(alike) <= 1 else f"{label}:nth-of-type({_place(element, siblings) + 1})"


def _classes(element: Node) -> list[str]:
    return [each for each in _attribute(element, "class").split() if _PLAIN.fullmatch(each)]


def _attribute(element: Any, name: str) -> str:  # noqa: ANN401 - of either tree
    return element.attrs.get(name) or ""


def _beside(node: Node, step: int) -> Iterator[str]:
    """The words of a page before (-1) or behind (1) an element, the nearest first."""
    for element in takewhile(lambda each: _tag(each) not in _TOP, _around(node)):
        siblings = [] if element.parent is None else _children(element.parent)
        place = _place(element, siblings) if siblings else 0
        for each in siblings[place + 1 :] if step > 0 else siblings[:place][::-1]:
            yield from _text(each).split()[::step]


def _text(node: Any) -> str:  # noqa: ANN401 - of either tree
    tag = _tag(node)
    if tag is not None:
        return "" if tag in _SILENT else line_of(node) or ""
    if isinstance(node, LexborNode):
        return clean(node.text(deep=False)) if node.tag == "-text" else ""
    return clean(node) if type(node) is NavigableString else ""


def _first(words: Iterator[str], count: int) -> list[str]:
    return [word for _, word in zip(range(count), words, strict=False)]


def _telling_attribute(node: Node, value: str | None) -> str:
    """The attribute that says the value, else the first one that says something."""
    telling = [(name, text) for name in _TELLING if (text := clean(_attribute(node, name)))]
    fitting = [each for each in telling if value and (value in each[1] or value.endswith(each[1]))] or telling
    return f'{fitting[0][0]}="{fitting[0][1]}"' if fitting else ""
