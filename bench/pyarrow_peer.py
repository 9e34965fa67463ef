"""What one would write with pyarrow: rows fetched some thousand at a time, a record batch of each, into its writer.

    python -m bench.pyarrow_peer ARCHIVE OUT [links]

Every column but the whole numbers is text, as SQLite has it. With links, SQLite makes each record's JSON and pyarrow a
batch of the objects.
"""

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing

import pyarrow as pa
import pyarrow.parquet as pq

from scraper.archive.records import FIELDS, LINK_WHOLE_NUMBERS, SCALARS, WHOLE_NUMBERS, links_of_record, value_of_record
from scraper.items import LINK_FIELDS, LINK_LISTS

_ROWS = 2_000
"""Rows of a batch: of some tried, the fastest that is not also the hungriest."""


def _plain(db: sqlite3.Connection, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    cursor = db.execute(f"SELECT {', '.join(map(value_of_record, schema.names))} FROM articles ORDER BY key")  # noqa: S608 - names of ours
    while rows := cursor.fetchmany(_ROWS):
        columns = zip(*rows, strict=True)
        arrays = [pa.array(values, field.type) for field, values in zip(schema, columns, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _linked(db: sqlite3.Connection, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    values = ", ".join(f"{name!r}, {_value(name)}" for name in schema.names)
    cursor = db.execute(f"SELECT json_object({values}) FROM articles ORDER BY key")  # noqa: S608 - names of ours
    while rows := cursor.fetchmany(_ROWS):
        yield pa.RecordBatch.from_pylist([json.loads(row) for (row,) in rows], schema=schema)


def _value(name: str) -> str:
    if name not in LINK_LISTS:
        return value_of_record(name)
    link = ", ".join(f"{field!r}, {field}" for field in LINK_FIELDS)
    return f"(SELECT json_group_array(json_object({link})) FROM ({links_of_record(name)}))"  # noqa: S608 - names of ours


def _schema(names: Iterable[str]) -> pa.Schema:
    link = [(name, pa.int64() if name in LINK_WHOLE_NUMBERS else pa.string()) for name in LINK_FIELDS]
    types = dict.fromkeys(WHOLE_NUMBERS, pa.int64()) | dict.fromkeys(LINK_LISTS, pa.list_(pa.struct(link)))
    return pa.schema([(name, types.get(name, pa.string())) for name in names])


def main(archive: str, out: str, *more: str) -> None:
    """Write a file."""
    schema = _schema(FIELDS if more else SCALARS)
    with closing(sqlite3.connect(archive)) as db, pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in (_linked if more else _plain)(db, schema):
            writer.write_batch(batch)


if __name__ == "__main__":
    main(*sys.argv[1:])
