"""Makes links of what stands in the cells of tables and has a page of its own."""

import re

from datasette.utils import tilde_encode
from markupsafe import Markup

from arsip.web.rendering import article, bare, is_web, name, query, shortened
from arsip.web.site import NAME
from scraper.clock import in_jakarta

_KEYS = frozenset({"key", "from_key", "to_key", "on_key"})
_CAPTURES = frozenset({"capture", "revisit_of"})
_HASHES = frozenset({"content_hash", "text_hash", "payload_digest"})
_SHORT = 8
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", re.ASCII)
"""A moment as the archive writes it; JSON and CSV of the same rows show it as it is."""


def cell(column: str, value: object) -> Markup | None:
    """Return how a value looks; None where Datasette knows best.

    Args:
        column: its name, whatever table or query it is of.
        value: of the column; where it names a row of another table, a dictionary of `value` and `label`.
    """
    label: object = None
    if isinstance(value, dict):
        label, value = value["label"], value["value"]
    if isinstance(value, int):
        return _article(value, label) if column in _KEYS and value else None
    return _text(column, value) if isinstance(value, str) and value else None


def _article(key: int, label: object) -> Markup:
    link = Markup('<a href="{}">{}</a>')
    if label in {None, key, str(key)}:
        return link.format(article(key), name(key))
    return link.format(article(key), label) + Markup(" <small>{}</small>").format(name(key))


def _text(column: str, value: str) -> Markup | None:
    if column in _CAPTURES:
        row = f"/{NAME}/captures/{tilde_encode(value)}"
        short = Markup('<a href="{}" title="{}">{}…</a>').format(row, value, bare(value)[:_SHORT])
        return short + Markup(' <a href="{}">raw</a>').format(f"/raw/{bare(value)}")
    if column in _HASHES:
        return Markup('<span title="{}">{}…</span>').format(value, value[:_SHORT])
    if column == "person":
        return Markup('<a href="{}">{}</a>').format(f"/search{query(reporter=value)}", value)
    if _MOMENT.fullmatch(value) and (there := in_jakarta(value)) != value:
        return Markup('<time datetime="{}" title="{} UTC">{} WIB</time>').format(value, value, there)
    if is_web(value):
        link = Markup('<a href="{}" rel="external noreferrer nofollow" title="{}">{}</a>')
        return link.format(value, value, shortened(value))
    return None
