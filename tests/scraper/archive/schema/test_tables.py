"""What `archive.db` is made of, and what it refuses."""

import sqlite3
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from scraper.archive.database import Database, create_or_open
from scraper.archive.fulltext.stems import tokens
from scraper.archive.schema.check import differences
from scraper.archive.schema.tables import TABLES, VERSION, VERSIONS, VIEWS, declarations
from scraper.archive.search import search
from scraper.items import ARTICLE_FIELDS, HASHED, ROLES, SEARCHED, ArticleText, Outcome
from tests.scraper.archive.making import answered, article, capture, fill, link, records, rows, write


def test_every_table_is_strict_and_named_once(db: Database) -> None:
    tables = {row["name"]: row for row in rows(db, "PRAGMA main.table_list") if row["type"] == "table"}
    ours = {name: row for name, row in tables.items() if not name.startswith(("sqlite_", "_sqlite_"))}
    assert sorted(ours) == sorted(TABLES)
    assert [name for name, row in ours.items() if not row["strict"]] == []


def test_the_schema_has_what_the_code_takes_for_granted(db: Database) -> None:
    sql = {name: " ".join(declaration.split()) for name, (_, declaration) in declarations().items()}
    assert sql["versions"] == f"CREATE VIEW versions AS {' '.join(VERSIONS.format(restriction='').split())}"
    assert {name for name, (kind, _) in declarations().items() if kind == "view"} == set(VIEWS)
    assert f"USING fts5 ( {', '.join(SEARCHED)}, content = 'articles'" in sql["articles_fts"]
    assert db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() == (VERSION,)
    assert max(field.about.since for field in ARTICLE_FIELDS.values()) <= int(VERSION)


CHECKS = {
    "text": "{0} <> ''",
    "day": "{0} IS date({0}, '+0 days')",
    "minute": "{0} IS strftime('%Y-%m-%dT%H:%M', substr({0}, 1, 16), '+0 days') || '+07:00'",
}


@pytest.mark.parametrize(
    ("table", "names"), [("texts", HASHED), ("articles", tuple(each.name for each in fields(ArticleText)))]
)
def test_each_declared_field_has_a_column_of_its_kind(table: str, names: tuple[str, ...]) -> None:
    columns = {line.strip().removesuffix(",") for line in declarations()[table][1].splitlines()}
    for field in (ARTICLE_FIELDS[name] for name in names):
        required = " NOT NULL" if field.required else ""
        assert f"{field.name} TEXT{required} CHECK ({CHECKS[field.kind].format(field.name)})" in columns


def test_every_role_is_taken_and_no_other(db: Database) -> None:
    write(db, [(capture(1), answered(article()))])
    insert = "INSERT INTO bylines (key, role, position, person) VALUES (101, ?, 9, 'Sari Dewi')"
    for role in ROLES:
        db.execute(insert, [role])
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(insert, ["sutradara"])


def test_a_fresh_archive_has_large_pages_wal_and_full_sync(db: Database) -> None:
    pragmas = {
        name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "journal_mode", "synchronous")
    }
    assert pragmas == {"page_size": 16384, "journal_mode": "wal", "synchronous": 2}
    assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_no_text_column_of_a_page_takes_an_empty_string(db: Database) -> None:
    write(db, [(capture(1), answered(article()))])
    printed = {
        "texts": set(HASHED),
        "articles": {*HASHED, "slug", "category_slug"},
        "captures": {"redirect_to", "etag", "last_modified", "content_type", "truncated", "template", "reader", "slug"},
    }
    for table, columns in printed.items():
        for column in columns:
            with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
                db.conn.execute(f"UPDATE {table} SET {column} = ''")


BAD_DAYS = ("2026-13-01", "2026-02-30", "2026-1-1", "01-10-2026", "2026-10-01T00:00", "kemarin")
BAD_MINUTES = (
    "2026-10-01T09:30",
    "2026-10-01T09:30Z",
    "2026-10-01T25:00+07:00",
    "2026-02-30T09:30+07:00",
    "2026-10-01",
)
BAD_MOMENTS = (
    "2026-10-01T00:00:00Z",
    "2026-10-01T00:00:00.000",
    "2026-10-32T00:00:00.000Z",
    "2026-10-01 00:00:00.000Z",
)


@pytest.mark.parametrize(
    ("table", "column", "bad"),
    [
        *((table, "date", bad) for table in ("texts", "articles") for bad in BAD_DAYS),
        *((table, "published_at", bad) for table in ("texts", "articles") for bad in BAD_MINUTES),
        *(("captures", "fetched_at", bad) for bad in BAD_MOMENTS),
    ],
)
def test_what_is_no_day_or_moment_is_refused(db: Database, table: str, column: str, bad: str) -> None:
    write(db, [(capture(1), answered(article()))])
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        db.conn.execute(f"UPDATE {table} SET {column} = ?", [bad])


def test_days_and_moments_that_there_are_go_in(db: Database) -> None:
    at = ("2024-02-29T23:59:59.999Z", "2026-12-31T00:00:00.001Z")
    write(
        db,
        [(capture(n, 100 + n, at=moment), answered(article(100 + n, date=moment[:10]))) for n, moment in enumerate(at)],
    )
    assert [row["date"] for row in rows(db, "SELECT date FROM articles ORDER BY key")] == ["2024-02-29", "2026-12-31"]


