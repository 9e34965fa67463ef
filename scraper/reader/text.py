"""Text as a careful person would type it off the page: blanks folded, nothing hidden, paragraphs kept apart."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from io import StringIO
from types import MappingProxyType
from typing import Literal, TypeAlias
from unicodedata import normalize

from scraper.reader.walk import Node, walk

Verdict: TypeAlias = Literal["keep", "hide", "cut"]
"""Of an element: keep its text, hide it as if it were not there, or cut it out of its paragraph, parting the words."""

Judge: TypeAlias = Callable[[Node], Verdict]

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u2069\ufeff\ufff9-\ufffb]|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
"""What prints nothing. A joiner between two emoji makes one of them, and stays."""

_LONG = 50_000
_STRETCH = 500
_STRETCHES = re.compile(rf".{{1,{_STRETCH}}}(?= |\Z)|.{{{_STRETCH}}}", re.DOTALL)
"""Letters up to a blank; no word is longer."""

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog", "dir", "div",
        "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
        "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
        "tfoot", "thead", "tr", "ul",
    }
)  # fmt: skip
_UNREAD = frozenset(
    {
        "audio", "button", "canvas", "embed", "figcaption", "iframe", "img", "input", "math", "noscript", "object",
        "picture", "script", "select", "style", "svg", "template", "textarea", "title", "video",
    }
)  # fmt: skip
CELLS = frozenset({"td", "th"})
_HIDDEN_CLASSES = frozenset({"sceditor-selection", "sceditor-ignore", "material-icons"})
_LONGEST_NAMES = 500
"""Letters of an element's classes that are looked at: what the cache keeps must stay small."""

HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CLOSING = tuple(".,;:!?)]}%\u2026\u2019\u201d")
_WORD = re.compile(r"\w+")
_READ_ALSO_LABEL = re.compile(
    r"(?:^|(?<=\s))(?:(?:(?:baca|simak|lihat) juga ?:?|(?:baca|read also|also read|read more) ?:)\s*)+$", re.IGNORECASE
)

_LABEL_ALONE = re.compile(r"(?:(?:(?:baca|simak|lihat) juga|(?:read|see) also|also read|read more)\W*)+", re.IGNORECASE)


def clean(text: str) -> str:
    """Fold blanks, drop what prints nothing, compose characters (NFC)."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    folded = _folded(text)
    if not folded.isprintable():
        folded = _folded(_UNSEEN.sub("", folded))
    return folded if folded.isascii() else _composed(folded)


def _folded(text: str) -> str:
    """Fold blanks; long text piece by piece, for a list of its words would take many times its size."""
    if len(text) <= _LONG:
        return " ".join(text.split())
    folded = StringIO()
    blank = False  # whether one came since the last word
    for start in range(0, len(text), _LONG):
        piece = text[start : start + _LONG]
        words_of_it = piece.split()
        if words_of_it:
            folded.write(" " if folded.tell() and (blank or piece[0].isspace()) else "")
            folded.write(" ".join(words_of_it))
        blank = piece[-1].isspace() or (blank and not words_of_it)
    return folded.getvalue()


def _composed(text: str) -> str:
    """Compose characters, a stretch at a time: to sort n marks that stand in a row takes n * n steps."""
    if len(text) <= _STRETCH:
        return normalize("NFC", text)
    return _STRETCHES.sub(lambda stretch: normalize("NFC", stretch[0]), text)


def words(text: str) -> list[str]:
    """The words of a text, casefolded, without punctuation."""
    return _WORD.findall(text.casefold())


def recurs(text: str, paragraphs: Sequence[str]) -> bool:
    """Whether the words of a text stand in a row within one of the paragraphs."""
    found = words(text)
    if not found:
        return False
    longest, wanted = max(found, key=len), f" {' '.join(found)} "
    return any(longest in each.casefold() and wanted in f" {' '.join(words(each))} " for each in paragraphs)


def line(node: Node) -> str | None:
    """The text of an element as one line; None where it has none."""
    text = _only_text(node)
    if text is not None:
        return clean(text) or None
    return " ".join(blocks(node)) or None


def is_hidden(node: Node) -> bool:
    """Whether a browser shows nothing of an element, or only a picture drawn by a font."""
    attributes = node.attributes
    if not attributes:
        return False
    names, style = attributes.get("class"), attributes.get("style")
    return (
        bool(names and _hides(names[:_LONGEST_NAMES]))
        or "hidden" in attributes
        or bool(style and HIDDEN_STYLE.search(style))
    )


@lru_cache(maxsize=256)
def _hides(names: str) -> bool:
    """Whether one of an element's classes hides it; a site has few sets of classes."""
    return not _HIDDEN_CLASSES.isdisjoint(names.split())


