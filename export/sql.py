"""SQL that makes lines of JSON and CSV inside SQLite, which is several times as fast as to make them in Python."""

import json
from collections.abc import Sequence

from scraper.archive.reading import quoted

_AT_ONCE = 100
"""Values that one call of `printf` puts together; a function of SQLite takes 127 arguments at most."""


def printed(cells: Sequence[str], before: Sequence[str] | None = None) -> str:
    """Return the SQL of values parted by commas; NULL makes nothing.

    Args:
        cells: the SQL of each value's text.
        before: what stands before each, as it is; None for nothing.
    """
    before = before or [""] * len(cells)
    pieces = []
    for start in range(0, len(cells), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        template = ",".join(f"{literal.replace('%', '%%')}%s" for literal in before[some])
        pieces.append(f"printf({text(template)}, {', '.join(cells[some])})")
    return " || ',' || ".join(pieces)


def json_row(names: Sequence[str]) -> str:
    """Return the SQL of a row as a JSON object.

    Args:
        names: of its columns, of any type; bytes become text, two hex digits each.
    """
    keys = [f"{json.dumps(name, ensure_ascii=False)}:" for name in names]
    return f"'{{' || {printed([_json_value(name) for name in names], keys)} || '}}'"


def json_values(names: Sequence[str]) -> str:
    """Return the SQL of a row as a JSON array.

    Args:
        names: of its columns, as for `json_row`.
    """
    return f"'[' || {printed([_json_value(name) for name in names])} || ']'"


def text(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _json_value(name: str) -> str:
    column = quoted(name)
    return f"json_quote(CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE {column} END)"
