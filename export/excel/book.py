"""A workbook that is written row by row, and stands in its place only when it is whole."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from export.columns import Column, Kind
from export.excel.cells import MAX_TEXT, as_number, fitted
from export.output import replacing, scratch

_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
"""When a workbook was made of which nothing says when: the earliest that the file format knows."""

_FORMATS: dict[Kind, str] = {"day": "yyyy-mm-dd", "minute": "yyyy-mm-dd hh:mm", "moment": "yyyy-mm-dd hh:mm:ss"}
_WIDTHS: dict[Kind, int] = {"whole": 11, "real": 11, "day": 12, "minute": 17, "moment": 20, "text": 18, "bytes": 18}
_WIDE = {"title": 60, "body": 80, "quote": 40, "teaser": 60, "url": 50, "means": 100, "what": 32, "value": 100}

_TOLD_EVERY = 500
_NAMED = 5
"""Cut cells that are named; all are counted."""


class Book:
    """A workbook that is being written.

    Args:
        workbook: as XlsxWriter has it.
    """

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401 - XlsxWriter is without types
        self._workbook = workbook
        self._head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#E7EFEE"})
        self._dates = {kind: workbook.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        self._cut = 0
        self._first_cut: list[str] = []

    def fill(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[object]],
        *,
        told: Callable[[int], None] | None = None,
    ) -> None:
        """Add a sheet and write its rows.

        Args:
            name: of the sheet.
            columns: of its table.
            rows: with the values that `cells.expression` gives.
            told: told now and then how many rows are done.
        """
        sheet = self._workbook.add_worksheet(name)
        for at, column in enumerate(columns):
            width = _WIDE.get(column.name, _WIDTHS[column.kind]) if column.kind == "text" else _WIDTHS[column.kind]
            sheet.set_column(at, at, max(width, len(column.name) + 4), self._dates.get(column.kind))
            sheet.write_string(0, at, column.name, self._head)
        done = 0
        for row in rows:
            done += 1
            for at, value in enumerate(row):
                if value is not None:
                    self._write(sheet, done, at, value, columns=columns, key=row[0])
            if told is not None and done % _TOLD_EVERY == 0:
                told(done)
        if told is not None:
            told(done)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, done, len(columns) - 1)

    def notes(self) -> tuple[str, ...]:
        """Say which cells were cut, so far."""
        if not self._cut:
            return ()
        more = f" and {self._cut - _NAMED:,} more" if self._cut > _NAMED else ""
        cells = "1 cell was" if self._cut == 1 else f"{self._cut:,} cells were"
        named = ", ".join(self._first_cut)
        return (f"{cells} cut at the {MAX_TEXT:,} characters that Excel takes, and marked at the end: {named}{more}",)

    def _write(
        self,
        sheet: Any,  # noqa: ANN401 - XlsxWriter is without types
        row: int,
        at: int,
        value: object,
        *,
        columns: Sequence[Column],
        key: object,
    ) -> None:
        """Write a cell that is not empty."""
        number = as_number(value)
        if number is not None:
            sheet.write_number(row, at, number)
            return
        text, cut = fitted(str(value))
        if cut:
            self._cut += 1
            if len(self._first_cut) < _NAMED:
                self._first_cut.append(f"{columns[at].name} of {key}")
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes such a text for its own markup and writes it as it is; in pieces it is only text.
            sheet.write_rich_string(row, at, text[:1], text[1:2], text[2:])
        else:
            sheet.write_string(row, at, text)


@contextmanager
def making(target: Path, *, created: str | None) -> Iterator[Book]:
    """Make a workbook; it takes the target's place when all went well.

    Args:
        target: the file.
        created: when it says that it was made, in UTC as the archive writes it.

    Yields:
        what to fill.

    Raises:
        OSError: where it cannot be written; the old file stands then as it was.
    """
    with replacing(target, compressed=False) as out, scratch(target) as folder:
        options = {
            "constant_memory": True,
            "tmpdir": str(folder),
            "use_zip64": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        workbook = Workbook(out, options)
        moment = _NO_TIME if created is None else datetime.fromisoformat(created)
        workbook.set_properties({"author": "Arsip", "created": moment})
        try:
            yield Book(workbook)
            workbook.close()
        except FileCreateError as error:
            raise error.args[0] from error
        finally:
            for sheet in workbook.worksheets():
                sheet._opt_close()  # noqa: SLF001 - there is no other way to close the file of a sheet given up
