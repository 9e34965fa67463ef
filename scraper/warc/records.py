"""WARC records: their blocks, digests and dates, and the responses in them, ours or another program's."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from scraper.clock import stamp
from scraper.warc.exchange import Exchange, Headers

RESPONSE_TYPES = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource
"""The types of record that can hold a response of a site."""

MAX_RECORD_BYTES = 256 << 20
"""Of one record, unpacked: eight times the largest body that a crawl keeps. A few MB can unpack to gigabytes."""

MAX_HEADER_BYTES = 1 << 20
"""Headers of a record or a response, all together; FastWARC's own limit is 32 KB."""


class WarcError(Exception):
    """A WARC file or record cannot be read; the text names the file and the byte."""


def records(stream: BinaryIO, path: Path | str) -> Iterator[WarcRecord]:
    """Read the records of an open file, whose path or address errors name, from where it stands; HTTP is not parsed.

    Raises:
        WarcError: where something else than a record stands.
    """
    position = stream.tell()
    try:
        for record in ArchiveIterator(stream, parse_http=False, max_header_len=MAX_HEADER_BYTES):
            position = record.stream_pos
            yield record
    except OSError as error:
        if error.errno is not None:
            raise
        raise WarcError(f"{path}: no WARC record can be read at or after byte {position}: {error}") from None


def digest(block: bytes) -> str:
    """Return the labelled digest of a block as WARC writes it: `sha256:` and base32."""
    return "sha256:" + base64.b32encode(hashlib.sha256(block).digest()).decode("ascii")


def fields_block(fields: Mapping[str, str | int]) -> bytes:
    """Return a block of `application/warc-fields`: one line per field; line ends inside a value become blanks."""
    return "".join(f"{name}: {' '.join(str(value).split())}\r\n" for name, value in fields.items()).encode(
        "utf-8", "backslashreplace"
    )


def parse_fields(block: bytes) -> dict[str, str]:
    """Parse a block of `application/warc-fields`; of a repeated field, the last value is kept."""
    lines = block.decode("utf-8", "replace").splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def bare(value: str | None) -> str:
    """Return a record's id, or an address, without the angle brackets around it; an address may end in one."""
    text = (value or "").strip()
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text


def parse_date(date: str | None, path: Path | str, offset: int) -> str:
    """Return a WARC-Date, which may be to the second or to the nanosecond, in UTC with milliseconds.

    Without a zone it is in UTC, as the standard has it.

    Raises:
        WarcError: where it is no date and time; names the file and the byte.
    """
    try:
        moment = datetime.fromisoformat(date or "")
        return stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise WarcError(f"{path}: the record at byte {offset} has no date that can be read: {date}") from None


