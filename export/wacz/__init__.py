"""WACZ 1.1.1: the raw pages in one file that replays in a browser, with an index and a list of the articles.

A WACZ holds whole WARC files, as they are in `warc/`. So a selection decides which articles are listed, and which WARC
files are needed for them; these come whole, with whatever else is in them.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias
from zipfile import ZipFile

from export.output import Watch, replacing
from export.profile import survey
from export.provenance import Provenance, provenance
from export.request import ExportError, Records
from export.wacz.contents import Contents, contents
from export.wacz.index import index_lines, listed, newest, page_lines
from export.zip_writer import Packed, pack_file, pack_lines
from scraper.archive.database import ArchiveError, Database
from scraper.archive.records import Selection

VERSION = "1.1.1"
_WHOLE = "The WARC files are whole: they hold other pages too. Texts and photos belong to their owners."

Hint: TypeAlias = Callable[[str], None]
"""Told, in a sentence, of what is left out."""


def write(
    db: Database,
    archive: Path,
    target: Path,
    selection: Selection,
    *,
    watch: Watch | None = None,
    hint: Hint = lambda _: None,
) -> int:
    """Write a WACZ; it is written beside and then takes the target's place.

    Args:
        db: the archive.
        archive: its file; the WARC files stand beside it, in `warc/`.
        target: the file.
        selection: which articles are listed; the WARC files with any page or photo of theirs come whole.
        watch: told of progress, in bytes of WARC files.
        hint: told of each WARC file that is left out, and of articles that are not listed for that.

    Returns:
        how many articles are listed.

    Raises:
        ExportError: where no article is chosen.
        ArchiveError: where no WARC file is there to be packed, or the selection's SQL is wrong.
        OSError: where a file cannot be read or written.
    """
    folder = archive.parent / "warc"
    with db.atomic():  # all of one moment, though a crawl may be writing
        asked = Records(selection=selection)
        source = provenance(db, asked, survey(db, asked))
        found = contents(db, folder, selection)
        _refuse_nothing(found, folder)
        pages = listed(db, selection, found.closed)
        _tell(found, folder, source.rows - pages, hint)
        with replacing(target, compressed=False) as out, ZipFile(out, "w") as packed:
            resources = _pack(db, packed, folder=folder, found=found, selection=selection, watch=watch)
            about = _json(_about(source, found, pages, resources, newest(db, found.closed)))
            package = pack_lines(packed, "datapackage.json", [about])
            pack_lines(packed, "datapackage-digest.json", [_json({"path": package.path, "hash": package.hash})])
    return pages


def _refuse_nothing(found: Contents, folder: Path) -> None:
    if found.closed:
        return
    if found.open:
        raise ArchiveError(f"{found.open[0]}: a crawl has this WARC file open, and no other is there to be packed")
    if found.missing:
        raise ArchiveError(f"{folder}: {found.missing[0]} is not here, and no other WARC file is to be packed")
    raise ExportError("no article is chosen, so there is no WARC file to pack")


def _tell(found: Contents, folder: Path, not_listed: int, hint: Hint) -> None:
    for name in found.open:
        hint(f"{name} is left out: a crawl has it open; the next crawl closes it where that one has died")
    for name in found.missing:
        hint(f"{name} is left out: it is not in {folder}; `arsip repair` looks for it in the backups")
    if not_listed:
        hint(f"{not_listed:,} articles are not listed, because all their pages stand in files that are left out")


def _pack(
    db: Database, packed: ZipFile, *, folder: Path, found: Contents, selection: Selection, watch: Watch | None
) -> list[Packed]:
    """Pack the WARC files, then what tells of them."""
    total = sum((folder / name).stat().st_size for name in found.closed)
    done = 0

    def went(size: int) -> None:
        nonlocal done
        done += size
        if watch is not None:
            watch("warc", done, total)

    return [
        *(pack_file(packed, f"archive/{name}", folder / name, went) for name in found.closed),
        pack_lines(packed, "indexes/index.cdx", index_lines(db, found.closed)),
        pack_lines(packed, "pages/pages.jsonl", page_lines(db, selection, found.closed)),
    ]


def _about(source: Provenance, found: Contents, pages: int, resources: list[Packed], created: str) -> dict[str, object]:
    """Tell what the package is; nothing in it depends on when or where it is made."""
    left_out = {"left_out": [*found.open, *found.missing]} if found.open or found.missing else {}
    return {
        "profile": "data-package",
        "wacz_version": VERSION,
        "software": f"arsip/{source.arsip}",
        "title": f"{source.site}: {pages:,} articles",
        "description": f"Raw pages of {source.citation()} {_WHOLE}",
        "created": created,
        "arsip": {**asdict(source), "listed": pages, **left_out},
        "resources": [
            {"name": each.path.rpartition("/")[2].lower(), "path": each.path, "hash": each.hash, "bytes": each.bytes}
            for each in resources
        ],
    }


def _json(about: dict[str, object]) -> bytes:
    return f"{json.dumps(about, ensure_ascii=False, indent=2)}\n".encode()
