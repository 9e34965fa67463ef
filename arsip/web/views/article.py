"""The page of an article, as it is or as it was in a version; where it is not archived, what is known of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.api.citation import Source, proof, sentence
from arsip.web.charts.curve import curve
from arsip.web.formatting import article
from arsip.web.site import read, rows, site_of
from arsip.web.views.responses import not_found, render, whole_number
from scraper.archive.database import Database
from scraper.archive.history import History, Record, why_missing
from scraper.clock import day_in_jakarta
from scraper.items import WEB_ARCHIVES
from scraper.urls import article_name, key_of, reference
from scraper.warc.reader import file_in
from scraper.warc.records import WarcError

_LINKS = """
    SELECT l.kind, l.to_key, l.url, coalesce(l.title, a.title) AS title, coalesce(l.date, a.date) AS date,
           a.key IS NOT NULL AS archived
    FROM links l LEFT JOIN articles a ON a.key = l.to_key
    WHERE l.from_key = ? ORDER BY l.kind DESC, l.position
"""
_LINKED_FROM = """
    SELECT DISTINCT a.key, a.lang, a.title, a.date FROM links l JOIN articles a ON a.key = l.from_key
    WHERE l.to_key = ? AND l.from_key <> l.to_key ORDER BY a.date DESC, a.key DESC LIMIT 10
"""
_COUNTERS = """
    SELECT max(fetched_at) AS fetched_at, source, views FROM view_counts WHERE key = ? AND views IS NOT NULL
    GROUP BY coalesce(date(fetched_at, '+7 hours'), fetched_at), source ORDER BY 1, 2
"""
"""The last of each day in Jakarta and source: what stands in every popular list is seen thousands of times."""

_PHOTO = """
    SELECT capture, warc FROM captures WHERE url = ? AND outcome = 'photo'
    ORDER BY fetched_at DESC, capture DESC LIMIT 1
"""
_REPORTERS = "SELECT person FROM bylines WHERE key = ? AND role = 'reporter' ORDER BY position"

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{letter: f"\\{letter}" for letter in "{}&%$#_"},
    }
)
_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


async def page(datasette: Datasette, request: Request) -> Response:
    """Show an article."""
    try:
        key = requested_key(request)
    except ValueError as error:
        return await not_found(datasette, request, "No such article", str(error))
    if request.path != article(key):
        return Response.redirect(article(key, version=request.args.get("version")))
    try:
        version = whole_number(request, "version")
    except ValueError:
        return await not_found(datasette, request, "No such version", "Versions are counted from 1.")
    found = await read(datasette, lambda db: _find(db, key, version))
    if found is None:
        return await missing(datasette, request, key)
    capture, warc = found["photo"] or (None, None)
    photo = capture if warc is not None and _is_there(site_of(datasette).warc, warc) else None
    return await render(datasette, request, "article.html", {**found, "photo": photo})


def requested_key(request: Request) -> int:
    """Return the key of the article that an address names.

    Raises:
        ValueError: it names none.
    """
    return key_of(*reference(request.url_vars["name"]))


async def missing(datasette: Datasette, request: Request, key: int) -> Response:
    """Say that an article, or a version of it, is not archived, and what is known of it."""
    if await read(datasette, lambda db: History(db, key).at()) is not None:
        why = f"Article {article_name(key)} has no such version."
        return await not_found(datasette, request, "No such version", why, back=article(key))
    why = await read(datasette, lambda db: why_missing(db, key, archive="the archive"))
    return await not_found(
        datasette, request, f"Article {article_name(key)} is not archived", f"{why[0].upper()}{why[1:]}."
    )


def _find(db: Database, key: int, version: int | None) -> dict[str, Any] | None:
    """Read the context of the template: of a version as it was first seen, or of what holds now; None without one."""
    history = History(db, key)
    newest = history.at()
    if newest is None:
        return None
    versions = history.versions()
    is_newest = version in {None, len(versions)}
    record = newest if is_newest else history.version(version or 0)
    if record is None:
        return None
    source = Source.of(db, record["capture"])
    counters = rows(db, _COUNTERS, key)
    events: list[tuple[str, str, object]] = [(each.fetched_at, "version", each) for each in versions]
    events += [(each.since, "absence", each) for each in history.absences]
    events.append((newest["last_seen"], "seen", None))  # after the version of that moment
    return {
        "record": record,
        "newest": newest,
        "is_newest": is_newest,
        "versions": versions,
        "history": sorted(events, key=lambda event: event[0]),
        "links": rows(db, _LINKS, key) if is_newest else [],  # they are kept of the newest reading only
        "linked_from": rows(db, _LINKED_FROM, key),
        "counters": counters,
        "curve": curve(counters),
        "source": source,
        "web_archives": WEB_ARCHIVES,
        "citation": sentence(record, source),
        "bibtex": bibtex(record, source, [person for (person,) in db.execute(_REPORTERS, [key])]),
        "photo": db.execute(_PHOTO, [record["photo_url"]]).fetchone() if record["photo_url"] else None,
    }


def _is_there(warc: Path, name: str) -> bool:
    try:
        return file_in(warc, name).is_file()
    except WarcError:
        return False


def bibtex(record: Record, source: Source, reporters: Sequence[str]) -> str:
    """Cite a version of an article as BibTeX (biblatex's `@online`); reporters are the persons in its byline."""
    fields = {
        "author": " and ".join(f"{{{_tex(person)}}}" for person in reporters),
        "title": f"{{{_tex(record['title'])}}}",
        "date": record["date"],
        "organization": source.publisher,
        "url": "" if source.is_made_up else record["url"].translate(_URL),
        "urldate": day_in_jakarta(record["fetched_at"]),
        "langid": "english" if record["lang"] == "en" else "indonesian",
        "note": _tex(proof(record, source)),
    }
    label = f"beritajakarta-{article_name(record['key']).replace('/', '-')}"
    lines = [f"  {field:<12} = {{{value}}}," for field, value in fields.items() if value]
    return "\n".join([f"@online{{{label},", *lines, "}"])


def _tex(text: str) -> str:
    """Write a text so that TeX takes no letter of it for a command; a line break is a blank."""
    return " ".join(text.translate(_LATEX).split())
