"""What Datasette is told: meanings, order and facets of the tables, and the canned queries.

A canned query is a file of SQL, which begins with lines of comment: `title:`, `about:`, one `NAME:` for each of its
parameters, in order, which says what may be given for `:NAME`, and `empty:`, what to say where nothing is found. An
indented line goes on with the one before it.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arsip.web.site import NAME
from scraper.archive.database import Database, site_of
from scraper.archive.schema.dictionary import DESCRIBED
from scraper.items import ARTICLE_FIELDS, HASHED
from scraper.urls import REPLICA

ABOUT = "A copy of an archive of Arsip, as it stood when the copy was made. It can be read but not changed."
RIGHTS = "No licence: texts and photos belong to their owners"

TABLES: dict[str, dict[str, Any]] = {
    "articles": {
        "label_column": "title",
        "first": ["date", "title", "reporter", "views", "status"],
        "sort_desc": "date",
        "facets": ["lang", "category", "status", "template"],
        "fts_table": "articles_fts",
        "fts_pk": "key",
    },
    "absences": {"sort_desc": "since"},
    "articles_by_hour": {"sort_desc": "date", "first": ["date", "weekday_name", "hour", "title", "reporter", "views"]},
    "bylines": {"facets": ["role"], "label_column": "person"},
    "captures": {"sort_desc": "fetched_at", "facets": ["outcome"]},
    "carries": {"facets": ["template"]},
    "frontier": {"facets": ["state", "seen_in"]},
    "links": {"facets": ["kind"]},
    "listings": {"facets": ["list"]},
    "meta": {"label_column": "value"},
    "problems": {"sort_desc": "fetched_at", "facets": ["reason"]},
    "runs": {"sort_desc": "started_at", "facets": ["kind", "exit_status"]},
    "texts": {"label_column": "title"},
    "view_counts": {"facets": ["source"]},
}
"""How tables are shown; the rest is as Datasette has it. `first` is ours: the columns that a page shows first."""


FOLDER = Path(__file__).parent / "queries"

_CHANGED = "/* each field that is otherwise */"
"""Stands in a query for the names of the fields in which the texts `o` and `n` differ, each after a comma."""

_HEADER = re.compile(r"-- (?:(?P<name>[a-z_]+): )?\s*(?P<text>.*)")


def metadata_of(db: Database) -> dict[str, Any]:
    """Return Datasette's metadata for the copy of an archive."""
    site = site_of(db)
    made_up = site == REPLICA
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables: dict[str, dict[str, Any]] = {name: {"hidden": True} for name in names if name not in DESCRIBED}
    for name, described in DESCRIBED.items():
        tables[name] = {
            "description": described.about,
            "columns": dict(described.columns),
            **TABLES.get(name, {}),
        }
    return {
        "title": f"Arsip of {'a made-up site' if made_up else site or 'nothing yet'}",
        "description": ABOUT,
        "source": "a made-up site, for trials" if made_up else site,
        **({} if made_up or site is None else {"source_url": f"https://www.{site}/"}),
        "license": "made-up texts" if made_up else RIGHTS,
        "databases": {
            NAME: {
                "title": "Tables and queries",
                "description": ABOUT,
                "tables": tables,
                "queries": {name: query.metadata for name, query in QUERIES.items()},
            }
        },
    }


@dataclass(frozen=True)
class CannedQuery:
    """A canned query: one SELECT, and what to know about what comes out; parameters are meanings by name."""

    title: str
    about: str
    parameters: dict[str, str]
    empty: str
    sql: str

    @property
    def first_sentence(self) -> str:
        """What comes out, in short."""
        return self.about.partition(". ")[0].removesuffix(".") + "."

    @property
    def metadata(self) -> dict[str, Any]:
        """The query as Datasette's metadata has it."""
        return {
            "sql": self.sql,
            "title": self.title,
            "description": self.about,
            "params": list(self.parameters),
            "hide_sql": True,
        }


def _differing() -> str:
    """Return SQL for the fields that differ: what a change is most about comes first, the photo last."""
    first = ("title", "body", "quote")
    others = [name for name in ARTICLE_FIELDS if name in HASHED and name not in first]
    order = [*first, *sorted(others, key=lambda name: name.startswith("photo_"))]
    return " || ".join(f"iif(n.{name} IS NOT o.{name}, ', {name}', '')" for name in order)


def parse_query(path: Path) -> CannedQuery:
    """Read the file of a query."""
    lines = path.read_text(encoding="utf-8").splitlines()
    end = next(number for number, line in enumerate(lines) if not line.startswith("--"))
    header: dict[str, str] = {}
    latest = ""
    for line in lines[:end]:
        match = _HEADER.fullmatch(line)
        assert match is not None
        latest = match["name"] or latest
        header[latest] = f"{header[latest]} {match['text']}" if latest in header else match["text"]
    title, about, empty = (header.pop(name) for name in ("title", "about", "empty"))
    sql = "\n".join(lines[end:]).strip().removesuffix(";").replace(_CHANGED, _differing())
    return CannedQuery(title, about, header, empty, sql)


QUERIES = {path.stem: parse_query(path) for path in sorted(FOLDER.glob("*.sql"))}
"""By the names in their addresses."""
