"""Reads captures from any WARC files: of wget, warcio, browsertrix, Heritrix, Common Crawl, or copies of our own."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

from fastwarc import WarcRecord, WarcRecordType

from scraper.warc.integrity import Warcinfo, members, next_member
from scraper.warc.packing import is_packed
from scraper.warc.reader import CapturedExchange, Damage, read_capture
from scraper.warc.records import RESPONSE_TYPES, WarcError, bare, parse_fields, records

SOURCE = "file"
"""Where a capture of another program is from, as in `Capture.source`."""

UNKNOWN_REVISIT = "revisit of nothing known"
"""Counts captures that repeat a page which is in no file here."""


FindOriginal: TypeAlias = Callable[[WarcRecord, Path], str | None]
"""Of a `revisit` in a file, the id of the record that holds its payload, or None where that is unknown; it raises
WarcError where a date of the revisit cannot be read."""


def foreign_captures(
    path: Path, find_original: FindOriginal, skipped: Counter[str]
) -> Iterator[CapturedExchange | Damage]:
    """Read every HTTP response of a file of which each record can be read by itself, past what is damaged in it.

    Bodies of revisits are empty, as in `walk_captures`. Where our own warcinfo stands before them, run and source are
    its. Else the source is `file`, and the run a UUID made of the host and of the file's warcinfo record, or of its
    first record where it has none: that one host answered says nothing of another. `skipped` counts what is no HTTP
    response: by the scheme of its URL; `UNKNOWN_REVISIT`; `no HTTP headers`.
    """
    for found in _read_file(path, find_original):
        if isinstance(found, Damage):
            yield found
            continue
        capture, exchange = found
        scheme = exchange.url.partition(":")[0].lower()
        if scheme not in {"http", "https"}:
            skipped[scheme or "no URL"] += 1
        elif capture.revisit_of == "":
            skipped[UNKNOWN_REVISIT] += 1
        elif not exchange.status:
            skipped["no HTTP headers"] += 1
        else:
            yield found


def foreign_captures_at(path: Path, offsets: Iterable[int]) -> Iterator[CapturedExchange | Damage]:
    """Read the responses that begin at certain bytes, without what other records of the file say of them.

    That is run, source, length, and what a revisit repeats.
    """
    with path.open("rb") as stream:
        for offset in offsets:
            stream.seek(max(offset, 0))
            try:
                record = next(records(stream, path), None)
                if record is not None and record.record_type & RESPONSE_TYPES:
                    unknown = Warcinfo("", "")
                    yield read_capture(record, path, unknown, offset=offset, length=0, revisit_of=None)
            except WarcError as error:
                yield Damage(path.name, offset, 0, str(error))


def _read_file(path: Path, find_original: FindOriginal) -> Iterator[CapturedExchange | Damage]:
    """Read the responses of a file; where one ends is known only when the next record begins."""
    starts = frozenset(_member_starts(path)) if is_packed(path) else None
    warcinfos: dict[str, Warcinfo] = {}
    current = ""
    last: CapturedExchange | None = None
    for record in foreign_records(path):
        offset = record.byte if isinstance(record, Damage) else record.stream_pos
        if last is not None and offset > last[0].offset:
            yield _with_end(last, offset)
            last = None
        if isinstance(record, Damage):
            yield record
            continue
        name = bare(record.record_id)
        if record.record_type == WarcRecordType.warcinfo or not warcinfos:
            current = name
            warcinfos[current] = _warcinfo(record, name)
        if not record.record_type & RESPONSE_TYPES:
            continue
        warcinfo = warcinfos.get(bare(record.headers.get("WARC-Warcinfo-ID")), warcinfos[current])
        if (what := _unusable(name, offset, starts)) is not None:
            yield Damage(path.name, offset, 0, what)
            continue
        try:
            is_revisit = record.record_type == WarcRecordType.revisit
            revisit_of = find_original(record, path) or "" if is_revisit else None
            last = read_capture(
                record, path, _of_host(record, warcinfo), offset=offset, length=0, revisit_of=revisit_of
            )
        except WarcError as error:
            yield Damage(path.name, offset, 0, str(error))
    if last is not None:
        yield _with_end(last, path.stat().st_size)


def _unusable(name: str, offset: int, starts: Collection[int] | None) -> str | None:
    """Say why a record can be no row, by its name, and the bytes at which members start; None where it can."""
    if not name.isprintable() or not name:
        return "the record has no WARC-Record-ID that can be used"
    if starts is not None and offset not in starts:
        return "records are packed together; each can be read from an imported copy"
    return None


def foreign_records(path: Path) -> Iterator[WarcRecord | Damage]:
    """Read the records of a file of any program; of a packed one, past what is damaged."""
    begin: int | None = 0
    behind: Damage | None = None
    while begin is not None:
        at, last = begin, -1
        with path.open("rb") as stream:
            stream.seek(at)
            try:
                for record in records(stream, path):
                    if behind is not None:  # the next record is sound, so what cannot be read stood behind the last
                        yield behind
                        behind = None
                    last = record.stream_pos
                    yield record
                begin = None
            except WarcError as error:
                whole = next(members(path, last), None) if last >= 0 and is_packed(path) else None
                damaged = sum(whole) if whole is not None else max(last, at)
                if whole is not None and next_member(path, damaged) == damaged:
                    begin, behind = damaged, Damage(path.name, whole[0], whole[1], str(error))
                    continue
                begin, behind = next_member(path, damaged + 1) if is_packed(path) else None, None
                yield Damage(path.name, damaged, 0 if begin is None else begin - damaged, str(error))


def _member_starts(path: Path) -> Iterator[int]:
    """Yield the byte at which each gzip member starts, past those that are damaged."""
    begin: int | None = 0
    while begin is not None:
        end = begin
        for start, length in members(path, begin):
            yield start
            end = start + length
        begin = next_member(path, max(end, begin + 1))


def _of_host(record: WarcRecord, warcinfo: Warcinfo) -> Warcinfo:
    """Tell the captures of one host from those of others, unless they are our own, which have their run."""
    if warcinfo.archive is not None:
        return warcinfo
    host = bare(record.headers.get("WARC-Target-URI")).partition("://")[2].partition("/")[0].lower()
    return replace(warcinfo, run=str(uuid5(UUID(warcinfo.run), host)))


def _with_end(found: CapturedExchange, end: int) -> CapturedExchange:
    capture, exchange = found
    return replace(capture, length=end - capture.offset), exchange


def _warcinfo(record: WarcRecord, name: str) -> Warcinfo:
    """Say who wrote the records behind a file's warcinfo, or behind the first of its records."""
    fields = parse_fields(record.reader.read()) if record.record_type == WarcRecordType.warcinfo else {}
    if "arsip-run" in fields:
        return Warcinfo(fields["arsip-run"], fields.get("arsip-source", SOURCE), fields.get("arsip-archive", ""))
    try:
        return Warcinfo(str(UUID(name)), SOURCE)
    except ValueError:
        return Warcinfo(str(uuid5(NAMESPACE_URL, name)), SOURCE)
