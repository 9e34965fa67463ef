"""A sheet's rows are what XlsxWriter makes of them, so its private names still do what `SheetRows` takes them to do."""

from pathlib import Path
from zipfile import ZipFile

from xlsxwriter import Workbook

from export.sheet_rows import SheetRows

ROWS: list[list[str | float | None]] = [
    ["Pasar Baru", 101, 46296.4],
    [None, 0, None],
    [' a\n<b> & "c" ]]> 🌏', -7, 0.1 + 0.2],
    ["\x01\x1f_x0041_\ufffe", (1 << 53) - 1, 1e300],
]


def sheet(path: Path, *, is_ours: bool) -> dict[str, bytes]:
    """Write a workbook and return its parts."""
    book = Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("a")
    formats = [None, None, book.add_format({"num_format": "yyyy-mm-dd"})]
    for at, form in enumerate(formats):
        page.set_column(at, at, 12, form)
        page.write_string(0, at, f"head {at}", book.add_format({"bold": True}))
    ours = SheetRows(page, formats) if is_ours else None
    for number, values in enumerate(ROWS, 1):
        if ours is not None:
            ours.write(number, values)
            continue
        for at, value in enumerate(values):
            if isinstance(value, str):
                page.write_string(number, at, value)
            elif value is not None:
                page.write_number(number, at, value)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(ROWS), 2)
    book.close()
    with ZipFile(path) as made:
        return {name: made.read(name) for name in made.namelist() if name != "docProps/core.xml"}


def test_the_rows_of_a_sheet_are_byte_for_byte_xlsxwriters(tmp_path: Path) -> None:
    ours, theirs = sheet(tmp_path / "a.xlsx", is_ours=True), sheet(tmp_path / "b.xlsx", is_ours=False)
    assert ours == theirs
    assert b"<v>9007199254740991</v>" in ours["xl/worksheets/sheet1.xml"]
