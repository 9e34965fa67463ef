"""Excel workbooks: a sheet of articles, one of their links, what each column means, and where the dataset comes from.

XlsxWriter makes a workbook of headers alone, and the rows are streamed into its sheets as these are packed: memory does
not grow with them. Every text is text: nothing is run as a formula, nothing becomes a link. Days and moments are
Excel's own dates; Excel knows no time zones, so the heading of a column of times names its zone.
"""

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from zipfile import LargeZipFile, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from export.columns import Column, Kind, columns_of
from export.formats import ExportError, TooManyRowsError
from export.lines import decoded
from export.provenance import RIGHTS, Provenance, profile
from export.request import Job, Records, Rows, Table, Written, count_rows
from export.sheet_rows import MAX_TEXT, SheetRows, Value
from export.zip_writer import pack_bytes, pack_lines
from scraper.archive.database import Database
from scraper.atomic_file import replace_file
from scraper.counts import count
from scraper.exit_codes import printable

MAX_ROWS = 1_048_576
"""Rows of a sheet, its header among them."""

_MAX_EXACT = (1 << 53) - 1
"""Beyond this Excel rounds whole numbers."""

_CUT_MARK = " […{:,} characters more]"
_CUT_MARK_SIZE = 50
_FIRST_DAY = "1900-03-01"
"""Excel counts a day in February 1900 that there was not; earlier dates stay text."""

_DAY_ZERO = 2_415_018.5
"""Julian day of Excel's day 0."""

_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
"""Creation time of the workbook of an empty archive: the earliest that the file format can hold."""

_ZONES: dict[Kind, str] = {"minute": " (Jakarta)", "moment": " (UTC)"}
_DATE_FORMATS: dict[Kind, str] = {"day": "yyyy-mm-dd", "minute": "yyyy-mm-dd hh:mm", "moment": "yyyy-mm-dd hh:mm:ss"}
_WIDTHS: dict[Kind, int] = {"whole": 11, "real": 11, "day": 12, "minute": 17, "moment": 20, "text": 18, "bytes": 18}
_TEXT_WIDTHS = {
    "title": 60, "body": 80, "quote": 40, "teaser": 60, "url": 50, "means": 100, "what": 32, "value": 100,
}  # fmt: skip

_NAMED = 5
"""Cut cells that a note names; all are counted."""

_NAME_SIZE = 80
"""Characters of a column or row that a note names."""

_DIMENSION = re.compile(rb"<dimension [^>]*>")
"""The range of a sheet's cells, of which XlsxWriter knows the header alone; it may be left out."""


