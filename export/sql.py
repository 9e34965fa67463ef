"""SQL that makes lines of JSON and CSV inside SQLite, which is several times as fast as to make them in Python.

Lines come as bytes: SQLite keeps UTF-8, so nothing need be decoded and encoded again.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.archive.reading import quoted

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
    column = quoted(name)
    return f"json_quote(CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE {column} END)"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
