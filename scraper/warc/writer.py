"""Writes one run's WARC files: new files only, `*.open` until closed, then synced and renamed.

FastWARC makes the records, and zlib compresses them: FastWARC's own compression takes 0.1 ms more for each. warcio is
the referee in the tests.
"""

import fcntl
import os
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from uuid import uuid4

from fastwarc import WarcRecord, WarcRecordType

from scraper.atomic_file import move_into_place
from scraper.warc.exchange import NOT_MODIFIED, Capture, Exchange, Headers, Repeated
from scraper.warc.integrity import GZIP_WINDOW
from scraper.warc.records import digest, fields_block

OPEN = ".open"
"""Ending of a file that its writer has not closed."""

OURS = "arsip-"
"""How the names of all files that Arsip writes begin."""

GZIP_LEVEL = 6
MAX_BYTES = 1_000_000_000
"""A new file is begun at this size, as the WARC guidelines advise."""

MIN_SPARED_BYTES = 200
"""A body that is no longer is written again: to say where it stands takes as much."""

_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
SERVER_NOT_MODIFIED, IDENTICAL_PAYLOAD = f"{_PROFILE}server-not-modified", f"{_PROFILE}identical-payload-digest"

LOSSES = (
    "Written from Scrapy's responses: bodies are as sent, content-encoding included, but de-chunked. The status line "
    "is HTTP/1.1 with the standard reason phrase; header names come in Scrapy's case and order, repeated ones "
    "together; values are without line folding and surrounding blanks; headers of the connection, such as connection "
    "and transfer-encoding, are gone. The request record adds the Host header that Scrapy's transport sent."
)


