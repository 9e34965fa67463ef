"""Excel workbooks: a sheet of articles, one of their links, what each column means, and where the dataset comes from.

Rows are streamed to disk, so memory does not grow with them. Every text is text: nothing is run as a formula, nothing
becomes a link. Days and moments are Excel's own dates; Excel knows no time zones, so the sheet `columns` says whose
clock a column shows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from export.columns import Column, Kind, columns_of
from export.formats import ExportError
from export.provenance import RIGHTS, Provenance, profile
from export.request import Job, Records, Written, count_rows
from export.sheet_rows import SheetRows, is_exact_number
from scraper.atomic_file import replace_file, temporary_beside
from scraper.counts import count

MAX_ROWS = 1_048_576
"""Rows of a sheet, its header among them."""

MAX_TEXT = 32_767
"""Characters of a cell; Excel counts UTF-16, in which an emoji is two."""

_CUT_MARK = " […{:,} characters more]"
_CUT_MARK_SIZE = 50
_FIRST_DAY = "1900-03-01"
"""Excel counts a day in February 1900 that there was not; earlier dates stay text."""

_DAY_ZERO = 2_415_018.5
"""Julian day of Excel's day 0."""

_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
"""Creation time of the workbook of an empty archive: the earliest that the file format can hold."""

_CLOCKS = {"minute": "; the clock is Jakarta's", "moment": "; the clock is UTC's"}
_DATE_FORMATS: dict[Kind, str] = {"day": "yyyy-mm-dd", "minute": "yyyy-mm-dd hh:mm", "moment": "yyyy-mm-dd hh:mm:ss"}
_WIDTHS: dict[Kind, int] = {"whole": 11, "real": 11, "day": 12, "minute": 17, "moment": 20, "text": 18, "bytes": 18}
_TEXT_WIDTHS = {
    "title": 60, "body": 80, "quote": 40, "teaser": 60, "url": 50, "means": 100, "what": 32, "value": 100,
}  # fmt: skip

_PROGRESS_EVERY = 500
_NAMED = 5
"""Cut cells that a note names; all are counted."""


def write(job: Job) -> Written:
    """Write a workbook.

    Raises:
        ExportError: where there are more rows than a sheet of Excel holds, or no column for one.
    """
    db, request = job.db, job.request
    columns, origin = profile(db, request)
    columns = tuple(column for column in columns if column.kind != "links")
    links = request.links if isinstance(request, Records) else None
    if not columns:
        raise ExportError("a sheet needs a field that is no list of links; those have a sheet of their own")
    counts = {request.unit: origin.rows, **({"links": count_rows(db, links)} if links else {})}
    for unit, number in counts.items():
        if number >= MAX_ROWS:
            raise ExportError(
                f"{job.target}: {number:,} {unit} are more than a sheet of Excel holds, which is {MAX_ROWS - 1:,}; "
                "choose fewer (--since, --category), leave fields out (--fields), or write .parquet or .csv"
            )
    total = sum(counts.values())
    with _workbook(job.target, created=origin.as_of) as book:
        rows = request.select(db, [_value(column) for column in columns])
        book.add_sheet(request.unit, columns, rows, report=job.report(total))
        described = [(request.unit, column) for column in columns]
        if links:
            link_columns = columns_of(db, links) or ()
            rows = links.select(db, [_value(column) for column in link_columns])
            book.add_sheet("links", link_columns, rows, report=job.report(total, before=origin.rows))
            described += [("links", column) for column in link_columns]
        book.add_sheet("columns", _text_columns("sheet", "column", "means"), [_meaning(*each) for each in described])
        notes = book.notes()
        book.add_sheet("about", _text_columns("what", "value"), _about(origin, notes))
    return Written(path=job.target, counts=counts, notes=notes)


def _value(column: Column) -> str:
    """Return the SQL of a column's values as Excel takes them: dates as days since its day 0."""
    name = column.sql
    if column.kind not in _DATE_FORMATS:
        return f"iif(typeof({name}) = 'blob', hex({name}), {name})"
    clock = f"substr({name}, 1, 16)" if column.kind == "minute" else name
    return f"CASE WHEN {name} >= '{_FIRST_DAY}' THEN julianday({clock}) - {_DAY_ZERO} ELSE {name} END"


