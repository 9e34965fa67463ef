"""What tests of a verification do to an archive, and see in it."""

import sqlite3
from pathlib import Path

from scraper.archive.database import open_to_read
from scraper.archive.schema.tables import RECORD_TABLES
from scraper.maintenance.verify.check import Fault
from scraper.maintenance.verify.verification import Report
from tests.scraper.archive.making import record_rows


def faults(report: Report) -> list[Fault]:
    return [fault for check in report.checks for fault in check.faults]


def warcs(path: Path) -> list[Path]:
    return sorted((path.parent / "warc").iterdir())


def tables_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    db = open_to_read(path)
    db.conn.text_factory = bytes
    held = {table: record_rows(db, table) for table in RECORD_TABLES}
    db.close()
    return held


def tamper(path: Path, statement: str, *values: object) -> None:
    """Change an archive behind its back."""
    connection = sqlite3.connect(path)
    with connection:
        assert connection.execute(statement, values).rowcount == 1
    connection.close()
