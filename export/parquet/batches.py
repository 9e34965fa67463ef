"""The archive as Arrow record batches, a bounded piece at a time."""

from collections.abc import Iterator, Sequence
from itertools import islice

import pyarrow as pa

from export.columns import Column, value_in_sql
from export.parquet.schema import LINK, schema_of
from export.request import Asked, Records
from export.sql import rows as rows_of
from scraper.archive.database import ArchiveError, Database
from scraper.archive.records import Selection, select, select_links
from scraper.items import LINK_FIELDS, LINK_LISTS

ROWS = 500
"""Rows of one batch at most: as Python's values they take several times the memory that they take as Arrow's."""

CHARACTERS = 2_000_000
"""Characters of long texts in one batch, and some more: what bounds memory where articles are long."""

_LONG = frozenset({"body", "quote", "teaser", "shown", "counts"})
"""Columns of the archive whose texts may be long."""

_FEW = 50
"""Rows that are fetched between two looks at how long they are."""

_Row = tuple[object, ...]


def batches(db: Database, asked: Asked, columns: Sequence[Column]) -> Iterator[pa.RecordBatch]:
    """Stream what is asked for.

    Args:
        db: the archive.
        asked: what for.
        columns: of it, in its order.

    Yields:
        batches of `schema_of(columns)`, in the order of the rows.

    Raises:
        ArchiveError: where the SQL is wrong, or a value is not of its column's kind.
    """
    if isinstance(asked, Records):
        yield from _of_records(db, asked.selection, columns)
        return
    schema = schema_of(columns)
    rows = rows_of(db, asked.sql, asked.names, [value_in_sql(column) for column in columns])
    for piece in _pieces(rows, columns):
        yield pa.RecordBatch.from_arrays(_arrays(schema, piece), schema=schema)


def _of_records(db: Database, selection: Selection, columns: Sequence[Column]) -> Iterator[pa.RecordBatch]:
    """Stream records with their lists of links, of which each comes from the archive in the order of the records."""
    schema = schema_of(columns)
    scalars = [column for column in columns if column.kind != "links"]
    lists = {column.name: _Links(db, selection, column.name) for column in columns if column.kind == "links"}
    flat = schema_of([*scalars, Column(name="key", kind="whole")])
    rows = select(db, selection, [f"articles.{name}" for name in flat.names])
    for piece in _pieces(rows, scalars):
        *arrays, keys = _arrays(flat, piece)
        by_name = dict(zip(flat.names, arrays, strict=False))
        by_name |= {name: links.of(keys.to_pylist()) for name, links in lists.items()}
        yield pa.RecordBatch.from_arrays([by_name[column.name] for column in columns], schema=schema)


class _Links:
    """The links of one kind, taken from the archive as their records come."""

    def __init__(self, db: Database, selection: Selection, kind: str) -> None:
        assert kind in LINK_LISTS
        self._rows = select_links(db, selection, kind, ["of_key", *LINK_FIELDS])
        self._next = next(self._rows, None)

    def of(self, keys: Sequence[object]) -> pa.ListArray:
        """Return the lists of the next records, by their keys in order; an empty one where there are no links."""
        ends, found = [0], []
        row = self._next
        for key in keys:
            while row is not None and row[0] == key:
                found.append(row)
                row = next(self._rows, None)
            ends.append(len(found))
        self._next = row
        _, *by_column = zip(*found, strict=True) if found else [()] * (len(LINK_FIELDS) + 1)
        parts = [_array(field, values) for field, values in zip(LINK, by_column, strict=True)]
        return pa.ListArray.from_arrays(ends, pa.StructArray.from_arrays(parts, fields=list(LINK)))


def _pieces(rows: Iterator[_Row], columns: Sequence[Column]) -> Iterator[list[_Row]]:
    """Gather rows until there are enough of them, or they are long enough; each piece is to be emptied by its taker."""
    long = [at for at, column in enumerate(columns) if column.about is None or column.name in _LONG]
    while piece := list(islice(rows, _FEW)):
        size = _size(piece, long)
        while len(piece) < ROWS and size < CHARACTERS and (more := list(islice(rows, _FEW))):
            piece += more
            size += _size(more, long)
        yield piece


def _size(rows: Sequence[_Row], long: Sequence[int]) -> int:
    return sum(len(value) for row in rows for at in long if isinstance(value := row[at], str | bytes))


def _arrays(schema: pa.Schema, rows: list[_Row]) -> list[pa.Array]:
    """Turn rows into Arrow's columns, and empty the list: nobody needs them any more."""
    by_column = zip(*rows, strict=True)
    rows.clear()
    return [_array(field, values) for field, values in zip(schema, by_column, strict=True)]


def _array(field: pa.Field, values: Sequence[object]) -> pa.Array:
    """Turn the values of a column into Arrow's.

    Raises:
        ArchiveError: where one is not of the column's kind: nothing that Arsip writes is so.
    """
    type_ = field.type
    try:
        if pa.types.is_dictionary(type_):
            return pa.array(values, pa.string()).dictionary_encode()
        if pa.types.is_date(type_) or pa.types.is_timestamp(type_):
            return pa.array(values, pa.string()).cast(type_)
        return pa.array(values, type_)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise ArchiveError(f"{field.name} holds what does not belong there: {error}; try `arsip verify`") from error
