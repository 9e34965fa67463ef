"""What changed between two versions of an article, by the word."""

import asyncio

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.api.text_diff import diff_paragraphs, diff_words
from arsip.web.formatting import article
from arsip.web.site import read
from arsip.web.views.article import missing, requested_key
from arsip.web.views.responses import not_found, render, whole_number
from scraper.archive.database import Database
from scraper.archive.history import History, Record
from scraper.items import HASHED


async def page(datasette: Datasette, request: Request) -> Response:
    """Show what changed between two versions; between the last two where none are named."""
    try:
        key = requested_key(request)
        before, after = whole_number(request, "from"), whole_number(request, "to")
    except ValueError as error:
        return await not_found(datasette, request, "No such article or version", str(error))
    older, newer, number = await read(datasette, lambda db: _pair(db, key, before, after))
    if older is None or newer is None:
        return await missing(datasette, request, key)
    context = {
        "older": older,
        "newer": newer,
        "count": number,
        "back": article(key),
        "changed": await asyncio.to_thread(_diff, older, newer),  # long texts take a while
    }
    return await render(datasette, request, "comparison.html", context)


def _pair(db: Database, key: int, before: int | None, after: int | None) -> tuple[Record | None, Record | None, int]:
    """Return two versions, and how many there are."""
    history = History(db, key)
    after = len(history) if after is None else after
    before = after - 1 if before is None else before
    return history.version(before), history.version(after), len(history)


def _diff(older: Record, newer: Record) -> list[tuple[str, list[object]]]:
    """Compare the fields that differ: the text by its paragraphs, any other as a whole."""
    changed: list[tuple[str, list[object]]] = []
    for field in HASHED:
        if older[field] != newer[field]:
            old, new = str(older[field] or ""), str(newer[field] or "")
            changed.append((field, list(diff_paragraphs(old, new)) if field == "body" else [diff_words(old, new)]))
    return changed