def test_every_outcome_is_taken_and_no_other(db: Database) -> None:
    write(db, [(capture(1, None), answered(article()))])
    copy = """
        INSERT INTO captures (capture, run, source, url, method, status, outcome, fetched_at, payload_digest, warc,
            offset, length)
        SELECT :o, run, source, url, method, status, :o, fetched_at, payload_digest, warc, 0, 0 FROM captures LIMIT 1
    """
    for outcome in set(get_args(Outcome)) - {"article"}:
        db.execute(copy, {"o": outcome})
    for outcome in ("ok", "", "Article"):
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(copy, {"o": outcome})


def test_an_article_capture_without_a_text_is_refused(db: Database) -> None:
    write(db, [(capture(1), answered(article()))])
    for wrong in ("content_hash = NULL", "outcome = 'missing'", "key = NULL", "template = NULL", "reader = NULL"):
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            db.execute(f"UPDATE captures SET {wrong}")


@pytest.mark.parametrize(
    "wrong",
    [
        "key = -101",
        "lang = 'en'",
        "lang = 'fr'",
        "id = 5",
        "views = -1",
        "version = 0",
        "status = 'gone'",
        "gone_since = '2026'",
    ],
)
def test_an_article_that_contradicts_itself_is_refused(db: Database, wrong: str) -> None:
    write(db, [(capture(1), answered(article()))])
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        db.execute(f"UPDATE articles SET {wrong}")


def test_a_column_takes_no_value_of_another_type(db: Database) -> None:
    write(db, [(capture(1), answered(article()))])
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER column"):
        db.execute("UPDATE articles SET views = 'banyak'")


def test_the_popular_view_takes_headlines_from_the_archives_own_articles(db: Database) -> None:
    shown = [{"key": 102, "views": 7}, {"key": 900, "views": None}]
    popular = tuple(
        link(n, each["key"], views=each["views"], title="Judul yang tercetak") for n, each in enumerate(shown, 1)
    )
    write(
        db,
        [
            (capture(1), answered(article(popular=popular))),
            (capture(2, 102), answered(article(102, title="Judul Sendiri"))),
        ],
    )
    seen = rows(db, "SELECT on_key, position, key, views, title FROM popular ORDER BY position")
    assert seen == [
        {"on_key": 101, "position": 1, "key": 102, "views": 7, "title": "Judul Sendiri"},
        {"on_key": 101, "position": 2, "key": 900, "views": None, "title": None},
    ]


def test_hour_and_weekday_of_publication_are_numbers_to_group_by(db: Database) -> None:
    at = {101: ("2026-10-04", "2026-10-04T23:59+07:00"), 102: ("2026-10-05", "2026-10-05T00:05+07:00")}
    read = [article(key, date=day, published_at=minute) for key, (day, minute) in at.items()]
    read.append(article(103, date="2026-10-06", published_at=None))
    write(db, [(capture(n, each.id), answered(each)) for n, each in enumerate(read)])
    assert db.execute("SELECT key, hour, weekday, weekday_name FROM articles_by_hour ORDER BY key").fetchall() == [
        (101, 23, 7, "Sunday"),
        (102, 0, 1, "Monday"),
        (103, None, 2, "Tuesday"),
    ]


def test_a_version_stands_beside_those_before_and_after_it(db: Database) -> None:
    titles = ("Pasar Baru Dibuka", "Pasar Baru Dibuka Kembali", "Pasar Baru Dibuka Kembali", "Pasar Baru Dibuka")
    days = [f"2026-10-0{n}T03:00:00.000Z" for n in range(1, 5)]
    pairs = [(capture(n, at=day), answered(article(title=titles[n]))) for n, day in enumerate(days)]
    write(db, [*pairs, (capture(9, 102), answered(article(102)))])
    seen = db.execute("SELECT key, version, previous_title, title, next_title, next_body = body FROM version_texts")
    first, second = titles[:2]
    assert sorted(seen.fetchall()) == [
        (101, 1, None, first, second, 1),
        (101, 2, first, second, first, 1),
        (101, 3, second, first, None, None),
        (102, 1, None, first, None, None),
    ]
    hashes = "SELECT previous_hash, content_hash, next_hash FROM version_texts WHERE key = 101 ORDER BY version"
    (none, a, b), (a_again, b_again, c), (*_, last) = db.execute(hashes).fetchall()
    assert (none, a, b, last) == (None, a_again, b_again, None)
    assert a == c != b


def test_opening_twice_applies_no_migration_twice(path: Path) -> None:
    before = None
    for _ in range(3):
        db = create_or_open(path)
        now = rows(db, "SELECT * FROM _sqlite_migrations"), rows(db, "SELECT * FROM meta ORDER BY name")
        assert before in (None, now)
        before = now
        db.close()
    assert before is not None
    assert [step["name"] for step in before[0]] == [
        "m001_create",
        "m002_revisits_and_photos",
        "m003_full_text",
        "m004_addresses_of_list_items",
        "m005_totals_and_views",
        "m006_headlines",
    ]


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
        "DROP TABLE articles_fts; DROP TABLE word_forms; DROP TABLE headlines_fts;"
        "UPDATE meta SET value = '2' WHERE name = 'schema';"
        "DELETE FROM _sqlite_migrations WHERE name IN ('m003_full_text', 'm006_headlines');"
    )
    connection.close()
    db = create_or_open(path)
    assert [hit.key for hit in search(db, "penertiban").hits] == [101]
    word = tokens(article().title)[0]
    assert db.execute("SELECT rowid FROM headlines_fts WHERE headlines_fts MATCH ?", [word]).fetchall() == [(101,)]
    write(db, [(capture(2, 102), answered(article(102, body="Penertiban selesai.")))])
    assert {hit.key for hit in search(db, "penertiban").hits} == {101, 102}
    db.close()
