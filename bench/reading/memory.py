"""How much memory reading a page takes; each page is read in a process of its own.

Python's allocator gives the tree its memory too, so that tracemalloc sees all of it; the growth of the process is what
the system sees. A tree takes about 1.4 MB however small the page is, so pages are measured twice: as they are, and
with their longest paragraph without a link repeated to some 2 MB, where the page's size is all that counts.
"""

import re
import resource
import sys
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from scraper.parser import Refusal, parse_article

_LARGE = 2_000_000
_PARAGRAPH = re.compile(rb"<p\b[^>]*>(?:(?!<[ap]\b).)+?</p>", re.DOTALL)
_STATUS = Path("/proc/self/status")
_KILOBYTE = 1 if sys.platform == "darwin" else 1024


class Memory(NamedTuple):
    """What reading a page takes, in bytes: the most that Python's allocator gave away, and the process's growth."""

    peak: int
    grown: int


def measure(html: bytes, url: str) -> Memory:
    """Measure in a process that has read no page before."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_measure_here, html, url).result()


def enlarged(html: bytes) -> bytes:
    """The page with its longest paragraph without a link repeated until it is large."""
    longest = max(_PARAGRAPH.findall(html), key=len)
    return html.replace(longest, longest * (_LARGE // len(longest)), 1)


def _measure_here(html: bytes, url: str) -> Memory:
    """Measure in this process: its growth first, since tracing takes memory too."""
    with suppress(Refusal):
        parse_article(b"<p>", url)  # imports what is imported late
    before = _highest()
    parse_article(html, url)
    grown = max(0, _highest() - before)  # the system counts by and by
    tracemalloc.start()
    parse_article(html, url)
    return Memory(tracemalloc.get_traced_memory()[1], grown)


def _highest() -> int:
    """The most bytes that this process has had in memory.

    Linux hands the figure of `getrusage` down from the process that started this one, and gives its own in /proc.
    """
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KILOBYTE
