"""A Frictionless Data Package: tables as CSV, what they mean and how they belong together, all in one `.zip`.

It holds what research on the texts, their changes and their readers needs: the articles, who is named in them, the
links between them, every version and its text, every counter, every absence. Left out is what only makes sense beside
the WARC files (`captures`, `problems`) or for the machine that crawls. Counters, versions and absences are those of the
articles in the package. The same archive and selection give the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from export import csv_tables
from export.columns import Column, Kind, columns_of
from export.provenance import HASHED, RIGHTS, SOURCES, Provenance, profile
from export.request import Job, Links, Records, Rows, Table, Written
from export.zip_writer import Packed, pack_json, pack_lines, pack_text
from scraper.archive.database import Database
from scraper.archive.records import SCALARS, Selection
from scraper.archive.schema.dictionary import DESCRIBED
from scraper.atomic_file import replace_file
from scraper.clock import day_in_jakarta
from scraper.items import ROLES

_README = Path(__file__).with_name("package_readme.md")

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

HOW = (
    "Arsip asked the site for one page at a time, kept each answer as it came (WARC), and read the articles out of the "
    "pages. A text that the site changed is another version; what it took down stays, with the status `gone`. Rows "
    "name the capture, which is the page, that they were read from. Nothing was corrected by hand."
)

_TYPES: dict[Kind, dict[str, str]] = {
    "whole": {"type": "integer"},
    "real": {"type": "number"},
    "day": {"type": "date"},
    "minute": {"type": "datetime", "format": "%Y-%m-%dT%H:%M%z"},
    "moment": {"type": "datetime"},
    "text": {"type": "string"},
    "bytes": {"type": "string", "format": "binary"},
}

_CONSTRAINTS: dict[str, dict[str, Any]] = {
    "lang": {"enum": ["id", "en"]},
    "status": {"enum": ["live", "suspect", "gone"]},
    "kind": {"enum": ["related", "read_also", "popular"]},
    "role": {"enum": list(ROLES)},
    "articles.source": {"enum": list(SOURCES)},
    "view_counts.source": {"enum": ["own", "related", "popular", "list"]},
    **{name: {"pattern": "[0-9a-f]{64}"} for name in ("content_hash", "text_hash")},
    **{name: {"minimum": 1} for name in ("id", "version", "position", "rank", "answers")},
    "views": {"minimum": 0},
}
"""What the schema of the archive enforces, by column, or by table and column."""


@dataclass(frozen=True, slots=True)
class _Resource:
    """A table of the package.

    Attributes:
        references: columns that refer to columns of the same names, by the table that these are in.
        about: a row of it, or the whole; that of the archive's own table where it is empty.
        required: columns that are never empty, beside those that the schema says so of.
    """

    name: str
    primary: tuple[str, ...]
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    about: str = ""
    required: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        return self.about or DESCRIBED[self.name].about


_ARTICLE = {"articles": ("key",)}
_TEXT = {"texts": ("content_hash",)}

_RESOURCES = (
    _Resource("articles", ("key",), {**_TEXT, "versions": ("key", "version")}, required=("source",)),
    _Resource(
        "links",
        ("key", "kind", "position"),
        _ARTICLE,
        "Related and read-also links and the popular list of each article, as its newest reading has them. "
        "They may lead to articles that are not in this package.",
        required=("url",),
    ),
    _Resource("bylines", ("key", "role", "position"), _ARTICLE),
    _Resource(
        "versions",
        ("key", "version"),
        {**_ARTICLE, **_TEXT},
        required=("fetched_at", "capture", "content_hash", "template", "reader"),  # of a view SQLite does not know it
    ),
    _Resource("texts", ("content_hash",)),
    _Resource("view_counts", ("key", "fetched_at", "capture", "source"), _ARTICLE),
    _Resource("absences", ("key", "since", "capture"), _ARTICLE),
)

_OF_ARTICLES = "key IN ({these})"
_OF_VERSIONS = """
    content_hash IN (SELECT content_hash FROM versions WHERE key IN ({these})
                     UNION SELECT content_hash FROM articles WHERE key IN ({these}))
