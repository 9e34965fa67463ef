"""Common Crawl's columnar index: Parquet files, one folder a crawl, sorted by the address of the capture."""

import gzip
from collections.abc import Iterator
from datetime import UTC
from functools import partial
from io import BytesIO
from itertools import chain
from typing import Any

import fsspec

from scraper.clock import stamp
from scraper.exit_codes import FAILED, USAGE, CannotRun
from scraper.maintenance.workers import Pool, Workers
from scraper.recover.captures import IndexEntry, Period, Record
from scraper.recover.session import Session
from scraper.recover.web_files import LARGEST_LIST, ON_THE_WEB, WebFiles

MANIFEST = ".paths.gz"
"""How the name of a list of the index's files ends, as `crawl-data/CC-MAIN-2026-40/cc-index-table.paths.gz`."""

_SUBSETS = ("subset=warc/", "subset=crawldiagnostics/")
"""Folders of pages, and of redirects and errors; robots.txt has one of its own."""

_COLUMNS = (
    "url", "fetch_time", "fetch_status", "content_mime_type", "content_digest", "warc_filename", "warc_record_offset",
    "warc_record_length",
)  # fmt: skip


_BATCH = 10_000
"""Rows that become captures at a time."""


class ColumnarIndex:
    """The index, or a part or copy of it.

    Args:
        place: its folder or one of its files, or a list of its files; a path, or an address that fsspec reads.
        data: the address below which the files of a list are.
        session: by which files on the web are requested.

    Raises:
        CannotRun: where it cannot be opened; says why.
    """

    def __init__(self, place: str, data: str, session: Session) -> None:
        self._place = place
        self._session = session
        try:
            import pyarrow.dataset as ds  # noqa: PLC0415 - an extra, and slow to import
            from pyarrow.fs import FSSpecHandler, PyFileSystem  # noqa: PLC0415 - likewise
        except ImportError as error:
            message = f"{error.name} is not installed, which the columnar index needs: `pip install '.[data]'`"
            raise CannotRun(message) from error
        try:
            paths: str | list[str] = place
            if place.endswith(MANIFEST):
                filesystem, root = self._file_system(place)
                packed = filesystem.whole(root) if isinstance(filesystem, WebFiles) else filesystem.cat_file(root)
                paths = [
                    f"{data}/{name}" for name in _unpacked(packed).split() if any(subset in name for subset in _SUBSETS)
                ]
            filesystem, root = self._file_system(paths[0] if isinstance(paths, list) else paths)
            files = [filesystem._strip_protocol(each) for each in paths] if isinstance(paths, list) else root  # noqa: SLF001 - fsspec's own way
            self._filesystem = filesystem
            self._files = ds.dataset(files, filesystem=PyFileSystem(FSSpecHandler(filesystem)), format="parquet").files
        except CannotRun:
            raise
        except Exception as error:  # each file system of fsspec raises its own
            raise self._unreadable(error) from error

    def find(self, host: str, period: Period, pool: Pool) -> Iterator[IndexEntry]:
        """Yield what it has of a host; rows of other addresses are mostly skipped by the files' own statistics.

        The pool reads files in the background, but those on the web are requested here, one at a time.
        """
        pool = Workers(1) if isinstance(self._filesystem, WebFiles) else pool
        parts = pool.each(partial(_parts, self._filesystem, host), self._files)
        try:
            every = chain.from_iterable(part() for part in parts)
            for rows in pool.each(partial(_rows, self._filesystem, host), every):
                for batch in rows().to_batches(max_chunksize=_BATCH):
                    for row in batch.to_pylist():
                        found = _found(row)
                        if period.has(found.moment):
                            yield found
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._unreadable(error) from error

    def _file_system(self, address: str) -> tuple[Any, str]:
        if address.startswith(ON_THE_WEB):
            return WebFiles(self._session, address), address
        filesystem, root = fsspec.core.url_to_fs(address)
        return filesystem, root

    def _unreadable(self, error: Exception) -> CannotRun:
        why = " ".join(str(error).split())[:300]
        status = USAGE if isinstance(error, FileNotFoundError) else FAILED
        return CannotRun(f"{self._place}: this columnar index cannot be read: {why}", exit_status=status)


def _unpacked(packed: bytes) -> str:
    with gzip.open(BytesIO(packed)) as stream:
        listed = stream.read(LARGEST_LIST + 1)
    if len(listed) > LARGEST_LIST:
        raise ValueError(f"it unpacks to more than {LARGEST_LIST >> 20} MB")
    return listed.decode()


def _parts(filesystem: Any, host: str, file: str) -> list[tuple[str, int]]:  # noqa: ANN401 - fsspec has no types
    """Return the row groups of a file, by their numbers, that may have captures of a host."""
    groups = _fragment(filesystem, file).split_by_row_group(_is_of(host))
    return [(file, each.row_groups[0].id) for each in groups]


def _rows(filesystem: Any, host: str, part: tuple[str, int]) -> Any:  # noqa: ANN401 - a table
    file, number = part
    return _fragment(filesystem, file, [number]).to_table(columns=list(_COLUMNS), filter=_is_of(host))


def _fragment(filesystem: Any, file: str, row_groups: list[int] | None = None) -> Any:  # noqa: ANN401 - likewise
    import pyarrow.dataset as ds  # noqa: PLC0415 - an extra, and slow to import
    from pyarrow.fs import FSSpecHandler, PyFileSystem  # noqa: PLC0415 - likewise

    place = PyFileSystem(FSSpecHandler(filesystem))
    return ds.ParquetFileFormat().make_fragment(file, place, row_groups=row_groups)


def _is_of(host: str) -> Any:  # noqa: ANN401 - an expression
    import pyarrow.dataset as ds  # noqa: PLC0415 - an extra, and slow to import

    key = f"{','.join(reversed(host.partition(':')[0].split('.')))})"
    return (ds.field("url_surtkey") >= key) & (ds.field("url_surtkey") < f"{key[:-1]}*")  # `*` follows `)`


def _found(row: dict[str, Any]) -> IndexEntry:
    return IndexEntry(
        url=row["url"],
        moment=stamp(row["fetch_time"].replace(tzinfo=UTC)),
        status=row["fetch_status"],
        mime=row["content_mime_type"] or "unk",
        digest=row["content_digest"] or "",
        record=Record(
            filename=row["warc_filename"], offset=row["warc_record_offset"], length=row["warc_record_length"]
        ),
    )
