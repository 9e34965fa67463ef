"""An archive that is whole passes; whatever is damaged in it is found, and named."""

import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.archive.database import ArchiveError, create_or_open, open_to_read
from scraper.archive.merge import take_in
from scraper.archive.schema.tables import PAGE_SIZE, RECORD_TABLES, blank
from scraper.items import Answer
from scraper.maintenance import ingest, workers
from scraper.maintenance.verify import readings
from scraper.maintenance.verify.check import Fault, Share
from scraper.maintenance.verify.verification import Report, verify
from scraper.warc.exchange import Exchange
from scraper.warc.integrity import members
from scraper.warc.records import digest
from scraper.warc.writer import OPEN
from tests.conftest import Crawl, Serve
from tests.scraper.archive.making import record_rows
from tests.scraper.maintenance.keeping import ORIGIN, Keeper, everything
from tests.scraper.warc.making import check


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive in which something of everything is."""
    folder = tmp_path_factory.mktemp("whole")
    everything(folder)
    return folder


@pytest.fixture(autouse=True)
def parse_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse the pages of that archive once: half of what a verification takes, and these tests make two hundred."""
    monkeypatch.setattr(readings, "interpret_exchange", _interpreted)


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    """A copy of that archive, to be damaged."""
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy" / "archive.db"


_interpreted = lru_cache(ingest.interpret_exchange)  # the parser is pure, and the key is all that it is given


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


# -- what is whole


def test_a_whole_archive_passes_and_all_of_it_was_looked_at(path: Path) -> None:
    report = verify(path)
    assert faults(report) == []
    assert report.notices == ()
    db = open_to_read(path)
    counted = {
        name: db.execute(f"select count(*) from {table}").fetchone()[0]
        for name, table in {
            "texts": "texts",
            "captures": "captures",
            "readings": "captures",
            "articles": "articles",
            "search": "articles",
        }.items()
    }
    db.close()
    assert {check.name: check.looked_at for check in report.checks if check.name in counted} == counted
    assert min(counted.values()) >= 11


def test_the_archive_that_is_damaged_here_has_rows_in_every_table(path: Path) -> None:
    db = open_to_read(path)
    assert not [table for table in RECORD_TABLES if not record_rows(db, table)]
    assert db.execute("select count(distinct status) from articles").fetchone() == (3,)
    assert db.execute("select count(*) from captures where revisit_of is not null").fetchone() == (2,)
    db.close()
    assert len(warcs(path)) > 3


async def test_what_a_crawl_has_made_passes(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=80, missing="home", wrong_slug="redirect", validators="etag") as running:
        await crawl(running.url, limit=30, photos="1")
        running.site.clock.advance(days=2)
        await crawl(running.url, photos="1")
        await crawl(running.url, spider="recheck", older_than="0h")
    with sqlite3.connect(tmp_path / "archive.db") as db:
        outcomes = {outcome for (outcome,) in db.execute("select distinct outcome from captures")}
    assert outcomes >= {"article", "unchanged", "photo", "list"}
    referee = check(*warcs(tmp_path / "archive.db"))
    assert (referee.returncode, "digest pass" in referee.stdout) == (0, True), referee.stdout
    before = (tmp_path / "archive.db").read_bytes()
    report = verify(tmp_path / "archive.db")
    assert (faults(report), report.notices) == ([], ())
    assert (tmp_path / "archive.db").read_bytes() == before


def test_processes_that_share_the_work_find_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ALONE_SECONDS", 0)
    tamper(path, "update captures set etag = 'x' where rowid = 5")
    warcs(path)[2].unlink()
    alone, shared = verify(path), verify(path, workers=2)
    assert faults(alone) == faults(shared)
    assert [check.looked_at for check in alone.checks] == [check.looked_at for check in shared.checks]


def test_merged_archives_pass(path: Path, tmp_path: Path) -> None:
    other = Keeper(tmp_path / "other", run="44444444-4444-4444-8444-444444444444", begin="2026-10-09T03:00:00", seed=2)
    for address in other.paths:
        other.keep(address)
    other.close()
    db = create_or_open(path)
    take_in(db, tmp_path / "other" / "archive.db")
    db.close()
    for file in (tmp_path / "other" / "warc").iterdir():
        shutil.copy(file, path.parent / "warc")
    assert faults(verify(path)) == []


@pytest.mark.parametrize("seed", range(3))
def test_what_a_dead_run_left_is_no_damage_before_or_after_it_is_taken_in(path: Path, seed: int) -> None:
    """The database falls back to before the last run, and that run's last file is cut at any byte."""
    last = warcs(path)[-1]
    db = create_or_open(path)
    rebuilt = create_or_open(path.with_name("earlier.db"))
    rebuilt.execute("insert into meta select * from (select 'site' as name, 'replica' as value)")
    ours = db.execute("select value from meta where name = 'archive'").fetchone()
    rebuilt.execute("update meta set value = ? where name = 'archive'", ours)
    writer = ingest.Writer(rebuilt, sync=lambda: None)
    ingest.take_in(writer, warcs(path)[:-1])
    db.close()
    rebuilt.close()
    shutil.move(path.with_name("earlier.db"), path)
    last = last.rename(last.with_name(last.name + OPEN))
    os.truncate(last, random.Random(seed).randrange(1, last.stat().st_size))
    report = verify(path)
    assert faults(report) == []
    assert [last.name in notice and "arsip crawl" in notice for notice in report.notices] == [True]
    db = create_or_open(path)
    ingest.salvage(db, path.parent / "warc")
    db.close()
    assert (faults(verify(path)), verify(path).notices) == ([], ())