def _only_text(node: Node) -> str | None:
    """The text of an element that holds nothing else, as most do; this spares the walk. None for any other."""
    child = node.first_child
    return child.text(deep=False) if child is not None and child.next is None and child.tag == "-text" else None


def blocks(root: Node, judges: Mapping[str, Judge] = MappingProxyType({})) -> list[str]:
    """The text within an element, parted as a browser lays it out.

    A block element starts a new paragraph and so do two `<br>` in a row; one `<br>` is a blank. A row of a table is
    one paragraph, its cells parted by a blank.

    Args:
        root: the element; its own tag does not count.
        judges: by the name of an element, what to ask about each such element that is not hidden anyway.
    """
    flow = _Flow(judges)
    walk(root, flow.enter, flow.leave)
    return flow.finish()


class _Flow:
    """Gathers text into blocks while the tree is walked."""

    def __init__(self, judges: Mapping[str, Judge]) -> None:
        self._judges = judges
        self._done: list[str] = []
        self._halves: list[list[str]] = [[]]  # of the block under way; parted where something was cut out
        self._breaks = 0  # line breaks since the last word
        self._cells = 0

    def enter(self, node: Node) -> bool:
        """Take a node; say whether to go into it."""
        tag = node.tag
        if tag == "-text":
            self._take(node.text(deep=False))
            return False
        if tag in BLOCKS:
            self._part()
        elif tag == "br":
            self._break_line()
            return False
        if tag is None or tag in _UNREAD or tag[0] == "-":
            return False
        if is_hidden(node):
            return False
        judge = self._judges.get(tag)
        return (judge is None or self._is_kept(judge(node))) and self._open(node, tag)

    def _is_kept(self, verdict: Verdict) -> bool:
        if verdict == "cut":
            self._halves.append([])
            self._breaks = 0  # the link stood between two line breaks, which so are not one after the other
        return verdict == "keep"

    def _open(self, node: Node, tag: str) -> bool:
        """Begin an element; take it whole, and do not go in, where it is a block that holds nothing but a text."""
        text = _only_text(node) if tag in BLOCKS and not self._cells else None
        if text is not None:
            self._add(clean(text))
            return False
        if tag in CELLS:
            self._cells += 1
            self._halves[-1].append(" ")
        return True

    def leave(self, node: Node) -> None:
        """Close an element that was gone into."""
        tag = node.tag
        if tag in BLOCKS:
            self._part()
        elif tag in CELLS:
            self._cells -= 1
            self._halves[-1].append(" ")

    def finish(self) -> list[str]:
        """Close the last block."""
        self._cells = 0
        self._part()
        return self._done

    def _take(self, text: str) -> None:
        half = self._halves[-1]
        if text.strip():
            half.append(text)
            self._breaks = 0
        elif half:  # between two blocks, where most blanks stand, they part nothing
            half.append(text)

    def _break_line(self) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self._part()
        else:
            self._halves[-1].append(" ")

    def _part(self) -> None:
        """End the block under way, unless a cell of a table is: its parts stay in one line."""
        if self._cells:
            self._halves[-1].append(" ")
            return
        halves = self._halves
        if len(halves) > 1 or halves[0]:
            self._add(joined(["".join(half) for half in halves]))
            self._halves = [[]]
        self._breaks = 0

    def _add(self, text: str) -> None:
        if text:
            self._done.append(text)


def is_read_also_label(text: str) -> bool:
    """Whether a text is nothing but what stands before a link to another article."""
    return _LABEL_ALONE.fullmatch(text) is not None


def joined(halves: Sequence[str]) -> str:
    """Put a paragraph together again from which read-also links were cut out, with the labels before them."""
    parts = [clean(halves[0])]
    for half in halves[1:]:
        parts[-1] = _READ_ALSO_LABEL.sub("", parts[-1]).rstrip()
        if not parts[-1] and len(parts) > 1:
            parts.pop()
        more = clean(half)
        if more:
            parts.append(more if not parts[-1] or more.startswith(_CLOSING) else f" {more}")
    return "".join(parts)
