"""Makes the full-text index, and takes it off an archive that is to be filled at once until that is done.

Kept by triggers it costs five times what it costs in one go.
"""

from sqlite_utils import Database

from scraper.archive.fulltext import word_forms
from scraper.archive.schema import tables


def create(db: Database) -> None:
    """Make an empty index, and the triggers that keep it true.

    Args:
        db: an archive that has the table `articles`, and no index yet.
    """
    db.execute(tables.FULL_TEXT)
    _watch(db)


def put_off(db: Database) -> None:
    """Write articles without filing their words; `make` follows.

    Args:
        db: the archive, open for writing.
    """
    for trigger in tables.TRIGGERS:
        db.execute(f"DROP TRIGGER IF EXISTS {trigger}")


def make(db: Database) -> None:
    """File all words anew, and keep the index true from now on.

    Args:
        db: the archive, open for writing.
    """
    with db.atomic():
        db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
        _watch(db)
    word_forms.refresh(db)


def _watch(db: Database) -> None:
    for trigger, when in tables.TRIGGERS.items():
        db.execute(f"CREATE TRIGGER IF NOT EXISTS {trigger} {when}")