def test_a_file_that_a_living_run_writes_is_left_alone(path: Path) -> None:
    running = Keeper(path.parent, run="55555555-5555-4555-8555-555555555555", begin="2026-10-09T03:00:00")
    running.keep(running.paths[0])
    running.writer.flush()
    running.keep(running.paths[1])
    report = verify(path)
    assert (faults(report), report.notices) == ([], ())
    running.close()


@pytest.mark.parametrize("schema", ["1", "2", "3"])
def test_an_archive_of_an_older_schema_is_no_damaged_one(schema: str, tmp_path: Path) -> None:
    dump = Path(__file__).parents[2] / "archive" / "schema" / "archives" / f"{schema}.sql"
    path = tmp_path / "archive.db"
    connection = sqlite3.connect(path)
    connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()
    (tmp_path / "warc").mkdir()
    with pytest.raises(ArchiveError, match=f"schema {schema}, and 4 is verified; bring it along with `arsip reparse`"):
        verify(path)


def test_pages_that_an_older_parser_read_are_counted_and_no_fault(path: Path) -> None:
    db = create_or_open(path)
    db.execute("insert into carries select template, '1', field from carries")
    db.execute("update captures set reader = '1' where reader is not null and outcome = 'article'")
    db.execute("delete from carries where reader <> '1'")
    db.close()
    report = verify(path)
    assert faults(report) == []
    assert ["parser 1" in notice and "arsip reparse" in notice for notice in report.notices] == [True]


# -- what is damaged: the database


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


@pytest.mark.parametrize(("table", "column"), columns(), ids=".".join)
def test_an_edited_value_is_found_in_any_column(path: Path, table: str, column: str) -> None:
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

    before = tables_of(path)
    forge(path, edit)
    assert tables_of(path) != before
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


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


# -- what is damaged: the WARC files


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0), st.integers(0), st.integers(0, 7))
def test_a_flipped_bit_in_a_warc_file_is_found_wherever_it_is(
    whole: Path, tmp_path: Path, number: int, byte: int, bit: int
) -> None:
    shutil.rmtree(tmp_path / "copy", ignore_errors=True)
    path = Path(shutil.copytree(whole, tmp_path / "copy")) / "archive.db"
    file = warcs(path)[number % len(warcs(path))]
    data = bytearray(file.read_bytes())
    byte %= len(data)
    data[byte] ^= 1 << bit
    file.write_bytes(data)
    found = faults(verify(path))
    assert {fault.file for fault in found if fault.file} == {file.name}
    around = [fault.byte for fault in found if fault.file and fault.byte is not None]
    assert min(around) <= byte


def test_a_lost_file_is_named_once_with_what_stood_in_it(path: Path) -> None:
    lost = warcs(path)[1]
    lost.unlink()
    found = faults(verify(path))
    assert [(fault.file, fault.check) for fault in found if fault.file == lost.name] == [(lost.name, "captures")]
    assert "captures stand in it" in found[0].what
    assert "backup" in found[0].remedy


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0), st.integers(0))
def test_a_cut_off_file_is_found(whole: Path, tmp_path: Path, number: int, byte: int) -> None:
    shutil.rmtree(tmp_path / "copy", ignore_errors=True)
    path = Path(shutil.copytree(whole, tmp_path / "copy")) / "archive.db"
    file = warcs(path)[number % len(warcs(path))]
    at = byte % file.stat().st_size
    os.truncate(file, at)
    assert {fault.file for fault in faults(verify(path)) if fault.file} == {file.name}
    sample = verify(path, share=Share.nth(0, Fraction(1, 1000)))
    assert {fault.file for fault in faults(sample) if fault.file} == {file.name}


def test_a_record_without_a_row_is_found_and_so_is_a_whole_file_of_them(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "earlier.db")
    late = Keeper(path.parent, run="66666666-6666-4666-8666-666666666666", begin="2026-10-09T03:00:00")
    late.keep(late.paths[0])
    late.close()
    shutil.move(tmp_path / "earlier.db", path)
    (fault,) = faults(verify(path))
    assert "has no row" in fault.what
    assert "arsip reparse" in fault.remedy


