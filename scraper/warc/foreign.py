"""Reads captures from any WARC files: of wget, warcio, browsertrix, Heritrix, Common Crawl, or copies of our own."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from fastwarc import GzipWriter, WarcRecord, WarcRecordType

from scraper.warc.blocks import fields_of
from scraper.warc.exchange import Capture, Exchange
from scraper.warc.records import KEPT, WarcError, bare, exchange_of, moment_of, records
from scraper.warc.recovery import members
from scraper.warc.writer import GZIP_LEVEL

SOURCE = "file"
"""Where a capture of another program is from, as in `Capture.source`."""

_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class _Writer:
    """Who wrote the records that follow a warcinfo record."""

    run: str
    source: str


class Originals:
    """Finds the record that a `revisit` repeats where it names only an address and a moment, or only a digest.

    Args:
        paths: the WARC files in which it may stand. They are read once, when first asked for.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = list(paths)
        self._by_moment: dict[tuple[str, str], str] | None = None
        self._by_digest: dict[tuple[str, str], str] = {}

    def of(self, record: WarcRecord, path: Path) -> str | None:
        """Name the record that holds a revisit's payload; None where it is in none of the files.

        Args:
            record: the revisit.
            path: its file, for whoever reads an error.
        """
        headers = record.headers
        if refers_to := bare(headers.get("WARC-Refers-To")):
            return refers_to
        url = bare(headers.get("WARC-Refers-To-Target-URI")) or bare(headers.get("WARC-Target-URI"))
        if self._by_moment is None:
            self._by_moment = {}
            self._read(self._by_moment)
        date = headers.get("WARC-Refers-To-Date")
        found = None if date is None else self._by_moment.get((url, moment_of(date, path, record.stream_pos)))
        return found or self._by_digest.get((url, headers.get("WARC-Payload-Digest") or ""))

    def _read(self, by_moment: dict[tuple[str, str], str]) -> None:
        for path in self._paths:
            with path.open("rb") as stream:
                for record in records(stream, path):
                    if record.record_type & KEPT and record.record_type != WarcRecordType.revisit:
                        headers, name = record.headers, bare(record.record_id)
                        url = bare(headers.get("WARC-Target-URI"))
                        by_moment[url, moment_of(headers.get("WARC-Date"), path, record.stream_pos)] = name
                        self._by_digest[url, headers.get("WARC-Payload-Digest") or "-"] = name


def captures_of_any(path: Path, originals: Originals, skipped: Counter[str]) -> Iterator[tuple[Capture, Exchange]]:
    """Read every answer that came by HTTP, in order.

    Where our own warcinfo stands before them, run and source are its. Else the source is `file`, and the run a UUID
    made of the file's warcinfo record, or of its first record where it has none.

    Args:
        path: a file each of whose records can be read by itself, as `copy` makes them.
        originals: finds what revisits repeat.
        skipped: counts what is no answer that came by HTTP: by the scheme of its address; `revisit of nothing known`;
            `no HTTP headers`.

    Yields:
        each answer, and where it stands; bodies of revisits are empty (`scraper.warc.reader.needs_payload`).

    Raises:
        WarcError: where a record cannot be read, its digest does not match, or it cannot be read by itself.
    """
    for capture, exchange in _placed(path, originals):
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

    Args:
        source: the file; left as it is.
        target: the copy, byte for byte where that will do.

    Raises:
        WarcError: where a record cannot be read.
        OSError: where the copy cannot be written.
    """
    with source.open("rb") as stream:
        if not _is_packed(source) or _stands_alone(source):
            shutil.copyfile(source, target)
            return
        with target.open("xb") as out:
            for record in records(stream, source):
                member = GzipWriter(out, compression_level=GZIP_LEVEL)
                record.write(member)
                member.finish()
                member.flush()


def _placed(path: Path, originals: Originals) -> Iterator[tuple[Capture, Exchange]]:
    """Read the answers of a file; where one ends is known only when the next record begins."""
    starts = (start for start, _ in members(path)) if _is_packed(path) else None
    writers: dict[str, _Writer] = {}
    current = ""
    waiting: tuple[Capture, Exchange] | None = None
    with path.open("rb") as stream:
        for record in records(stream, path):
            offset, name = record.stream_pos, bare(record.record_id)
            if starts is not None and next(starts, None) != offset:
                raise WarcError(f"{path}: at byte {offset} records are packed together; each can be read from a copy")
            if waiting is not None:
                yield replace(waiting[0], length=offset - waiting[0].offset), waiting[1]
                waiting = None
            if record.record_type == WarcRecordType.warcinfo or not writers:
                current = name
                writers[current] = _writer(record, name)
            if not record.record_type & KEPT:
                continue
            writer = writers.get(bare(record.headers.get("WARC-Warcinfo-ID")), writers[current])
            repeated = originals.of(record, path) or "" if record.record_type == WarcRecordType.revisit else None
            exchange, digest = exchange_of(record, path)
            capture = Capture.of(
                exchange,
                capture=name,
                run=writer.run,
                source=writer.source,
                digest=digest,
                warc=path.name,
                offset=offset,
                length=0,
                revisit_of=repeated,
            )
            waiting = capture, exchange
    if waiting is not None:
        yield replace(waiting[0], length=path.stat().st_size - waiting[0].offset), waiting[1]


def _writer(record: WarcRecord, name: str) -> _Writer:
    """Say who wrote the records behind a file's warcinfo, or behind the first of its records."""
    about = fields_of(record.reader.read()) if record.record_type == WarcRecordType.warcinfo else {}
    if "arsip-run" in about:
        return _Writer(about["arsip-run"], about.get("arsip-source", SOURCE))
    try:
        return _Writer(str(UUID(name)), SOURCE)
    except ValueError:
        return _Writer(str(uuid5(NAMESPACE_URL, name)), SOURCE)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC


def _stands_alone(path: Path) -> bool:
    """Whether each record of a packed file is a gzip member of its own."""
    with path.open("rb") as stream:
        pairs = zip_longest(records(stream, path), members(path))
        return all(record and member and record.stream_pos == member[0] for record, member in pairs)
