"""Anybody's SQL may read an archive, and do nothing else."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.archive.database import ArchiveError, Database, open_to_read
from scraper.archive.sql_guard import StatementError, column_names, quoted, read_only, stream_rows, subquery
from tests.scraper.archive.making import answered, article, capture, fill


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    fill(tmp_path / "archive.db", [(capture(n, n), answered(article(n))) for n in (101, 102)])
    opened = open_to_read(tmp_path / "archive.db")
    read_only(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM articles",
        "UPDATE articles SET title = 'x'",
        "INSERT INTO meta VALUES ('a', 'b')",
        "UPDATE sqlite_master SET sql = 'x'",
        "DROP TABLE articles",
        "CREATE TABLE t (a)",
        "CREATE TEMP TABLE t (a)",
        "CREATE TEMP VIEW v AS SELECT 1",
        "ATTACH 'other.db' AS other",
        "VACUUM INTO 'other.db'",
        "VACUUM",
        "REINDEX",
        "ANALYZE",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA user_version = 7",
        "PRAGMA temp_store_directory = '/tmp'",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "SELECT load_extension('x')",
        "WITH a AS (SELECT 1) DELETE FROM articles",
    ],
)
def test_nothing_but_reading_is_allowed(db: Database, sql: str, tmp_path: Path) -> None:
    before = (tmp_path / "archive.db").read_bytes()
    with pytest.raises(ArchiveError):
        list(stream_rows(db, sql))
    with pytest.raises(ArchiveError):
        column_names(db, sql)
    assert (tmp_path / "archive.db").read_bytes() == before
    assert not list(tmp_path.glob("other*"))
    assert next(stream_rows(db, "SELECT count(*) FROM articles")) == (2,)


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("SELECT key, title FROM articles", ("key", "title")),
        ("SELECT count(*), max(views) AS most FROM articles;", ("count(*)", "most")),
        ("SELECT 1 AS a, 2 AS a -- twice", ("a", "a:1")),
        (f"SELECT {', '.join(f'{n} AS a' for n in range(8))}", ("a", *(f"a:{n}" for n in range(1, 8)))),
        (f"SELECT 7 AS [a:5]{', 0 AS a' * 6}", ("a:5", "a", "a:1", "a:2", "a:3", "a:4", "a:6")),
        ('SELECT 1 AS a, 2 AS A, 3 AS "a:7"', ("a", "A:1", "a:7")),
        ("WITH selected AS (SELECT 1 AS a) SELECT a FROM selected", ("a",)),
        ("WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n LIMIT 3) SELECT x FROM n ; ", ("x",)),
        ("SELECT value FROM json_each('[1]')", ("value",)),
        ("SELECT name FROM pragma_table_info('articles')", ("name",)),
        ('SELECT 1 AS "kutip "" dan, koma"', ('kutip " dan, koma',)),
    ],
)
def test_columns_are_named_without_running_the_statement(db: Database, sql: str, names: tuple[str, ...]) -> None:
    assert column_names(db, sql) == names
    listed = ", ".join(quoted(name) for name in names)
    assert list(stream_rows(db, f"SELECT {listed} FROM {subquery(sql, names)}")) == list(stream_rows(db, sql))


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT * FORM articles", 'near "articles": syntax error|near "FORM": syntax error'),
        ("SELECT judul FROM articles", "no such column: judul"),
        ("SELECT 1; SELECT 2", "one statement at a time"),
        ("", "incomplete input"),
        ("SELECT 'a\0b'", "null character"),
        ("PRAGMA table_info(articles)", "syntax error"),
        ("SELECT '\udc80'", "surrogates not allowed"),
        ("DELETE FROM articles", "only a SELECT that reads is answered here: not authorized"),
        ("SELECT load_extension('x')", "only a SELECT that reads is answered here: not authorized"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(db: Database, sql: str, says: str) -> None:
    with pytest.raises(StatementError, match=says) as told:
        column_names(db, sql)
    assert "\n" not in str(told.value)


def test_an_error_of_a_later_row_is_told_too(db: Database) -> None:
    rows = stream_rows(db, "SELECT json(CASE key WHEN 102 THEN 'kein json' ELSE '1' END) FROM articles ORDER BY key")
    with pytest.raises(StatementError, match="malformed JSON"):
        list(rows)


def test_what_is_wrong_with_the_archive_is_no_mistake_in_a_statement(db: Database, tmp_path: Path) -> None:
    whole = (tmp_path / "archive.db").read_bytes()
    (tmp_path / "archive.db").write_bytes(whole[:16384] + b"\xff" * (len(whole) - 16384))
    for statement in ("SELECT * FROM captures", "SELECT CAST(x'ff' AS TEXT)"):
        with pytest.raises(ArchiveError, match=r"malformed|decode") as told:
            list(stream_rows(db, statement))
        assert not isinstance(told.value, StatementError)


def test_rows_that_are_not_all_taken_leave_no_error_behind(tmp_path: Path) -> None:
    """An error in a generator that is thrown away is a warning, which fails this test."""
    fill(tmp_path / "archive.db", [(capture(n, n), answered(article(n))) for n in (101, 102, 103)])
    opened = open_to_read(tmp_path / "archive.db")
    rows = stream_rows(opened, "SELECT key FROM articles")
    next(rows)
    opened.close()
    del rows


def test_full_text_search_needs_no_more_than_reading(tmp_path: Path) -> None:
    made = Database(sqlite3.connect(tmp_path / "a.db"))
    made.execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
    made.execute("INSERT INTO words VALUES ('pasar baru')")
    made.conn.commit()
    made.close()
    db = Database(sqlite3.connect(tmp_path / "a.db"))
    read_only(db)
    assert list(stream_rows(db, "SELECT snippet(words, 0, '[', ']', '', 9) FROM words WHERE words MATCH 'baru'")) == [
        ("pasar [baru]",)
    ]
    db.close()


def test_ctrl_c_stops_a_statement_that_would_run_for_hours(db: Database) -> None:
    endless = "WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    sqlite3.enable_callback_tracebacks(False)  # Datasette, which other tests import in this process, turns them on
    threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(stream_rows(db, endless))
    assert time.monotonic() - began < 5
    assert next(stream_rows(db, "SELECT 1")) == (1,)
