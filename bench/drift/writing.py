"""Writes a tree as markup: plain, minified, or with each tag on a line of its own; a browser prints all three alike."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Comment, Tag
from bs4.dammit import EntitySubstitution
from bs4.element import AttributeValueList, NavigableString, PageElement
from bs4.formatter import HTMLFormatter

_BLANKS = r"[ \t\r\n\f]+"
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
_TOKEN = re.compile(rf"(<!--.*?-->|<({'|'.join(_VERBATIM)})\b.*?</\2>|<[^>]*>)", re.DOTALL)
_TAG = re.compile(r"</?([a-z0-9]+)")
_QUOTED = re.compile(r"""(?<==)"([^\s"'=<>`/]+)"(?=[ >])""")
_OPTIONAL_END = re.compile(
    r"</head>(?=<body)|</body>|</html>"
    r"|</p>(?=</?(?:article|aside|blockquote|div|footer|header|li|main|ol|section|td|ul)\b"
    r"|<(?:address|details|dl|fieldset|figure|form|h[1-6r]|hgroup|menu|nav|p|pre|table)\b)"
    r"|</li>(?=<li\b|</(?:ol|ul)\b)"
)
"""End tags that need not be there before what follows; every value of a tag is escaped, and blanks are folded."""


class _InOrder(HTMLFormatter):
    """Keeps the attributes of a tag in their order, and the charset that a `meta` names."""

    def attributes(self, tag: Tag) -> list[tuple[str, str | AttributeValueList | None]]:
        return [(name, str(value) if isinstance(value, str) else value) for name, value in tag.attrs.items()]


_FORMATTER = _InOrder(EntitySubstitution.substitute_xml, void_element_close_prefix="")


def write(soup: BeautifulSoup, form: str) -> bytes:
    """The markup of a tree in UTF-8, as `plain`, `minified` or `pretty`."""
    if form == "plain":
        return soup.encode("utf-8", formatter="minimal")
    if form == "minified":
        _fold(soup)
    html = "".join(each.decode(formatter=_FORMATTER) for each in soup.find_all(True, recursive=False))
    return f"<!doctype html>{_minified(html) if form == 'minified' else ''.join(_pretty(html))}".encode()


def _fold(soup: BeautifulSoup) -> None:
    """Take comments away, and blanks that are not printed: all but one, and those where a block begins or ends."""
    for node in soup.find_all(string=lambda text: isinstance(text, Comment)):
        node.extract()
    for node in list(soup.find_all(string=True)):
        if node.parent is None or node.parent.name in _VERBATIM:
            continue
        text = re.sub(_BLANKS, " ", node)
        text = text.lstrip(" ") if _is_edge(node.previous_sibling, node.parent) else text
        text = text.rstrip(" ") if _is_edge(node.next_sibling, node.parent) else text
        node.replace_with(NavigableString(text))


def _is_edge(neighbour: PageElement | None, parent: Tag) -> bool:
    node = parent if neighbour is None else neighbour
    return isinstance(node, Tag) and node.name not in _INLINE


def _minified(html: str) -> str:
    """Leave out quotes and end tags that need not be."""
    return _TOKEN.sub(lambda token: _QUOTED.sub(r"\1", token[0]), _OPTIONAL_END.sub("", html))


def _pretty(html: str) -> Iterator[str]:
    """Write each block tag on a line of its own, and an inline one wherever a blank stands beside it anyway."""
    depth = end = 0
    for token in _TOKEN.finditer(html):
        line = "\n" + "  " * depth
        yield re.sub(rf"^{_BLANKS}|{_BLANKS}$", line, html[end : token.start()])
        end, found = token.end(), _TAG.match(token[0])
        if found is None:
            yield token[0]
            continue
        is_end = token[0].startswith("</")
        depth -= is_end
        edge = "" if found[1] in _INLINE or found[1] == "br" else "\n" + "  " * depth
        yield edge + token[0]
        if is_end or found[1] in _VOID | _VERBATIM:
            yield edge
        else:
            depth += 1
