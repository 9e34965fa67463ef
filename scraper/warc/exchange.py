"""One request and its response as they went over the wire, and where a capture of it was written."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

Headers = tuple[tuple[str, str], ...]

NOT_MODIFIED = 304
"""The status by which a server says that what was asked about still holds."""

MAX_DECODED_BYTES = 32 << 20
"""A body that unpacks to more is left packed: a page of the site has some 30 KB."""

_CHUNK = 1 << 16
_MAX_MEMBERS = 1_000
"""Members of a gzip body that are unpacked; each takes some microseconds, and servers send one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and the response to it.

    Attributes:
        url: the address asked for, as sent.
        method: `GET`.
        request_headers: as far as they are known.
        status: the response's status code.
        headers: the response's headers; names in lower case compare equal.
        body: as it came over the wire but for chunking: still compressed where the server compressed it.
        fetched_at: when the request was sent, UTC with milliseconds and `Z`.
        ip_address: of the server, where known.
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

        Bytes that are no UTF-8 have become U+FFFD in it, so that it can be written down; the record keeps them.
        """
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip() or None
        return None

    @property
    def decoded(self) -> bytes:
        """The body without its content-encoding (gzip or deflate, the two that we accept).

        As it stands where the encoding is another, does not fit, or unpacks to too much; as far as it goes where it is
        cut off.
        """
        unpacked = self.decoded_to(MAX_DECODED_BYTES)
        return self.body if len(unpacked) > MAX_DECODED_BYTES else unpacked

    def decoded_to(self, most: int) -> bytes:
        """Return the body as `decoded` does, but unpack no more of it than asked for, however much it would be.

        Args:
            most: bytes that are of use.

        Returns:
            the whole, where it has no more; else a byte more than that of what is packed, and the whole of what is not.
        """
        window = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}.get(
            (self.header("content-encoding") or "").lower()
        )
        if window is None:
            return self.body
        return b"".join(_unpacked(self.body, window, most + 1)) or self.body

    @property
    def redirect_to(self) -> str | None:
        """Where a 3xx answer sends the reader, as an absolute address; None where it sends nowhere."""
        location = self.header("location")
        if location is None or not 300 <= self.status < 400:  # noqa: PLR2004 - the class of redirects, RFC 9110 15.4
            return None
        try:
            return urljoin(self.url, location)
        except ValueError:
            return location

    def with_payload_of(self, other: "Exchange") -> "Exchange":
        """Return this response with the body that its `revisit` record spared.

        The body comes as it was kept, perhaps compressed. A response that had the same bytes says itself how they are
        encoded; a 304 leaves that, and what they are, to the response that it confirms.

        Args:
            other: the response whose payload this one repeats.
        """
        headers = self.headers
        if self.status == NOT_MODIFIED:
            own = {name.lower() for name, _ in headers}
            told = {"content-type", "content-encoding"} - own
            headers += tuple((name, value) for name, value in other.headers if name.lower() in told)
        return replace(self, headers=headers, body=other.body, truncated=other.truncated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """An earlier capture whose payload a response repeats.

    Attributes:
        capture: its WARC-Record-ID, without angle brackets; that record holds the payload itself.
        url: the address it was fetched from.
        fetched_at: when.
        payload_digest: as in `Capture`.
    """

    capture: str
    url: str
    fetched_at: str
    payload_digest: str


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
        revisit_of: the capture whose payload this one repeats, where the record is a `revisit`; None where it has its
            own.
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
    def of(  # noqa: D417 - the rest is what the attributes say
        cls,
        exchange: Exchange,
        *,
        capture: str,
        run: str,
        source: str,
        digest: str,
        warc: str,
        offset: int,
        length: int,
        revisit_of: str | None = None,
    ) -> "Capture":
        """Describe an exchange and the place of its response record.

        Args:
            exchange: what was written there.
            digest: its payload digest.
        """
        return cls(
            capture=capture,
            run=run,
            source=source,
            url=exchange.url,
            method=exchange.method,
            status=exchange.status,
            fetched_at=exchange.fetched_at,
            redirect_to=exchange.redirect_to,
            etag=exchange.header("etag"),
            last_modified=exchange.header("last-modified"),
            content_type=exchange.header("content-type"),
            payload_digest=digest,
            truncated=exchange.truncated,
            warc=warc,
            offset=offset,
            length=length,
            revisit_of=revisit_of,
        )


def request_target(url: str) -> str:
    """Return the path and query that a request line names."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _unpacked(body: bytes, window: int, most: int) -> Iterator[bytes]:
    """Unpack a body in pieces, as far as it goes, up to so many bytes."""
    stream, members = zlib.decompressobj(window), 1
    try:
        for start in range(0, len(body), _CHUNK):
            packed = body[start : start + _CHUNK]
            while packed:
                if stream.eof:
                    members += 1
                    if members > _MAX_MEMBERS:
                        return
                    stream = zlib.decompressobj(window)
                piece = stream.decompress(packed, most)
                yield piece
                most -= len(piece)
                if not most:
                    return
                packed = stream.unused_data if stream.eof else stream.unconsumed_tail
    except zlib.error:
        return