def write(job: Job) -> Written:
    """Write a workbook.

    Raises:
        TooManyRowsError: where there are more rows than a sheet of Excel holds.
        ExportError: where there is no column for one.
    """
    db, request = job.db, job.request
    columns, origin = profile(db, request)
    columns = tuple(column for column in columns if column.kind != "links")
    links = request.links if isinstance(request, Records) else None
    if not columns:
        raise ExportError("a sheet needs a field that is not a list of links; those have a sheet of their own")
    tables = [_Table(request, columns, origin.rows)]
    if links:
        tables.append(_Table(links, columns_of(db, links) or (), count_rows(db, links)))
    for each in tables:
        if each.count >= MAX_ROWS:
            rows = f"{each.count:,} {each.table.unit} are more than a sheet of Excel holds, which is {MAX_ROWS - 1:,}"
            remedy = "choose fewer (--since, --category), leave fields out (--fields), or write .parquet or .csv"
            raise TooManyRowsError(rows, f"{job.target}: {rows}; {remedy}")
    try:
        notes = _write(job, tables, origin, zip64=False)
    except LargeZipFile:  # ZIP64 only where it must be: Excel offers to repair a workbook that has it
        notes = _write(job, tables, origin, zip64=True)
    return Written(path=job.target, counts={each.table.unit: each.count for each in tables}, notes=notes)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table for a sheet of its own, with its columns and the number of its rows."""

    table: Table
    columns: Sequence[Column]
    count: int

    def rows(self, db: Database) -> Iterator[Sequence[Value]]:
        is_mixed = isinstance(self.table, Rows)
        return self.table.select(db, [_value(each, is_mixed=is_mixed) for each in self.columns])  # type: ignore[return-value]


def _write(job: Job, tables: Sequence[_Table], origin: Provenance, *, zip64: bool) -> tuple[str, ...]:
    """Write the workbook, and return a sentence about the cells that were cut, if there are any."""
    cuts = _Cuts()
    total, done = sum(each.count for each in tables), 0
    sheets = []
    for each in tables:
        sheets.append(
            _Sheet(each.table.unit, each.columns, each.rows(job.db), each.count, job.report(total, before=done))
        )
        done += each.count
    meanings = [_meaning(each.table.unit, column) for each in tables for column in each.columns]
    sheets.append(_Sheet("columns", _text_columns("sheet", "column", "means"), map(_in_utf8, meanings), len(meanings)))
    sheets.append(_Sheet("about", _text_columns("what", "value"), map(_in_utf8, _about(origin, cuts))))
    with ZipFile(_headers(sheets, origin.as_of)) as made, replace_file(job.target) as out, ZipFile(out, "w") as book:
        by_part = {f"xl/worksheets/sheet{number}.xml": each for number, each in enumerate(sheets, 1)}
        for part in made.namelist():
            if part in by_part:
                sheet = by_part[part]
                pack_lines(book, part, sheet.lines(made.read(part), cuts), sheet.report, zip64=zip64)
            else:
                pack_bytes(book, part, made.read(part), zip64=zip64)
    return cuts.notes()


def _value(column: Column, *, is_mixed: bool) -> str:
    """Return the SQL of a column's values as cells take them: texts as bytes, dates as days since Excel's day 0.

    Values of mixed columns may be of other types than the column's.
    """
    name = column.sql
    if column.kind in _DATE_FORMATS:
        clock = f"substr({name}, 1, 16)" if column.kind == "minute" else name
        return f"CASE WHEN {name} >= '{_FIRST_DAY}' THEN julianday({clock}) - {_DAY_ZERO} ELSE CAST({name} AS BLOB) END"
    whole = f"iif({name} BETWEEN {-_MAX_EXACT} AND {_MAX_EXACT}, {name}, CAST({name} AS BLOB))"
    if not is_mixed:
        return whole if column.kind == "whole" else f"CAST({name} AS BLOB)"
    return f"""CASE typeof({name}) WHEN 'integer' THEN {whole} WHEN 'blob' THEN CAST(hex({name}) AS BLOB)
        WHEN 'real' THEN iif(abs({name}) < 1e999, {name}, CAST(iif({name} > 0, 'inf', '-inf') AS BLOB))
        ELSE CAST({name} AS BLOB) END"""


def _text_columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name=name, kind="text") for name in names)


def _meaning(sheet: str, column: Column) -> tuple[str, str, str | None]:
    return sheet, _heading(column), column.about


def _heading(column: Column) -> str:
    return f"{column.name}{_ZONES.get(column.kind, '')}"


def _about(origin: Provenance, cuts: "_Cuts") -> Iterator[tuple[str, str]]:
    """Yield what there is to know about the workbook; of cuts last, when all other sheets are made."""
    yield from [*origin.lines(), ("To cite it", origin.citation()), ("Rights", RIGHTS)]
    yield from (("What was cut", note) for note in cuts.notes())


def _in_utf8(row: Iterable[str | None]) -> list[Value]:
    return [None if text is None else text.encode() for text in row]


@dataclass(slots=True)
class _Cuts:
    """The cells whose text was cut."""

    count: int = 0
    named: list[str] = field(default_factory=list)

    def fit(self, text: str, column: str, row: Sequence[object]) -> str:
        """Return what a cell takes of a text, and note where it is cut."""
        text, is_cut = fitted(text)
        if is_cut:
            self.count += 1
            if self.count <= _NAMED:
                first = row[0].decode() if isinstance(row[0], bytes) else str(row[0])
                self.named.append(f"{_brief(column)} of {_brief(first)}")
        return text

    def notes(self) -> tuple[str, ...]:
        """Return a sentence about the cells that were cut so far, if there are any."""
        if not self.count:
            return ()
        more = f" and {self.count - _NAMED:,} more" if self.count > _NAMED else ""
        cells = f"{count(self.count, 'cell')} {'was' if self.count == 1 else 'were'}"
        named = ", ".join(self.named)
        return (f"{cells} cut at the {MAX_TEXT:,} characters that Excel takes, and marked at the end: {named}{more}",)


def _brief(text: str) -> str:
    """Return a text in one line, as a note names it: a text of the site may be long, and control a terminal."""
    line = " ".join(text[: _NAME_SIZE + 1].split())
    return printable(line if len(text) <= _NAME_SIZE else f"{line[:_NAME_SIZE]}…")


@dataclass(slots=True)
class _Sheet:
    """A sheet: its rows as `_value` gives them, how many there are, None where only making them tells, and `report`."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    count: int | None = None
    report: Callable[[int], object] = lambda _: None
    styles: list[int | None] = field(default_factory=list)

    def lines(self, xml: bytes, cuts: _Cuts) -> Generator[bytes, None, None]:
        """Make the XML of the sheet of that of its header."""
        head, end, tail = xml.partition(b"</sheetData>")
        last = xl_col_to_name(len(self.columns) - 1)
        yield _DIMENSION.sub(
            b"" if self.count is None else f'<dimension ref="A1:{last}{self.count + 1}"/>'.encode(), head
        )
        names = [column.name for column in self.columns]
        rows = SheetRows(self.styles, lambda text, at, row: cuts.fit(text, names[at], row)).lines(self.rows)
        yield from decoded((row,) for row in rows)
        yield end + tail


def _headers(sheets: Sequence[_Sheet], created: str | None) -> BytesIO:
    """Make a workbook, created at a UTC time, of the sheets without rows; tell these the styles of their columns."""
    made = BytesIO()
    book = Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": "Arsip", "created": datetime.fromisoformat(created) if created else _NO_TIME})
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E7EFEE"})
    dates = {kind: book.add_format({"num_format": form}) for kind, form in _DATE_FORMATS.items()}
    for each in sheets:
        sheet = book.add_worksheet(each.name)
        for at, column in enumerate(each.columns):
            width = _WIDTHS[column.kind] if column.kind != "text" else _TEXT_WIDTHS.get(column.name, _WIDTHS["text"])
            style = dates.get(column.kind)
            heading = _heading(column)
            sheet.set_column(at, at, max(width, len(heading) + 4), style)
            sheet.write_string(0, at, heading, bold)
            each.styles.append(None if style is None else style._get_xf_index())  # noqa: SLF001 - there is no public way
        sheet.freeze_panes(1, 0)
        if each.count is not None:
            sheet.autofilter(0, 0, each.count, len(each.columns) - 1)
    book.close()
    return made


def fitted(text: str) -> tuple[str, bool]:
    """Cut a text that is longer than a cell takes to one that says how much is missing; return whether it was."""
    if len(text) <= MAX_TEXT // 2:
        return text, False
    units = text.encode("utf-16-le")
    if len(units) // 2 <= MAX_TEXT:
        return text, False
    kept = units[: 2 * (MAX_TEXT - _CUT_MARK_SIZE)].decode("utf-16-le", errors="ignore")  # without half an emoji
    return kept + _CUT_MARK.format(len(text) - len(kept)), True
