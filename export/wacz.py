"""WACZ 1.1.1: the raw pages in one file that replays in a browser, with an index and a list of the articles.

A WACZ holds whole WARC files, as they are in `warc/`. So a selection decides which articles are listed, and which WARC
files are needed for them; these come whole, with whatever else is in them. Index and list are made of the archive's
tables: no WARC file is read for them.
"""

import json
import re
from collections.abc import Generator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit
from zipfile import ZipFile

from export.formats import ExportError
from export.provenance import Provenance, profile
from export.request import Job, Written
from export.zip_writer import Packed, pack_file, pack_json, pack_lines
from scraper.archive.database import ArchiveError, Database
from scraper.archive.records import Selection
from scraper.atomic_file import replace_file
from scraper.counts import count
from scraper.warc.reader import file_in
from scraper.warc.writer import OPEN

VERSION = "1.1.1"
_WHOLE = "The WARC files are whole: they hold other pages too. Texts and photos belong to their owners."

_FILES = """
    WITH chosen AS (SELECT key, photo_url FROM articles WHERE {condition}),
         own AS (SELECT capture, warc, revisit_of FROM captures WHERE key IN (SELECT key FROM chosen)
                 UNION ALL
                 SELECT capture, warc, revisit_of FROM captures
                 WHERE outcome = 'photo' AND url IN (SELECT photo_url FROM chosen))
    SELECT warc FROM own UNION SELECT c.warc FROM own JOIN captures c ON c.capture = own.revisit_of
"""
"""The WARC files with every page and photo of some articles, and what these revisit."""

_INDEX = """
    SELECT surt(url) AS place, fetched_at, url, content_type, status, payload_digest, length, "offset", warc, revisit_of
    FROM captures WHERE warc IN (SELECT value FROM json_each(?))
    ORDER BY place, substr(fetched_at, 1, 19), url, capture
"""
"""Every response in some WARC files; SQLite sorts them, on disk where there are many."""

_PAGES = """
    WITH files AS MATERIALIZED (SELECT value FROM json_each(?)),
         chosen AS MATERIALIZED (SELECT key, date FROM articles WHERE {condition})
    SELECT {columns} FROM chosen a JOIN captures c ON c.capture = (
        SELECT n.capture FROM captures n LEFT JOIN captures o ON o.capture = n.revisit_of
        WHERE n.key = a.key AND n.outcome = 'article' AND n.warc IN files
          AND (n.revisit_of IS NULL OR o.warc IN files)
        ORDER BY n.fetched_at DESC, n.capture DESC LIMIT 1
    ) JOIN texts t ON t.content_hash = c.content_hash
"""
"""Of each article the newest reading whose page is in some WARC files; articles without one are left out."""

_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"www\d*\.", re.ASCII)
_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"

_MIME_END = re.compile(r"[;\s]")
_NO_DIGIT = re.compile(r"\D")


class _WarcFiles(NamedTuple):
    """WARC files that a WACZ has to hold, by their lasting names, in order: `open` ones a crawl writes, or has left."""

    closed: list[str]
    open: list[str]
    missing: list[str]


def write(job: Job) -> Written:
    """Write a WACZ; its notes name each WARC file that is left out.

    Raises:
        ExportError: where no article is selected.
        ArchiveError: where there is no WARC file to pack, or the SQL is wrong.
        scraper.warc.reader.WarcError: where the archive names a WARC file that cannot be one of its own.
    """
    db, selection = job.db, job.selection
    folder = Path(db.execute("PRAGMA database_list").fetchone()[2]).parent / "warc"
    _, origin = profile(db, job.request)
    files = _warc_files(db, folder, selection)
    _refuse_nothing(files, folder)
    names = json.dumps(files.closed)
    condition, values = selection.condition()
    ((listed,),) = db.execute(_PAGES.format(condition=condition, columns="count(*)"), [names, *values]).fetchall()
    with replace_file(job.target) as out, ZipFile(out, "w") as archive:
        resources = [
            *_pack_warcs(job, archive, folder, files.closed),
            pack_lines(archive, "indexes/index.cdx", _index_lines(db, names)),
            pack_lines(archive, "pages/pages.jsonl", _page_lines(db, selection, names)),
        ]
        package = pack_json(archive, "datapackage.json", _descriptor(db, origin, files, listed, resources))
        pack_json(archive, "datapackage-digest.json", {"path": package.path, "hash": package.hash})
    notes = tuple(_notes(files, folder, origin.rows - listed))
    return Written(path=job.target, counts={"articles": listed}, notes=notes)


def _warc_files(db: Database, folder: Path, selection: Selection) -> _WarcFiles:
    """Find the WARC files with the pages of some articles; all articles means all files, with lists and robots.txt."""
    if selection == Selection():
        rows = db.execute("SELECT DISTINCT warc FROM captures")
    else:
        condition, values = selection.condition()
        rows = db.execute(_FILES.format(condition=condition), values)
    found = _WarcFiles([], [], [])
    for name in sorted(name for (name,) in rows):
        is_open = (folder / f"{name}{OPEN}").is_file()
        kind = found.closed if file_in(folder, name).is_file() else found.open if is_open else found.missing
        kind.append(name)
    return found


