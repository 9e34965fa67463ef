"""What parsing a page costs, measured in a process of its own, and pages made to cost much."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

PAGES = Path(__file__).parents[2] / "pages"
FULL = (PAGES / "mobile-full.html").read_bytes()
URL = "https://m.beritajakarta.id/read/140210/x"
LIST_URL = "https://m.beritajakarta.id/kategori/ekonomi"
PATIENCE = 120
"""Seconds; what hangs takes hours."""

_CHILD = """
import resource, sys
from pathlib import Path
from scraper.parser import Refusal, own_url, parse_article, parse_list

def call(html):
    for entry in (
        lambda: parse_article(html, sys.argv[2]),
        lambda: parse_list(html, sys.argv[3]),
        lambda: own_url(html),
    ):
        try:
            entry()
        except Refusal as error:
            print(error.reason.encode("ascii", "replace").decode())
        else:
            print("read")

warm = Path(sys.argv[4]).read_bytes()
for page in (warm, warm + b"\\xff", b"<h1>x</h1><p>kata"):  # whatever is imported when it is first needed
    call(page)
html = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
call(html)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * (1 if sys.platform == "darwin" else 1024))
"""


class Cost(NamedTuple):
    """What reading took.

    Attributes:
        memory: bytes beyond what the process had before.
        said: `read`, or why not, by `parse_article`, `parse_list` and `own_url`.
    """

    memory: int
    said: list[str]


def cost_of(html: bytes, folder: Path) -> Cost:
    """Read a page in a process of its own, by each of the three ways to read one.

    Raises:
        subprocess.TimeoutExpired: it hangs.
        subprocess.CalledProcessError: something else than a Refusal came out.
    """
    page = folder / "page.html"
    page.write_bytes(html)
    words = [sys.executable, "-c", _CHILD, str(page), URL, LIST_URL, str(PAGES / "mobile-full.html")]
    lines = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout.splitlines()
    return Cost(int(lines[-1]), lines[-4:-1])


def within(opening: bytes, what: bytes, page: bytes = FULL) -> bytes:
    """Put something at the beginning of an element of a page."""
    before, found, after = page.partition(opening)
    assert found
    tag, end, rest = after.partition(b">")
    return before + found + tag + end + what + rest


def _many(form: bytes, count: int) -> bytes:
    return b"".join(form % each for each in range(count))


_TEXT = b'<div class="content-body"'
_PATHS = ["div", "a", "p", "b", "td", "table", "select", "svg", "template", "li", "button", "object", "font", "math"]
COSTLY: dict[str, Callable[[], bytes]] = {
    **{f"{name} in {name}": lambda name=name: f"<{name}>".encode() * 50_000 for name in _PATHS},  # type: ignore[misc]
    "names": lambda: _many(b"<i a%d></i>", 60_000),
    "attributes of one element": lambda: b"<b " + _many(b"a%d ", 8_000) + b">",
    "attributes after a quoted end": lambda: b"<b " + _many(b'a%d=">"', 60_000) + b">",
    "attributes of few bytes": lambda: b"<b a b c>" * 100_000,
    "attributes of the body": lambda: _many(b"<body a%d>", 20_000),
    "formatting left open": lambda: b"<p>" + _many(b"<b i=%d>", 300) + b"<p>x" * 1000,
    "formatting closed in a comment": lambda: _many(b"<p><b i=%d><!-- </b> -->", 300) + b"<p>x" * 1000,
    "formatting closed in a value": lambda: _many(b"<p><b i=%d><i x='</b>'></i>", 300) + b"<p>x" * 1000,
    "formatting closed in a script": lambda: _many(b"<p><b i=%d><script></b></script>", 300) + b"<p>x" * 1000,
    "formatting closed in a table": lambda: _many(b"<p><b i=%d><table></b></table>", 300) + b"<p>x" * 1000,
    "formatting closed in a picture": lambda: (
        _many(b"<p><b i=%d><svg><foreignObject></b></foreignObject></svg>", 300) + b"<p>x" * 1000
    ),
    "formatting before another end tag": lambda: b"<p>" + _many(b"<b i=%d>x</q>", 300) + b"<p>x" * 1000,
    "a long link left open": lambda: b"<p><a href='" + b"x" * 50_000 + b"'>" + b"<p>x" * 4000,
    "a link whose quotes do not pair": lambda: (
        b"<p><a x=" + b"x" * 400 + b'y="a b="> ' + _many(b"a%d ", 9000) + b'">' + b"<p>x" * 3000
    ),
    "a link of the longest values": lambda: b"<p><a " + _many(b"a%d='" + b"x" * 395 + b"' ", 8) + b">" + b"<p>x" * 2400,
    "formatting of all names left open": lambda: (
        b"<p>" + b"".join(b"<%b>" % name * 3 for name in b"b i u s em tt big code font nobr".split()) + b"<p>x" * 700
    ),
    "attributes of a paragraph": lambda: b"<p " + _many(b"%x ", 40_000) + b">",
    "names of a small page": lambda: b"".join(
        b"<q " + b" ".join(b"a%x" % each for each in range(first, first + 8)) + b">" for first in range(0, 32_000, 8)
    ),
    "a link with many attributes left open": lambda: b"<p><a x='>' " + _many(b"a%d ", 3000) + b">" + b"<p>x" * 3000,
    "end tags out of turn": lambda: b"<b><i><u><s>" + b"<div>" * 400 + b"</b></i></u></s>" * 1000,
    "texts beside a table": lambda: b"<table>" + b"x<i></i>" * 50_000,
    "cells without rows": lambda: b"<table>" + b"<td></tbody>" * 50_000,
    "a script in a picture": lambda: b"<svg><script><" + b'<a x="' * 150_000,
    "scripts full of tags": lambda: b"<script>" + b"x<y " * 190_000,
    "plain text full of tags": lambda: b"<plaintext>" + b"<b>" * 50_000,
    "comments": lambda: b"<!>" * 190_000,
    "a comment without end": lambda: b"<!--" + b"-" * 7_000_000,
    "a value without end": lambda: b'<b a="' + b"x" * 7_000_000,
    "20 MB of text": lambda: b"kata " * 4_000_000,
    "20 MB of NUL": lambda: b"\0" * 20_000_000,
    "7 MB of NUL": lambda: b"\0" * 7_000_000,
    "7 MB of text": lambda: b"kata " * 1_400_000,
    "4 MB of entities": lambda: b"&amp;" * 700_000,
    "UTF-16": lambda: ("\ufeff" + "<b>" * 60_000).encode("utf-16-le"),
    "bytes of Windows": lambda: b"\xff " * 1_000_000,
    "bytes of Windows among letters": lambda: b"\x93\xc3\xa9" * 700_000,
    "encoded twice": lambda: b"\xc3\x83\xc2\xa9 " * 500_000,
    "surrogates": lambda: b"\xed\xa0\x80" * 700_000,
    "charsets": lambda: b"<meta charset=" * 500_000 + b"\xff",
    "links in the text": lambda: within(_TEXT, _many(b'<a href="/read/%d/x">kata lain</a> ', 100_000)),
    "names with links in the text": lambda: within(
        _TEXT, b"<p>" + _many(b'<a href="/read/%d/x">Nama</a> kata ', 40_000)
    ),
    "labels before a read-also": lambda: within(
        _TEXT, b"<p>" + b"baca juga " * 100_000 + b'kata <a class="read-also" href="/read/7/x">kata</a>'
    ),
    "fewer links in the text": lambda: within(_TEXT, _many(b'<a href="/read/%d/x">kata lain</a> ', 40_000)),
    "read-also in the text": lambda: within(
        _TEXT, b"<p>" + _many(b'Baca juga: <a class="read-also" href="/read/%d/x">kata</a> ', 30_000)
    ),
    "paragraphs": lambda: within(_TEXT, b"<p>kata kata lagi</p>" * 60_000),
    "related": lambda: within(b'<ul class="list-index', _many(b'<li><h2><a href="/read/%d/x">T</a></h2></li>', 20_000)),
    "a date of digits": lambda: FULL.replace(b"access_time</i>", b"access_time</i>" + b"1" * 100_000),
    "marks in a row": lambda: within(_TEXT, b"<p>a" + b"\xcc\x81\xcc\xa3" * 400_000),
    "marks in an address": lambda: within(
        _TEXT, b'<a class="read-also" href="/read/1/a' + b"%CC%81%CC%A3" * 100_000 + b'">T</a>'
    ),
    "labels": lambda: FULL.replace(b"person</i>", b"person</i>" + b"Reporter: " * 20_000),
}
"""Pages by what is too much about them."""
