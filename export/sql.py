"""SQL that makes lines of JSON and CSV inside SQLite, which is several times as fast as to make them in Python.

Lines come as bytes: SQLite keeps UTF-8, so nothing need be encoded again.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from scraper.archive.database import ArchiveError, Database
from scraper.archive.sql_guard import quoted, stream_rows, subquery

_AT_ONCE = 100
"""Values that one call of `printf` puts together; a function of SQLite takes 127 arguments at most."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a line.

    Attributes:
        template: as `printf` of SQLite takes it: `%s` for a value, of which NULL makes nothing; `%w` for one in which
            quotation marks are doubled, and which must not be NULL.
        values: what goes into it, in SQL.
    """

    template: str
    values: tuple[str, ...]


def rows(
    db: Database, sql: str, names: Sequence[str], expressions: Sequence[str], values: Sequence[object] = ()
) -> Iterator[tuple[object, ...]]:
    """Stream the rows of a SELECT, of which other SQL makes what is wanted.

    Args:
        db: the archive.
        sql: the SELECT.
        names: of its columns, all different.
        expressions: SQL over these columns; it may call what `as_text` and its like do.
        values: parameters of the SELECT.

    Raises:
        ArchiveError: where the SQL is wrong.
    """
    db.register_function(_real, name=_REAL, deterministic=True)
    return stream_rows(db, f"SELECT {', '.join(expressions)} FROM {subquery(sql, names)}", values)  # noqa: S608 - it only reads


def lines(made: Iterator[tuple[object, ...]]) -> Iterator[bytes]:
    """Give the lines that SQLite has made.

    Args:
        made: rows of one line each.

    Raises:
        ArchiveError: where one has text that is none: SQLite keeps any bytes for a text, and no program takes them.
    """
    number = 1
    try:
        for (made_line,) in made:
            assert isinstance(made_line, bytes)
            if not made_line.isascii():
                made_line.decode()
            yield made_line
            number += 1
    except UnicodeDecodeError as error:
        raise ArchiveError(
            f"row {number:,} has a text that is none in UTF-8; hex(…) in --sql shows its bytes"
        ) from error


def line(cells: Sequence[Cell], ends: tuple[str, str] = ("", "")) -> str:
    """Return the SQL of values parted by commas, as bytes.

    Args:
        cells: the values.
        ends: what stands before the first and after the last of them.
    """
    pieces = [f"printf({_text(template)}, {', '.join(values)})" for template, values in _calls(cells)]
    before, after = ends
    whole = " || ',' || ".join(pieces)
    return (
        f"CAST({_text(before)} || {whole} || {_text(after)} AS BLOB)" if before or after else f"CAST({whole} AS BLOB)"
    )


def json_row(names: Sequence[str]) -> str:
    """Return the SQL of a row as a JSON object, as bytes.

    Args:
        names: of its columns, of any type; bytes become text, two hex digits each.
    """
    keys = [json.dumps(name, ensure_ascii=False).replace("%", "%%") for name in names]
    return line([Cell(f"{key}:%s", (_json(name),)) for key, name in zip(keys, names, strict=True)], ("{", "}"))


def json_values(names: Sequence[str]) -> str:
    """Return the SQL of a row as a JSON array, as bytes.

    Args:
        names: of its columns, as for `json_row`.
    """
    return line([Cell("%s", (_json(name),)) for name in names], ("[", "]"))


def _calls(cells: Sequence[Cell]) -> Iterator[tuple[str, list[str]]]:
    """Share cells out among as many calls of `printf` as they need."""
    templates: list[str] = []
    values: list[str] = []
    for cell in cells:
        if len(values) + len(cell.values) > _AT_ONCE:
            yield ",".join(templates), values
            templates, values = [], []
        templates.append(cell.template)
        values += cell.values
    yield ",".join(templates), values


def _json(name: str) -> str:
    """Return the SQL of a value in JSON, which knows no infinity."""
    column = quoted(name)
    return f"""CASE typeof({column}) WHEN 'real' THEN iif(abs({column}) = 1e999, 'null', {_REAL}({column}))
        WHEN 'blob' THEN json_quote(hex({column})) ELSE json_quote({column}) END"""


def as_text(column: str) -> str:
    """Return the SQL of any value as text: bytes as two hex digits each, a real number by all its digits.

    Args:
        column: its name, quoted.
    """
    return f"""CASE typeof({column}) WHEN 'blob' THEN hex({column}) WHEN 'real' THEN {_REAL}({column})
        ELSE CAST({column} AS TEXT) END"""


def without_nul(text: str) -> str:
    """Return the SQL of a text in which U+FFFD stands where a NUL was, with which `printf` takes a text to end.

    Args:
        text: SQL of it.
    """
    # replace() finds no NUL, but JSON's escape of one; before a `u` no backslash of the text's own is left by then.
    in_json = f"replace(json_array({text}), '\\\\', '\\u005c')"
    return f"""CASE WHEN instr({text}, char(0)) THEN
        json_extract(replace({in_json}, '\\u0000', '\\ufffd'), '$[0]') ELSE {text} END"""


_REAL = "arsip_real"
"""Our function for real numbers: SQLite's own texts of them have 15 digits, and with more its last one may be wrong."""


def _real(number: float) -> str:
    """Write a number so that it can be read back whole, in as few digits as that takes."""
    return repr(number) if isfinite(number) else f"{number}".replace("inf", "Inf")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
