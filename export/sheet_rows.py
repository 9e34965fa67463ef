"""The rows of a sheet of Excel as XML, byte for byte what XlsxWriter makes of them, in a small part of its time.

XlsxWriter passes each cell through some twenty functions. Here a template for `%`, made once for each combination of
types that the values of a row have, makes a whole row in one step. Texts come and go as UTF-8.
"""

import re
from collections.abc import Callable, Generator, Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

from xlsxwriter.utility import xl_col_to_name

MAX_TEXT = 32_767
"""Characters of a cell; Excel counts UTF-16, in which an emoji is two. UTF-8 never has fewer bytes than that."""

Value: TypeAlias = bytes | int | float | None
"""Of a cell: a text in UTF-8, or a number that Excel can hold."""

_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
"""Characters that XML forbids, and the start of what Excel would take for the escape of one."""

_PLAIN = bytes(set(range(256)) - set(range(0x20)) - set(b"&<>_\xef") | set(b"\t\n"))
"""Bytes that begin nothing to escape; 0xEF begins U+F000 to U+FFFF."""

_SPACES = tuple(chr(code).encode() for code in range(0x80, 0x3001) if chr(code).isspace())
"""White space beyond ASCII, in UTF-8; U+3000 is the last."""

_NUMBER = b"\0"
"""Stands for the number of the row in a template."""

_PLACES = {bytes: b"%b</t></is></c>", int: b"%d</v></c>", float: b"%.16G</v></c>"}


class SheetRows:
    """Makes the rows of a sheet.

    Args:
        styles: number of each column's format; None for the default one.
        fit: takes a text, its column's place and its row, and returns what a cell takes of it.
    """

    def __init__(self, styles: Sequence[int | None], fit: Callable[[str, int, Sequence[Value]], str]) -> None:
        self._fit = fit
        self._starts = [
            (f'<c r="{xl_col_to_name(at)}'.encode(), '"' if style is None else f'" s="{style}"')
            for at, style in enumerate(styles)
        ]
        self._template = lru_cache(1000)(self._new_template)

    def lines(self, rows: Iterable[Sequence[Value]], first: int = 2) -> Generator[bytes, None, None]:
        """Make the rows, the first of which has a number counted from 1."""
        for number, row in enumerate(rows, first):
            template = self._template(tuple(map(type, row)))
            there: list[Value] = [value for value in row if value is not None]
            texts = [value for value in there if type(value) is bytes]
            if not _are_plain(texts):
                template, there = self._escaped(row)
            yield template.replace(_NUMBER, b"%d" % number) % tuple(there)

    def _new_template(self, types: tuple[type, ...], preserved: frozenset[int] = frozenset()) -> bytes:
        """Return the template of a row, with `_NUMBER` for the row's number, which takes its values.

        Args:
            types: of its values.
            preserved: columns whose texts begin or end with white space.
        """
        cells = [b'<row r="%b">' % _NUMBER]
        for at, ((start, style), kind) in enumerate(zip(self._starts, types, strict=True)):
            if kind is type(None):
                continue
            opened = ">" if kind is not bytes else ' t="inlineStr"><is>'
            tag = "<v>" if kind is not bytes else '<t xml:space="preserve">' if at in preserved else "<t>"
            cells += [start + _NUMBER + f"{style}{opened}{tag}".encode(), _PLACES[kind]]
        return b"".join([*cells, b"</row>"])

    def _escaped(self, row: Sequence[Value]) -> tuple[bytes, list[Value]]:
        """Return the template of a row with a text that is not plain, and the row's values, cut and escaped."""
        values: list[Value] = []
        preserved = set()
        for at, value in enumerate(row):
            if type(value) is bytes:
                text = self._fit(value.decode(), at, row)
                if text[:1].isspace() or text[-1:].isspace():
                    preserved.add(at)
                values.append(escaped(text).encode())
            elif value is not None:
                values.append(value)
        return self._new_template(tuple(map(type, row)), frozenset(preserved)), values


def _are_plain(texts: list[bytes]) -> bool:
    """Whether texts go into cells as they are: short, without white space at either end, with nothing to escape."""
    joined = b"".join(texts)
    unusual = joined.translate(None, _PLAIN)
    return not (
        len(joined) > MAX_TEXT
        or unusual.strip(b"_")
        or (unusual and b"_x" in joined)
        or list(map(bytes.strip, texts)) != texts
        or (not joined.isascii() and any(not text.isascii() and _has_outer_space(text) for text in texts))
    )


def _has_outer_space(text: bytes) -> bool:
    return text.startswith(_SPACES) or text.endswith(_SPACES)


def escaped(text: str) -> str:
    """Escape a text for a cell: by XML's rules, and by Excel's (`_x0001_`) for what XML cannot hold."""
    if _UNUSUAL.search(text):
        text = _UNUSUAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
