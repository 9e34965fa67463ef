"""Whatever is damaged in the database is found, and named."""

import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from scraper.archive.database import ArchiveError
from scraper.archive.schema.tables import PAGE_SIZE, RECORD_TABLES, blank
from scraper.maintenance.verify.check import Share
from scraper.maintenance.verify.verification import verify
from tests.conftest import examples
from tests.scraper.maintenance.verify.damage import faults, tables_of, tamper


def columns() -> list[tuple[str, str]]:
    """Every column of every record table."""
    db = blank()
    return [(table, row[1]) for table in RECORD_TABLES for row in db.execute(f"pragma table_info({table})")]


def forge(path: Path, work: Callable[[sqlite3.Connection], None]) -> None:
    """Change an archive as no program of ours could: no constraint holds."""
    connection = sqlite3.connect(path)
    connection.execute("pragma foreign_keys = off")
    connection.execute("pragma ignore_check_constraints = on")
    with connection:
        work(connection)
    connection.close()


@pytest.fixture(scope="module")
def undamaged(whole: Path) -> dict[str, list[tuple[object, ...]]]:
    return tables_of(whole / "archive.db")


@pytest.mark.parametrize(("table", "column"), columns(), ids=".".join)
def test_an_edited_value_is_found_in_any_column(
    path: Path, undamaged: dict[str, list[tuple[object, ...]]], table: str, column: str
) -> None:
    """It takes the value of another row, where there is one, and so one that passes every constraint."""
    dice = random.Random(f"{table}.{column}")

    def edit(connection: sqlite3.Connection) -> None:
        keys = ", ".join(f'"{row[1]}"' for row in connection.execute(f"pragma table_info({table})") if row[5])
        rows = connection.execute(f"select {column}, {keys} from {table} order by {keys}").fetchall()
        value, *key = dice.choice(rows)
        others = sorted({row[0] for row in rows} - {value, None}, key=str)
        new = dice.choice(others) if others else f"{value}x" if isinstance(value, str | None) else value + 1
        condition = " and ".join(f"{name} is ?" for name in keys.split(", "))
        try:
            connection.execute(f"update {table} set {column} = ? where {condition}", [new, *key])
        except sqlite3.IntegrityError:
            new = f"{value}x" if isinstance(value, str | None) else value + 1000
            connection.execute(f"update {table} set {column} = ? where {condition}", [new, *key])

    forge(path, edit)
    assert tables_of(path) != undamaged
    found = faults(verify(path))
    assert found
    assert any(fault.table == table for fault in found), [fault.place for fault in found]
    assert all(fault.remedy for fault in found)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("table", RECORD_TABLES)
def test_a_deleted_row_is_found_in_any_table(path: Path, table: str, seed: int) -> None:
    def delete(connection: sqlite3.Connection) -> None:
        keys = [row[1] for row in connection.execute(f"pragma table_info({table})") if row[5]]
        rows = connection.execute(f"select {', '.join(keys)} from {table} order by {', '.join(keys)}").fetchall()
        key = random.Random(f"{table}{seed}").choice(rows)
        condition = " and ".join(f"{name} is ?" for name in keys)
        assert connection.execute(f"delete from {table} where {condition}", key).rowcount == 1

    forge(path, delete)
    assert faults(verify(path))


@pytest.mark.parametrize("table", RECORD_TABLES)
def test_an_added_row_is_found_in_any_table(path: Path, table: str) -> None:
    def add(connection: sqlite3.Connection) -> None:
        about = connection.execute(f"pragma table_info({table})").fetchall()
        row = list(connection.execute(f"select * from {table} order by 1, 2 limit 1").fetchone())
        last = max((place[5], number) for number, place in enumerate(about))[1]
        row[last] = f"{row[last]}-baru" if isinstance(row[last], str) else 9_999
        connection.execute(f"insert into {table} values ({', '.join('?' * len(row))})", row)

    forge(path, add)
    found = faults(verify(path))
    assert any(fault.table == table for fault in found), [fault.place for fault in found]


def leaves(path: Path) -> list[int]:
    """Offsets of the database's pages that hold rows: leaves of tables and of indexes (SQLite's file format, 1.6)."""
    data = path.read_bytes()
    size = int.from_bytes(data[16:18], "big")
    return [at for at in range(size, len(data), size) if data[at] in {0x0A, 0x0D}]


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0), st.integers(0), st.integers(0, 7))
def test_a_flipped_bit_in_the_database_is_found_or_changes_no_row(
    whole: Path, tmp_path: Path, page: int, byte: int, bit: int
) -> None:
    shutil.rmtree(tmp_path / "copy", ignore_errors=True)
    path = Path(shutil.copytree(whole, tmp_path / "copy")) / "archive.db"
    before, pages = tables_of(path), leaves(path)
    data = bytearray(path.read_bytes())
    data[pages[page % len(pages)] + byte % PAGE_SIZE] ^= 1 << bit
    path.write_bytes(data)
    try:
        report = verify(path)
    except ArchiveError:
        return
    if not report.faults:
        assert tables_of(path) == before


