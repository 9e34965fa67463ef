"""Where on a page a node stands: its path as a CSS selector, and the words around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.reader.text import clean, line
from scraper.reader.walk import Node

_PLAIN = re.compile(r"-?[A-Za-z_][\w-]*", re.ASCII)
_MOST_CLASSES = 3
_UNREAD = frozenset({"script", "style", "noscript", "template"})
_SPEAKING = ("alt", "content", "href", "src", "data-src")
"""Attributes that say something where an element has no text, in the order of trying."""


@dataclass(frozen=True, slots=True)
class Around:
    """A place in the words of a page.

    Attributes:
        before: a few words before the match.
        match: what was read; of an element without text `alt="…"` or the like.
        after: a few words after it.
    """

    before: str
    match: str
    after: str


def path_of(node: Node) -> str:
    """The path of an element from `body` or `head` on, such as `body > div.news-read > h1`.

    It is a selector that finds this element alone: `:nth-of-type(2)` stands where siblings look alike.
    """
    steps: list[str] = []
    element: Node | None = node
    while element is not None and _is_element(element) and element.tag != "html":
        steps.append(_step(element))
        element = element.parent
    return " > ".join(reversed(steps)) or "html"


def around(node: Node, value: str | None, *, words: int = 6) -> Around:
    """The words around what was read off a node.

    Args:
        node: an element.
        value: what was read off it; where its text holds that, it is the match, else all its text is.
        words: how many to give before and after it at most.
    """
    own = line(node) or ""
    before, match, after = own.partition(value) if value else (own, "", "")
    if not match:
        before, match, after = "", own or _attribute(node, value), ""
    return Around(
        _last(f"{_collected(_before(node), words, from_end=True)} {before}", words),
        match,
        _first(f"{after} {_collected(_after(node), words, from_end=False)}", words),
    )


def _is_element(node: Node) -> bool:
    return node.tag is not None and node.tag[:1] not in {"-", "["}


def _step(element: Node) -> str:
    """The element's name with its id or classes, and its number where a sibling has the same."""
    label = _label(element)
    if element.parent is None:
        return label
    siblings = [each for each in _children(element.parent) if each.tag == element.tag]
    alike = [each for each in siblings if _has_label(each, element)]
    if len(alike) == 1:
        return label
    following = sum(each.tag == element.tag for each in _following(element))
    return f"{label}:nth-of-type({len(siblings) - following})"


def _label(element: Node) -> str:
    name = element.tag or ""
    id_ = element.attributes.get("id")
    if id_ and _PLAIN.fullmatch(id_):
        return f"{name}#{id_}"
    return name + "".join(f".{each}" for each in _classes(element)[:_MOST_CLASSES])


def _has_label(other: Node, element: Node) -> bool:
    """Whether the label of an element fits another one too."""
    id_ = element.attributes.get("id")
    if id_ and _PLAIN.fullmatch(id_):
        return other.attributes.get("id") == id_
    return set(_classes(element)[:_MOST_CLASSES]) <= set(_classes(other))


def _classes(element: Node) -> list[str]:
    return [each for each in (element.attributes.get("class") or "").split() if _PLAIN.fullmatch(each)]


def _children(element: Node) -> Iterator[Node]:
    child = element.first_child
    if child is not None:
        yield child
        yield from _following(child)


def _following(node: Node) -> Iterator[Node]:
    following = node.next
    while following is not None:
        yield following
        following = following.next


def _after(node: Node) -> Iterator[str]:
    """What the page says after an element, piece by piece."""
    element: Node | None = node
    while element is not None and element.tag not in {"body", "head", "html"}:
        yield from (_says(each) for each in _following(element))
        element = element.parent


def _before(node: Node) -> Iterator[str]:
    """What the page says before an element, piece by piece, the nearest first."""
    element: Node | None = node
    while element is not None and element.tag not in {"body", "head", "html"}:
        if element.parent is not None:
            children = list(_children(element.parent))
            following = sum(1 for _ in _following(element))
            yield from (_says(each) for each in reversed(children[: len(children) - following - 1]))
        element = element.parent


def _says(node: Node) -> str:
    if node.tag == "-text":
        return clean(node.text(deep=False))
    return line(node) or "" if _is_element(node) and node.tag not in _UNREAD else ""


def _collected(pieces: Iterator[str], words: int, *, from_end: bool) -> str:
    """Pieces put together until there are enough words."""
    text = ""
    for piece in pieces:
        text = f"{piece} {text}" if from_end else f"{text} {piece}"
        if len(text.split()) >= words:
            break
    return text


def _last(text: str, words: int) -> str:
    return " ".join(text.split()[-words:])


def _first(text: str, words: int) -> str:
    return " ".join(text.split()[:words])


def _attribute(node: Node, value: str | None) -> str:
    """The attribute that says the value, else the first one that says something."""
    said = [(name, clean(node.attributes.get(name) or "")) for name in _SPEAKING]
    said = [(name, text) for name, text in said if text]
    fitting = [each for each in said if value and (value in each[1] or value.endswith(each[1]))] or said
    return f'{fitting[0][0]}="{fitting[0][1]}"' if fitting else ""
