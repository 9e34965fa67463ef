"""The metadata for Datasette: meanings of tables and columns, sort orders, and facets."""

from typing import Any

from arsip.web.site import NAME
from scraper.archive.database import Database, site_of
from scraper.archive.schema.dictionary import DESCRIBED
from scraper.urls import REPLICA

ABOUT = (
    "A copy of an archive of Arsip, as it stood when the server was started. It can be read in any way and changed in "
    "none."
)
RIGHTS = "No licence: texts and photos belong to their owners"

TABLES: dict[str, dict[str, Any]] = {
    "articles": {
        "label_column": "title",
        "sort_desc": "date",
        "facets": ["lang", "category", "status", "template"],
        "fts_table": "articles_fts",
        "fts_pk": "key",
    },
    "absences": {"sort_desc": "since"},
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
"""How tables are shown; the rest is as Datasette has it."""


def metadata_of(db: Database) -> dict[str, Any]:
    """Return Datasette's metadata for an archive.

    Args:
        db: its copy.
    """
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
        "databases": {NAME: {"title": "Tables and queries", "description": ABOUT, "tables": tables}},
    }