@pytest.mark.parametrize("column", ["warc", "offset", "capture", "length", "fetched_at", "url", "etag", "reader"])
def test_a_column_that_comes_as_another_type_is_damage_and_no_crash(path: Path, column: str) -> None:
    """As a flipped bit in a row's header makes it; here the schema is loosened for a moment."""

    def edit(connection: sqlite3.Connection) -> None:
        (declared,) = connection.execute("select sql from sqlite_schema where name = 'captures'").fetchone()
        connection.execute("pragma writable_schema = on")
        connection.execute(
            "update sqlite_schema set sql = ? where name = 'captures'",
            [re.sub(" (TEXT|INTEGER)( NOT NULL)?| STRICT", "", declared)],
        )
        connection.commit()
        loose = sqlite3.connect(path)
        loose.execute("pragma ignore_check_constraints = on")
        loose.execute(f"update captures set {column} = 7.5 where rowid = 5")
        loose.execute(f"update captures set {column} = null where rowid = 6")
        loose.commit()
        loose.execute("pragma writable_schema = on")
        loose.execute("update sqlite_schema set sql = ? where name = 'captures'", [declared])
        loose.commit()
        loose.close()

    forge(path, edit)
    assert faults(verify(path))
    verify(path, share=Share.nth(1, Fraction(1, 2)))


def test_a_frontier_that_disagrees_with_the_articles_is_found(path: Path) -> None:
    tamper(path, "update frontier set state = 'gone' where key = (select min(key) from articles where status = 'live')")
    tamper(path, "delete from frontier where key = (select max(key) from articles)")
    assert [(fault.table, fault.check) for fault in faults(verify(path))] == [("frontier", "frontier")] * 2


def test_a_lost_index_and_a_changed_view_are_found(path: Path) -> None:
    forge(path, lambda connection: connection.execute("drop index links_to") and None)
    forge(
        path, lambda connection: connection.executescript("drop view photos; create view photos as select 1") and None
    )
    assert {fault.table for fault in faults(verify(path))} == {"links_to", "photos"}


DAMAGED_SEARCH = {
    "a text that was edited past the index": (
        "drop trigger articles_fts_update",
        "update articles set body = 'lain sama sekali' where key = (select max(key) from articles)",
    ),
    "an article that the index has not": (
        "delete from articles_fts_docsize where id = (select max(key) from articles)",
    ),
    "an article that only the index has": (
        "insert into articles_fts_docsize select 999999, sz from articles_fts_docsize limit 1",
    ),
    "a word that sounds otherwise": (
        "update word_forms set root = 'x' where kind = 'sound' and word = (select max(word) from word_forms)",
    ),
    "a word that leads nowhere": (
        "delete from word_forms where kind = 'en' and word = (select max(word) from word_forms)",
    ),
    "a word without its forms": ("delete from word_forms where word = (select max(word) from word_forms)",),
    "a part of the index that is lost": ("delete from articles_fts_data where id > 100",),
    "a headline that was edited past its index": (
        "drop trigger headlines_fts_update",
        "update articles set title = 'lain sama sekali' where key = (select max(key) from articles)",
    ),
    "a headline that its index has not": (
        "delete from headlines_fts_docsize where id = (select max(key) from articles)",
    ),
}


@pytest.mark.parametrize("statements", DAMAGED_SEARCH.values(), ids=DAMAGED_SEARCH)
def test_a_search_that_would_not_find_what_it_should_is_damage(path: Path, statements: tuple[str, ...]) -> None:
    forge(path, lambda connection: connection.executescript(";".join(statements)) and None)
    found = [fault for fault in faults(verify(path)) if fault.check == "search"]
    assert {fault.table for fault in found} <= {"articles_fts", "headlines_fts", "word_forms"}
    assert found
    assert all("arsip reparse" in fault.remedy for fault in found)


def test_a_lost_trigger_is_found(path: Path) -> None:
    forge(path, lambda connection: connection.execute("drop trigger articles_fts_insert") and None)
    assert {fault.table for fault in faults(verify(path))} == {"articles_fts_insert"}