def _text_columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name=name, kind="text") for name in names)


def _meaning(sheet: str, column: Column) -> tuple[str, str, str | None]:
    about = column.about or ("nobody has described it" if column.kind in _CLOCKS else None)
    return sheet, column.name, None if about is None else f"{about}{_CLOCKS.get(column.kind, '')}"


def _about(origin: Provenance, notes: Sequence[str]) -> list[tuple[str, str]]:
    facts = [*origin.lines(), ("To cite it", origin.citation()), ("Rights", RIGHTS)]
    return [*facts, *(("What was cut", note) for note in notes)]


class _Book:
    """A workbook that is being written."""

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401 - XlsxWriter is untyped
        self._workbook = workbook
        self._head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#E7EFEE"})
        self._dates = {kind: workbook.add_format({"num_format": form}) for kind, form in _DATE_FORMATS.items()}
        self._cut_cells: list[str] = []
        self._cut_count = 0

    def add_sheet(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[object]],
        *,
        report: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Add a sheet with a table, of values as `_value` gives them; report the number of rows written so far."""
        sheet = self._workbook.add_worksheet(name)
        for at, column in enumerate(columns):
            width = _WIDTHS[column.kind] if column.kind != "text" else _TEXT_WIDTHS.get(column.name, _WIDTHS["text"])
            sheet.set_column(at, at, max(width, len(column.name) + 4), self._dates.get(column.kind))
            sheet.write_string(0, at, column.name, self._head)
        body = SheetRows(sheet, [self._dates.get(column.kind) for column in columns])
        names = [column.name for column in columns]
        done = 0
        for done, row in enumerate(rows, 1):
            body.write(done, [self._value(value, name, row) for name, value in zip(names, row, strict=True)])
            if done % _PROGRESS_EVERY == 0:
                report(done)
        report(done)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, done, len(columns) - 1)

    def notes(self) -> tuple[str, ...]:
        """Return a sentence about the cells that were cut so far, if there are any."""
        if not self._cut_count:
            return ()
        more = f" and {self._cut_count - _NAMED:,} more" if self._cut_count > _NAMED else ""
        cells = f"{count(self._cut_count, 'cell')} {'was' if self._cut_count == 1 else 'were'}"
        named = ", ".join(self._cut_cells)
        return (f"{cells} cut at the {MAX_TEXT:,} characters that Excel takes, and marked at the end: {named}{more}",)

    def _value(self, value: object, column: str, row: Sequence[object]) -> str | float | None:
        """Return what a cell takes of a value, and note where it is cut."""
        if not isinstance(value, str):
            if value is None or is_exact_number(value):
                return value  # type: ignore[return-value]
            value = str(value)
        if len(value) <= MAX_TEXT // 2:
            return value
        text, is_cut = fitted(value)
        if is_cut:
            self._cut_count += 1
            if self._cut_count <= _NAMED:
                self._cut_cells.append(f"{column} of {row[0]}")
        return text


def fitted(text: str) -> tuple[str, bool]:
    """Cut a text that is longer than a cell takes to one that says how much is missing; return whether it was."""
    if len(text) <= MAX_TEXT // 2:
        return text, False
    units = text.encode("utf-16-le")
    if len(units) // 2 <= MAX_TEXT:
        return text, False
    kept = units[: 2 * (MAX_TEXT - _CUT_MARK_SIZE)].decode("utf-16-le", errors="ignore")  # without half an emoji
    return kept + _CUT_MARK.format(len(text) - len(kept)), True


@contextmanager
def _workbook(target: Path, *, created: str | None) -> Iterator[_Book]:
    """Open a workbook that replaces the target once it is complete; it states when it was created, a UTC time."""
    with replace_file(target) as out, temporary_beside(target, folder=True) as folder:
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
            yield _Book(workbook)
            workbook.close()
        except FileCreateError as error:
            raise error.args[0] from error
        finally:
            for sheet in workbook.worksheets():
                sheet._opt_close()  # noqa: SLF001 - there is no other way to close the file of an unfinished sheet
