"""Takes the full-text index off an archive that is to be filled at once, and rebuilds it when that is done.

Kept by triggers it costs five times what it costs in one go.
"""

from sqlite_utils import Database

from scraper.archive.fulltext import word_forms
from scraper.archive.schema.migrations import declarations


def suspend(db: Database) -> None:
    """Drop the triggers that keep the index true; `rebuild` follows once the articles are written."""
    for name in _triggers():
        db.execute(f"DROP TRIGGER IF EXISTS main.{name}")


def rebuild(db: Database) -> None:
    """Index all articles again, and keep the index true from now on."""
    suspend(db)
    with db.atomic():
        db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
        for declaration in _triggers().values():
            db.execute(declaration)
    word_forms.refresh(db)


def _triggers() -> dict[str, str]:
    return {name: sql for name, (kind, sql) in declarations().items() if kind == "trigger"}
