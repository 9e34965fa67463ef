"""Makes hostile answers: bombs, floods, redirects, spoilt pages, lists, sitemaps."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from itertools import repeat

import zstandard

from tests.scraper.crawl.hostile_server import Asked, Pieces, answer

MB = 1 << 20
OK = b"HTTP/1.1 200 OK\r\n"
BLOCK = b"<p>Warga berkumpul di balai kota.</p>\n" * 1700  # 64 KB

Answering = Callable[[Asked], Pieces]

BROTLI_BOMB = bytes.fromhex(
    "cfffff7ff825797cc4e2b320e0f6fedff1ffff1f7e0980382c00d0bdffe7ffff3ffc1200715800a07bffcfffff7ff82500e2b00040f7fe9ffffffff04b"
    "00c4610180eefd3fffffffe1970088c30200ddfb7ffeffffc32f0110870500baf7fffcffff875f02200e0b0074effff9ffff0fbf04401c1600e8defff3"
    "ffff1f7e0980382c00d0bdffe7ffff3ffc1200715800a07bffcfffff7ff82500e2b00040f7fe7f"
)
"""192 MB of `<b>`."""


# -- making answers


def said(*args: object, **options: object) -> Answering:
    """Always answer the same; arguments as `answer` takes them."""
    return lambda _: answer(*args, **options)  # type: ignore[arg-type]


def raw(*pieces: bytes | float | None) -> Answering:
    """Always send the same pieces, with no head of ours."""
    return lambda _: pieces


def headed(*more: str | bytes, **options: str) -> Answering:
    """Send the good page with more header lines."""
    return lambda asked: answer(asked.good, *more, **options)  # type: ignore[arg-type]


def spoilt(pattern: str, by: str | bytes | Callable[[Asked], str]) -> Answering:
    """Send the good page with every match of a pattern replaced."""
    return lambda asked: answer(asked.good_but(pattern, by(asked) if callable(by) else by))


def ending(content: bytes) -> Answering:
    """Send the good page with something put in before its end."""
    return lambda asked: answer(asked.good.replace(b"</body>", content + b"</body>", 1))


def moved(where: str) -> Answering:
    """Redirect, to an address in which `{path}`, `{origin}`, `{nth}` and `{other}` are filled in."""

    def redirected(asked: Asked) -> Pieces:
        other = asked.origin.replace("127.0.0.1", "127.0.0.2")
        to = where.format(path=asked.path, origin=asked.origin, nth=asked.nth, other=other)
        return answer(b"", f"Location: {to}", status="302 Found")

    return redirected


def packed(pack: Callable[[], bytes], coding: str, kind: str = "text/html; charset=utf-8") -> Answering:
    """Send what is made once, as if of a content coding."""
    made = cache(pack)
    return lambda _: answer(made(), f"Content-Encoding: {coding}", kind=kind)


def deflated(window: int, *, content: bytes = b"<b>", size: int = 256 * MB) -> bytes:
    """Pack a bomb."""
    stream = zlib.compressobj(6, zlib.DEFLATED, window)
    chunk = content * (MB // len(content))
    return b"".join(map(stream.compress, repeat(chunk, size // MB))) + stream.flush()


def zstandard_bomb() -> bytes:
    """Pack 256 MB of `<b>`."""
    stream = zstandard.ZstdCompressor().compressobj()
    return b"".join(map(stream.compress, repeat(b"<b>" * (MB // 3), 256))) + stream.flush()


def chunked(pieces: Iterator[bytes] | Pieces) -> Pieces:
    """Frame pieces as chunks, without the last one."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    for piece in pieces:
        if isinstance(piece, bytes):
            yield b"%x\r\n%s\r\n" % (len(piece), piece)


def listed(links: bytes, more: bytes = b"") -> Pieces:
    """Send a list page in the site's markup."""
    return answer(
        b'<html><body><div class="news-list"><ul class="list-index">'
        + links
        + b"</ul>"
        + more
        + b"</div></body></html>"
    )


