"""Opens an archive to verify it: for reading only, as one snapshot, whatever bytes stand in its texts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from scraper.archive.database import ArchiveError, DatabaseError, open_to_read, refuse_interrupted
from scraper.archive.schema.migrations import VERSION
from scraper.maintenance.verify.findings import MOST


@contextmanager
def snapshot(path: Path) -> Iterator[Database]:
    """Open an archive; all that is read in the block is of one moment, though a crawl may go on writing.

    Args:
        path: the SQLite file.

    Raises:
        ArchiveError: where it is no archive.
    """
    db = open_to_read(path, any_schema=True)
    try:
        db.conn.isolation_level = None
        db.conn.text_factory = readable
        db.execute("BEGIN")
        yield db
    finally:
        db.close()


def readable(text: bytes) -> str:
    """Return a text of the database; bytes that are no UTF-8 stand in it by their numbers, as in no sound one."""
    return text.decode("utf-8", "backslashreplace")


def named_site(db: Database, path: Path) -> str | None:
    """Return which site an archive says it is of; None where it does not say, or cannot be read.

    Raises:
        ArchiveError: where it has not been brought to today's schema yet.
    """
    try:
        rows = db.execute("SELECT name, value FROM meta").fetchmany(MOST)
        about = {str(name): value if isinstance(value, str) else str(value) for name, value in rows}
    except DatabaseError as error:
        refuse_interrupted(error)
        return None
    has = about.get("schema") or ""
    if has.isdecimal() and int(has) < int(VERSION):
        raise ArchiveError(
            f"{path}: this archive has schema {has}, and {VERSION} is verified; bring it along with `arsip reparse`"
        )
    return about.get("site")


def count(db: Database, table: str) -> int:
    """Return how many rows a table has, for a bar that shows progress; 0 where it cannot be read."""
    try:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our names
    except DatabaseError as error:
        refuse_interrupted(error)
        return 0
