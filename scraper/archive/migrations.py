"""The steps that bring any archive to today's schema; each is applied once, in order, in a transaction."""

from sqlite_utils import Database, Migrations

from scraper.archive import schema

migrations = Migrations("arsip")


@migrations()
def m001_create(db: Database) -> None:
    """Make every table, index and view of the first schema."""
    for table, columns in schema.TABLES.items():
        options = "STRICT, WITHOUT ROWID" if table in schema.WITHOUT_ROWID else "STRICT"
        db.execute(f"CREATE TABLE {table} ({columns}) {options}")
    for index in schema.INDEXES:
        db.execute(index)
    for view, select in schema.VIEWS.items():
        db.execute(f"CREATE VIEW {view} AS {select}")
