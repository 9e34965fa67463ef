"""Lines of JSON and CSV, made by SQL inside SQLite: several times as fast as making them in Python.

Lines come as bytes: SQLite keeps UTF-8, so nothing need be encoded again.
"""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from scraper.archive.database import ArchiveError, Database
from scraper.archive.sql_guard import quoted

if TYPE_CHECKING:
    from export.request import Table

_ARGUMENTS = 100
"""Values in one call of `printf`; a function of SQLite takes 127 arguments at most."""

_REAL = "arsip_real"
"""Our function for real numbers: SQLite's own text of one has 15 digits, and with more its last one may be wrong."""

CHUNK = 1 << 16
"""Bytes buffered before they are written."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of lines.

    Attributes:
        path: where it belongs.
        table: what its lines are made of.
        lines: its pieces: a row each, and those that `extra` counts.
        extra: pieces that are no row: the header of a table, the end of an array.
    """

    path: Path
    table: "Table"
    lines: Generator[bytes, None, None]
    extra: int = 0


def gather(lines: Generator[bytes, None, None]) -> Generator[tuple[bytes, int], None, None]:
    """Join lines into larger pieces, each with the number of lines so far, and close their generator in the end."""
    gathered: list[bytes] = []
    size = count = 0
    with closing(lines):
        for line in lines:
            gathered.append(line)
            size += len(line)
            if size >= CHUNK:
                count += len(gathered)
                yield b"".join(gathered), count
                gathered, size = [], 0
    yield b"".join(gathered), count + len(gathered)


def copy(lines: Generator[bytes, None, None], out: BinaryIO, progress: Callable[[int], None] | None = None) -> int:
    """Write lines in larger pieces and return how many there were.

    Args:
        lines: of the file; their generator is closed, whether or not all could be written.
        out: stream to write to.
        progress: called now and then with the number of lines written.
    """
    count = 0
    with closing(gather(lines)) as pieces:
        for piece, done in pieces:
            out.write(piece)
            count = done
            if progress is not None:
                progress(count)
    return count


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
    """Return the SQL of values separated by commas, as bytes.

    Args:
        cells: of each value the template that SQLite's `printf` takes, such as `%s`, and the value in SQL; NULL gives
            an empty text.
        before: text in front of the first.
        after: text behind the last.
    """
    calls = []
    for at in range(0, len(cells), _ARGUMENTS):
        templates, values = zip(*cells[at : at + _ARGUMENTS], strict=True)
        calls.append(f"printf({_literal(','.join(templates))}, {', '.join(values)})")
    pieces = [*([_literal(before)] if before else []), " || ',' || ".join(calls), *([_literal(after)] if after else [])]
    return f"CAST({' || '.join(pieces)} AS BLOB)"


def json_object(names: Sequence[str]) -> str:
    """Return the SQL of a row as a JSON object, as bytes.

    Args:
        names: of its columns, of any type; bytes become text, two hex digits each.
    """
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


def without_nul(text: str) -> str:
    """Return the SQL of a text with U+FFFD in place of NUL, at which SQLite's `printf` ends a text."""
    # replace() finds no NUL, but JSON's escape of one; before a `u` no backslash of the text's own is left by then.
    in_json = f"replace(json_array({text}), '\\\\', '\\u005c')"
    return f"""CASE WHEN instr({text}, char(0)) THEN
        json_extract(replace({in_json}, '\\u0000', '\\ufffd'), '$[0]') ELSE {text} END"""


def register_functions(db: Database) -> None:
    """Register the functions that the SQL of this module calls."""
    db.register_function(_real, name=_REAL, deterministic=True)


def _real(number: float) -> str:
    """Write a number with as few digits as it takes to read it back exactly."""
    return repr(number) if isfinite(number) else f"{number}".replace("inf", "Inf")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