class WarcWriter:
    """Writes the WARC files of one run, one after the other; where one cannot be written, the run must end.

    Args:
        folder: where they stand; made where it is missing.
        archive: the archive's own id, whose first eight characters begin each file's name.
        source: where the responses come from, as in `Capture`.
        robots: `obey` or `ignore`, as warcinfo words it; `none` where robots.txt does not apply.
        now: returns the moment, UTC with milliseconds and `Z`.
        description: what the records are not, or not as the server sent them.
    """

    def __init__(
        self,
        folder: Path,
        *,
        archive: str,
        run: str,
        source: str,
        user_agent: str,
        robots: str,
        software: str,
        now: Callable[[], str],
        max_bytes: int = MAX_BYTES,
        description: str = LOSSES,
    ) -> None:
        self._folder = folder
        self._archive = archive
        self._run = run
        self._source = source
        self._warcinfo_fields = {
            "software": software,
            "http-header-user-agent": user_agent,
            "robots": robots,
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": description,
            "arsip-archive": archive,
            "arsip-run": run,
            "arsip-source": source,
        }
        self._now = now
        self._max_bytes = max_bytes
        self._serial = 0
        self._file: BinaryIO | None = None
        self._path = folder
        self._warcinfo = ""
        self._full: list[Path] = []

    def write(
        self,
        exchange: Exchange,
        *,
        repeats: Repeated | None = None,
        name: str | None = None,
        source_uri: str | None = None,
        block: bytes | None = None,
    ) -> Capture:
        """Append the response, after its request if that is known; return where it stands. `sync` puts it on the disk.

        Args:
            exchange: what to write.
            repeats: the earlier capture whose payload it may repeat. Where the server says so (status 304), or the
                payload is the same and long enough to be worth it, a `revisit` record is written without a body.
            name: of the capture, `urn:uuid:…`; a new one by default.
            source_uri: where the response was taken from, unless from its own URL.
            block: the HTTP response as another program has recorded it, to be kept byte for byte.
        """
        if self._file is None or self._file.tell() >= self._max_bytes:
            self._close_file()
            self._file = self._open_file()
        payload = digest(exchange.body)
        profile = None if repeats is None else _profile(exchange, payload, repeats)
        capture = name or f"urn:uuid:{uuid4()}"
        common = {"WARC-Date": exchange.fetched_at, "WARC-Target-URI": exchange.url}
        if exchange.ip_address:
            common["WARC-IP-Address"] = exchange.ip_address
        if exchange.request_headers:
            self._write_request(exchange, {**common, "WARC-Concurrent-To": f"<{capture}>"})
        offset = self._file.tell()
        fields = {**common, "Content-Type": "application/http; msgtype=response"}
        if repeats is not None and profile is not None:
            payload = repeats.payload_digest
            fields |= {
                "WARC-Profile": profile,
                "WARC-Refers-To": f"<{repeats.capture}>",
                "WARC-Refers-To-Target-URI": repeats.url,
                "WARC-Refers-To-Date": repeats.fetched_at,
            }
            kind, body, revisit_of = WarcRecordType.revisit, b"", repeats.capture
        else:
            kind, body, revisit_of = WarcRecordType.response, exchange.body, None
        fields["WARC-Payload-Digest"] = payload
        if exchange.truncated:
            fields["WARC-Truncated"] = exchange.truncated
        if source_uri is not None:
            fields["WARC-Source-URI"] = source_uri
        self._write_record(kind, fields, _response_head(exchange) + body if block is None else block, name=capture)
        return Capture.of(
            exchange,
            capture=capture,
            run=self._run,
            source=self._source,
            payload_digest=payload,
            warc=self._path.name,
            offset=offset,
            length=self._file.tell() - offset,
            revisit_of=revisit_of,
        )

    def sync(self) -> None:
        """Put everything written so far on the disk."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    @property
    def unfinished(self) -> list[Path]:
        """The files of this run that have no lasting names yet."""
        return [*self._full, *([self._path.with_name(self._path.name + OPEN)] if self._file else [])]

    def finish_full_files(self, *, but: frozenset[str] = frozenset()) -> None:
        """Give the files that are full their lasting names: a file so named has a row for each capture.

        `but` names those with captures that have no row yet; they stay as they are.
        """
        for path in list(self._full):
            if path.name.removesuffix(OPEN) not in but:
                finish_file(path)
                self._full.remove(path)

    def close(self, summary: Mapping[str, str | int] | None = None) -> None:
        """Sync the open file and give all files their lasting names.

        The last file ends with the summary of the run, by name, as a `metadata` record.
        """
        if self._file is not None and summary is not None:
            fields = {
                "WARC-Date": self._now(),
                "WARC-Refers-To": self._warcinfo,
                "Content-Type": "application/warc-fields",
            }
            self._write_record(WarcRecordType.metadata, fields, fields_block(summary))
        self._close_file()
        self.finish_full_files()

    def abandon(self) -> None:
        """Close the open file, in which a record may be broken; it keeps its ending, and the next run salvages it."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None

    def _close_file(self) -> None:
        """Sync and close the open file, which keeps its ending: were the run killed now, the next would salvage it."""
        if self._file is None:
            return
        self.sync()
        self._full.append(self.unfinished[-1])
        self._file.close()
        self._file = None

    def _open_file(self) -> BinaryIO:
        """Open a new file with its warcinfo record, under a name that no other archive, run or moment gives."""
        self._folder.mkdir(parents=True, exist_ok=True)
        started = self._now()
        self._serial += 1
        stamp = started.translate(str.maketrans("", "", "-:.TZ"))
        self._path = self._folder / f"{file_prefix(self._archive)}{stamp}-{self._serial:05d}-{self._run[:8]}.warc.gz"
        self._file = self._path.with_name(self._path.name + OPEN).open("xb")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # it is ours as long as it is open
        fields = {
            "WARC-Date": started,
            "WARC-Filename": self._path.name,
            "Content-Type": "application/warc-fields",
        }
        self._warcinfo = ""
        name = self._write_record(WarcRecordType.warcinfo, fields, fields_block(self._warcinfo_fields))
        self._warcinfo = f"<{name}>"
        return self._file

    def _write_request(self, exchange: Exchange, fields: dict[str, str]) -> None:
        parts = urlsplit(exchange.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._write_record(
            WarcRecordType.request,
            {**fields, "Content-Type": "application/http; msgtype=request"},
            _head(f"{exchange.method} {target} HTTP/1.1", exchange.request_headers),
        )

    def _write_record(
        self, kind: WarcRecordType, fields: dict[str, str], block: bytes, *, name: str | None = None
    ) -> str:
        """Append one record as a gzip member of its own, and return its name (WARC-Record-ID), a new one by default."""
        assert self._file is not None
        name = name or f"urn:uuid:{uuid4()}"
        record = WarcRecord()
        record.init_headers(kind, name.removeprefix("urn:").encode("ascii"))
        for field, value in fields.items():
            record.headers[field] = value
        if self._warcinfo:
            record.headers["WARC-Warcinfo-ID"] = self._warcinfo
        record.headers["WARC-Block-Digest"] = digest(block)
        record.set_bytes_content(block)
        plain = BytesIO()
        record.write(plain)
        member = zlib.compressobj(GZIP_LEVEL, wbits=GZIP_WINDOW)
        self._file.write(member.compress(plain.getvalue()) + member.flush())
        return name


def file_prefix(archive: str) -> str:
    """Return how the names of an archive's own files begin."""
    return f"{OURS}{archive[:8]}-"


def finish_file(path: Path) -> Path:
    """Give an `*.open` file its lasting name, which is returned; file and name are on the disk then."""
    lasting = path.with_name(path.name.removesuffix(OPEN))
    move_into_place(path, lasting)
    return lasting


def _profile(exchange: Exchange, payload: str, repeats: Repeated) -> str | None:
    """Say how a response repeats an earlier one's payload; None where it is to be kept whole."""
    if exchange.truncated:
        return None
    if exchange.status == NOT_MODIFIED:
        return None if exchange.body else SERVER_NOT_MODIFIED
    return IDENTICAL_PAYLOAD if payload == repeats.payload_digest and len(exchange.body) > MIN_SPARED_BYTES else None


def _response_head(exchange: Exchange) -> bytes:
    """Return the response's status line and headers, and the blank line behind them.

    Without transfer-encoding, which some of Scrapy's transports hand on although they have put the body together.
    """
    try:
        reason = HTTPStatus(exchange.status).phrase
    except ValueError:
        reason = ""
    headers = tuple((name, value) for name, value in exchange.headers if name.lower() != "transfer-encoding")
    return _head(f"HTTP/1.1 {exchange.status} {reason}", headers)


def _head(first: str, headers: Headers) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"{first}\r\n{lines}\r\n".encode("utf-8", "surrogateescape")
