"""Tells the page that stands in for every page while the site is being worked on."""

import re

from scraper.reader.page import OG_TYPE, Page
from scraper.reader.text import Verdict, blocks, line
from scraper.reader.walk import Node

MAINTENANCE = "the page says that the site is being maintained"

_WORK = r"(?:perbaikan|pemeliharaan|perawatan|maintenance)"
_SAYS = re.compile(
    rf"\b(?:sedang|tengah|masih)\s+(?:dalam\s+|menjalani\s+|dilakukan\s+|melakukan\s+)?(?:masa\s+|proses\s+)?{_WORK}\b"
    rf"|\bdalam\s+(?:masa\s+|proses\s+)?{_WORK}\b|\bsedang\s+(?:diperbaiki|dipelihara)\b"
    r"|\b(?:under|(?:down|closed|unavailable|offline)\s+(?:for|due\s+to))\s+(?:scheduled\s+|routine\s+)?maintenance\b"
    r"|\b(?:site|scheduled)\s+maintenance\b|\bmaintenance\s+mode\b|^maintenance$",
    re.IGNORECASE,
)
_HEADLINES = "head title, h1"
_SHORT = 150
"""Words beside the links; a page that stands in for all others says little more."""


def says_maintenance(page: Page) -> bool:
    """Whether a page that is no article says that the site is being maintained.

    It must say so in its title or headline, or anywhere where it says little else. A page that calls itself an article
    does not count, nor does what a link says: a headline about a bridge under repair is no notice.
    """
    if page.tree.css_first(OG_TYPE) is not None or page.tree.body is None:
        return False
    if any(_SAYS.search(line(node) or "") for node in page.tree.css(_HEADLINES)):
        return True
    text = " ".join(blocks(page.tree.body, {"a": _cut}))
    return len(text.split(maxsplit=_SHORT)) <= _SHORT and _SAYS.search(text) is not None


def _cut(_: Node) -> Verdict:
    return "cut"
