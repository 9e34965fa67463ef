"""Excel workbooks: a sheet of articles, one of their links, what each column means, and where the dataset comes from.

Rows are streamed to disk, so memory does not grow with them. Every text is text: nothing is run as a formula, nothing
becomes a link. Days and moments are Excel's own dates; Excel knows no time zones, so the sheet `columns` says whose
clock a column shows.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from export.columns import LINK_COLUMNS, Column, of_links
from export.excel.book import making
from export.excel.cells import expression
from export.output import Watch, Written, counted
from export.profile import survey
from export.provenance import RIGHTS, Provenance, provenance
from export.request import Asked, ExportError, Records, what
from export.sql import rows
from scraper.archive.database import Database
from scraper.archive.records import count_links, select, select_links

MAX_ROWS = 1_048_576
"""Rows of a sheet of Excel, its header among them."""

_CLOCKS = {"minute": "; the clock is Jakarta's", "moment": "; the clock is UTC's"}
_COLUMNS = tuple(Column(name=name, kind="text") for name in ("sheet", "column", "means"))
_ABOUT = tuple(Column(name=name, kind="text") for name in ("what", "value"))


def write(db: Database, target: Path, asked: Asked, *, watch: Watch | None = None) -> Written:
    """Write a workbook.

    Args:
        db: the archive, inside a transaction.
        target: the file.
        asked: what for.
        watch: told of progress.

    Returns:
        what was written, and which cells had to be cut.

    Raises:
        ExportError: where there are more rows than a sheet of Excel holds, or no column for one.
        scraper.archive.database.ArchiveError: where the SQL is wrong.
        OSError: where the file cannot be written.
    """
    found = survey(db, asked)
    columns = [column for column in found.columns if column.kind != "links"]
    lists = [column.name for column in found.columns if column.kind == "links"]
    if not columns:
        raise ExportError("a sheet needs a field that is no list of links; those have a sheet of their own")
    counts = {what(asked): found.count}
    if isinstance(asked, Records) and lists:
        counts["links"] = count_links(db, asked.selection, lists)
    _refuse_many(target, counts)
    origin = provenance(db, asked, found)
    total = sum(counts.values())
    with making(target, created=origin.as_of) as book:
        told = counted(watch, "writing", total)
        book.fill(what(asked), columns, _rows(db, asked, columns), told=told)
        described = [(what(asked), column) for column in columns]
        if lists:
            links = of_links(LINK_COLUMNS)
            told = counted(watch, "writing", total, before=found.count)
            book.fill("links", links, _links(db, asked, lists), told=told)
            described += [("links", column) for column in links]
        book.fill("columns", _COLUMNS, [_described(sheet, column) for sheet, column in described])
        notes = book.notes()
        book.fill("about", _ABOUT, _about(origin, notes))
    return Written(path=target, counts=counts, notes=notes)


def _refuse_many(target: Path, counts: dict[str, int]) -> None:
    for name, count in counts.items():
        if count >= MAX_ROWS:
            raise ExportError(
                f"{target}: {count:,} {name} are more than a sheet of Excel holds, which is {MAX_ROWS - 1:,}; choose "
                "fewer (--since, --category), leave fields out (--fields), or write .parquet or .csv"
            )


def _rows(db: Database, asked: Asked, columns: Sequence[Column]) -> Iterator[tuple[object, ...]]:
    values = [expression(column) for column in columns]
    if isinstance(asked, Records):
        return select(db, asked.selection, values)
    return rows(db, asked.sql, asked.names, values)


def _links(db: Database, asked: Asked, lists: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Give the links of records, one list after the other."""
    assert isinstance(asked, Records)
    key, *others = of_links(LINK_COLUMNS)
    values = [expression(key, "of_key"), *(expression(column) for column in others)]
    for kind in lists:
        yield from select_links(db, asked.selection, kind, values)


def _described(sheet: str, column: Column) -> tuple[str, str, str | None]:
    """Say what a column means, and whose clock it shows."""
    about = column.about or ("nobody has described it" if column.kind in _CLOCKS else None)
    return sheet, column.name, None if about is None else f"{about}{_CLOCKS.get(column.kind, '')}"


def _about(origin: Provenance, notes: Sequence[str]) -> list[tuple[str, str]]:
    """Say where the dataset comes from and what has to be known of it."""
    said = [*origin.lines(), ("To cite it", origin.citation()), ("Rights", RIGHTS)]
    return [*said, *(("What was cut", note) for note in notes)]
