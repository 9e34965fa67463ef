"""`datapackage.json`: the description of a data package by the Data Package standard (datapackage.org)."""

import json
from collections.abc import Sequence
from typing import Any

from export.columns import Column, Kind
from export.package.tables import Reference, Table
from export.provenance import RIGHTS, Provenance
from export.zip_writer import Packed
from scraper.clock import day_in_jakarta
from scraper.items import ROLES

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_TYPES: dict[Kind, dict[str, str]] = {
    "whole": {"type": "integer"},
    "real": {"type": "number"},
    "day": {"type": "date"},
    "minute": {"type": "datetime", "format": "%Y-%m-%dT%H:%M%z"},
    "moment": {"type": "datetime"},
    "text": {"type": "string"},
    "bytes": {"type": "string", "format": "binary"},
}

_HEX = {"pattern": "[0-9a-f]{64}"}
_CONSTRAINTS: dict[str, dict[str, Any]] = {
    "lang": {"enum": ["id", "en"]},
    "status": {"enum": ["live", "suspect", "gone"]},
    "kind": {"enum": ["related", "read_also", "popular"]},
    "role": {"enum": list(ROLES)},
    "source": {"enum": ["own", "related", "popular", "list"]},
    "content_hash": _HEX,
    "text_hash": _HEX,
    "id": {"minimum": 1},
    "version": {"minimum": 1},
    "position": {"minimum": 1},
    "rank": {"minimum": 1},
    "answers": {"minimum": 1},
    "views": {"minimum": 0},
}
"""What the schema of the archive sees to, by the column's name."""

HOW = (
    "Arsip asked the site for one page at a time, kept each answer as it came (WARC), and read the articles out of the "
    "pages. A text that the site changed is another version; what it took down stays, with the status `gone`. Rows "
    "name the capture, which is the page, that they were read from. Nothing was corrected by hand."
)


def descriptor(
    origin: Provenance, tables: Sequence[tuple[Table, Sequence[Column], Packed]], *, required: dict[str, frozenset[str]]
) -> bytes:
    """Describe a package.

    Args:
        origin: where it comes from.
        tables: each table, its columns, and the file in the package.
        required: by table, the columns that are never empty.

    Returns:
        JSON, in UTF-8.
    """
    site = origin.site or "nothing yet"
    described = {
        "$schema": PROFILE,
        "name": name_of(origin),
        "title": title_of(origin),
        "description": f"{HOW}\n\n{RIGHTS}",
        **({} if origin.as_of is None else {"version": origin.as_of}),
        "sources": [] if origin.site is None else [_source(origin.site)],
        "contributors": [
            {"title": f"{site}: its reporters, editors and photographers", "roles": ["creator", "rightsHolder"]},
            {"title": f"Arsip {origin.arsip}", "roles": ["dataCollector"]},
        ],
        "rights": RIGHTS,
        "citation": origin.citation(),
        "provenance": json.loads(origin.as_json()),
        "resources": [_resource(table, columns, file, required[table.name]) for table, columns, file in tables],
    }
    return f"{json.dumps(described, ensure_ascii=False, indent=2)}\n".encode()


def _source(site: str) -> dict[str, str]:
    """Name the site; a made-up one has no address."""
    return {"title": site, **({"path": f"https://www.{site}"} if "." in site else {})}


def name_of(origin: Provenance) -> str:
    """Name the package, in letters that may stand in an address."""
    parts = ["arsip", origin.site or "empty", *([] if origin.as_of is None else [day_in_jakarta(origin.as_of)])]
    return "-".join(parts).lower()


def title_of(origin: Provenance) -> str:
    """Give the package its title."""
    day = "" if origin.as_of is None else f", as of {day_in_jakarta(origin.as_of)}"
    return f"Articles of {origin.site or 'an empty archive'}{day}"


def _resource(table: Table, columns: Sequence[Column], file: Packed, required: frozenset[str]) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": file.path,
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": file.hash,
        "schema": {
            "fields": [_field(column, required=column.name in required) for column in columns],
            "missingValues": [""],
            "primaryKey": list(table.primary),
            **({"foreignKeys": [_reference(each) for each in table.references]} if table.references else {}),
        },
    }


def _field(column: Column, *, required: bool) -> dict[str, Any]:
    constraints = {**({"required": True} if required else {}), **_CONSTRAINTS.get(column.name, {})}
    return {
        "name": column.name,
        **_TYPES[column.kind],
        **({} if column.about is None else {"description": column.about}),
        **({"constraints": constraints} if constraints else {}),
    }


def _reference(reference: Reference) -> dict[str, Any]:
    return {
        "fields": list(reference.columns),
        "reference": {"resource": reference.table, "fields": list(reference.there)},
    }
