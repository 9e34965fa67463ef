"""Archives of earlier schemas, as they were made then, become archives of today."""

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.archive import schema
from scraper.archive.opening import create_or_open
from tests.scraper.archive.making import answered, article, capture, records, write

EARLIER = sorted(Path(__file__).with_name("schemas").glob("*.sql"))


def columns(db: Database) -> dict[str, list[str]]:
    return {table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")] for table in schema.TABLES}


@pytest.mark.parametrize("dump", EARLIER, ids=lambda dump: dump.stem)
def test_an_earlier_archive_becomes_one_of_today(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    connection.executescript(dump.read_text())
    connection.close()
    old, new = create_or_open(path), create_or_open(tmp_path / "new.db")
    assert columns(old) == columns(new)
    assert old.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() == (schema.VERSION,)
    assert old.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    pairs = [(capture(1), answered(article())), (capture(2, 102), answered(article(102)))]
    for db in (old, new):
        write(db, pairs)
        db.execute("UPDATE captures SET outcome = 'photo', content_hash = NULL, key = NULL WHERE key = 102")
        with pytest.raises(sqlite3.IntegrityError):
            db.execute("UPDATE captures SET outcome = 'film' WHERE key IS NULL")
    assert records(old) == records(new)
    names = "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    assert old.execute(names).fetchall() == new.execute(names).fetchall()
    old.close()
    new.close()