def read_exchange(record: WarcRecord, path: Path | str, offset: int) -> tuple[Exchange, str]:
    """Read the response in a record of one of `RESPONSE_TYPES`; errors name its file and the byte where it starts.

    A chunked body is put together, and content-encoding is kept, as in our own files.

    Returns:
        the exchange, whose status is 0 where the record holds no HTTP headers; and the digest of its payload, or of
        the payload that a `revisit` repeats, as far as that is known.

    Raises:
        WarcError: where a digest does not match, the record has no date or unpacks to too much.
    """
    headers = record.headers
    is_revisit = record.record_type == WarcRecordType.revisit
    sent: Headers
    try:
        block = record.reader.read(MAX_RECORD_BYTES + 1)
    except OSError as error:
        if error.errno is not None:
            raise
        raise WarcError(f"{path}: the record at byte {offset} cannot be read: {error}") from None
    if len(block) > MAX_RECORD_BYTES:
        raise WarcError(f"{path}: the record at byte {offset} unpacks to more than {MAX_RECORD_BYTES >> 20} MB")
    if len(block) < record.content_length:
        raise WarcError(f"{path}: the record at byte {offset} is cut off")
    if record.record_type == WarcRecordType.resource:
        content_type = headers.get("Content-Type")
        status, sent, raw = 200, (() if content_type is None else (("Content-Type", content_type),)), block
    else:
        status, sent, raw = _parse_http(block)
    body, is_whole = raw, True
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in sent):
        body, is_whole = dechunk(raw)
        sent = tuple((name, value) for name, value in sent if name.lower() != "transfer-encoding")
    exchange = Exchange(
        url=bare(headers.get("WARC-Target-URI")),
        method="GET",
        request_headers=(),
        status=status,
        headers=sent,
        body=body,
        fetched_at=parse_date(headers.get("WARC-Date"), path, offset),
        ip_address=headers.get("WARC-IP-Address"),
        truncated=None if is_revisit else headers.get("WARC-Truncated") or (None if is_whole else "disconnect"),
    )
    payload_digest = headers.get("WARC-Payload-Digest")
    block_digest = headers.get("WARC-Block-Digest")
    # wget 1.21 gives its revisits the digest of nothing, though they have the headers (seen in November 2026).
    if not _matches(block_digest, block) and not (is_revisit and _matches(block_digest, b"")):
        raise WarcError(f"{path}: the digest of the record at byte {offset} does not match its content")
    # Programs differ in what they take for the payload, so its digest counts only where there is no other.
    if not (is_revisit or block_digest) and not any(
        _matches(payload_digest, each) for each in (raw, body, exchange.decoded)
    ):
        raise WarcError(f"{path}: the digest of the record at byte {offset} does not match its payload")
    return exchange, payload_digest or "" if is_revisit else digest(body)


def dechunk(body: bytes) -> tuple[bytes, bool]:
    """Return a body without its chunked transfer-encoding (RFC 9112 7.1), and whether it was whole.

    Some programs put a body together and leave the header that says it is chunked: such a body is returned as it is.
    """
    parts: list[bytes] = []
    position = 0
    while True:
        end = body.find(b"\r\n", position)
        size = _chunk_size(body[position:end]) if end >= 0 else None
        if size == 0:
            return b"".join(parts), True
        start = end + 2
        behind = start + (size or 0)
        if size is None or not b"\r\n".startswith(body[behind : behind + 2]):
            return (b"".join(parts), False) if parts else (body, True)
        parts.append(body[start:behind])
        if behind + 2 > len(body):
            return b"".join(parts), False
        position = behind + 2


def _chunk_size(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    try:
        return int(digits, 16) if digits.isalnum() else None
    except ValueError:
        return None


def _parse_http(block: bytes) -> tuple[int, Headers, bytes]:
    """Split a block into status, headers and body.

    Header bytes that are not UTF-8 become surrogates: FastWARC's own decoding, a mixture of Latin-1 and Windows-1252,
    cannot be taken back.
    """
    if not block.startswith(b"HTTP/"):
        return 0, (), block
    if not block.partition(b"\n")[0].endswith(b"\r"):  # RFC 9112 2.2 lets servers end lines so, FastWARC does not
        head, blank, body = block.partition(b"\n\n")
        block = head.replace(b"\n", b"\r\n") + blank.replace(b"\n", b"\r\n") + body
    response = WarcRecord()
    response.init_headers(WarcRecordType.response)
    response.set_bytes_content(block)
    response.is_http = True
    response.parse_http(max_header_len=MAX_HEADER_BYTES)
    headers = tuple(
        (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
        for name, value in response.http_headers.items_bytes()
    )
    return response.http_headers.status_code or 0, headers, response.reader.read()


def _matches(labelled: str | None, block: bytes) -> bool:
    """Whether a labelled digest is right, in base32 or hexadecimal; one of an unknown kind cannot be wrong."""
    algorithm, _, value = (labelled or "").partition(":")
    try:
        found = hashlib.new(algorithm.replace("-", ""), block, usedforsecurity=False).digest()
    except (ValueError, TypeError):  # a SHAKE has no length of its own
        return True
    return value.rstrip("=").casefold() in {found.hex(), base64.b32encode(found).decode().rstrip("=").casefold()}
