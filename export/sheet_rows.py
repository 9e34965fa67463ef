"""The rows of a sheet of Excel as XML, byte for byte what XlsxWriter makes of them, in a sixth of its time.

XlsxWriter passes each cell through some twenty functions. In its mode of constant memory it keeps the rows of a sheet
in a file and copies them into the workbook at the end: this writes to that file. All else is XlsxWriter's. Names used
here are private to it: `pyproject.toml` bounds its version, and a test compares a sheet with what its own code makes.
"""

import re
from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

_EXACT = 1 << 53
"""Beyond this Excel rounds whole numbers."""

_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
"""Characters that XML forbids, and the start of what Excel would take for the escape of one."""


class SheetRows:
    """Writes the rows of a sheet below its header, in their order.

    Args:
        sheet: of a workbook in constant memory, with its header written.
        formats: of the columns; None for the default one.
    """

    def __init__(self, sheet: Any, formats: Sequence[Any]) -> None:  # noqa: ANN401 - XlsxWriter is untyped
        sheet._write_single_row(1)  # noqa: SLF001 - puts the header into the file, before these rows
        self._sheet = sheet
        self._cells = [
            (f'<c r="{xl_col_to_name(at)}', "" if each is None else f' s="{each._get_xf_index()}"')  # noqa: SLF001
            for at, each in enumerate(formats)
        ]

    def write(self, row: int, values: Sequence[str | float | None]) -> None:
        """Write a row, counted from 0; a number that Excel cannot hold must come as text."""
        number = row + 1
        made = [f'<row r="{number}">']
        for (start, style), value in zip(self._cells, values, strict=True):
            if value is None:
                continue
            if isinstance(value, str):
                blank = ' xml:space="preserve"' if value[:1].isspace() or value[-1:].isspace() else ""
                made.append(f'{start}{number}"{style} t="inlineStr"><is><t{blank}>{escaped(value)}</t></is></c>')
            else:
                made.append(f'{start}{number}"{style}><v>{value:.16G}</v></c>')
        made.append("</row>")
        self._sheet.row_data_fh.write("".join(made))
        self._sheet.dim_rowmax = row


def is_exact_number(value: object) -> bool:
    """Whether a cell can hold a value as a number."""
    return (isinstance(value, int) and abs(value) < _EXACT) or (isinstance(value, float) and abs(value) < float("inf"))


def escaped(text: str) -> str:
    """Escape a text for a cell: by XML's rules, and by Excel's (`_x0001_`) for what XML cannot hold."""
    if _UNUSUAL.search(text):
        text = _UNUSUAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
