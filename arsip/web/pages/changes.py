"""What changed between two versions of an article, by the word."""

import asyncio

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.api.text_diff import diff_paragraphs, diff_words
from arsip.web.pages.answering import nothing, rendered, whole
from arsip.web.pages.article import missing, named
from arsip.web.reading.article import pair
from arsip.web.rendering import article
from arsip.web.site import read
from scraper.archive.history import Record
from scraper.items import HASHED


async def page(datasette: Datasette, request: Request) -> Response:
    """Show what changed."""
    try:
        key = named(request)
        before, after = whole(request, "from"), whole(request, "to")
    except ValueError as error:
        return await nothing(datasette, request, "No such article or version", str(error))
    found = await read(datasette, lambda db: pair(db, key, before, after))
    if found is None:
        return await missing(datasette, request, key)
    older, newer, count = found
    context = {
        "older": older,
        "newer": newer,
        "count": count,
        "back": article(key),
        "changed": await asyncio.to_thread(_changed, older, newer),
    }
    return await rendered(datasette, request, "changes.html", context)


def _changed(older: Record, newer: Record) -> list[tuple[str, list[object]]]:
    """Compare all fields that are otherwise, which takes a while where texts are long."""
    return [(field, _compared(field, older, newer)) for field in HASHED if older[field] != newer[field]]


def _compared(field: str, older: Record, newer: Record) -> list[object]:
    """Compare a field: the text by its paragraphs, anything else as a whole."""
    old, new = (str(record[field] or "") for record in (older, newer))
    return list(diff_paragraphs(old, new)) if field == "body" else [diff_words(old, new)]
