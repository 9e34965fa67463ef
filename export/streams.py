"""The formats that are one stream of lines, JSON, JSON lines and CSV: to a file, compressed or not, or elsewhere."""

from collections.abc import Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from export import csv_table, json_records
from export.output import Watch, Written, copy, counted, replacing
from export.request import Asked, Records, what
from scraper.archive.database import Database
from scraper.archive.records import count, count_links
from scraper.archive.sql_guard import quoted, stream_rows
from scraper.items import LINK_LISTS

Stream: TypeAlias = Literal["json", "jsonl", "csv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How CSV is to be written; the other formats know no choice.

    Attributes:
        bom: begin the file with a byte order mark, by which Excel knows UTF-8.
        defuse_formulas: put an apostrophe before text that a spreadsheet would run as a formula.
    """

    bom: bool = False
    defuse_formulas: bool = False


def stream(db: Database, kind: Stream, asked: Asked, dialect: Dialect) -> Generator[bytes, None, None]:
    """Stream a file of lines.

    Args:
        db: the archive.
        kind: of file.
        asked: what for; a table of CSV leaves out the lists of links.
        dialect: for CSV.

    Yields:
        pieces of the file.

    Raises:
        ExportError: where a table would have no column.
    """
    if kind == "json":
        return json_records.array(db, asked)
    if kind == "jsonl":
        return json_records.lines(db, asked)
    return csv_table.lines(db, asked, bom=dialect.bom, defuse=dialect.defuse_formulas)


def write(
    db: Database,
    target: Path,
    kind: Stream,
    asked: Asked,
    *,
    compressed: bool,
    dialect: Dialect,
    watch: Watch | None,
) -> tuple[Written, ...]:
    """Write a file of lines, and for records as CSV a second one with their links.

    Args:
        db: the archive, inside a transaction.
        target: the file.
        kind: of file.
        asked: what for.
        compressed: whether to gzip it.
        dialect: for CSV.
        watch: told of progress.

    Returns:
        each file, with the number of its records, rows or links.
    """
    lists = _lists(kind, asked)
    of = 0 if watch is None else _count(db, asked, lists)
    watch = watch if of else None
    with ExitStack() as files:
        out = files.enter_context(replacing(target, compressed=compressed))
        lines = copy(stream(db, kind, asked, dialect), out, counted(watch, "writing", of))
        written = [Written(path=target, counts={what(asked): lines - _BESIDE_ROWS[kind]})]
        if isinstance(asked, Records) and lists:
            table = csv_table.link_lines(db, asked.selection, lists, bom=dialect.bom, defuse=dialect.defuse_formulas)
            beside = files.enter_context(replacing(links_file(target), compressed=compressed))
            links = copy(table, beside, counted(watch, "writing", of, before=lines)) - 1
            written.append(Written(path=links_file(target), counts={"links": links}))
    return tuple(written)


_BESIDE_ROWS: dict[Stream, int] = {"json": 1, "jsonl": 0, "csv": 1}
"""Pieces of each that are no row: the end of an array, the header of a table."""


def _lists(kind: Stream, asked: Asked) -> list[str]:
    """Name the lists of links that go into a file of their own."""
    if kind != "csv" or not isinstance(asked, Records):
        return []
    return [name for name in LINK_LISTS if name in asked.fields]


def _count(db: Database, asked: Asked, lists: Sequence[str]) -> int:
    """Count what is to be written; 0 where only running the SELECT would tell."""
    if isinstance(asked, Records):
        return count(db, asked.selection) + count_links(db, asked.selection, lists)
    if asked.table is None:
        return 0
    ((number,),) = stream_rows(db, f"SELECT count(*) FROM {quoted(asked.table)}")  # noqa: S608 - a name that is there
    assert isinstance(number, int)
    return number


def links_file(target: Path) -> Path:
    """Return the file that takes the links beside a table: `articles.csv` has `articles-links.csv`."""
    stem, _, _ = target.name.rpartition(".csv")
    return target.with_name(f"{stem}-links{target.name[len(stem) :]}")
