"""Archives of earlier schemas, as they were made then, become archives of today."""

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.archive.database import create_or_open
from scraper.archive.schema.check import differences
from scraper.archive.schema.tables import TABLES, VERSION, declarations
from scraper.archive.search import search
from tests.scraper.archive.making import answered, article, capture, fill, records, write

EARLIER = sorted(Path(__file__).with_name("archives").glob("*.sql"))


def columns(db: Database) -> dict[str, list[str]]:
    return {table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")] for table in TABLES}


@pytest.mark.parametrize("dump", EARLIER, ids=lambda dump: dump.stem)
def test_an_earlier_archive_becomes_one_of_today(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    connection.executescript(dump.read_text())
    connection.close()
    old, new = create_or_open(path), create_or_open(tmp_path / "new.db")
    assert columns(old) == columns(new)
    assert old.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() == (VERSION,)
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
    assert list(differences(old.conn)) == list(differences(new.conn)) == []
    old.close()
    new.close()


def test_templates_of_earlier_archives_get_the_names_of_today(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    connection.executescript((Path(__file__).parent / "archives" / "3.sql").read_text(encoding="utf-8"))
    connection.execute("DELETE FROM carries")
    rows = [("mobile-2026", "4", "title"), ("desktop-2018", "4", "title"), ("words", "4", "title")]
    connection.executemany("INSERT INTO carries (template, reader, field) VALUES (?, ?, ?)", rows)
    connection.commit()
    connection.close()
    db = create_or_open(path)
    found = db.execute("SELECT template, reader FROM carries ORDER BY 1").fetchall()
    assert found == [("desktop", "4"), ("generic", "4"), ("mobile", "4")]
    db.close()


def test_what_was_kept_before_there_was_a_search_is_found_by_it(tmp_path: Path) -> None:
    path = fill(tmp_path / "old.db", [(capture(1), answered(article(body="Petugas menertibkan pasar.")))])
    connection = sqlite3.connect(path)
    for trigger in (name for name, (kind, _) in declarations().items() if kind == "trigger"):
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.executescript(
        "DROP TABLE articles_fts; DROP TABLE word_forms; UPDATE meta SET value = '2' WHERE name = 'schema';"
        "DELETE FROM _sqlite_migrations WHERE name = 'm003_full_text';"
    )
    connection.close()
    db = create_or_open(path)
    assert [hit.key for hit in search(db, "penertiban").hits] == [101]
    write(db, [(capture(2, 102), answered(article(102, body="Penertiban selesai.")))])
    assert {hit.key for hit in search(db, "penertiban").hits} == {101, 102}
    db.close()
