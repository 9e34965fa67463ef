"""The tables of `archive.db`: their groups, the query of versions, and the steps that make and migrate them.

A step is a file of `sql/`, literal SQL that is applied once, in order, and never changes once it has landed.

Record tables are a pure function of the captures: no autoincrement, no wall clock. Working tables belong to this
machine; merge and rebuild leave them out. Times are UTC with milliseconds and a `Z`; `date` and `published_at` are the
site's own, in Jakarta. `docs/data.md` describes each column.
"""

import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from scraper.archive.connection import Database

if TYPE_CHECKING:
    import sqlite_utils

PAGE_SIZE = 16_384
"""Bytes a page of the file: halves the time of writing texts of this size and shrinks the file by two fifths."""

RECORD_TABLES = (
    "captures",
    "carries",
    "texts",
    "articles",
    "links",
    "bylines",
    "view_counts",
    "listings",
    "absences",
    "problems",
)
WORKING_TABLES = ("frontier", "walks", "runs")
TABLES = ("meta", *RECORD_TABLES, *WORKING_TABLES, "word_forms")
"""All but `FULL_TEXT`, of which `word_forms` is made; neither is merged."""

FULL_TEXT = ("articles_fts", "headlines_fts")
"""The full-text indexes: of all that is searched, and of headlines alone, which is a fortieth of that."""

COVERAGE = "browse_coverage"
MONTHLY_SUMS = "browse_months"
COPY_TABLES = (COVERAGE, MONTHLY_SUMS)
"""Sums in a published copy; where one becomes an archive, `create_or_open` drops them."""

VIEWS = ("versions", "version_texts", "articles_by_hour", "popular", "photos")

VERSIONS = """
    WITH readings AS (
        SELECT key, fetched_at, capture, content_hash, template, reader, text_hash,
               lag(content_hash) OVER past AS before, lag(template) OVER past AS template_before,
               lag(reader) OVER past AS reader_before, lag(text_hash) OVER past AS text_before
        FROM captures WHERE outcome = 'article' {restriction}
        WINDOW past AS (PARTITION BY key ORDER BY fetched_at, capture)
    )
    SELECT key, row_number() OVER (PARTITION BY key ORDER BY fetched_at, capture) AS version,
           fetched_at, capture, content_hash, template, reader
    FROM readings
    WHERE before IS NULL
       OR content_hash <> before
          AND NOT ((template <> template_before OR reader <> reader_before) AND text_hash = text_before)
"""
"""The view `versions`, which can be restricted here to some articles before their readings are compared.

A reading opens a version where its content differs from the one before, unless only the way of reading changed.
"""

_STEPS = sorted((Path(__file__).parent / "sql").glob("m*.sql"))

VERSION = str(len(_STEPS))
"""Of today's schema; `meta` keeps it."""


def pending(db: Database) -> list[Path]:
    """Return the steps that were not applied to an archive, in order.

    Asked by SQL of ours at each opening: to import sqlite-utils for it would take every command half a second.
    """
    if not db.columns("_sqlite_migrations"):
        return list(_STEPS)
    applied = {name for (name,) in db.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'arsip'")}
    return [step for step in _STEPS if step.stem not in applied]


def migrate(db: Database) -> None:
    """Apply the steps that are pending, and record each, in transactions of their own or in the open one."""
    # It imports these where they are installed, to know their types in rows, and no row of ours has one: 100 MB, 0.2 s.
    hidden = {"pandas", "numpy"} - sys.modules.keys()
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # None marks what cannot be imported
    try:
        import sqlite_utils  # noqa: PLC0415 - only where there is something to apply
    finally:
        for name in hidden:
            del sys.modules[name]

    migrations = sqlite_utils.Migrations("arsip")
    for step in _STEPS:
        migrations(name=step.stem)(lambda opened, step=step: _apply(step, opened))
    migrations.apply(sqlite_utils.Database(db.conn, execute_plugins=False))


def _apply(step: Path, db: "Database | sqlite_utils.Database") -> None:
    for statement in _statements(step.read_text(encoding="utf-8")):
        db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements; `executescript` would commit before it begins."""
    statement = ""
    for piece in re.findall(r"[^;]*;", script):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def blank() -> Database:
    """Return an empty database of today's schema in memory, which does not record what was applied."""
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    for step in _STEPS:
        _apply(step, db)
    return db


@cache
def declarations() -> Mapping[str, tuple[str, str]]:
    """Return each table, view, index and trigger of today's schema by name: its kind, and the SQL that declares it."""
    with closing(blank()) as db:
        rows = db.execute("SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        return MappingProxyType({name: (kind, sql) for name, kind, sql in rows if "_sqlite_" not in name})


def is_published(db: Database) -> bool:
    """Whether a database is a published copy, with `COPY_TABLES`: one has an edition, and an archive itself none."""
    (edition,) = db.execute("PRAGMA user_version").fetchone()
    if not edition:
        return False
    found = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return found.issuperset(COPY_TABLES)