"""
"""A reading by another template may open no version, but it has a text of its own."""


def write(job: Job) -> Written:
    """Write a package."""
    _, origin = profile(job.db, job.request)
    tables = {each.name: _table(job.db, each, job.selection) for each in _RESOURCES}
    total = job.count_all(tables.values())
    counts: dict[str, int] = {}
    described = []
    with replace_file(job.target) as out, ZipFile(out, "w") as archive:
        for each in _RESOURCES:
            lines = csv_tables.lines(job.db, tables[each.name])
            file = pack_lines(archive, f"{each.name}.csv", lines, job.report(total, before=sum(counts.values())))
            counts[each.name] = file.count - 1  # the header is no row
            columns = columns_of(job.db, tables[each.name]) or ()
            described.append(_describe(each, file, columns, _required(job.db, each)))
        pack_text(archive, "README.md", _readme(origin, counts))
        pack_json(archive, "datapackage.json", _descriptor(origin, described))
    return Written(path=job.target, counts=counts)


def _table(db: Database, resource: _Resource, selection: Selection) -> Table:
    if resource.name == "articles":
        return Records(selection=selection, fields=SCALARS)
    if resource.name == "links":
        return Links(selection=selection)
    condition, values = selection.condition()
    these = f"SELECT key FROM articles WHERE {condition}"  # noqa: S608 - read-only
    where = (_OF_VERSIONS if resource.name == "texts" else _OF_ARTICLES).format(these=these)
    names = tuple(name for _, name, *_ in db.execute(f"PRAGMA table_info({resource.name})").fetchall())
    sql = f"SELECT {', '.join(names)} FROM {resource.name} WHERE {where} ORDER BY {', '.join(resource.primary)}"  # noqa: S608
    return Rows(sql=sql, names=names, table=resource.name, values=tuple(values * where.count(these)))


def _required(db: Database, resource: _Resource) -> set[str]:
    declared = [] if resource.name == "links" else db.execute(f"PRAGMA table_info({resource.name})").fetchall()
    not_null = {name for _, name, _, is_not_null, *_ in declared if is_not_null}
    return {*resource.primary, *resource.required, *not_null}


def _descriptor(origin: Provenance, resources: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return `datapackage.json` by the Data Package standard (datapackage.org)."""
    site = origin.site or "nothing yet"
    source = {"title": site, **({"path": f"https://www.{site}"} if "." in site else {})}
    others = [name for name in origin.sources or {} if name != "site"]
    day = [] if origin.as_of is None else [day_in_jakarta(origin.as_of)]
    return {
        "$schema": PROFILE,
        "name": "-".join(["arsip", origin.site or "empty", *day]).lower(),
        "title": title_of(origin),
        "description": f"{HOW}\n\n{RIGHTS}",
        **({} if origin.as_of is None else {"version": origin.as_of}),
        "sources": [] if origin.site is None else [source, *({"title": SOURCES[name]} for name in others)],
        "contributors": [
            {"title": f"{site}: its reporters, editors and photographers", "roles": ["creator", "rightsHolder"]},
            {"title": f"Arsip {origin.arsip}", "roles": ["dataCollector"]},
        ],
        "rights": RIGHTS,
        "citation": origin.citation(),
        "provenance": asdict(origin),
        "resources": resources,
    }


def title_of(origin: Provenance) -> str:
    """Return the title of the package."""
    day = "" if origin.as_of is None else f", as of {day_in_jakarta(origin.as_of)}"
    return f"Articles of {origin.site or 'an empty archive'}{day}"


def _describe(resource: _Resource, file: Packed, columns: Sequence[Column], required: set[str]) -> dict[str, Any]:
    references = [
        {"fields": list(shared), "reference": {"resource": table, "fields": list(shared)}}
        for table, shared in resource.references.items()
    ]
    return {
        "name": resource.name,
        "type": "table",
        "path": file.path,
        "description": resource.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": file.hash,
        "schema": {
            "fields": [_field(column, resource.name, required=column.name in required) for column in columns],
            "missingValues": [""],
            "primaryKey": list(resource.primary),
            **({"foreignKeys": references} if references else {}),
        },
    }


def _field(column: Column, table: str, *, required: bool) -> dict[str, Any]:
    enforced = _CONSTRAINTS.get(f"{table}.{column.name}") or _CONSTRAINTS.get(column.name, {})
    constraints = {**({"required": True} if required else {}), **enforced}
    return {
        "name": column.name,
        **_TYPES[column.kind],
        **({} if column.about is None else {"description": column.about}),
        **({"constraints": constraints} if constraints else {}),
    }


def _readme(origin: Provenance, counts: dict[str, int]) -> str:
    """Return `README.md`: what the package is, how to cite it, what may be done with it, what it holds."""
    rows = [f"| `{each.name}.csv` | {counts[each.name]:,} | {_cell(each.description)} |" for each in _RESOURCES]
    return _README.read_text("utf-8").format(
        title=title_of(origin),
        how=HOW,
        citation=origin.citation(),
        hashed=", ".join(HASHED),
        rights=RIGHTS,
        origin="\n".join(f"| {label} | {_cell(text)} |" for label, text in origin.lines()),
        tables="\n".join(rows),
    )


def _cell(text: str) -> str:
    """Keep a text inside its cell of a table: a user's condition may contain anything."""
    return " ".join(text.replace("|", "\\|").split())