def test_damage_in_a_file_does_not_hide_what_stands_behind_it(path: Path) -> None:
    """All of the first record but one byte is overwritten, and a row of the last is edited."""
    file = max(warcs(path), key=lambda each: len(list(members(each))))
    *_, (last, _) = members(file)
    db = open_to_read(path)
    rows = db.execute("select capture, offset from captures where warc = ? order by offset", [file.name]).fetchall()
    db.close()
    tamper(path, "update captures set etag = 'x' where capture = ?", rows[-1][0])
    data = bytearray(file.read_bytes())
    data[rows[0][1] + 1 : rows[0][1] + 200] = bytes(199)
    file.write_bytes(data)
    found = faults(verify(path))
    assert [fault.byte for fault in found if fault.file == file.name and fault.table is None] == [rows[0][1]]
    assert [fault.column for fault in found if fault.row == f"capture {rows[-1][0]}"] == ["etag"]
    assert last >= rows[-1][1]


# -- shares, and what cannot be verified


def test_shares_of_following_days_come_to_see_everything_and_each_a_part(path: Path) -> None:
    seen: dict[str, int] = {}
    for day in range(4):
        report = verify(path, share=Share.nth(day, Fraction(1, 4)))
        assert faults(report) == []
        for done in report.checks:
            seen[done.name] = seen.get(done.name, 0) + done.looked_at
    whole = {done.name: done.looked_at for done in verify(path).checks}
    for name in ("texts", "captures", "readings", "articles"):
        assert seen[name] == whole[name]


def test_damage_in_a_share_is_found_on_one_of_its_days(path: Path) -> None:
    tamper(path, "update texts set title = title || '!' where rowid = 3")
    days = [faults(verify(path, share=Share.nth(day, Fraction(1, 5)))) for day in range(100, 105)]
    assert sum(any(fault.table == "texts" for fault in found) for found in days) == 1


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
}


@pytest.mark.parametrize("statements", DAMAGED_SEARCH.values(), ids=DAMAGED_SEARCH)
def test_a_search_that_would_not_find_what_it_should_is_damage(path: Path, statements: tuple[str, ...]) -> None:
    forge(path, lambda connection: connection.executescript(";".join(statements)) and None)
    found = [fault for fault in faults(verify(path)) if fault.check == "search"]
    assert {fault.table for fault in found} <= {"articles_fts", "word_forms"}
    assert found
    assert all("arsip reparse" in fault.remedy for fault in found)


def test_a_lost_trigger_is_found(path: Path) -> None:
    forge(path, lambda connection: connection.execute("drop trigger articles_fts_insert") and None)
    assert {fault.table for fault in faults(verify(path))} == {"articles_fts_insert"}


def test_an_archive_of_an_older_schema_is_refused_with_what_to_do(path: Path) -> None:
    tamper(path, "update meta set value = '1' where name = 'schema'")
    with pytest.raises(ArchiveError, match="arsip reparse"):
        verify(path)


def test_a_page_that_reads_otherwise_today_is_found(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a reader would that was changed without raising its version."""
    answer = readings.interpret_exchange

    def changed(exchange: Exchange) -> Answer:
        said = answer(exchange)
        return replace(said, article=replace(said.article, title="Lain")) if said.article else said

    monkeypatch.setattr(readings, "interpret_exchange", changed)
    found = faults(verify(path))
    assert {fault.column for fault in found} == {"content_hash", "text_hash"}
    assert {fault.check for fault in found} == {"readings"}


def test_a_repeated_page_whose_payload_is_cut_off_is_named(path: Path) -> None:
    """The record of the payload ends within the headers of its response, where FastWARC knows of none."""
    db = open_to_read(path)
    (name, warc, offset), *_ = db.execute(
        "select c.capture, p.warc, p.offset from captures c join captures p on p.capture = c.revisit_of "
        "where c.status = 200"
    ).fetchall()
    db.close()
    file = path.parent / "warc" / warc
    whole = file.read_bytes()
    for kept in (0, 20, 300, 700):
        file.write_bytes(whole[: offset + kept])
        found = faults(verify(path))
        assert [fault.check for fault in found if fault.row == f"capture {name}"] == ["readings"]


def test_what_stands_in_a_file_of_another_program_is_checked_by_its_rows(path: Path) -> None:
    file = path.parent / "warc" / "wget-2019.warc"
    block = b"HTTP/1.1 404 Not Found\r\n\r\n"
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Date: 2019-10-01T03:00:00Z\r\n"
        f"WARC-Target-URI: {ORIGIN}/robots.txt\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    records = [head.format(name).encode() + block + b"\r\n\r\n" for name in ("tanpa baris", "lama")]
    file.write_bytes(b"".join(records))
    tamper(
        path,
        "insert into captures (capture, run, source, url, method, status, outcome, fetched_at, payload_digest, warc, "
        "offset, length) values ('urn:uuid:lama', 'x', 'file', ?, 'GET', 404, 'missing', '2019-10-01T03:00:00.000Z', "
        "?, ?, ?, ?)",
        f"{ORIGIN}/robots.txt",
        digest(b""),
        file.name,
        len(records[0]),
        len(records[1]),
    )
    report = verify(path)
    assert (faults(report), report.notices) == ([], ())
    tamper(path, "update captures set status = 410 where capture = 'urn:uuid:lama'")
    assert [(fault.file, fault.column) for fault in faults(verify(path))] == [(file.name, "status")]
    file.unlink()
    assert [fault.file for fault in faults(verify(path))] == [file.name]
