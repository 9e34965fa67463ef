"""The steps that bring any archive to today's schema; each is applied once, in order, in a transaction."""

from sqlite_utils import Database, Migrations

from scraper.archive.fulltext import index
from scraper.archive.schema import tables

migrations = Migrations("arsip")


@migrations()
def m001_create(db: Database) -> None:
    """Make every table, index and view of today's schema; what follows finds nothing to do then."""
    for table, columns in tables.TABLES.items():
        options = "STRICT, WITHOUT ROWID" if table in tables.WITHOUT_ROWID else "STRICT"
        db.execute(f"CREATE TABLE {table} ({columns}) {options}")
    for statement in tables.INDEXES:
        db.execute(statement)
    for view, select in tables.VIEWS.items():
        db.execute(f"CREATE VIEW {view} AS {select}")
    index.create(db)


@migrations()
def m002_revisits_and_photos(db: Database) -> None:
    """Let a capture say whose payload it repeats, and be a photo (November 2026)."""
    if "revisit_of" in db.table("captures").columns_dict:
        return
    db.execute("ALTER TABLE captures ADD COLUMN revisit_of TEXT CHECK (revisit_of <> '')")
    _redeclare(db, "captures", "'page', 'redirect'", "'page', 'photo', 'redirect'")
    db.execute(f"CREATE VIEW photos AS {tables.PHOTOS}")
    db.execute("UPDATE meta SET value = '2' WHERE name = 'schema'")


@migrations()
def m003_full_text(db: Database) -> None:
    """Make the texts searchable (November 2026)."""
    if "articles_fts" in db.table_names():
        return
    db.execute(f"CREATE TABLE word_forms ({tables.TABLES['word_forms']}) STRICT, WITHOUT ROWID")
    index.create(db)
    index.make(db)
    db.execute("UPDATE meta SET value = '3' WHERE name = 'schema'")


@migrations()
def m004_addresses_of_list_items(db: Database) -> None:
    """Keep the address by which a list names an article, which may be all that gives its slug; rename the templates.

    November 2026.
    """
    if "url" in db.table("listings").columns_dict:
        return
    db.execute("ALTER TABLE listings ADD COLUMN url TEXT CHECK (url <> '')")
    for table in ("captures", "carries", "articles"):
        for before, after in (("mobile-2026", "mobile"), ("desktop-2018", "desktop"), ("words", "generic")):
            db.execute(f"UPDATE {table} SET template = ? WHERE template = ?", [after, before])  # noqa: S608 - our names
    db.execute("UPDATE meta SET value = '4' WHERE name = 'schema'")


def _redeclare(db: Database, table: str, before: str, after: str) -> None:
    """Let a CHECK, which ALTER TABLE cannot change, allow more than before.

    Nothing of the rows changes with it, so the text of the table's definition may be replaced
    (https://www.sqlite.org/lang_altertable.html, section 7).
    """
    version = db.execute("PRAGMA schema_version").fetchone()[0]
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ?", [before, after, table])
    db.execute(f"PRAGMA schema_version = {version + 1}")
    db.execute("PRAGMA writable_schema = OFF")
