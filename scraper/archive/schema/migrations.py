"""The steps that make an archive and bring older ones to today's schema: `sql/*.sql`, each applied once, in order.

A step is literal SQL and never changes once it has landed.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sqlite_utils import Database, Migrations

_STEPS = sorted((Path(__file__).parent / "sql").glob("m*.sql"))

migrations = Migrations("arsip")
"""Applied in the archive's transaction; recorded by name in the table `_sqlite_migrations`."""

VERSION = str(len(_STEPS))
"""Of today's schema; `meta` keeps it."""


def _register(step: Path) -> None:
    @migrations(name=step.stem)
    def apply(db: Database) -> None:
        for statement in _statements(step.read_text(encoding="utf-8")):
            db.execute(statement)


for _step in _STEPS:
    _register(_step)


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements; `executescript` would commit before it begins."""
    statement = ""
    for piece in re.findall(r"[^;]*;", script):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@cache
def declarations() -> Mapping[str, tuple[str, str]]:
    """Return each table, view, index and trigger of today's schema by name: its kind, and the SQL that declares it."""
    with closing(Database(memory=True)) as db:
        migrations.apply(db)
        rows = db.execute("SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        return MappingProxyType({name: (kind, sql) for name, kind, sql in rows if "_sqlite_" not in name})
