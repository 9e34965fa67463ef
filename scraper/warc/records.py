"""Reads single WARC records, of ours and of other programs, as what went over the wire."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from scraper.warc.blocks import digest
from scraper.warc.chunks import without_chunks
from scraper.warc.exchange import Exchange, Headers

KEPT = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource
"""The records that can hold an answer of a site."""

MAX_RECORD_BYTES = 256 << 20
"""Of one record, unpacked: eight times the largest body that a crawl keeps. A few MB can unpack to gigabytes."""

MAX_HEADER_BYTES = 1 << 20
"""Headers of a record or a response, all together; FastWARC takes no more than 32 KB unless told so."""


class WarcError(Exception):
    """A WARC file or record cannot be read; the text names the file and the byte."""


def records(stream: BinaryIO, path: Path) -> Iterator[WarcRecord]:
    """Read the records of an open file, HTTP not parsed, from where it stands.

    Args:
        stream: the file.
        path: its name, for whoever reads the error.

    Raises:
        WarcError: where something else than a record stands.
        OSError: where the disk fails.
    """
    position = stream.tell()
    try:
        for record in ArchiveIterator(stream, parse_http=False, max_header_len=MAX_HEADER_BYTES):
            position = record.stream_pos
            yield record
    except OSError as error:
        if error.errno is not None:
            raise
        raise WarcError(f"{path}: no WARC record can be read at or behind byte {position}: {error}") from None


def bare(value: str | None) -> str:
    """Return a record's id, or an address, without the angle brackets that stand around it."""
    return (value or "").strip().removeprefix("<").removesuffix(">")


def moment_of(date: str | None, path: Path, offset: int) -> str:
    """Return a WARC-Date, which may be to the second or to the nanosecond, with milliseconds.

    Args:
        date: as it stands in a record.
        path: its file, for whoever reads the error.
        offset: where it stands in it.

    Raises:
        WarcError: where that is no date and time.
    """
    try:
        moment = datetime.fromisoformat(date or "").astimezone(UTC)
    except ValueError:
        raise WarcError(f"{path}: the record at byte {offset} has no date that can be read: {date}") from None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def exchange_of(record: WarcRecord, path: Path) -> tuple[Exchange, str]:
    """Read an answer of a site.

    A chunked body is put together, and content-encoding is kept, as in our own files.

    Args:
        record: one of the kinds in `KEPT`.
        path: its file, for whoever reads the error.

    Returns:
        the exchange, whose status is 0 where the record holds no HTTP headers; and the digest of its payload, or of
        the payload that a `revisit` repeats, as far as that is known.

    Raises:
        WarcError: where a digest does not match, or the record has no date.
    """
    headers, offset = record.headers, record.stream_pos
    is_revisit = record.record_type == WarcRecordType.revisit
    block = record.reader.read(MAX_RECORD_BYTES + 1)
    if len(block) > MAX_RECORD_BYTES:
        raise WarcError(f"{path}: the record at byte {offset} unpacks to more than {MAX_RECORD_BYTES >> 20} MB")
    if record.record_type == WarcRecordType.resource:
        status, sent, raw = _resource(headers.get("Content-Type"), block)
    else:
        status, sent, raw = _http(block)
    body, whole = raw, True
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in sent):
        body, whole = without_chunks(raw)
        sent = tuple((name, value) for name, value in sent if name.lower() != "transfer-encoding")
    exchange = Exchange(
        url=bare(headers.get("WARC-Target-URI")),
        method="GET",
        request_headers=(),
        status=status,
        headers=sent,
        body=body,
        fetched_at=moment_of(headers.get("WARC-Date"), path, offset),
        ip_address=headers.get("WARC-IP-Address"),
        truncated=None if is_revisit else headers.get("WARC-Truncated") or (None if whole else "disconnect"),
    )
    told = headers.get("WARC-Payload-Digest")
    blocks = headers.get("WARC-Block-Digest")
    if not _matches(blocks, block):
        raise WarcError(f"{path}: the digest of the record at byte {offset} does not match its content")
    # Programs differ in what they take a payload for, so its digest is heard only where no other tells.
    if not (is_revisit or blocks) and not any(_matches(told, each) for each in (raw, body, exchange.decoded)):
        raise WarcError(f"{path}: the digest of the record at byte {offset} does not match its payload")
    return exchange, told or "" if is_revisit else digest(body)


def _resource(kind: str | None, block: bytes) -> tuple[int, Headers, bytes]:
    return 200, (() if kind is None else (("Content-Type", kind),)), block


def _http(block: bytes) -> tuple[int, Headers, bytes]:
    """Split a block into status, headers and body.

    Header bytes that are no UTF-8 stand as surrogates: FastWARC's own decoding, a mixture of Latin-1 and Windows-1252,
    cannot be taken back.
    """
    if not block.startswith(b"HTTP/"):
        return 0, (), block
    if not block.partition(b"\n")[0].endswith(b"\r"):  # RFC 9112 2.2 lets servers end lines so, FastWARC does not
        head, blank, body = block.partition(b"\n\n")
        block = head.replace(b"\n", b"\r\n") + blank.replace(b"\n", b"\r\n") + body
    answer = WarcRecord()
    answer.init_headers(WarcRecordType.response)
    answer.set_bytes_content(block)
    answer.is_http = True
    answer.parse_http(max_header_len=MAX_HEADER_BYTES)
    headers = tuple(
        (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
        for name, value in answer.http_headers.items_bytes()
    )
    return answer.http_headers.status_code or 0, headers, answer.reader.read()


def _matches(told: str | None, block: bytes) -> bool:
    """Whether a labelled digest is right, in base32 or hexadecimal; one of an unknown kind cannot be wrong."""
    algorithm, _, value = (told or "").partition(":")
    try:
        found = hashlib.new(algorithm.replace("-", ""), block, usedforsecurity=False).digest()
    except ValueError:
        return True
    return value.rstrip("=").casefold() in {found.hex(), base64.b32encode(found).decode().rstrip("=").casefold()}
