"""Owns the count, made from a page's bytes alone, of what the parser would build of them.

It splits a page into tags and comments exactly as a browser does (the HTML standard, 13.2.5) and keeps a stack of open
elements that holds at least as many as the parser's. Where it cannot know how the parser goes on (a script inside an
SVG picture, say), it takes whatever looks like a tag for one, and no end tag for one that closes anything.
"""

import re
from collections import Counter

_ATTRIBUTE = (
    rb"[^\t\n\f\r />][^\t\n\f\r />=]*+"
    rb"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+"
)
_TAG = re.compile(rb"<(/?)([a-zA-Z][^\t\n\f\r />]*+)((?:[\t\n\f\r /]++|" + _ATTRIBUTE + rb")*+)>?")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_LIKE_A_TAG = re.compile(rb"<(?=/?[a-zA-Z])")
_COMMENT_END = re.compile(rb"(?<=<!--)-?>|--!?>")

_FORMATTING = frozenset(
    {b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike", b"strong", b"tt", b"u"}
)
_VOID = frozenset(
    {
        b"area", b"base", b"basefont", b"bgsound", b"br", b"col", b"embed", b"frame", b"hr", b"image", b"img",
        b"input", b"keygen", b"link", b"meta", b"param", b"source", b"track", b"wbr",
    }
)  # fmt: skip
_RAW = {
    name: re.compile(rb"</" + name + rb"(?=[\t\n\f\r />])", re.IGNORECASE)
    for name in (b"iframe", b"noembed", b"noframes", b"script", b"style", b"textarea", b"title", b"xmp")
}
"""The end tags of elements that hold text only, unless they stand in a picture, a formula or a `select`."""

_OTHER_RULES = frozenset({b"frameset", b"math", b"select", b"svg"})
_DOUBTFUL = frozenset({b"frameset", b"plaintext"})
"""After these the parser takes tags otherwise, or none at all."""

_ROOT = frozenset({b"body", b"html"})
_CELL = frozenset({b"td", b"th"})
_ITEM = frozenset({b"dd", b"dt", b"li", b"p"})
_CLOSES = {
    b"dd": _ITEM - {b"li"},
    b"dt": _ITEM - {b"li"},
    b"li": frozenset({b"li", b"p"}),
    b"option": frozenset({b"option"}),
    b"p": frozenset({b"p"}),
    b"td": _CELL,
    b"th": _CELL,
    b"tr": _CELL | {b"tr"},
}
"""By start tag, the elements that it ends where they are open just then."""

_ENDS_ITEMS = frozenset(
    {
        b"article", b"aside", b"blockquote", b"center", b"div", b"dl", b"fieldset", b"figure", b"footer", b"header",
        b"main", b"nav", b"ol", b"section", b"select", b"table", b"ul",
    }
)  # fmt: skip
"""Elements whose end tag ends the items and paragraphs, too, that are open in them."""

_MADE_BY_END_TAG = frozenset({b"br", b"p"})
_AROUND = {b"col": 3, b"td": 2, b"th": 2, b"tr": 1}
"""By start tag, how many elements are made around it, or have to be made after it, where they are missing."""

_ROWS = frozenset({b"table", b"tbody", b"tfoot", b"thead", b"tr"})
_INLINE = _FORMATTING - {b"nobr"} | {b"br", b"embed", b"img", b"input", b"link", b"meta", b"span", b"wbr"}
"""Elements that end nothing by their start, so that what is open before them is open after them."""

_ELEMENT, _TEXT, _VALUE, _ERROR = 200, 150, 260, 17
"""Bytes that the parser takes at most for an element, a text, an attribute, and the error it notes for a NUL."""

_ROUNDS = 8
"""How often at most an end tag out of turn copies the formatting that is open (the standard, 13.2.6.4.7)."""

_ALIKE = 3
"""How many elements of formatting that are the same are made again, of all that were left open (13.2.4.3)."""


class Scan:
    """What a page would become.

    Attributes:
        memory: bytes that its tree takes, or more.
        rebuilt: how many of them are formatting that was left open and is made again and again.
        steps: what the parser and the scan itself walk through: the elements that are open at each tag, and the
            attributes of a tag times themselves. Where it passes `most_steps`, the scan ends.
        names: of its elements and attributes, each once.
    """

    def __init__(self, html: bytes, most_steps: int) -> None:
        self.memory = _ERROR * html.count(b"\0")
        self.rebuilt = self.steps = 0
        self.names: set[bytes] = set()
        self._html = html
        self._most_steps = most_steps
        self._open: list[tuple[bytes, bytes, int]] = []  # name, and of formatting its whole tag and what it takes
        self._times: Counter[bytes] = Counter()  # that a name stands in it
        self._lost = 0  # elements that may be open still
        self._formatting: Counter[bytes] = Counter()  # that is open or may be made again, by the whole tag
        self._again = 0  # what making all of it again takes
        self._left = 0  # the part of it that was not closed in turn
        self._unclosed: Counter[bytes] = Counter()  # such formatting, by the whole tag
        self._anchor = 0  # the part of it that is links left open, of which there is never more than one
        self._of_root = 0  # attributes of html and body tags, which are all put together
        self._other_rules = 0  # pictures, formulas and the like that may be open
        self._read()

    def _read(self) -> None:
        """Follow the page from tag to tag for as long as it is certain where they are."""
        end = 0
        while (start := self._html.find(b"<", end)) >= 0 and self.steps <= self._most_steps:
            if start > end:
                self.memory += _TEXT
            tag = _TAG.match(self._html, start)
            if tag is None:
                end = self._skip(start)
            elif tag[1]:
                end = tag.end()
                self._end(tag[2].lower())
            else:
                name = tag[2].lower()
                self._begin(name, tag)
                end = self._after(name, tag.end())
            if end < 0:
                self._read_all(start)
                return

    def _skip(self, start: int) -> int:
        """Where a comment, or what counts as one, ends; below 0 where it cannot be told."""
        html, end = self._html, len(self._html)
        self.memory += _TEXT
        if html.startswith(b"<!--", start):
            mark = _COMMENT_END.search(html, start + 4)
            return mark.end() if mark else end
        if html[start + 1 : start + 2] not in {b"!", b"?", b"/"}:
            return start + 1
        if html.startswith(b"<![CDATA[", start) and self._other_rules:
            return -1
        close = html.find(b">", start)
        return close + 1 if close >= 0 else end

    def _after(self, name: bytes, end: int) -> int:
        """Where to go on after a start tag: after its text, where it holds nothing but text; below 0 in doubt."""
        if name in _DOUBTFUL:
            return -1
        close = _RAW[name].search(self._html, end) if name in _RAW else None
        if close is None:
            return -1 if name in _RAW else end
        self.memory += _TEXT
        text = self._html[end : close.start()]
        is_script_in_script = b"<!--" in text and name == b"script"
        return -1 if b"<" in text and (self._other_rules or is_script_in_script) else close.start()

    def _read_all(self, start: int) -> None:
        """Take whatever looks like a tag for one, wherever it stands, and none of them for the end of another."""
        self.memory += 2 * _TEXT * self._html.count(b"<", start)
        for mark in _LIKE_A_TAG.finditer(self._html, start):
            tag = _TAG.match(self._html, mark.start())
            if self.steps > self._most_steps or tag is None:
                return
            self.steps += len(tag[0])
            if tag[1]:
                self._out_of_turn(tag[2].lower())
            else:
                self._begin(tag[2].lower(), tag)
                self._lose(len(self._open))

    def _begin(self, name: bytes, tag: re.Match[bytes]) -> None:
        attributes = _ATTRIBUTES.findall(tag[3])
        self.names.add(name)
        self.names.update(each.split(b"=", 1)[0] for each in attributes)
        count = len(attributes)
        takes = _ELEMENT + _VALUE * count + 2 * len(tag[3])
        self.memory += takes
        self._make_again(self._left if name in _INLINE else self._again)
        if name in _ROOT:
            self._of_root += count
            count = max(count, self._of_root)
        closed = _CLOSES.get(name, frozenset())
        while self._open and self._open[-1][0] in closed:
            self._pop()
            self._lost += self._other_rules > 0  # in a picture or a formula a start tag ends nothing
        if name in _AROUND and not (name in _CELL and self._open and self._open[-1][0] == b"tr"):
            self.memory += _AROUND[name] * _ELEMENT
        self.steps += len(self._open) + self._lost + len(attributes) * count
        if name in _VOID:
            return
        if self._other_rules and tag[3].endswith(b"/"):
            self._lost += 1  # closed by itself in a picture, but not outside of one
            return
        if name in _OTHER_RULES:
            self._other_rules += 1
        self._push(name, tag[0] if name in _FORMATTING else b"", takes)

    def _push(self, name: bytes, formatting: bytes, takes: int) -> None:
        if name == b"a" and self._times[name]:  # a link ends the one before
            position = self._place_of(name)
            self._leave(*self._open[position])
            self._open[position] = (name, b"", 0)
        self._open.append((name, formatting, takes))
        self._times[name] += 1
        if formatting:
            self._formatting[formatting] += 1
            if name == b"a" or self._formatting[formatting] <= _ALIKE:
                self._again += takes

    def _end(self, name: bytes) -> None:
        if not self._times[name]:
            self._out_of_turn(name)
            return
        while name in _ENDS_ITEMS and self._open[-1][0] != name and self._open[-1][0] in _ITEM | {b"option"}:
            self._pop()
        if self._open[-1][0] == name:
            _, formatting, takes = self._pop()
            self._forget(name, formatting, takes)
            self._other_rules -= name in _OTHER_RULES
            self._make_again(self._left if formatting else self._again)
        else:
            self._out_of_turn(name)
            self._lose(len(self._open) - self._place_of(name))

    def _out_of_turn(self, name: bytes) -> None:
        """Take an end tag that closes something else than what was begun last, or nothing."""
        self._make_again(self._again)
        if name in _MADE_BY_END_TAG:
            self.memory += _ELEMENT
        elif name in _ROWS:
            self.memory += _AROUND[b"td"] * _ELEMENT
        elif name in _FORMATTING:
            self._make_again(_ROUNDS * self._again)

    def _make_again(self, takes: int) -> None:
        self.memory += takes
        self.rebuilt += takes

    def _place_of(self, name: bytes) -> int:
        """Where in the stack the last element of a name is, which must be there."""
        place = len(self._open) - 1
        while self._open[place][0] != name:
            place -= 1
        return place

    def _pop(self) -> tuple[bytes, bytes, int]:
        popped = self._open.pop()
        self._times[popped[0]] -= 1
        return popped

    def _lose(self, count: int) -> None:
        """Take the last elements off the stack, though they may be open still."""
        for _ in range(count):
            self._leave(*self._pop())
        self._lost += count

    def _leave(self, name: bytes, formatting: bytes, takes: int) -> None:
        """Note that an element is not closed: formatting will be made again."""
        if name == b"a" and formatting:
            self._make_again(_ROUNDS * self._again)
            self._forget(name, formatting, takes)
            more = max(takes - self._anchor, 0)
            self._again += more
            self._left += more
            self._anchor += more
        elif formatting:
            self._unclosed[formatting] += 1
            self._left += takes if self._unclosed[formatting] <= _ALIKE else 0

    def _forget(self, name: bytes, formatting: bytes, takes: int) -> None:
        """Note that formatting is closed for good."""
        if formatting:
            if name == b"a" or self._formatting[formatting] <= _ALIKE:
                self._again -= takes
            self._formatting[formatting] -= 1
