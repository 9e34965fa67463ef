"""Reads captures back from WARC files, whole files or one record by its offset."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from scraper.warc.exchange import Capture, Exchange, Headers
from scraper.warc.salvage import members
from scraper.warc.writing import OPEN, digest

if TYPE_CHECKING:
    from fastwarc.warc import HeaderMap


class WarcError(Exception):
    """A WARC file or record cannot be read; the text names the file and the byte."""


def captures(path: Path) -> Iterator[tuple[Capture, Exchange]]:
    """Read every response of one of our files, in order.

    Args:
        path: a `.warc.gz` file, or one still named `.open` whose last record is whole.

    Yields:
        each response, and where it stands.

    Raises:
        WarcError: where the file is no WARC of ours, or a record's digest does not match.
    """
    name = path.name.removesuffix(OPEN)
    ends = dict(members(path))
    run = source = ""
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=False, auto_decode="none"):
            offset = record.stream_pos
            if record.record_type == WarcRecordType.warcinfo:
                about = _fields(record.reader.read())
                run, source = about.get("arsip-run", ""), about.get("arsip-source", "")
            elif record.record_type == WarcRecordType.response:
                if not run or offset not in ends:
                    raise WarcError(f"{path}: the record at byte {offset} has no warcinfo of ours or no gzip member")
                exchange, payload = _exchange(record, path)
                capture = Capture.of(
                    exchange,
                    capture=_bare(record.record_id),
                    run=run,
                    source=source,
                    digest=payload,
                    warc=name,
                    offset=offset,
                    length=ends[offset],
                )
                yield capture, exchange


def read_at(path: Path, offset: int) -> Exchange:
    """Read one response by the byte at which its record starts.

    Args:
        path: the WARC file, or the name it will have: a file still `.open` is found too.
        offset: as in `captures`.

    Raises:
        WarcError: where no whole response record starts there.
        OSError: where there is no such file.
    """
    at = path if path.exists() else path.with_name(path.name + OPEN)
    with at.open("rb") as stream:
        stream.seek(offset)
        record = next(iter(ArchiveIterator(stream, parse_http=False, auto_decode="none")), None)
        if record is None or record.record_type != WarcRecordType.response:
            raise WarcError(f"{at}: no response record starts at byte {offset}")
        return _exchange(record, at)[0]


def _exchange(record: WarcRecord, path: Path) -> tuple[Exchange, str]:
    """Split a response record into what went over the wire; its digest must match."""
    headers = record.headers
    offset = record.stream_pos
    record.parse_http(auto_decode="none")
    body = record.reader.read()
    payload = digest(body)
    if headers.get("WARC-Payload-Digest", payload) != payload:
        raise WarcError(f"{path}: the digest of the record at byte {offset} does not match its payload")
    exchange = Exchange(
        url=headers.get("WARC-Target-URI") or "",
        method="GET",
        request_headers=(),
        status=record.http_headers.status_code or 0,
        headers=_as_sent(record.http_headers),
        body=body,
        fetched_at=headers.get("WARC-Date") or "",
        ip_address=headers.get("WARC-IP-Address"),
        truncated=headers.get("WARC-Truncated"),
    )
    return exchange, payload


def _as_sent(headers: "HeaderMap") -> Headers:
    """Return HTTP headers as the crawl knew them: bytes that are no UTF-8 stand as surrogates."""
    charset = headers.encoding()
    return tuple(
        (name, value.encode(charset).decode("utf-8", "surrogateescape")) for name, value in headers.to_tuples()
    )


def _bare(record_id: str | None) -> str:
    return (record_id or "").strip("<>")


def _fields(block: bytes) -> dict[str, str]:
    """Read a block of `application/warc-fields`."""
    lines = block.decode("utf-8", "replace").splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
