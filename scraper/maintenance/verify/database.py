"""Opens an archive as a snapshot, and checks the SQLite file: its pages, foreign keys, schema and `meta`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from scraper.archive.database import ArchiveError, Database, DatabaseError, open_to_read, refuse_interrupted
from scraper.archive.schema.check import differences
from scraper.archive.schema.tables import TABLES, VERSION, blank
from scraper.maintenance.verify.check import MAX_FAULTS, REPAIR, RESTORE_DATABASE, RESTORE_ROW, Check, named

_FACTS = f"SELECT name, value FROM meta WHERE name IN ('schema', 'archive', 'site') LIMIT {MAX_FAULTS}"  # noqa: S608

EXAMPLES = 10
"""Rows of one kind that are named one by one."""


@contextmanager
def snapshot(path: Path) -> Iterator[Database]:
    """Open an archive; all that is read in the block is of one moment, though a crawl may go on writing."""
    db = open_to_read(path, any_schema=True)
    try:
        db.conn.text_factory = readable
        db.execute("BEGIN")
        yield db
    finally:
        db.close()


def readable(text: bytes) -> str:
    """Decode a text of the database; bytes that are not UTF-8, which only a damaged one has, become escapes."""
    return text.decode("utf-8", "backslashreplace")


def named_site(db: Database, path: Path) -> str | None:
    """Return which site an archive says it is of; None where it does not say, or cannot be read.

    Raises:
        ArchiveError: where it has not been brought to today's schema yet.
    """
    try:
        about = _facts(db)
    except DatabaseError as error:
        refuse_interrupted(error)
        return None
    has = about.get("schema") or ""
    if has.isdecimal() and int(has) < int(VERSION):
        raise ArchiveError(
            f"{path}: this archive has schema {has}, and {VERSION} is verified; "
            "any crawl migrates it, and so does `arsip problems --reread`, without a request"
        )
    return about.get("site")


def _facts(db: Database) -> dict[str, str]:
    return {str(name): str(value) for name, value in db.execute(_FACTS)}


def check(db: Database, *, quick: bool) -> Check:
    """Check the file; if quick, not whether indexes and tables agree, which takes most of the time."""
    found = Check("database")
    _check_schema(db, found)
    if unreadable(db):
        found.notices.append("nothing else was checked: the rows of tables that are not an archive's are not read")
        return found
    _check_pages(db, found, "quick_check" if quick else "integrity_check")
    _check_foreign_keys(db, found)
    _check_meta(db, found)
    return found


def unreadable(db: Database) -> set[str]:
    """Return the names of tables and views of which we have others; where there are any, no rows are read."""
    return {each.name for each in differences(db.conn) if each.spoils_reading}


def _check_pages(db: Database, found: Check, pragma: str) -> None:
    for (message,) in db.execute(f"PRAGMA {pragma}({MAX_FAULTS})"):
        if message != "ok":
            found.fault(f"SQLite's {pragma} says: {' '.join(message.split())}", RESTORE_DATABASE)
    found.looked_at += int(db.execute("PRAGMA page_count").fetchone()[0])


def _check_foreign_keys(db: Database, found: Check) -> None:
    broken = {(table, parent, number) for table, _, parent, number in db.execute("PRAGMA foreign_key_check")}
    for table, parent, number in sorted(broken):
        keys = db.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        _, _, _, column, its, *_ = next(each for each in keys if each[0] == number)
        orphaned = (
            f"FROM {table} t WHERE {column} IS NOT NULL "  # noqa: S608 - names of the schema
            f"AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.{its} = t.{column})"
        )
        primary = db.primary_key(table)
        rows = db.execute(f"SELECT {', '.join(primary)}, {column} {orphaned} LIMIT {EXAMPLES}").fetchall()
        for *values, leads_to in rows:
            found.fault(
                f"it refers to {its} {leads_to}, which is not in {parent}",
                RESTORE_DATABASE,
                table=table,
                row=named(primary, values),
                column=column,
            )
        number_of_all = int(db.execute(f"SELECT count(*) {orphaned}").fetchone()[0])
        found.found += max(number_of_all - len(rows), 0)


def _check_schema(db: Database, found: Check) -> None:
    made = blank()
    for each in differences(db.conn):
        if each.is_harmless:
            found.notices.append(f"{each.kind} {each.name} is not Arsip's; it is left alone")
            continue
        remedy = REPAIR if each.is_dangerous else RESTORE_DATABASE
        if each.name in TABLES and each.wrong == "declaration":
            before = found.found
            _check_columns(found, each.name, db, made)
            if found.found > before:
                continue
        found.fault(each.what, remedy, table=each.name)
    made.close()


def _columns(db: Database, table: str) -> dict[str, tuple[object, ...]]:
    return {each.name: each[1:] for each in db.columns(table)}


def _check_columns(found: Check, table: str, db: Database, made: Database) -> None:
    theirs, ours = _columns(db, table), _columns(made, table)
    for column in sorted(ours.keys() | theirs.keys()):
        if theirs.get(column) != ours.get(column):
            what = "the column is declared otherwise" if column in theirs else "the column is missing"
            what = what if column in ours else "there should be no such column"
            found.fault(what, RESTORE_DATABASE, table=table, column=column)


def _check_meta(db: Database, found: Check) -> None:
    about = _facts(db)
    wrong = {}
    if about.get("schema") != VERSION:
        wrong["schema"] = f"it is {about.get('schema')}, and this program makes {VERSION}; a newer Arsip may know it"
    try:
        UUID(about.get("archive", ""))
    except ValueError:
        wrong["archive"] = "the archive's own id is not a UUID"
    if not about.get("site") and db.execute("SELECT 1 FROM captures LIMIT 1").fetchone():
        wrong["site"] = "no site is named, though pages are kept"
    for name, what in wrong.items():
        found.fault(what, RESTORE_ROW, table="meta", row=f"name {name}", column="value")
