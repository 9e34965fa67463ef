"""Owns what is too much to parse: a page whose tree would be out of proportion to its size is refused.

Measured in November 2026 on selectolax 1.0: an element takes the parser 190 bytes, a text 140, an attribute 75 and its
text, so the three bytes of `<b>` take a hundred times their size. An element that is nested n deep takes n steps, the
nth attribute of an element n, the nth name on a page n / 20. Formatting (`a`, `b`, `i`) that is left open is made again
in every paragraph after it (the HTML standard, 13.2.4.3), and once for each element that its end tag reaches over
(13.2.6.4.7): 8 KB of `<b i=1>` and `<p>x` take 100 MB.

A look at the formatting clears an ordinary page. Any other is parsed first in a process of its own, whose memory and
time are limited, and counted there: a twentieth of a second, or a few seconds where a page is made to do harm.
"""

import os
import re
import resource
import subprocess
import sys
from collections import Counter
from math import inf

from selectolax.lexbor import LexborHTMLParser

MAX_SIZE = 4_000_000
"""Bytes of a page; the site's are of 26 to 200 thousand."""

_MOST_TAGS = 200_000
_ORDINARY_SIZE, _ORDINARY_TAGS = 250_000, 5_000
"""A page of no more bytes and tags than these can do harm only by formatting that is left open."""

_LONGEST_TAG = 40_000
"""Bytes: 250,000 of attributes of one element take four seconds, as each is compared with all before it."""

_SHARE = 20
"""A tree may take this many times the page's size, and some bytes more; the rest is for what is read off it."""

_SPARE, _SPARE_TO_MAKE_AGAIN = 8_000_000, 32_000_000
_MOST_STEPS = 20_000_000
"""6,000 elements in each other, 4,000 attributes of one element, or 20,000 names."""

_TOO_MUCH = "it takes more memory or time than a page of its size may"
_TRIAL_MEMORY = 256_000_000
_TRIAL_SECONDS = 4
"""Of computing; the largest page of sound markup takes 0.4."""

_BLANKS = rb"[ \t\n\f\r]*+"
_VALUE = rb"(?:\"[^\"<>]{0,400}+\"|'[^'<>]{0,400}+'|[^ \t\n\f\r\"'<>]{1,400}+(?=[ \t\n\f\r>]))"
_MOST = rb"(?:[\w:-]{1,40}+=\"[^\"<>]{0,400}+\" ?+){0,8}+>"  # what most tags have, and faster
_ANY = _BLANKS + rb"(?:[\w:-]{1,40}+(?:=" + _VALUE + rb")?+" + _BLANKS + rb"){0,8}+/?+>"
_ATTRIBUTES = rb"[ \t\n\f\r/](?:" + _MOST + rb"|" + _ANY + rb")"
_REST = rb"(?:>|" + _ATTRIBUTES + rb")"
_LEFT_OPEN = re.compile(
    rb"<(?=[abcefinstuABCEFINSTU])"
    rb"(?:[aA](?=[ \t\n\f\r/])(?!" + _ATTRIBUTES + rb")"
    rb"|([bisuBISU]|[bcefnstBCEFNST](?i:ig|m|mall|obr|ode|ont|t|trike|trong))(?=[ \t\n\f\r/>])"
    rb"(?!" + _REST + rb"[^<]*+</\1>)(" + _REST + rb")?)"
)
"""Formatting that may be left open: all but `<b>text</b>`; its name and the rest of its tag.

There is no rest where a tag may have any number of attributes. Of links only such are found: each ends the one before,
so that no more than one is open.
"""

_ALIKE = 3
"""How many elements of formatting that are the same are made again (13.2.4.3)."""

_LINK = re.compile(rb"<[aA][ \t\n\f\r/][^>]*")
_LONGEST_LINK = 8 * 450


def excess_of_size(size: int) -> str | None:
    """Say whether a page of so many bytes is too much to read; None where it is not."""
    if size <= MAX_SIZE:
        return None
    return f"{size / 1e6:.1f} MB, more than the {MAX_SIZE / 1e6:.0f} MB that a page may have"


def excess_of(html: bytes, size: int) -> str | None:
    """Say what of a page is too much to parse; None where nothing is.

    Args:
        html: the page as the parser gets it, in UTF-8.
        size: of the page as received, in bytes.
    """
    tags = html.count(b"<")
    is_ordinary = len(html) <= _ORDINARY_SIZE and tags <= _ORDINARY_TAGS and not _has_long_tag(html)
    if is_ordinary and _made_again(html, tags) <= _SPARE_TO_MAKE_AGAIN:
        return None
    if tags > _MOST_TAGS:
        return f"{tags} tags, more than the {_MOST_TAGS} that a page may have"
    return _excess_in_trial(html, size)


