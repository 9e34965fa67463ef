"""A sheet's rows are what XlsxWriter makes of them."""

import re
from pathlib import Path
from zipfile import ZipFile

from xlsxwriter import Workbook

from export.sheet_rows import SheetRows

ROWS: list[list[str | int | float | None]] = [
    ["Pasar Baru", 101, 46296.4],
    [None, 0, None],
    [' a\n<b> & "c" ]]> 🌏', -7, 0.1 + 0.2],
    ["\x01\x1f_x0041_\ufffe", (1 << 53) - 1, 1e300],
    ["_x0041", None, -0.5],
    ["R&D", 7, None],
    ["a ", None, None],
    ["\ta", None, 1.0],
    ["1 < 2", 2, None],
    ["\uffff", None, None],
    ["\u00a0a", None, None],
    ["a\u2003", None, None],
    ["“a”", None, None],
    ["read_also", None, None],
    ["\uff41_\ufeff", None, None],
    ["a\rb\nc\td", 3, None],
]


def theirs(path: Path) -> bytes:
    """Return the rows that XlsxWriter makes."""
    book = Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("a")
    formats = [None, None, book.add_format({"num_format": "yyyy-mm-dd"})]
    for number, values in enumerate(ROWS, 1):
        for at, (value, form) in enumerate(zip(values, formats, strict=True)):
            if isinstance(value, str):
                sheet.write_string(number, at, value, form)
            elif value is not None:
                sheet.write_number(number, at, value, form)
    book.close()
    with ZipFile(path) as made:
        found = re.search(b"<sheetData>(.*)</sheetData>", made.read("xl/worksheets/sheet1.xml"), re.DOTALL)
    assert found
    return found[1]


def test_the_rows_of_a_sheet_are_byte_for_byte_xlsxwriters(tmp_path: Path) -> None:
    rows = [[value.encode() if isinstance(value, str) else value for value in row] for row in ROWS]
    ours = SheetRows([None, None, 1], lambda text, _at, _row: text).lines(rows)
    assert b"".join(ours) == theirs(tmp_path / "a.xlsx")
