"""WARC records of captures, read by the file and bytes that an index names, and parsed: also by workers, in batches."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import BytesIO
from typing import TypeAlias
from uuid import NAMESPACE_URL, uuid5

import fsspec
from fastwarc import WarcRecordType

from scraper.exit_codes import CannotRun
from scraper.maintenance.ingest import interpret_exchange
from scraper.maintenance.workers import batches
from scraper.recover.captures import IndexEntry, Recovered, UnplayableError, one_by_one
from scraper.warc.records import MAX_RECORD_BYTES, WarcError, bare, read_exchange, records

LONGEST_RECORD = 64 << 20
"""Bytes of a record as compressed; Common Crawl cuts pages off at 5 MB."""

BATCH, BATCH_BYTES = 50, 1 << 20
"""Captures that a worker fetches and parses at a time, at most, and about how many bytes their records have."""


Read: TypeAlias = Callable[[str, int, int], bytes]
"""Reads so many bytes of a file from an offset on; the file's name is that in the index."""


def fetch_batch(
    read: Read, data: str, batch: Iterable[IndexEntry]
) -> list[tuple[IndexEntry, Recovered | UnplayableError]]:
    """Read and parse the records of some captures."""
    return list(one_by_one(partial(fetch_record, read, data), batch))


def in_batches(entries: Iterable[IndexEntry]) -> Iterator[list[IndexEntry]]:
    """Collect captures into batches for `fetch_batch`."""
    return batches(
        entries, lambda found: found.record.length if found.record else 0, most=BATCH, most_bytes=BATCH_BYTES
    )


def fetch_record(read: Read, data: str, found: IndexEntry) -> Recovered:
    """Read and parse a record.

    Raises:
        UnplayableError: where it cannot be had, or is of another capture.
        CannotRun: where `data` cannot be read at all.
    """
    assert found.record is not None
    place = found.record
    at = f"{data}/{place.filename}"
    if not _is_inside(place.filename):
        raise UnplayableError(f"by the index a record is in {place.filename}, which is not a file of {data}")
    if not 0 < place.length <= LONGEST_RECORD:
        raise UnplayableError(f"{at}: by the index its record has {place.length:,} bytes")
    packed = read(place.filename, place.offset, place.length)
    if len(packed) < place.length:
        raise UnplayableError(f"{at}: it ends within the record at byte {place.offset:,}")
    try:
        record = next(records(BytesIO(packed), at), None)
        if record is not None and record.record_type == WarcRecordType.revisit:
            raise UnplayableError(f"{at}: the record at byte {place.offset:,} repeats a page of another record")
        if record is None or record.record_type != WarcRecordType.response:
            raise UnplayableError(f"{at}: no response record starts at byte {place.offset:,}")
        block = record.reader.read(MAX_RECORD_BYTES + 1)
        if len(block) > MAX_RECORD_BYTES:
            raise UnplayableError(f"{at}: the record at byte {place.offset:,} unpacks to too much")
        record.set_bytes_content(block)
        exchange, _ = read_exchange(record, at, place.offset)
    except (WarcError, OSError) as error:
        raise UnplayableError(str(error)) from error
    if not exchange.status:
        raise UnplayableError(f"{at}: the record at byte {place.offset:,} has no HTTP headers")
    if exchange.url != found.url or exchange.fetched_at[:19] != found.moment[:19]:
        raise UnplayableError(f"{at}: the record at byte {place.offset:,} is of {exchange.url}, not {found.url}")
    return Recovered(
        name=_name(bare(record.record_id)),
        exchange=exchange,
        answer=interpret_exchange(exchange),
        source_uri=f"{at}#bytes={place.offset}-{place.offset + place.length - 1}",
        block=block,
    )


def read_file(root: str, name: str, offset: int, length: int) -> bytes:
    """Read bytes of a file below a root, where fsspec reads it."""
    at = f"{root}/{name}"
    try:
        with fsspec.open(at, "rb") as file:
            file.seek(offset)
            return bytes(file.read(length))
    except ImportError as error:
        raise CannotRun(f"{root}: {error}") from error
    except Exception as error:  # each file system of fsspec raises its own
        raise UnplayableError(f"{at}: {' '.join(str(error).split())}") from error


def _is_inside(name: str) -> bool:
    """Whether a file's name in an index leads to no other place than below that of the data."""
    return not name.startswith("/") and ".." not in name.split("/") and not any(sign in name for sign in ("::", "\\"))


def _name(record: str) -> str:
    """Return the name of a record, or one made of it where it is not of the usual form."""
    return record if record.startswith("urn:uuid:") else uuid5(NAMESPACE_URL, record).urn