def item(address: bytes, title: bytes = b"Warga Berkumpul") -> bytes:
    """Make one item of a list."""
    return (
        b'<li class="row"><h2><a href="' + address + b'">' + title + b"</a></h2>"
        b'<div class="list-info"><span><i class="material-icons">access_time</i>Selasa, 06 Oktober 2026 12:30 WIB'
        b"</span></div></li>"
    )


def invented(asked: Asked) -> Pieces:
    """List articles that there were never before, and lead to another page."""
    first = 155_000 - 50 * asked.nth
    links = b"".join(item(b"/read/%d/dikarang" % id_) for id_ in range(first, first - 50, -1))
    page = b'<a rel="next" href="/berita/terkini?page=%d">berikut</a>' % (asked.nth + 2)
    return listed(links, b'<ul class="pagination"><li>' + page + b"</li></ul>")


def led_on(address: str) -> Answering:
    """Send the good list page whatever page is asked for, with the given one as the next."""
    return lambda asked: answer(
        asked.good.replace(b"</body>", f'<a rel="next" href="{address.format(nth=asked.nth)}">x</a></body>'.encode())
    )


ODD_HREFS = (
    b"javascript:alert(1)", b"data:text/html,x", b"file:///etc/passwd", b"//[::1", b"http://[", b"/read/", b"/read/0/x",
    b"/read/-5/x", b"/read/99999999999999999999999/x", b"/read/1e9/x", b"\x00/read/155968/x", b"/read/155968/%ff%fe",
    b"/read/155968/..%2f..%2f", b"http://user:pw@127.0.0.1:1/read/3/x", b"http://127.0.0.2/read/4/x",
    b"HTTP://\xe2\x92\x88.example/read/5/x", b"/read/\xd9\xa1\xd9\xa2/x", b" \t\r\n",
    b"/read/155967/x", b"/read/6/" + b"x" * 70_000,
    b"mailto:a@b", b"#", b"?page=99999999999999999999", b"http://127.0.0.1:99999/read/7/x", b"/read/8/\x1b[2J",
)  # fmt: skip

URLSET = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
INDEX = b'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def many_urls() -> bytes:
    """Make a sitemap of 10^6 addresses, in gzip; unpacked it has 38 MB, and sitemaps.org allows 50."""
    return gzip.compress(
        URLSET + b"".join(b"<url><loc>/read/%d/a</loc></url>\n" % n for n in range(1, 10**6)) + b"</urlset>", 1
    )


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a0 "/read/1/x">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 11))
    + b'<!ENTITY f SYSTEM "file:///etc/hostname">]><urlset><url><loc>&a10;</loc></url><url><loc>&f;</loc></url></urlset>'
)


def further_index(asked: Asked) -> Pieces:
    """Send an index of two more indexes, for ever."""
    parts = b"".join(
        b"<sitemap><loc>%s/sitemap-%d-%d.xml</loc></sitemap>" % (asked.origin.encode(), asked.nth, n) for n in (1, 2)
    )
    return answer(INDEX + parts + b"</sitemapindex>", kind="application/xml")


def rules(text: str | bytes) -> Answering:
    """Send a robots.txt."""
    return said(text.encode() if isinstance(text, str) else text, kind="text/plain")


def many_rules() -> bytes:
    """Make 10 MB of a robots.txt; when it is asked for, since each worker imports all scenarios."""
    return b"".join(b"Disallow: /x%d\n" % n for n in range(650_000))


def one_a_second(asked: Asked) -> Pieces:
    """Send the good page at one byte a second."""
    for piece in answer(asked.good):
        assert isinstance(piece, bytes)
        for byte in piece:
            yield bytes((byte,))
            yield 1.0


def trickled_head(_: Asked) -> Pieces:
    """Send headers at one a second, for ever."""
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-Wait: 1\r\n"
        yield 1.0


def flood(head: bytes, again: bytes) -> Answering:
    """Send something, and then something else for ever."""

    def flooding(_: Asked) -> Pieces:
        yield head
        yield from repeat(again)

    return flooding
