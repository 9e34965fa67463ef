"""Parquet and Arrow: typed columns in row groups, zstd, with what each column means and where the dataset comes from.

One file, or a folder with a file a year in Hive's layout (`year=2026/part-0.parquet`), which DuckDB, pyarrow, polars
and pandas read as one table. `date` is a date; `published_at` is a moment that shows Jakarta's clock, the other moments
show UTC's. Edition, category, status and the like are dictionaries (pandas' categories). Lists of links are lists of
structs.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from export.columns import Column, Kind, of_links
from export.formats import ExportError
from export.lines import as_text
from export.provenance import Provenance, profile
from export.request import Job, Records, Request, Written
from scraper.archive.database import ArchiveError, Database
from scraper.archive.records import Selection, select_links, value_of_record
from scraper.archive.sql_guard import stream_rows
from scraper.atomic_file import replace_file, replace_folder
from scraper.items import ARTICLE_FIELDS, LINK_FIELDS, LINK_LISTS, ROLES

METADATA = b"arsip"
"""Metadata key of a file, with its `Provenance` as JSON."""

PART = "part-0.parquet"

BATCH_ROWS = 500
"""Rows of a batch at most: as Python's values they take several times the memory that they take as Arrow's."""

BATCH_CHARACTERS = 2_000_000
"""Characters of long texts in one batch, and some more: what bounds memory where articles are long."""

GROUP_ROWS = 10_000
GROUP_BYTES = 8 << 20
"""A row group is written once it has so many rows, or takes so many bytes of memory."""

_LOOKED_AT = 50
"""Rows between two looks at how long they are."""

_LONG = frozenset({"body", "quote", "teaser", "shown", "counts"})
"""Columns of the archive whose texts may be long."""

_CATEGORIES = frozenset({"lang", "category", "category_slug", "template", "source", "status"})
"""Columns with so few different values that they are read as dictionaries."""

_REPEATED = frozenset(
    {"version", "gone_since", "kind", "role", *ROLES.values()}
    | {name for name, each in ARTICLE_FIELDS.items() if each.kind in {"day", "minute"}}
)
"""Columns that Parquet keeps as a dictionary inside the file; they are read as plain values."""

_YEAR = re.compile(r"year=\d{4}", re.ASCII)

_TYPES: dict[Kind, pa.DataType] = {
    "whole": pa.int64(),
    "real": pa.float64(),
    "day": pa.date32(),
    "minute": pa.timestamp("us", "Asia/Jakarta"),
    "moment": pa.timestamp("us", "UTC"),
    "text": pa.string(),
    "bytes": pa.binary(),
}


def _described(column: Column, type_: pa.DataType) -> pa.Field:
    return pa.field(column.name, type_, metadata=None if column.about is None else {"description": column.about})


_LINK = pa.struct([_described(column, _TYPES[column.kind]) for column in of_links()])
"""A link in a list of them: plain texts, no dictionaries."""

_TYPES["links"] = pa.list_(_LINK)

_Row = tuple[object, ...]


def write(job: Job) -> Written:
    """Write a file, or a folder with a file a year.

    Raises:
        ExportError: where a folder cannot be made of what is requested, or must not replace what is there.
        ArchiveError: where the SQL is wrong, or a value is not of its column's type.
    """
    if job.options.partition:
        return _write_years(job)
    columns, origin = profile(job.db, job.request)
    with replace_file(job.target) as out:
        _write_file(out, job.db, job.request, columns, origin=origin, report=job.report(origin.rows))
    return Written(path=job.target, counts={job.request.unit: origin.rows})


def _write_years(job: Job) -> Written:
    if not isinstance(job.request, Records):
        raise ExportError("--partition: only articles are partitioned by year, not --table or --sql")
    _refuse_foreign(job.target)
    columns, origin = profile(job.db, job.request)
    condition, values = job.selection.condition()
    statement = f"SELECT DISTINCT substr(date, 1, 4) AS year FROM articles WHERE {condition} ORDER BY year"  # noqa: S608
    years = [str(year) for (year,) in stream_rows(job.db, statement, values)]
    if not years:
        raise ExportError(f"{job.target}: no record fits, so there is no year to write a file of")
    rows = 0
    with replace_folder(job.target) as folder:
        for year in years:
            part = folder / f"year={year}" / PART
            part.parent.mkdir()
            of_year = Records(selection=_within(job.selection, year), fields=job.request.fields)
            with part.open("xb") as out:
                report = job.report(origin.rows, before=rows)
                rows += _write_file(out, job.db, of_year, columns, origin=origin, report=report)
    return Written(path=job.target, counts={job.request.unit: origin.rows, "files": len(years)})


def _refuse_foreign(target: Path) -> None:
    """Refuse to replace a link, or a folder with other things in it than files that Arsip has written."""
    if target.is_symlink():
        raise ExportError(f"{target}: this is a link; name the folder that it leads to")
    other = next(_foreign(target), None) if target.is_dir() else None
    if other is not None:
        raise ExportError(f"{target}: this folder holds other things too, such as {other}; name another one")


def _foreign(folder: Path) -> Iterator[Path]:
    for year in folder.iterdir():
        if not _YEAR.fullmatch(year.name) or year.is_symlink() or not year.is_dir():
            yield year
            continue
        parts = list(year.iterdir())
        if not parts:
            yield year
        yield from (part for part in parts if part.name != PART or part.is_symlink() or not _is_ours(part))


def _is_ours(path: Path) -> bool:
    try:
        return path.is_file() and METADATA in (pq.read_schema(path).metadata or {})
    except (pa.ArrowInvalid, OSError):
        return False


def _within(selection: Selection, year: str) -> Selection:
    since, until = f"{year}-01-01", f"{year}-12-31"
    return replace(selection, since=max(selection.since or since, since), until=min(selection.until or until, until))


def _write_file(
    out: BinaryIO,
    db: Database,
    request: Request,
    columns: Sequence[Column],
    *,
    origin: Provenance,
    report: Callable[[int], None],
) -> int:
    schema = schema_of(columns).with_metadata({METADATA: origin.as_json()})
    rows = 0
    with pq.ParquetWriter(out, schema, compression="zstd", use_dictionary=_dictionaries(columns)) as file:
        for group in _groups(batches(db, request, columns)):
            file.write_table(pa.Table.from_batches(group).unify_dictionaries().replace_schema_metadata(schema.metadata))
            rows += sum(batch.num_rows for batch in group)
            group.clear()  # before the next one is made
            pa.default_memory_pool().release_unused()
            report(rows)
    return rows


def _dictionaries(columns: Sequence[Column]) -> list[str] | bool:
    """Return the columns kept as dictionaries inside the file; True means that Parquet decides."""
    if any(column.about is None for column in columns):
        return True
    inside = [f"{name}.list.element.{part}" for name in LINK_LISTS for part in ("lang", "date", "reporter", "position")]
    return [*sorted(_CATEGORIES | _REPEATED), *inside]


def _groups(pieces: Iterator[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in pieces:
        group.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield group
            group, rows, size = [], 0, 0
    if group:
        yield group


def schema_of(columns: Iterable[Column]) -> pa.Schema:
    """Return the Arrow schema of columns; a field's metadata says under `description` what it means."""
    return pa.schema([_field(column) for column in columns])


