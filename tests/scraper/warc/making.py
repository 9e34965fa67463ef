"""Makes exchanges and writers for tests of WARC files, by hand and by hypothesis; all text is made up."""

import gzip
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from scraper.warc.exchange import Capture, Exchange, Repeated
from scraper.warc.writer import WarcWriter

MOMENT = "2026-11-23T20:03:13.123Z"
LATER = "2026-11-24T06:30:00.007Z"
BODY = gzip.compress("<p>Halaman percobaan \u2013 dua baris</p>".encode() * 40, mtime=0) + gzip.compress(
    bytes(range(256))
)


def exchange(number: int = 1, **changes: Any) -> Exchange:
    """Make an exchange about an article."""
    return Exchange(
        **{
            "url": f"https://m.beritajakarta.id/read/{number}/contoh?x=1",
            "method": "GET",
            "request_headers": (("Host", "m.beritajakarta.id"), ("User-Agent", "Arsip/test")),
            "status": 200,
            "headers": (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"), ("ETag", '"a"')),
            "body": BODY,
            "fetched_at": MOMENT,
            "ip_address": "127.0.0.1",
            **changes,
        }
    )


def unchanged(number: int = 1, **changes: Any) -> Exchange:
    """Make a 304 about an article."""
    return exchange(
        number, **{"status": 304, "headers": (("ETag", '"a"'),), "body": b"", "fetched_at": LATER, **changes}
    )


def writer(folder: Path, max_bytes: int = 1 << 30) -> WarcWriter:
    """Make a writer whose clock stands still."""
    return WarcWriter(
        folder,
        archive="0a1b2c3d-0000-4000-8000-000000000000",
        run="9f8e7d6c-0000-4000-8000-000000000000",
        source="site",
        user_agent="Arsip/test (news archive; you@example.org)",
        robots="obey",
        software="arsip/test",
        now=lambda: MOMENT,
        max_bytes=max_bytes,
    )


def repeated(capture: Capture, **changes: str) -> Repeated:
    """Name a capture as one that a later response repeats."""
    return Repeated(
        **{
            "capture": capture.capture,
            "url": capture.url,
            "fetched_at": capture.fetched_at,
            "payload_digest": capture.payload_digest,
            **changes,
        }
    )


def check(*paths: Path) -> subprocess.CompletedProcess[str]:
    """Let warcio check every digest in some files."""
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _text(block: bytes) -> str:
    """Return bytes of a header as a crawl has them: not a line end, and no blanks around them."""
    return block.translate(None, b"\r\n").strip(b" \t\v\f\0").decode("utf-8", "surrogateescape")


TOKENS = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~", min_size=1, max_size=20
)
VALUES = st.one_of(
    st.binary(max_size=40).map(_text),
    st.text(max_size=20).map(lambda text: _text(text.encode("utf-8", "replace"))),
    st.sampled_from(["", "gzip", "text/html; charset=iso-8859-1", '"a"', "a: b", "\u201ckutipan\u201d", "caf\udce9"]),
)
HEADERS = st.lists(
    st.tuples(st.one_of(TOKENS, st.sampled_from(["Location", "Content-Length", "Set-Cookie", "content-type"])), VALUES),
    max_size=8,
).map(tuple)
BODIES = st.one_of(
    st.binary(max_size=600),
    st.sampled_from(
        [
            b"",
            b"\r\n",
            b"\r\n\r\n",
            b"\r\n\r\nWARC/1.1\r\n",
            b"5\r\nlima!\r\n0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n\r\n",
            BODY[:-9],
            BODY,
        ]
    ),
    st.binary(min_size=1, max_size=9).map(lambda block: block * 4000),
)
EXCHANGES = st.builds(
    exchange,
    number=st.integers(1, 999_999),
    status=st.sampled_from([200, 204, 206, 301, 302, 304, 403, 404, 410, 429, 500, 503, 599, 799]),
    headers=HEADERS,
    request_headers=HEADERS,
    body=BODIES,
    ip_address=st.sampled_from([None, "127.0.0.1", "2001:db8::1"]),
    truncated=st.sampled_from([None, None, "disconnect", "length"]),
)