def _refuse_nothing(files: _WarcFiles, folder: Path) -> None:
    if files.closed:
        return
    if files.open:
        raise ArchiveError(f"{files.open[0]}: a crawl has this WARC file open, and no other is there to be packed")
    if files.missing:
        raise ArchiveError(f"{folder}: {files.missing[0]} is not here, and no other WARC file is to be packed")
    raise ExportError("no article is chosen, so there is no WARC file to pack")


def _notes(files: _WarcFiles, folder: Path, not_listed: int) -> Generator[str, None, None]:
    for name in files.open:
        yield f"{name} is left out: a crawl has it open; the next crawl closes it where that one has died"
    for name in files.missing:
        yield f"{name} is left out: it is not in {folder}; `arsip repair` looks for it in the backups"
    if not_listed:
        verb = "is" if not_listed == 1 else "are"
        yield f"{count(not_listed, 'article')} {verb} not listed: all pages of it are in files that are left out"


def _pack_warcs(job: Job, archive: ZipFile, folder: Path, names: Sequence[str]) -> Generator[Packed, None, None]:
    total = sum((folder / name).stat().st_size for name in names)
    done = 0
    for name in names:
        report = job.report(total, before=done, part="warc")
        packed = pack_file(archive, f"archive/{name}", folder / name, report)
        done += packed.size
        yield packed


def _index_lines(db: Database, names: str) -> Generator[bytes, None, None]:
    """Stream the index (CDXJ): a line a response, ordered by address, then by time."""
    db.conn.create_function("surt", 1, surt, deterministic=True)
    for place, fetched_at, url, type_, status, digest, length, offset, warc, revisit_of in db.execute(_INDEX, [names]):
        mime = "warc/revisit" if revisit_of else _MIME_END.split(type_ or "", maxsplit=1)[0]
        entry = {
            "url": url,
            **({"mime": mime} if mime else {}),
            "status": str(status),
            "digest": digest,
            "length": str(length),
            "offset": str(offset),
            "filename": warc,
        }
        yield f"{place} {_NO_DIGIT.sub('', fetched_at[:19])} {json.dumps(entry)}\n".encode()


def surt(url: str) -> str:
    """Return an address as the key of a web archive's index: host backwards, everything in one form.

    After the package `surt`, with which cdxj-indexer and pywb make their keys; a test compares the two. Its handling of
    session ids and of unusual IP addresses is left out: no address of an archive has such. What is no address, or
    cannot be parsed, comes back with its blanks escaped.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme not in _PORTS:
        return quote_from_bytes(url.encode("utf-8", "replace"), safe=_SAFE)
    host = _WWW.sub("", _plain(host), count=1) if _WWW.match(host) else _plain(host)
    suffix = "" if port in {None, _PORTS[parts.scheme]} else f":{port}"
    path = _without_dots(_plain(parts.path)).lower()
    path = path if path == "/" else path.removesuffix("/")
    query = "&".join(
        "=".join(pair) for pair in sorted(each.split("=", 1) for each in _plain(parts.query).lower().split("&"))
    )
    return f"{','.join(reversed(host.split('.')))}{suffix}){path}{f'?{query}' if query else ''}"


def _plain(text: str) -> str:
    """Return a part of an address with escapes only where they must be, however often it was escaped."""
    now = text.encode("utf-8", "replace")
    while (once := unquote_to_bytes(now)) != now:
        now = once
    return quote_from_bytes(now, safe=_SAFE)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for step in path.split("/")[1:] or [""]:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    return "/" + "/".join([*(step for step in kept[:-1] if step), *kept[-1:]])


def _page_lines(db: Database, selection: Selection, names: str) -> Generator[bytes, None, None]:
    """Stream the list of pages: its head, then a line an article, the newest first."""
    yield b'{"format": "json-pages-1.0", "id": "pages", "title": "Articles"}\n'
    condition, values = selection.condition()
    statement = _PAGES.format(condition=condition, columns="c.capture, c.url, c.fetched_at, t.title")
    pages = db.execute(f"{statement} ORDER BY a.date DESC, abs(a.key) DESC, a.key", [names, *values])
    for capture, url, fetched_at, title in pages:
        page = {"id": capture, "url": url, "ts": f"{fetched_at[:19]}Z", "title": title}
        yield f"{json.dumps(page, ensure_ascii=False)}\n".encode()


def _descriptor(
    db: Database, origin: Provenance, files: _WarcFiles, listed: int, resources: Sequence[Packed]
) -> dict[str, Any]:
    """Return `datapackage.json`; nothing in it depends on when or where it is made."""
    newest = "SELECT max(fetched_at) FROM captures WHERE warc IN (SELECT value FROM json_each(?))"
    ((created,),) = db.execute(newest, [json.dumps(files.closed)]).fetchall()
    left_out = [*files.open, *files.missing]
    return {
        "profile": "data-package",
        "wacz_version": VERSION,
        "software": f"arsip/{origin.arsip}",
        "title": f"{origin.site}: {listed:,} articles",
        "description": f"Raw pages of {origin.citation()} {_WHOLE}",
        "created": f"{created[:19]}Z",
        "arsip": {**asdict(origin), "listed": listed, **({"left_out": left_out} if left_out else {})},
        "resources": [
            {"name": each.path.rpartition("/")[2].lower(), "path": each.path, "hash": each.hash, "bytes": each.size}
            for each in resources
        ],
    }
