"""One Parquet file: row groups of bounded size, compressed with zstd, and words on where the dataset comes from."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from export.columns import Column
from export.parquet.batches import batches
from export.parquet.schema import CATEGORIES, REPEATED, schema_of
from export.provenance import Provenance
from export.request import Asked
from scraper.archive.database import Database
from scraper.items import LINK_LISTS

METADATA = b"arsip"
"""Key in the metadata of a file; under it stands its `Provenance`, as JSON."""

GROUP_ROWS = 10_000
GROUP_BYTES = 8 << 20
"""A row group is written when it has so many rows, or takes up so many bytes of memory."""


def fill(
    out: BinaryIO,
    db: Database,
    asked: Asked,
    columns: Sequence[Column],
    *,
    origin: Provenance,
    told: Callable[[int], None] | None,
) -> int:
    """Write a file.

    Args:
        out: where to.
        db: the archive.
        asked: what for.
        columns: of it.
        origin: where it comes from.
        told: told now and then how many rows are done.

    Returns:
        how many there were.
    """
    schema = schema_of(columns).with_metadata({METADATA: origin.as_json()})
    done = 0
    with pq.ParquetWriter(out, schema, compression="zstd", use_dictionary=_repeated(columns)) as file:
        for group in _groups(batches(db, asked, columns)):
            file.write_table(pa.Table.from_batches(group).unify_dictionaries().replace_schema_metadata(schema.metadata))
            done += sum(batch.num_rows for batch in group)
            group.clear()  # before the next one is made
            pa.default_memory_pool().release_unused()
            if told is not None:
                told(done)
    return done


def is_ours(path: Path) -> bool:
    """Tell whether something is a file that `fill` has written.

    Args:
        path: of anything; a link counts as what it leads to.
    """
    try:
        return path.is_file() and METADATA in (pq.read_schema(path).metadata or {})
    except (pa.ArrowInvalid, OSError):
        return False


def _groups(pieces: Iterator[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Gather batches until they make a row group."""
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


def _repeated(columns: Sequence[Column]) -> list[str] | bool:
    """Name the columns that are kept as dictionaries inside the file: those whose values come again and again."""
    if any(column.about is None for column in columns):
        return True
    inside = [f"{name}.list.element.{part}" for name in LINK_LISTS for part in ("lang", "date", "reporter", "position")]
    return [*sorted(CATEGORIES | REPEATED), *inside]
