"""One request and its response, the body as it went over the wire, and the capture of it in a WARC file."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TypedDict, Unpack
from urllib.parse import urljoin

Headers = tuple[tuple[str, str], ...]

NOT_MODIFIED = 304
"""The status of a response without a body: the page is as it was."""

MAX_DECODED_BYTES = 32 << 20
"""A body that unpacks to more is left packed: a page of the site has some 30 KB."""

_CHUNK = 1 << 16
_DAMAGED = "its compressed body is damaged or cut off"
_ZSTD_WINDOW = 8 << 20
"""Memory that a zstd body may ask for: RFC 9659 lets HTTP use no more."""

_MAX_MEMBERS = 1_000
"""Members of a gzip body that are unpacked; each takes some microseconds, and servers send one."""


class IncompleteError(ValueError):
    """A body is not whole: it was cut off, or is not in the encoding that its headers name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and the response to it.

    Attributes:
        url: as sent.
        request_headers: as far as they are known.
        headers: the response's headers; names in lower case compare equal.
        body: as received but for chunking: still compressed if the server compressed it.
        fetched_at: when the request was sent, UTC with milliseconds and `Z`.
        truncated: why the body is shorter than it should be (WARC-Truncated's words: `length`, `disconnect`); None
            where it is whole.
    """

    url: str
    method: str
    request_headers: Headers
    status: int
    headers: Headers
    body: bytes
    fetched_at: str
    ip_address: str | None = None
    truncated: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first value of a response header, stripped; None where it is missing or empty.

        Bytes that are not UTF-8 become U+FFFD, so that it can be stored; the record keeps them.
        """
        lower = name.lower()
        for key, value in self.headers:
            if key.lower() == lower:
                return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip() or None
        return None

    @property
    def decoded(self) -> bytes:
        """The body without its content-encoding, as far as it goes: gzip and deflate, which we accept, or br and zstd.

        The last two are in files of browsers, such as Scoop's.

        As it is where the encoding is another, does not fit, or unpacks to too much.
        """
        unpacked = self.decoded_to(MAX_DECODED_BYTES)
        return self.body if len(unpacked) > MAX_DECODED_BYTES else unpacked

    def decoded_to(self, most: int) -> bytes:
        """Return the body as `decoded` does, but unpack at most one byte more than `most`."""
        unpack = _UNPACK.get(self._encoding)
        if unpack is None:
            return self.body
        pieces: list[bytes] = []
        with suppress(IncompleteError):
            for piece in unpack(self.body, most + 1):
                pieces.append(piece)  # noqa: PERF402 - what came before the error is kept
        return b"".join(pieces) or self.body

    def complete_to(self, most: int) -> bytes:
        """Return the body without its content-encoding; unpack at most one byte more than `most`.

        Raises:
            IncompleteError: where it was cut off or cannot be decoded.
        """
        if self.truncated is not None:
            raise IncompleteError("the answer was cut off")
        if not self.body or self._encoding in {"", "identity"}:
            return self.body
        unpack = _UNPACK.get(self._encoding)
        if unpack is None:
            raise IncompleteError(f"its encoding {self._encoding!r} is unknown")
        return b"".join(unpack(self.body, most + 1))

    @property
    def _encoding(self) -> str:
        return (self.header("content-encoding") or "").lower()

    @property
    def redirect_to(self) -> str | None:
        """The absolute address to which a 3xx response redirects; None where there is none."""
        location = self.header("location")
        if location is None or not 300 <= self.status < 400:  # noqa: PLR2004 - the class of redirects, RFC 9110 15.4
            return None
        try:
            return urljoin(self.url, location)
        except ValueError:
            return location

    def with_payload_of(self, other: "Exchange") -> "Exchange":
        """Return this response, read from a `revisit` record, with the body of the one that it repeats.

        A response that had the same bytes has its own encoding headers; a 304 takes them from the response that it
        confirms.
        """
        headers = self.headers
        if self.status == NOT_MODIFIED:
            own = {name.lower() for name, _ in headers}
            missing = {"content-type", "content-encoding"} - own
            headers += tuple((name, value) for name, value in other.headers if name.lower() in missing)
        return replace(self, headers=headers, body=other.body, truncated=other.truncated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """An earlier capture whose payload a response repeats: the columns of its row; its record holds the payload."""

    capture: str
    url: str
    fetched_at: str
    payload_digest: str


class Record(TypedDict):
    """What a `Capture` says of its record, beside what was fetched."""

    capture: str
    run: str
    source: str
    payload_digest: str
    warc: str
    offset: int
    length: int
    revisit_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One response in a WARC file, by the names of the columns of `captures`.

    Attributes:
        capture: the WARC-Record-ID, without its angle brackets.
        run: UUID of the run that fetched it, which the file's warcinfo carries too.
        source: where it was fetched from: `site`, `wayback`, `commoncrawl` or `file`.
        payload_digest: `sha256:` and base32, over the body as kept; of a `revisit`, over the body that it repeats.
        warc: name of the file.
        offset: byte at which the response record starts.
        length: bytes the record takes up in the file.
        revisit_of: the capture whose payload this one repeats, where the record is a `revisit`; else None.
    """

    capture: str
    run: str
    source: str
    url: str
    method: str
    status: int
    fetched_at: str
    redirect_to: str | None
    etag: str | None
    last_modified: str | None
    content_type: str | None
    payload_digest: str
    truncated: str | None
    warc: str
    offset: int
    length: int
    revisit_of: str | None = None

    @classmethod
    def of(cls, exchange: Exchange, **record: Unpack[Record]) -> "Capture":
        """Describe an exchange and its record."""
        return cls(
            url=exchange.url,
            method=exchange.method,
            status=exchange.status,
            fetched_at=exchange.fetched_at,
            redirect_to=exchange.redirect_to,
            etag=exchange.header("etag"),
            last_modified=exchange.header("last-modified"),
            content_type=exchange.header("content-type"),
            truncated=exchange.truncated,
            **record,
        )


def _unpack_br(body: bytes, most: int) -> Iterator[bytes]:
    import brotli  # noqa: PLC0415 - commands that only read the database need not wait for it

    stream = brotli.Decompressor()
    try:
        while most and not stream.is_finished():
            piece: bytes = stream.process(body, output_buffer_limit=most)[:most]
            if not piece:
                raise IncompleteError(_DAMAGED)
            yield piece
            most -= len(piece)
            body = b""
    except brotli.error as error:
        raise IncompleteError(_DAMAGED) from error


def _unpack_zstd(body: bytes, most: int) -> Iterator[bytes]:
    import zstandard  # noqa: PLC0415 - as above

    stream = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(body, read_across_frames=True)
    try:
        while most and (piece := stream.read(min(most, _CHUNK))):
            yield piece
            most -= len(piece)
    except zstandard.ZstdError as error:
        raise IncompleteError(_DAMAGED) from error


def _unpack_zlib(body: bytes, most: int, *, window: int) -> Iterator[bytes]:
    """Unpack a body in pieces, as far as it goes, up to `most` bytes."""
    stream, members = zlib.decompressobj(window), 1
    try:
        for start in range(0, len(body), _CHUNK):
            packed = body[start : start + _CHUNK]
            while packed:
                if stream.eof:
                    members += 1
                    if members > _MAX_MEMBERS:
                        raise IncompleteError(_DAMAGED)
                    stream = zlib.decompressobj(window)
                piece = stream.decompress(packed, most)
                yield piece
                most -= len(piece)
                if not most:
                    return
                packed = stream.unused_data if stream.eof else stream.unconsumed_tail
    except zlib.error as error:
        if members == 1:  # what follows a whole member is left out
            raise IncompleteError(_DAMAGED) from error
        return
    if not stream.eof:
        raise IncompleteError(_DAMAGED)


_UNPACK: Mapping[str, Callable[[bytes, int], Iterator[bytes]]] = MappingProxyType(
    {
        "gzip": partial(_unpack_zlib, window=16 + zlib.MAX_WBITS),
        "x-gzip": partial(_unpack_zlib, window=16 + zlib.MAX_WBITS),
        "deflate": partial(_unpack_zlib, window=zlib.MAX_WBITS),
        "br": _unpack_br,
        "zstd": _unpack_zstd,
    }
)
"""What unpacks a body in pieces, up to so many bytes, by its content-encoding; raises IncompleteError."""

ENCODINGS = frozenset(_UNPACK)
"""Values of Content-Encoding, in lower case, that `Exchange.decoded` undoes."""
