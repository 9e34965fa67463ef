"""Takes the full-text index off an archive that is to be filled at once, and makes it anew when that is done.

Kept by triggers it costs five times what it costs in one go.
"""

from sqlite_utils import Database

from scraper.archive import schema
from scraper.archive.words import forms


def put_off(db: Database) -> None:
    """Write articles without filing their words; `make` follows.

    Args:
        db: the archive, open for writing.
    """
    for trigger in schema.TRIGGERS:
        db.execute(f"DROP TRIGGER IF EXISTS {trigger}")


def make(db: Database) -> None:
    """File all words anew, and keep the index true from now on.

    Args:
        db: the archive, open for writing.
    """
    with db.atomic():
        db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
        for trigger, when in schema.TRIGGERS.items():
            db.execute(f"CREATE TRIGGER IF NOT EXISTS {trigger} {when}")
    forms.refresh(db)
