"""Writes a tree as markup: plain, minified, or with each tag on a line of its own; a browser prints all three alike."""

import re
from html import escape

from bs4 import BeautifulSoup, Comment, Doctype, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_VERBATIM = frozenset({"script", "style", "textarea", "pre", "title"})
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
    """The markup of a tree, in UTF-8.

    Args:
        soup: the tree.
        form: `plain`, `minified` or `pretty`.
    """
    if form == "plain":
        return soup.encode("utf-8", formatter="minimal")
    out = ["<!doctype html>"]
    for node in soup.contents:
        (_minified if form == "minified" else _pretty)(node, out, 0)
    return "".join(out).encode()


def _minified(node: PageElement, out: list[str], depth: int) -> None:
    """Write without a blank that is not printed, without quotes and end tags that need not be."""
    if isinstance(node, Comment | Doctype):
        return
    if isinstance(node, NavigableString):
        out.append(_text(node, _folded(node)))
        return
    assert isinstance(node, Tag)
    out.append(_start(node, quotes=False))
    if node.name in _VOID:
        return
    for child in node.contents:
        _minified(child, out, depth + 1)
    if not _end_is_optional(node):
        out.append(f"</{node.name}>")


def _folded(node: NavigableString) -> str:
    """A text with its blanks folded, and none where a block begins or ends, for there it is not printed."""
    if _is_verbatim(node):
        return str(node)
    text = re.sub(r"[ \t\r\n\f]+", " ", str(node))
    if _is_edge(_neighbour(node, -1), node.parent):
        text = text.lstrip(" ")
    if _is_edge(_neighbour(node, 1), node.parent):
        text = text.rstrip(" ")
    return text


def _neighbour(node: PageElement, step: int) -> PageElement | None:
    """The sibling before or after, comments aside."""
    found = node.previous_sibling if step < 0 else node.next_sibling
    while isinstance(found, Comment):
        found = found.previous_sibling if step < 0 else found.next_sibling
    return found


def _is_edge(neighbour: PageElement | None, parent: Tag | None) -> bool:
    """Whether a block begins or ends between a text and its neighbour."""
    node = parent if neighbour is None else neighbour
    return isinstance(node, Tag) and node.name not in _INLINE


def _is_verbatim(node: NavigableString) -> bool:
    return node.parent is not None and node.parent.name in _VERBATIM


def _end_is_optional(node: Tag) -> bool:
    following = _neighbour(node, 1)
    if isinstance(following, NavigableString) and not following.strip():
        following = _neighbour(following, 1)
    if node.name in {"html", "head", "body"}:
        return node.name != "head" or following is not None
    if node.name not in {"p", "li"} or node.parent is None:
        return False
    if following is None:
        return node.parent.name in _OPEN_END
    if node.name == "li":
        return isinstance(following, Tag) and following.name == "li"
    return isinstance(following, Tag) and following.name in _CLOSES_P


def _pretty(node: PageElement, out: list[str], depth: int) -> None:
    """Write each block tag on a line of its own, and an inline one wherever a blank stands beside it anyway."""
    line = "\n" + "  " * depth
    if isinstance(node, Comment):
        out.append(f"<!--{node}-->")
    elif isinstance(node, Doctype):
        return
    elif isinstance(node, NavigableString):
        text = str(node)
        if not _is_verbatim(node):
            text = re.sub(r"^[ \t\r\n\f]+|[ \t\r\n\f]+$", lambda _: line, text)
        out.append(_text(node, text))
    else:
        assert isinstance(node, Tag)
        block = node.name not in _INLINE and node.name != "br"
        verbatim = node.name in _VERBATIM
        out.append((line if block else "") + _start(node, quotes=True))
        for child in node.contents:
            _pretty(child, out, depth + (not verbatim))
        if node.name not in _VOID:
            out.append((line if block and not verbatim else "") + f"</{node.name}>")
        if block:
            out.append(line)


def _text(node: NavigableString, text: str) -> str:
    raw = isinstance(node, PreformattedString) or (node.parent is not None and node.parent.name in {"script", "style"})
    return text if raw else escape(text, quote=False)


def _start(node: Tag, *, quotes: bool) -> str:
    parts = [node.name]
    for name, value in node.attrs.items():
        joined = " ".join(value) if isinstance(value, list) else str(value if value is not None else "")
        if not quotes and _PLAIN_VALUE.fullmatch(joined):
            parts.append(f"{name}={escape(joined)}")
        else:
            parts.append(f'{name}="{escape(joined)}"')
    return f"<{' '.join(parts)}>"
