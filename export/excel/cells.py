"""What goes into a cell of Excel: dates as its own, text never longer than it takes."""

from typing import Any

from export.columns import Column
from scraper.archive.sql_guard import quoted

MAX_TEXT = 32_767
"""Characters that a cell of Excel takes; it counts UTF-16, in which an emoji is two."""

_MARK = " […{:,} characters more]"
_ROOM = 50
"""Characters that the mark at the end of a cut text may take."""

_EXACT = 1 << 53
"""Beyond this Excel rounds whole numbers."""

_FIRST_DAY = "1900-03-01"
"""Excel counts a day in 1900 that was none; dates before it stay text."""

_BEFORE_FIRST = 2_415_018.5
"""Julian day of Excel's day 0."""


def expression(column: Column, source: str | None = None) -> str:
    """Return the SQL of a column's values as Excel takes them: dates are days since its beginning.

    Args:
        column: the column.
        source: its name in the SELECT, where it has another one there.
    """
    name = source or quoted(column.name)
    if column.kind not in {"day", "minute", "moment"}:
        return f"iif(typeof({name}) = 'blob', hex({name}), {name})"
    clock = f"substr({name}, 1, 16)" if column.kind == "minute" else name
    return f"CASE WHEN {name} >= '{_FIRST_DAY}' THEN julianday({clock}) - {_BEFORE_FIRST} ELSE {name} END"


def as_number(value: Any) -> float | int | None:  # noqa: ANN401 - whatever SQLite gives
    """Return a value that Excel keeps exactly as a number; None for all others."""
    if isinstance(value, int) and abs(value) < _EXACT:
        return value
    return value if isinstance(value, float) and abs(value) < float("inf") else None


def fitted(text: str) -> tuple[str, bool]:
    """Cut a text that is longer than a cell takes.

    Args:
        text: any.

    Returns:
        the text, which then says at its end how much is missing; and whether it was cut.
    """
    if len(text) <= MAX_TEXT // 2:
        return text, False
    units = text.encode("utf-16-le")
    if len(units) // 2 <= MAX_TEXT:
        return text, False
    kept = units[: 2 * (MAX_TEXT - _ROOM)].decode("utf-16-le", errors="ignore")  # half an emoji is left out
    return kept + _MARK.format(len(text) - len(kept)), True
