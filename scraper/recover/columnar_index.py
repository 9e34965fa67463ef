"""Common Crawl's columnar index: Parquet files, one folder a crawl, sorted by the address of the capture."""

import gzip
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import fsspec

from scraper.clock import stamp
from scraper.exit_codes import FAILED, CannotRun
from scraper.recover.captures import Found, Period, Record
from scraper.recover.session import Session
from scraper.recover.web_files import WebFiles

MANIFEST = ".paths.gz"
"""How the name of a list of the index's files ends, as `crawl-data/CC-MAIN-2026-40/cc-index-table.paths.gz`."""

_SUBSETS = ("subset=warc/", "subset=crawldiagnostics/")
"""Folders of pages, and of redirects and errors; robots.txt has one of its own."""

_COLUMNS = (
    "url", "fetch_time", "fetch_status", "content_mime_type", "content_digest", "warc_filename", "warc_record_offset",
    "warc_record_length",
)  # fmt: skip


class ColumnarIndex:
    """The index, or a part or copy of it.

    Args:
        place: its folder or one of its files, or a list of its files; a path, or an address that fsspec reads.
        data: the address below which the files of a list are.
        session: by which files on the web are asked for.

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
            raise CannotRun(message, exit_status=FAILED) from error
        try:
            paths: str | list[str] = place
            if place.endswith(MANIFEST):
                filesystem, root = self._file_system(place)
                packed = filesystem.whole(root) if isinstance(filesystem, WebFiles) else filesystem.cat_file(root)
                listed = gzip.decompress(packed).decode().split()
                paths = [f"{data}/{name}" for name in listed if any(subset in name for subset in _SUBSETS)]
            filesystem, root = self._file_system(paths[0] if isinstance(paths, list) else paths)
            files = [filesystem._strip_protocol(each) for each in paths] if isinstance(paths, list) else root  # noqa: SLF001 - fsspec's own way
            self._dataset = ds.dataset(
                files, filesystem=PyFileSystem(FSSpecHandler(filesystem)), format="parquet", partitioning="hive"
            )
            self._field = ds.field
        except CannotRun:
            raise
        except Exception as error:  # each file system of fsspec raises its own
            raise self._unreadable(error) from error

    def find(self, host: str, period: Period) -> Iterator[Found]:
        """Yield what it has of a host; rows of other addresses are mostly skipped by the files' own statistics."""
        field = self._field
        key = f"{','.join(reversed(host.partition(':')[0].split('.')))})"
        chosen = (field("url_surtkey") >= key) & (field("url_surtkey") < f"{key[:-1]}*")  # `*` follows `)`
        try:
            for batch in self._dataset.to_batches(columns=list(_COLUMNS), filter=chosen):
                for row in batch.to_pylist():
                    found = _found(row)
                    if period.has(found.moment):
                        yield found
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._unreadable(error) from error

    def _file_system(self, address: str) -> tuple[Any, str]:
        """Return the file system of an address, and the address there."""
        if address.startswith(("http://", "https://")):
            return WebFiles(self._session, address), address
        filesystem, root = fsspec.core.url_to_fs(address)
        return filesystem, root

    def _unreadable(self, error: Exception) -> CannotRun:
        why = " ".join(str(error).split())[:300]
        return CannotRun(f"{self._place}: this columnar index cannot be read: {why}", exit_status=FAILED)


def _found(row: dict[str, Any]) -> Found:
    return Found(
        url=row["url"],
        moment=stamp(row["fetch_time"].replace(tzinfo=UTC)),
        status=row["fetch_status"],
        mime=row["content_mime_type"] or "unk",
        digest=row["content_digest"] or "",
        record=Record(
            filename=row["warc_filename"], offset=row["warc_record_offset"], length=row["warc_record_length"]
        ),
    )