def excess_of_soup(tree: LexborHTMLParser, size: int) -> str | None:
    """Say what of a page is too much for BeautifulSoup's tree of it, which takes five times as much as the parser's.

    Args:
        tree: of the page.
        size: of its markup.
    """
    elements = len(tree.css("*"))
    if elements <= 4_000 + size // 140:  # an element takes up to 4 KB; the site's pages have one to 75 bytes
        return None
    return f"{elements} elements, more than a page of its size may have for the generic parser"


def _has_long_tag(html: bytes) -> bool:
    """Whether a tag, with the text behind it, has room for attributes that take a tenth of a second."""
    half = _LONGEST_TAG // 2  # one that is longer fills half its length from a multiple of that on
    starts = range(0, len(html) - half, half) if len(html) > _LONGEST_TAG else ()
    return any(b"<" not in html[start : start + half] for start in starts) and (
        max(map(len, html.split(b"<"))) > _LONGEST_TAG
    )


def _made_again(html: bytes, tags: int) -> float:
    """How many bytes the formatting that is left open takes, or more, made again wherever it can be."""
    left = _LEFT_OPEN.findall(html, 0, html.rfind(b">") + 1)  # a tag that is cut off is none
    if any(not rest for _, rest in left):
        return inf
    costs = [_cost_of(rest) for (_, rest), times in Counter(left).items() for _ in range(min(times, _ALIKE))]
    most = tags * _copied([*costs, _cost_of(b"x" * _LONGEST_LINK)])
    if most <= _SPARE_TO_MAKE_AGAIN:
        return most
    return tags * _copied([*costs, _cost_of(max(_LINK.findall(html), key=len, default=b""))])


def _cost_of(rest: bytes) -> int:
    """Bytes that an element takes, of no more than eight attributes."""
    return 200 if rest == b">" else 1_000 + len(rest) * 5 // 4


def _copied(costs: list[int]) -> int:
    """Bytes that a tag can copy of open formatting.

    It copies all of it where it ends a paragraph, and again where an end tag of formatting reaches over its element; an
    end tag copies three others besides.
    """
    return sum(costs) + max(sum(costs), min(3, len(costs) - 1) * max(costs))


def _excess_in_trial(html: bytes, size: int) -> str | None:
    """Parse a page in a process of its own and say what of it is too much.

    Raises:
        CalledProcessError: the process failed before it reached the page.
    """
    trial = subprocess.run(  # noqa: S603 - this very file
        [sys.executable, "-P", __file__, str(size)],
        input=html,
        capture_output=True,
        check=False,
        process_group=0,  # Ctrl-C must not be taken for a fault of the page
        env={**os.environ, "LC_ALL": "C"},  # the table of a locale may take as much memory as the trial has
    )
    if trial.returncode == 0 and trial.stdout:
        return trial.stdout.decode().strip() or None
    if trial.returncode > 0:
        trial.check_returncode()
    return _TOO_MUCH  # a signal ended it


def _excess_of_markup(html: bytes, size: int) -> str | None:
    """Parse a page, at whatever it costs, and say what of it is too much."""
    tree = LexborHTMLParser(html)
    elements = texts = attributes = steps = 0
    depths, names = dict[int, int](), set[str]()
    for node in tree.root.traverse(include_text=True) if tree.root is not None else ():
        if not node.is_element_node:
            texts += 1
            continue
        depth = depths[node.mem_id] = depths.get(node.parent.mem_id, 0) + 1 if node.parent is not None else 0
        steps += depth + len(node.attributes) ** 2
        attributes += len(node.attributes)
        elements += 1
        names.update(node.attributes)
    in_templates = sum(len(node.html or "") for node in tree.css("template"))  # what is in them is no part of the tree
    memory = 190 * elements + 140 * texts + 100 * attributes + 50 * in_templates + 2 * len(tree.html or "")
    if memory > _SHARE * size + _SPARE:
        return "it has more markup than a page of its size may have"
    if steps + len(names) ** 2 // 20 > _MOST_STEPS:
        return "its elements nest too deep, or have too many attributes"
    return None


def _try(size: int) -> str:
    """Judge the page that comes in, within limits; an empty line where nothing is too much."""
    html = sys.stdin.buffer.read()
    for limit, most in ((resource.RLIMIT_AS, _TRIAL_MEMORY), (resource.RLIMIT_CPU, _TRIAL_SECONDS)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    try:
        return _excess_of_markup(html, size) or ""
    except Exception:  # noqa: BLE001 - out of memory, which anything may fail of
        return _TOO_MUCH


if __name__ == "__main__":
    print(_try(int(sys.argv[1])), flush=True)
    os._exit(0)  # a large tree takes long to take down