def _field(column: Column) -> pa.Field:
    is_category = column.kind == "text" and column.name in _CATEGORIES and column.about is not None
    return _described(column, pa.dictionary(pa.int32(), pa.string()) if is_category else _TYPES[column.kind])


def batches(db: Database, request: Request, columns: Sequence[Column]) -> Iterator[pa.RecordBatch]:
    """Stream a dataset as record batches of `schema_of(columns)`, in the order of its rows.

    Raises:
        ArchiveError: where the SQL is wrong, or a value is not of its column's type.
    """
    schema = schema_of(columns)
    if isinstance(request, Records):
        yield from _record_batches(db, request.selection, columns, schema)
        return
    for piece in _pieces(request.select(db, [_value(column) for column in columns]), columns):
        yield pa.RecordBatch.from_arrays(_arrays(schema, piece), schema=schema)


def _value(column: Column) -> str:
    """Return the SQL of a value as its column holds it, where others of the column may be of another type."""
    if column.kind == "text":
        return as_text(column.sql)
    return f"CAST({column.sql} AS REAL)" if column.kind == "real" else column.sql


def _record_batches(
    db: Database, selection: Selection, columns: Sequence[Column], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """Stream records with their lists of links, each of which the archive gives in the order of the records."""
    scalars = [column for column in columns if column.kind != "links"]
    lists = {column.name: _LinkReader(db, selection, column.name) for column in columns if column.kind == "links"}
    flat = schema_of([*scalars, Column(name="key", kind="whole")])
    rows = Records(selection=selection).select(db, [value_of_record(name) for name in flat.names])
    for piece in _pieces(rows, scalars):
        *arrays, keys = _arrays(flat, piece)
        by_name = dict(zip(flat.names, arrays, strict=False))
        by_name |= {name: links.of(keys.to_pylist()) for name, links in lists.items()}
        yield pa.RecordBatch.from_arrays([by_name[column.name] for column in columns], schema=schema)


class _LinkReader:
    """The links of one kind, read from the archive as their records come."""

    def __init__(self, db: Database, selection: Selection, kind: str) -> None:
        self._groups = groupby(select_links(db, selection, kind, ["of_key", *LINK_FIELDS]), itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, keys: Sequence[object]) -> pa.ListArray:
        """Return the lists of the next records, by their keys in order; an empty one where there are no links."""
        ends: list[int] = [0]
        found: list[_Row] = []
        for key in keys:
            if self._next is not None and self._next[0] == key:
                found += self._next[1]
                self._next = next(self._groups, None)
            ends.append(len(found))
        _, *by_column = zip(*found, strict=True) if found else [()] * (len(LINK_FIELDS) + 1)
        parts = [_array(field, values) for field, values in zip(_LINK, by_column, strict=True)]
        return pa.ListArray.from_arrays(ends, pa.StructArray.from_arrays(parts, fields=list(_LINK)))


def _pieces(rows: Iterator[_Row], columns: Sequence[Column]) -> Iterator[list[_Row]]:
    """Gather rows until there are enough of them, or they are long enough; the caller empties each piece."""
    long = [at for at, column in enumerate(columns) if column.about is None or column.name in _LONG]
    piece: list[_Row] = []
    size = 0
    for row in rows:
        piece.append(row)
        size += sum(len(value) for at in long if isinstance(value := row[at], str | bytes))
        if len(piece) == BATCH_ROWS or (size >= BATCH_CHARACTERS and len(piece) % _LOOKED_AT == 0):
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _arrays(schema: pa.Schema, rows: list[_Row]) -> list[pa.Array]:
    """Turn rows into Arrow columns, and empty the list to free its memory."""
    by_column = zip(*rows, strict=True)
    rows.clear()
    return [_array(field, values) for field, values in zip(schema, by_column, strict=True)]


def _array(field: pa.Field, values: Sequence[object]) -> pa.Array:
    type_ = field.type
    try:
        if pa.types.is_dictionary(type_):
            return pa.array(values, pa.string()).dictionary_encode()
        if pa.types.is_date(type_) or pa.types.is_timestamp(type_):
            return pa.array(values, pa.string()).cast(type_)
        return pa.array(values, type_)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise ArchiveError(f"{field.name} holds what does not belong there: {error}; try `arsip verify`") from error
