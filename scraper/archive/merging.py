"""Takes another archive of the same site into this one: commutative, associative, and twice is as good as once."""

from pathlib import Path

from sqlite_utils import Database

from scraper.archive import schema, settling
from scraper.archive.opening import ArchiveError, open_to_read

_DETAILS = ("links", "view_counts", "listings", "problems")
"""Tables whose rows were read in one capture and name it."""

_RANK = (
    "(coalesce(CAST({0}.reader AS INTEGER), -1), {0}.outcome, "
    "coalesce({0}.template, ''), coalesce({0}.content_hash, ''))"
)
"""Of two readings of one capture the newer reader's stands; the rest only breaks ties, the same way everywhere."""


def take_in(db: Database, other: Path) -> None:
    """Add everything that another archive has captured.

    Args:
        db: the archive that grows, open for writing.
        other: the other archive's file; it is only read.

    Raises:
        ArchiveError: where the other is missing, no archive, or one of another site.
    """
    _refuse_another_site(db, other)
    db.execute("ATTACH ? AS other", [f"{other.resolve().as_uri()}?mode=ro"])
    try:
        with db.atomic():
            _take_in_attached(db)
    finally:
        db.execute("DETACH other")


def _refuse_another_site(db: Database, other: Path) -> None:
    site = "SELECT value FROM meta WHERE name = 'site'"
    ours = db.execute(site).fetchone()
    reading = open_to_read(other)
    theirs = reading.execute(site).fetchone()
    reading.close()
    if ours and theirs and ours != theirs:
        raise ArchiveError(f"{other}: this is an archive of {theirs[0]}, not of {ours[0]}; the two cannot be merged")
    if theirs and not ours:
        db.execute("INSERT INTO meta (name, value) VALUES ('site', ?)", theirs)


def _take_in_attached(db: Database) -> None:
    """Take in the attached archive: its captures that are new or better read, with all that was read in them."""
    db.execute("DROP TABLE IF EXISTS temp.incoming")
    db.execute(
        f"""
        CREATE TEMP TABLE incoming AS SELECT o.capture, o.key FROM other.captures o
        LEFT JOIN main.captures m ON m.capture = o.capture
        WHERE m.capture IS NULL OR {_RANK.format("o")} > {_RANK.format("m")}
        """  # noqa: S608 - constants
    )
    for table in _DETAILS:
        db.execute(f"DELETE FROM main.{table} WHERE capture IN (SELECT capture FROM incoming)")  # noqa: S608 - our names
    db.execute("INSERT OR IGNORE INTO main.carries SELECT * FROM other.carries")
    db.execute("INSERT OR IGNORE INTO main.texts SELECT * FROM other.texts")
    names = [row[1] for row in db.execute("PRAGMA main.table_info(captures)")]
    db.execute(
        f"""
        INSERT INTO main.captures SELECT * FROM other.captures WHERE capture IN (SELECT capture FROM incoming)
        ON CONFLICT (capture) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in names[1:])}
        """  # noqa: S608 - our names
    )
    for table in _DETAILS:
        db.execute(
            f"INSERT OR IGNORE INTO main.{table} SELECT * FROM other.{table} "  # noqa: S608 - our names
            "WHERE capture IN (SELECT capture FROM incoming)"
        )
    settling.touch(
        db,
        [key for (key,) in db.execute("SELECT key FROM incoming WHERE key IS NOT NULL")],
        [capture for (capture,) in db.execute("SELECT capture FROM incoming")],
    )
    settling.settle(db)
    drop_unused(db)
    _tell_frontier(db)


def drop_unused(db: Database) -> None:
    """Drop texts and declarations that no capture's reading uses any more."""
    db.execute(
        "DELETE FROM texts WHERE content_hash NOT IN (SELECT content_hash FROM captures WHERE content_hash IS NOT NULL)"
    )
    db.execute(
        "DELETE FROM carries WHERE NOT EXISTS (SELECT 1 FROM captures c "
        "WHERE c.template = carries.template AND c.reader = carries.reader)"
    )


def _tell_frontier(db: Database) -> None:
    """Let the frontier know what is archived now, so that no crawl asks for it again."""
    db.execute(
        """
        INSERT INTO frontier (key, url, date, seen_in, state)
        SELECT key, url, date, 'merge', CASE status WHEN 'live' THEN 'archived' ELSE status END FROM articles
        WHERE key IN (SELECT key FROM touched)
        ON CONFLICT (key) DO UPDATE SET state = excluded.state, date = coalesce(date, excluded.date),
            tries = 0, next_try = NULL, last_error = NULL
        """
    )


def record_rows(db: Database, table: str) -> list[tuple[object, ...]]:
    """Return every row of a record table in an order that does not depend on how they were written.

    Args:
        db: the archive.
        table: one of `scraper.archive.schema.RECORD_TABLES`.
    """
    if table not in schema.RECORD_TABLES:
        raise ValueError(f"{table} is no record table")
    width = len(db.execute(f"PRAGMA table_info({table})").fetchall())
    order = ", ".join(str(column) for column in range(1, width + 1))
    return db.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()  # noqa: S608 - a name of ours
