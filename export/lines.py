"""Lines of JSON and CSV, made by SQL inside SQLite: several times as fast as making them in Python.

Lines come as bytes: SQLite keeps UTF-8, so nothing need be encoded again.
"""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from scraper.archive.database import ArchiveError, Database
from scraper.archive.sql_guard import quoted

if TYPE_CHECKING:
    from export.request import Table

_ARGUMENTS = 100
"""Values in one call of `printf`; a function of SQLite takes 127 arguments at most."""

_REAL = "arsip_real"
"""Our function for real numbers: SQLite's own text of one has 15 digits, and with more its last one may be wrong."""

CHUNK = 1 << 18
"""Bytes buffered before they are written; each piece wakes the thread that compresses it."""


class Writer(Protocol):
    """A stream to write bytes to."""

    def write(self, data: bytes, /) -> object:
        """Write."""


class BackgroundWriter:
    """A stream whose writes happen in a thread, one at a time: what compresses lines works while SQLite makes the next.

    An error of a write is raised by the next one, or at the end of the block.
    """

    def __init__(self, out: Writer) -> None:
        self._out = out
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._under_way: Future[object] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        self._thread.shutdown()
        if self._under_way is not None and failed is None:
            self._under_way.result()

    def write(self, data: bytes, /) -> None:
        """Begin to write, once the write before is done."""
        if self._under_way is not None:
            self._under_way.result()
        self._under_way = self._thread.submit(self._out.write, data)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of lines, a row of the table each, but for `extra`: the header of a table, the end of an array."""

    path: Path
    table: "Table"
    lines: Generator[bytes, None, None]
    extra: int = 0


def copy(lines: Generator[bytes, None, None], out: Writer, report: Callable[[int], object] = lambda _: None) -> int:
    """Write lines in larger pieces, close their generator in any case, and return how many there were.

    Args:
        lines: of the file.
        out: stream to write to.
        report: called after each piece with the number of lines written.
    """
    count = 0
    with closing(lines):
        while piece := _piece(lines):
            out.write(b"".join(piece))
            count += len(piece)
            report(count)
    return count


def _piece(lines: Iterator[bytes]) -> list[bytes]:
    piece, size = [], 0
    for line in lines:
        piece.append(line)
        size += len(line)
        if size >= CHUNK:
            break
    return piece


def decoded(made: Iterable[tuple[object, ...]]) -> Iterator[bytes]:
    """Unpack lines that SQLite has made: rows of one value, bytes.

    Raises:
        ArchiveError: where one is not UTF-8: SQLite takes any bytes for a text, and no other program does.
    """
    number = 1
    try:
        for (line,) in made:
            assert isinstance(line, bytes)
            if not line.isascii():
                line.decode()
            yield line
            number += 1
    except UnicodeDecodeError as error:
        raise ArchiveError(
            f"row {number:,} has a text that is none in UTF-8; hex(…) in --sql shows its bytes"
        ) from error


def joined(cells: Sequence[tuple[str, str]], before: str = "", after: str = "") -> str:
    """Return the SQL of values separated by commas, as bytes, between two texts.

    Args:
        cells: of each value the template that SQLite's `printf` takes, such as `%s`, and the value in SQL; NULL gives
            an empty text.
        before: the first text.
        after: the last.
    """
    calls = []
    for at in range(0, len(cells), _ARGUMENTS):
        templates, values = zip(*cells[at : at + _ARGUMENTS], strict=True)
        calls.append(f"printf({_literal(','.join(templates))}, {', '.join(values)})")
    pieces = [each for each in (_literal(before), " || ',' || ".join(calls), _literal(after)) if each != "''"]
    return f"CAST({' || '.join(pieces)} AS BLOB)"


def json_object(names: Sequence[str]) -> str:
    """Return the SQL of a row as a JSON object, as bytes; bytes in it become text, two hex digits each."""
    keys = [json.dumps(name, ensure_ascii=False).replace("%", "%%") for name in names]
    return joined([(f"{key}:%s", _json(name)) for key, name in zip(keys, names, strict=True)], "{", "}")


def json_array(names: Sequence[str]) -> str:
    """Return the SQL of a row as a JSON array, as bytes; its columns as for `json_object`."""
    return joined([("%s", _json(name)) for name in names], "[", "]")


def _json(name: str) -> str:
    column = quoted(name)
    return f"""CASE typeof({column}) WHEN 'real' THEN iif(abs({column}) = 1e999, 'null', {_REAL}({column}))
        WHEN 'blob' THEN json_quote(hex({column})) ELSE json_quote({column}) END"""


def as_text(column: str) -> str:
    """Return the SQL of a column's value as text: bytes as two hex digits each, a real number with all its digits."""
    return f"""CASE typeof({column}) WHEN 'blob' THEN hex({column}) WHEN 'real' THEN {_REAL}({column})
        ELSE CAST({column} AS TEXT) END"""


def register_functions(db: Database) -> None:
    """Register the functions that the SQL of this module calls."""
    db.conn.create_function(_REAL, 1, _real, deterministic=True)


def _real(number: float) -> str:
    """Write a number with as few digits as it takes to read it back exactly."""
    return repr(number) if isfinite(number) else f"{number}".replace("inf", "Inf")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
