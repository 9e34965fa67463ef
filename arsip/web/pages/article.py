"""The page of an article, as it is or as it was in a version; where it is not archived, what is known of it."""

from pathlib import Path

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.api.citation import sentence
from arsip.web.citing import bibtex
from arsip.web.curve import HEIGHT, WIDTH, curve
from arsip.web.pages.answering import nothing, rendered, whole
from arsip.web.reading.article import Told, told
from arsip.web.rendering import article, name
from arsip.web.site import read, site_of
from scraper.archive.history import why_missing
from scraper.urls import key_of, reference
from scraper.warc.reader import WarcError, file_in


async def page(datasette: Datasette, request: Request) -> Response:
    """Show an article."""
    try:
        key = named(request)
    except ValueError as error:
        return await nothing(datasette, request, "No such article", str(error))
    if request.path != article(key):
        return Response.redirect(article(key, version=request.args.get("version")))
    try:
        version = whole(request, "version")
    except ValueError:
        return await nothing(datasette, request, "No such version", "Versions are counted from 1.")
    found = await read(datasette, lambda db: told(db, key, version))
    if found is None:
        return await missing(datasette, request, key)
    return await rendered(datasette, request, "article.html", _context(found, site_of(datasette).warc))


def named(request: Request) -> int:
    """Return the key of the article that an address names.

    Raises:
        ValueError: where it names none.
    """
    return key_of(*reference(request.url_vars["name"]))


async def missing(datasette: Datasette, request: Request, key: int) -> Response:
    """Say that an article, or a version of it, is not here, and what is known of it."""
    if await read(datasette, lambda db: told(db, key, None)) is not None:
        why = f"Article {name(key)} has no such version."
        return await nothing(datasette, request, "No such version", why, back=article(key))
    why = await read(datasette, lambda db: why_missing(db, key, archive="the archive"))
    return await nothing(datasette, request, f"Article {name(key)} is not archived", f"{why[0].upper()}{why[1:]}.")


def _context(found: Told, warc: Path) -> dict[str, object]:
    reporters = [person for role, person in found.persons if role == "reporter"]
    has_photo = found.photo is not None and _is_there(warc, found.photo[1])
    return {
        "told": found,
        "record": found.record,
        "history": sorted(
            [(version.fetched_at, "version", version) for version in found.versions]
            + [(spell.since, "absence", spell) for spell in found.absences],
            key=lambda event: event[0],
        ),
        "curve": curve(found.counters),
        "box": (WIDTH, HEIGHT),
        "photo": found.photo[0] if found.photo is not None and has_photo else None,
        "citation": sentence(found.record, found.source),
        "bibtex": bibtex(found.record, found.source, reporters),
    }


def _is_there(warc: Path, name: str) -> bool:
    try:
        return file_in(warc, name).is_file()
    except WarcError:
        return False
