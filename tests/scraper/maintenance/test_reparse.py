"""Reading all WARC files again: the same rows, whatever was lost; the old archive until the new one is whole."""

import gzip
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper import clock
from scraper.archive import rebuild_target
from scraper.archive.database import ArchiveError, archive_id, open_to_read
from scraper.archive.schema.tables import RECORD_TABLES, WORKING_TABLES
from scraper.crawl.site import site_name
from scraper.exit_codes import CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance import rebuild as rebuild_module
from scraper.maintenance import workers
from scraper.maintenance.rebuild import Report
from scraper.maintenance.reparse import compare, reparse
from scraper.maintenance.site import Site
from scraper.maintenance.verify.verification import verify
from scraper.urls import article_url
from scraper.warc.exchange import Exchange
from scraper.warc.integrity import members
from scraper.warc.writer import OPEN
from tests.conftest import Crawl, Serve
from tests.scraper.archive.making import record_rows
from tests.scraper.maintenance.keeping import ORIGIN, Keeper

SITE = Site(name_of=site_name, contains=lambda url, name: site_name(url) == name, default="beritajakarta.id")
Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Part files of some KB as if they were large: no slice begins where a record does."""
    monkeypatch.setattr(rebuild_module, "CHUNK_BYTES", 7_001)


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    db = open_to_read(path)
    yield db
    db.close()


def records(path: Path) -> Tables:
    with opened(path) as db:
        return {table: record_rows(db, table) for table in RECORD_TABLES}


def working(path: Path) -> Tables:
    with opened(path) as db:
        tables = ("meta", *WORKING_TABLES)
        return {table: sorted(db.execute(f"select * from {table}").fetchall(), key=repr) for table in tables}


def one(path: Path, statement: str) -> Any:
    with opened(path) as db:
        return db.execute(statement).fetchone()[0]


def tamper(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def warcs(path: Path) -> list[Path]:
    return sorted((path.parent / "warc").iterdir())


def again(path: Path, **options: Any) -> Report:
    return reparse(path, SITE, **options)


def beside(path: Path) -> set[str]:
    return {each.name for each in path.parent.iterdir()} - {"archive.db.lock", "archive.db-wal", "archive.db-shm"}


def read_otherwise(monkeypatch: pytest.MonkeyPatch, reader: str = "99", **changes: Any) -> None:
    """Have articles read by a newer reader, which reads some fields another way."""
    answer = rebuild_module.interpret_exchange

    def changed(exchange: Exchange) -> Any:
        said = answer(exchange)
        if said.article is None:
            return replace(said, reader=said.reader and reader)
        return replace(said, article=replace(said.article, **changes), reader=reader)

    monkeypatch.setattr(rebuild_module, "interpret_exchange", changed)


# -- the same rows


def test_the_same_pages_give_the_same_rows_and_working_tables(path: Path) -> None:
    before = records(path), working(path)
    report = again(path)
    assert (records(path), working(path)) == before
    assert report.captures == len(before[0]["captures"])
    assert report.is_whole
    assert beside(path) == {"archive.db", "warc"}
    assert verify(path).faults == 0


def test_what_was_spoilt_in_the_database_is_made_good(path: Path) -> None:
    before = records(path)
    tamper(
        path,
        "update articles set title = 'Lain' where key = (select max(key) from articles)",
        "delete from view_counts where views > 100",
        "update texts set body = body || '.' where rowid = 3",
        "update captures set etag = 'x', status = 599 where rowid = 4",
        "insert into bylines values (1, 'editor', 1, 'Tidak Ada')",
    )
    again(path)
    assert records(path) == before


def test_a_frontier_that_says_something_else_than_the_pages_is_put_right(path: Path) -> None:
    before = working(path)["frontier"]
    tamper(path, "update frontier set state = 'gone' where key = (select min(key) from articles where status = 'live')")
    url = article_url("id", 987654, None)
    tamper(path, f"insert into frontier (key, url, seen_in, state) values (987654, '{url}', 'urls', 'archived')")
    assert verify(path).faults == 2
    again(path)
    assert verify(path).faults == 0
    kept = [row for row in working(path)["frontier"] if row[0] != 987654]
    assert kept == before
    assert one(path, "select state from frontier where key = 987654") == "pending"


def test_a_damaged_row_of_a_working_table_is_left_out(path: Path) -> None:
    before = {row[0]: row[4] for row in working(path)["frontier"]}
    key = one(path, "select min(key) from articles where status = 'live'")
    damaged = f"update frontier set state = 'qending' where key = {key}"
    tamper(path, "pragma ignore_check_constraints = on", damaged)
    assert again(path).left_out == {"damaged row of frontier": 1}
    after = {row[0]: row[4] for row in working(path)["frontier"]}
    assert after == {**before, key: "pending"}  # a list names the article, which is fetched again
    assert verify(path).faults == 0


def test_processes_that_share_the_reading_give_the_same_rows(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ALONE_SECONDS", 0)
    before = records(path)
    tamper(path, "delete from problems", "delete from listings")
    again(path, workers=2)
    assert records(path) == before


async def test_an_archive_that_was_crawled_is_the_same_afterwards(
    replica: Serve, crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "archive.db"
    options = {"missing": "home", "wrong_slug": "redirect", "validators": "etag", "steady_views": True}
    async with replica(articles=40, **options) as running:
        await crawl(running.url, photos="1")
        edited, gone, *_ = running.site.ids("id")
        running.site.edit("id", edited, paragraphs=["Pasar itu kini dibuka setiap hari.", "Warga senang."], quote=None)
        running.site.delete("id", gone)
        for days in (200, 202):
            monkeypatch.setattr(clock, "now", lambda days=days: datetime.now(UTC) + timedelta(days=days))
            await crawl(running.url, spider="recheck", older_than="1d")
    assert one(path, "select count(*) from captures where outcome = 'unchanged'") > 10
    assert one(path, "select count(*) from captures where revisit_of is not null") > 10
    assert one(path, "select count(*) from articles where version > 1") == 1
    assert one(path, "select count(*) from absences") == 1
    assert one(path, "select count(*) from captures where outcome in ('photo', 'page')") > 0
    before = records(path), working(path)
    assert again(path).is_whole
    assert (records(path), working(path)) == before
    assert verify(path).faults == 0


def test_what_a_dead_run_left_is_taken_in_first(path: Path) -> None:
    before = records(path)
    last = warcs(path)[-1]
    with opened(path) as db:
        lost = db.execute("select count(*) from captures where warc = ?", [last.name]).fetchone()[0]
    tamper(
        path,
        "pragma foreign_keys = off",
        *(
            f"delete from {table} where capture in (select capture from captures where warc = '{last.name}')"
            for table in ("links", "view_counts", "listings", "problems", "absences", "captures")
        ),
    )
    last.rename(last.with_name(last.name + OPEN))
    report = again(path)
    assert report.salvaged == lost
    assert records(path) == before
    assert warcs(path)[-1] == last


def test_an_archive_is_made_of_its_warc_files_alone(path: Path) -> None:
    before = records(path)
    with opened(path) as db:
        states = dict(db.execute("select key, state from frontier where state <> 'pending'"))
        known = {key for (key,) in db.execute("select key from frontier")}
        name = archive_id(db)
    path.unlink()
    again(path)
    assert records(path) == before
    with opened(path) as db:
        assert dict(db.execute("select key, state from frontier where state <> 'pending'")) == states
        assert {key for (key,) in db.execute("select key from frontier")} <= known
        assert archive_id(db) == name
        assert db.execute("select value from meta where name = 'site'").fetchone() == ("replica",)
    assert verify(path).faults == 0


def test_an_archive_of_an_older_schema_is_brought_along(path: Path) -> None:
    before = records(path)
    tamper(
        path,
        "drop view photos",
        "alter table captures drop column revisit_of",
        "delete from _sqlite_migrations where name = 'm002_revisits_and_photos'",
        "update meta set value = '1' where name = 'schema'",
    )
    older = path.read_bytes()
    assert compare(path, SITE, examples=1).changes is not None
    assert path.read_bytes() == older
    again(path)
    assert records(path) == before


# -- another reader


def test_a_better_reader_rewrites_readings_in_place_and_invents_no_version(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(path) as db:
        versions = db.execute("select key, fetched_at, capture from versions order by 1, 2").fetchall()
    read_otherwise(monkeypatch, editor="Editor Baru")
    again(path)
    with opened(path) as db:
        assert db.execute("select key, fetched_at, capture from versions order by 1, 2").fetchall() == versions
        assert db.execute("select distinct editor, reader from articles join captures using (capture)").fetchall() == [
            ("Editor Baru", "99")
        ]
        assert db.execute("select count(*) from texts where editor is not 'Editor Baru'").fetchone() == (0,)
        assert db.execute("select distinct reader from carries").fetchall() == [("99",)]


def test_the_frontier_follows_what_is_read_otherwise_and_only_that(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(path) as db:
        problem = db.execute("select key from problems where key is not null").fetchone()[0]
        live = db.execute("select key from frontier where state = 'archived' and key <> ? limit 1", [problem])
        article = live.fetchone()[0]
    tamper(path, "update frontier set tries = 3, last_error = 'x' where state = 'pending'")
    before = {row[0]: row for row in working(path)["frontier"]}
    answer = rebuild_module.interpret_exchange

    def changed(exchange: Exchange) -> Any:
        said = answer(exchange)
        if said.key == article and said.article:
            return replace(said, outcome="unreadable", article=None, reason="kini tidak terbaca")
        return said

    monkeypatch.setattr(rebuild_module, "interpret_exchange", changed)
    again(path)
    after = {row[0]: row for row in working(path)["frontier"]}
    assert {key for key in after if after[key] != before[key]} == {article}
    assert after[article][4] == "problem"
    assert one(path, f"select count(*) from articles where key = {article}") == 0
    assert verify(path).faults > 0  # the pages say otherwise to the reader that is not changed
    monkeypatch.undo()
    again(path)
    assert {row[0]: row for row in working(path)["frontier"]} == before


# -- what cannot be read


def test_what_stands_in_a_lost_file_stays_as_it_was_read(path: Path) -> None:
    before = records(path)
    lost = warcs(path)[1]
    with opened(path) as db:
        count = db.execute("select count(*) from captures where warc = ?", [lost.name]).fetchone()[0]
    lost.unlink()
    report = again(path)
    assert records(path) == before
    assert report.carried[lost.name] == count
    assert not report.is_whole


@pytest.mark.parametrize("seed", range(8))
def test_damage_anywhere_is_named_and_loses_no_row(path: Path, seed: int) -> None:
    before = records(path)
    dice = random.Random(seed)
    file = dice.choice(warcs(path))
    content = bytearray(file.read_bytes())
    at = dice.randrange(len(content))
    content[at : at + 40] = dice.randbytes(len(content[at : at + 40]))
    file.write_bytes(content)
    hit = [
        (start, start + length) for start, length in members_of(path, file) if start < at + 40 and at < start + length
    ]
    report = again(path)
    after = records(path)
    assert after == before
    assert not report.is_whole
    first = report.damaged[0]
    assert (first.file, first.byte) == (file.name, hit[0][0])
    assert {damage.file for damage in report.damaged} <= {each.name for each in warcs(path)}


def members_of(path: Path, file: Path) -> list[tuple[int, int]]:
    """Where the records of a file stand, by the copy that is not damaged."""
    original = next(path.parents[1].glob(f"../*/whole*/warc/{file.name}"), None)
    return list(members(original or next(path.parents[2].rglob(f"whole*/warc/{file.name}"))))


def test_a_repeated_page_that_is_lost_stays_as_it_was_read(path: Path) -> None:
    before = records(path)
    with opened(path) as db:
        repeated, file, offset, length = db.execute(
            "select p.capture, p.warc, p.offset, p.length from captures r join captures p on p.capture = r.revisit_of "
            "where r.status = 200"
        ).fetchone()
    warc = path.parent / "warc" / file
    content = bytearray(warc.read_bytes())
    content[offset + 60 : offset + length - 60] = bytes(length - 120)
    warc.write_bytes(content)
    report = again(path)
    assert records(path) == before
    assert sum(report.carried.values()) == 2
    assert any(repeated in damage.what for damage in report.damaged)


def test_without_any_warc_file_nothing_is_done(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    shutil.rmtree(path.parent / "warc")
    with pytest.raises(CannotRun, match="no WARC files"):
        again(path)
    assert path.read_bytes() == before
    with pytest.raises(CannotRun, match="no archive here"):
        again(tmp_path / "lain" / "archive.db")
    assert not (tmp_path / "lain").exists()


# -- the swap


def test_tables_of_others_are_kept_with_the_old_database(path: Path) -> None:
    tamper(path, "create table catatan (isi text)", "insert into catatan values ('milik pengguna')")
    report = again(path)
    assert report.kept == path.with_name("archive.db.before-reparse")
    connection = sqlite3.connect(report.kept)
    assert connection.execute("select isi from catatan").fetchone() == ("milik pengguna",)
    connection.close()


def test_an_archive_that_another_program_reads_is_not_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.archive.database.BUSY_SECONDS", 0)
    before = records(path)
    reading = open_to_read(path)
    reading.execute("select count(*) from captures").fetchone()
    with pytest.raises(ArchiveError, match="another program has this archive open"):
        again(path)
    reading.close()
    assert records(path) == before
    again(path)
    assert records(path) == before


def test_a_run_that_holds_the_archive_is_waited_for(path: Path) -> None:
    lock = ArchiveLock(path, started_at="2026-10-09T03:00:00.000Z")
    for work in (lambda: again(path), lambda: compare(path, SITE, examples=1)):
        with pytest.raises(CannotRun) as raised:
            work()
        assert raised.value.exit_status == 6
    lock.release()


def test_a_new_database_that_is_not_sound_does_not_take_the_place(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = records(path)
    take = rebuild_target.Rebuild.take_working_tables

    def broken(rebuild: rebuild_target.Rebuild) -> Counter[str]:
        left_out = take(rebuild)
        rebuild.db.execute("pragma foreign_keys = off")
        rebuild.db.execute("delete from texts where rowid = 1")
        return left_out

    monkeypatch.setattr(rebuild_target.Rebuild, "take_working_tables", broken)
    with pytest.raises(ArchiveError, match="not sound"):
        again(path)
    monkeypatch.undo()
    assert records(path) == before
    assert beside(path) == {"archive.db", "warc"}


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_leaves_the_archive_as_it_was_and_the_next_starts_over(path: Path, seed: int) -> None:
    before = records(path)
    tamper(path, "delete from problems")
    spoilt = records(path)
    new = path.with_name("archive.db.reparse")
    command = [sys.executable, "-m", "arsip", "reparse", "--db", str(path), "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        until = time.monotonic() + 30
        while not new.exists() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(random.Random(seed).random() * 0.8)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert records(path) in (spoilt, before)
    assert again(path).is_whole
    assert records(path) == before
    assert beside(path) == {"archive.db", "warc"}


def test_a_leftover_is_removed_whatever_it_is(path: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        path.with_name(f"archive.db.reparse{ending}").write_text("sisa")
    before = records(path)
    again(path)
    assert records(path) == before
    assert beside(path) == {"archive.db", "warc"}


# -- what would change


def test_the_same_reader_would_change_nothing(path: Path) -> None:
    before = path.read_bytes()
    report = compare(path, SITE, examples=3)
    assert report.changes is not None
    assert report.changes.is_none
    assert path.read_bytes() == before
    assert beside(path) == {"archive.db", "warc"}


def test_what_would_change_is_told_by_kind_with_examples(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(path) as db:
        (articles,) = db.execute("select count(*) from articles").fetchone()
        newest, title = db.execute("select key, title from articles order by key desc").fetchone()
        oldest = db.execute("select key from articles order by key").fetchone()[0]
    read_otherwise(monkeypatch, title="Judul Baru")
    answer = rebuild_module.interpret_exchange

    def changed(exchange: Exchange) -> Any:
        said = answer(exchange)
        if said.key == oldest and said.article:
            return replace(said, outcome="unreadable", article=None, reason="kini tidak terbaca")
        return said

    monkeypatch.setattr(rebuild_module, "interpret_exchange", changed)
    changes = compare(path, SITE, examples=2).changes
    assert changes is not None
    assert ("article", "unreadable", 1) in changes.outcomes
    assert (changes.unread.count, changes.unread.examples[0].of) == (1, oldest)
    assert changes.fields.keys() == {"title"}
    assert changes.fields["title"].count == articles - 1
    assert len(changes.fields["title"].examples) == 2
    first = changes.fields["title"].examples[0]
    assert (first.of, first.field, first.before, first.after) == (newest, "title", title, "Judul Baru")
    assert (changes.problems.count, changes.solved.count) == (1, 0)
    assert changes.problems.examples[0].after == "kini tidak terbaca"
    assert changes.rows.keys() >= {"bylines", "view_counts"}


def test_a_version_that_a_reader_would_invent_is_told(path: Path) -> None:
    tamper(path, "update articles set version = version + 1 where key = (select max(key) from articles)")
    changes = compare(path, SITE, examples=2).changes
    assert changes is not None
    assert (changes.fewer_versions.count, changes.more_versions.count) == (1, 0)


def test_what_looks_like_records_in_a_page_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that is packed already stands in its record as it is; a chunk may begin within it."""
    monkeypatch.setattr(rebuild_module, "CHUNK_BYTES", 1_000)
    keeper = Keeper(tmp_path, begin="2026-10-01T03:00:00")
    block = b"HTTP/1.1 404 Not Found\r\n\r\n" + random.Random(1).randbytes(30_000)
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:planted>\r\n"
        f"WARC-Date: 2026-10-01T03:00:00Z\r\nWARC-Target-URI: {ORIGIN}{keeper.paths[0]}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    noise = random.Random(2).randbytes(40_000)  # with which packing the record again makes nothing smaller
    planted = gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)
    keeper.keep(keeper.paths[0])
    keeper.keep("/berkas.gz", body=noise + planted + noise, headers=(("Content-Type", "application/gzip"),))
    keeper.keep(keeper.paths[1])
    keeper.close()
    assert any(planted[:500] in each.read_bytes() for each in warcs(tmp_path / "archive.db"))
    before = records(tmp_path / "archive.db")
    report = again(tmp_path / "archive.db")
    assert (report.damages, records(tmp_path / "archive.db")) == (0, before)
    assert verify(tmp_path / "archive.db").faults == 0
