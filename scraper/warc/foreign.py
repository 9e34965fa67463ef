"""Reads captures from any WARC files: of wget, warcio, browsertrix, Heritrix, Common Crawl, or copies of our own."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from fastwarc import GzipWriter, WarcRecord, WarcRecordType

from scraper.warc.integrity import Warcinfo, members
from scraper.warc.reader import CapturedExchange, read_capture
from scraper.warc.records import RESPONSE_TYPES, WarcError, bare, parse_date, parse_fields, records
from scraper.warc.writer import GZIP_LEVEL

SOURCE = "file"
"""Where a capture of another program is from, as in `Capture.source`."""

_GZIP_MAGIC = b"\x1f\x8b"


class Originals:
    """Finds the record that a `revisit` repeats where it names only an address and a moment, or only a digest.

    The files in which it may stand are read once, when first needed.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = list(paths)
        self._by_date: dict[tuple[str, str], str] | None = None
        self._by_digest: dict[tuple[str, str], str] = {}

    def find(self, revisit: WarcRecord, path: Path) -> str | None:
        """Return the id of the record that holds a revisit's payload; None where it is in none of the files."""
        headers = revisit.headers
        if refers_to := bare(headers.get("WARC-Refers-To")):
            return refers_to
        url = bare(headers.get("WARC-Refers-To-Target-URI")) or bare(headers.get("WARC-Target-URI"))
        if self._by_date is None:
            self._by_date = self._read()
        date = headers.get("WARC-Refers-To-Date")
        found = None if date is None else self._by_date.get((url, parse_date(date, path, revisit.stream_pos)))
        return found or self._by_digest.get((url, headers.get("WARC-Payload-Digest") or ""))

    def _read(self) -> dict[tuple[str, str], str]:
        by_date: dict[tuple[str, str], str] = {}
        for path in self._paths:
            with path.open("rb") as stream:
                for record in records(stream, path):
                    if record.record_type & RESPONSE_TYPES and record.record_type != WarcRecordType.revisit:
                        headers, name = record.headers, bare(record.record_id)
                        url = bare(headers.get("WARC-Target-URI"))
                        by_date[url, parse_date(headers.get("WARC-Date"), path, record.stream_pos)] = name
                        self._by_digest[url, headers.get("WARC-Payload-Digest") or "-"] = name
        return by_date


def foreign_captures(path: Path, originals: Originals, skipped: Counter[str]) -> Iterator[CapturedExchange]:
    """Read every HTTP response of a file as `copy` makes it; bodies of revisits are empty, as in `walk_captures`.

    Where our own warcinfo stands before them, run and source are its. Else the source is `file`, and the run a UUID
    made of the file's warcinfo record, or of its first record where it has none. `skipped` counts what is no HTTP
    response: by the scheme of its URL; `revisit of nothing known`; `no HTTP headers`.

    Raises:
        WarcError: where a record cannot be read, its digest does not match, or it cannot be read by itself.
    """
    for capture, exchange in _read_file(path, originals):
        scheme = exchange.url.partition(":")[0].lower()
        if scheme not in {"http", "https"}:
            skipped[scheme] += 1
        elif capture.revisit_of == "":
            skipped["revisit of nothing known"] += 1
        elif not exchange.status:
            skipped["no HTTP headers"] += 1
        else:
            yield capture, exchange


def copy(source: Path, target: Path) -> None:
    """Copy a WARC file, so that each record can be read by itself: packed ones get a gzip member each.

    The copy is the same byte for byte where that will do.

    Raises:
        WarcError: where a record cannot be read.
    """
    if not _is_packed(source) or _has_member_per_record(source):
        shutil.copyfile(source, target)
        return
    with source.open("rb") as stream, target.open("wb") as out:
        for record in records(stream, source):
            member = GzipWriter(out, compression_level=GZIP_LEVEL)
            record.write(member)
            member.finish()
            member.flush()


def _read_file(path: Path, originals: Originals) -> Iterator[CapturedExchange]:
    """Read the responses of a file; where one ends is known only when the next record begins."""
    starts = (start for start, _ in members(path)) if _is_packed(path) else None
    warcinfos: dict[str, Warcinfo] = {}
    current = ""
    last: CapturedExchange | None = None
    with path.open("rb") as stream:
        for record in records(stream, path):
            offset, name = record.stream_pos, bare(record.record_id)
            if starts is not None and next(starts, None) != offset:
                raise WarcError(f"{path}: at byte {offset} records are packed together; each can be read from a copy")
            if last is not None:
                yield _with_end(last, offset)
                last = None
            if record.record_type == WarcRecordType.warcinfo or not warcinfos:
                current = name
                warcinfos[current] = _warcinfo(record, name)
            if not record.record_type & RESPONSE_TYPES:
                continue
            warcinfo = warcinfos.get(bare(record.headers.get("WARC-Warcinfo-ID")), warcinfos[current])
            is_revisit = record.record_type == WarcRecordType.revisit
            revisit_of = originals.find(record, path) or "" if is_revisit else None
            last = read_capture(record, path, warcinfo, offset=offset, length=0, revisit_of=revisit_of)
    if last is not None:
        yield _with_end(last, path.stat().st_size)


def _with_end(found: CapturedExchange, end: int) -> CapturedExchange:
    capture, exchange = found
    return replace(capture, length=end - capture.offset), exchange


def _warcinfo(record: WarcRecord, name: str) -> Warcinfo:
    """Say who wrote the records behind a file's warcinfo, or behind the first of its records."""
    fields = parse_fields(record.reader.read()) if record.record_type == WarcRecordType.warcinfo else {}
    if "arsip-run" in fields:
        return Warcinfo(fields["arsip-run"], fields.get("arsip-source", SOURCE))
    try:
        return Warcinfo(str(UUID(name)), SOURCE)
    except ValueError:
        return Warcinfo(str(uuid5(NAMESPACE_URL, name)), SOURCE)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC


def _has_member_per_record(path: Path) -> bool:
    with path.open("rb") as stream:
        pairs = zip_longest(records(stream, path), members(path))
        return all(record and member and record.stream_pos == member[0] for record, member in pairs)
