"""Writes a tree as markup: plain, minified, or with each tag on a line of its own; a browser prints all three alike."""

import re
from collections.abc import Iterator
from html import escape

from bs4 import BeautifulSoup, Comment, Doctype, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_RAW = frozenset({"script", "style"})
_VERBATIM = _RAW | {"textarea", "pre", "title"}
_INLINE = frozenset(
    {
        "a", "abbr", "b", "bdi", "button", "cite", "code", "em", "font", "i", "img", "input", "kbd", "label", "mark",
        "path", "q", "s", "select", "small", "span", "strong", "sub", "sup", "svg", "time", "u", "textarea",
    }
)  # fmt: skip
_CLOSES_P = frozenset(
    {
        "address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre",
        "section", "table", "ul",
    }
)  # fmt: skip
_OPEN_END = frozenset(
    {"article", "aside", "blockquote", "body", "div", "footer", "header", "li", "main", "ol", "section", "td", "ul"}
)
_PLAIN_VALUE = re.compile(r"[^\s\"'=<>`/]+")


def write(soup: BeautifulSoup, form: str) -> bytes:
    """The markup of a tree in UTF-8, as `plain`, `minified` or `pretty`."""
    if form == "plain":
        return soup.encode("utf-8", formatter="minimal")
    write_node = _minified if form == "minified" else _pretty
    return "".join(["<!doctype html>", *(piece for node in soup.contents for piece in write_node(node))]).encode()


def _minified(node: PageElement) -> Iterator[str]:
    """Write without a blank that is not printed, without quotes and end tags that need not be."""
    if isinstance(node, NavigableString):
        if not isinstance(node, Comment | Doctype):
            yield _text(node, _folded(node))
    elif isinstance(node, Tag):
        yield _start(node, quotes=False)
        for child in node.contents:
            yield from _minified(child)
        if node.name not in _VOID and not _end_is_optional(node):
            yield f"</{node.name}>"


def _folded(node: NavigableString) -> str:
    """A text with its blanks folded, and none where a block begins or ends, for there it is not printed."""
    if node.parent is not None and node.parent.name in _VERBATIM:
        return str(node)
    text = re.sub(r"[ \t\r\n\f]+", " ", str(node))
    if _is_edge(_neighbour(node, "previous_sibling"), node.parent):
        text = text.lstrip(" ")
    return text.rstrip(" ") if _is_edge(_neighbour(node, "next_sibling"), node.parent) else text


def _neighbour(node: PageElement, which: str) -> PageElement | None:
    """The sibling before or after, comments aside."""
    found: PageElement | None = getattr(node, which)
    while isinstance(found, Comment):
        found = getattr(found, which)
    return found


def _is_edge(neighbour: PageElement | None, parent: Tag | None) -> bool:
    """Whether a block begins or ends between a text and its neighbour."""
    node = parent if neighbour is None else neighbour
    return isinstance(node, Tag) and node.name not in _INLINE


def _end_is_optional(node: Tag) -> bool:
    following = _neighbour(node, "next_sibling")
    if isinstance(following, NavigableString) and not following.strip():
        following = _neighbour(following, "next_sibling")
    if node.name in {"html", "head", "body"}:
        return node.name != "head" or following is not None
    if node.name not in {"p", "li"} or node.parent is None:
        return False
    if following is None:
        return node.parent.name in _OPEN_END
    return isinstance(following, Tag) and following.name in (_CLOSES_P if node.name == "p" else {"li"})


def _pretty(node: PageElement, depth: int = 0) -> Iterator[str]:
    """Write each block tag on a line of its own, and an inline one wherever a blank stands beside it anyway."""
    line = "\n" + "  " * depth
    if isinstance(node, Comment):
        yield f"<!--{node}-->"
    elif isinstance(node, NavigableString):
        if not isinstance(node, Doctype):
            is_verbatim = node.parent is not None and node.parent.name in _VERBATIM
            text = str(node)
            yield _text(node, text if is_verbatim else re.sub(r"^[ \t\r\n\f]+|[ \t\r\n\f]+$", lambda _: line, text))
    elif isinstance(node, Tag):
        edge = "" if node.name in _INLINE or node.name == "br" else line
        verbatim = node.name in _VERBATIM
        yield edge + _start(node, quotes=True)
        for child in node.contents:
            yield from _pretty(child, depth + (not verbatim))
        if node.name not in _VOID:
            yield ("" if verbatim else edge) + f"</{node.name}>"
        yield edge


def _text(node: NavigableString, text: str) -> str:
    is_raw = isinstance(node, PreformattedString) or (node.parent is not None and node.parent.name in _RAW)
    return text if is_raw else escape(text, quote=False)


def _start(node: Tag, *, quotes: bool) -> str:
    parts = [node.name]
    for name, value in node.attrs.items():
        joined = escape(" ".join(value) if isinstance(value, list) else str(value if value is not None else ""))
        is_plain = not quotes and _PLAIN_VALUE.fullmatch(joined)
        parts.append(f"{name}={joined}" if is_plain else f'{name}="{joined}"')
    return f"<{' '.join(parts)}>"
