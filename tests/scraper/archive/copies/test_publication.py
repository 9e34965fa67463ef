"""The copy to look at: one file at rest, whole, and never the archive itself."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scraper.archive.copies.publication import is_current, publish
from scraper.archive.database import ArchiveError, Database, contact_of, create_or_open, open_to_read, remember_contact
from scraper.archive.runs import NewRun, begin
from scraper.archive.schema.tables import COPY_TABLES, VERSION, is_published
from scraper.crawl.site import user_agent
from tests.scraper.archive.making import answered, article, capture, fill


@pytest.fixture
def archive(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "site")) / "archive.db"


def test_it_is_one_file_at_rest_that_says_the_same(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / "browse.db"
    with closing(create_or_open(archive)) as db:
        assert publish(archive, target) == target.stat().st_size  # while someone has it open
        expected = db.execute("select key, title from articles order by key").fetchall()
    assert [path.name for path in target.parent.iterdir()] == ["browse.db"]
    with closing(sqlite3.connect(f"file:{target}?mode=ro&immutable=1", uri=True)) as copy:
        assert copy.execute("select key, title from articles order by key").fetchall() == expected
        assert copy.execute("pragma journal_mode").fetchone() != ("wal",)
        assert copy.execute("pragma integrity_check").fetchone() == ("ok",)
        assert copy.execute("select count(*) > 0 from sqlite_stat1").fetchone() == (1,)
    assert target.stat().st_mode & 0o222 == 0


def test_whoever_reads_the_last_copy_goes_on_reading_it(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "browse.db"
    publish(archive, target)
    with closing(sqlite3.connect(f"file:{target}?mode=ro&immutable=1", uri=True)) as reader:
        count = reader.execute("select count(*) from articles").fetchone()
        with closing(sqlite3.connect(archive)) as db:
            db.execute("insert into meta values ('later', 'yes')")
            db.commit()
        publish(archive, target)
        assert reader.execute("select count(*) from articles").fetchone() == count
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("select value from meta where name = 'later'").fetchone() == ("yes",)


def test_what_cannot_be_copied_leaves_the_last_copy(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "browse.db"
    publish(archive, target)
    before = target.read_bytes()
    archive.write_bytes(b"no database at all" * 100)
    (tmp_path / ".browse.db.killed.partial").write_bytes(b"half")
    with pytest.raises(ArchiveError):
        publish(archive, target)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob(".browse.db*"))
    with pytest.raises(ArchiveError):
        publish(tmp_path / "none.db", target)
    shutil.rmtree(archive.parent)


def test_a_copy_is_current_until_the_archive_is_written(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "browse.db"
    assert not is_current(archive, target)
    publish(archive, target)
    assert is_current(archive, target)
    with closing(sqlite3.connect(archive)) as db:
        db.execute("insert into meta values ('later', 'yes')")
        db.commit()
        assert archive.with_name("archive.db-wal").stat().st_size > 0  # where what is new stands at first
        assert not is_current(archive, target)
        publish(archive, target)
        assert is_current(archive, target)
        with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as reader:
            reader.execute("select count(*) from articles").fetchone()
        assert is_current(archive, target)


def test_what_is_no_copy_of_today_is_not_current(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "browse.db"
    publish(archive, target)
    moment = target.stat().st_mtime_ns
    for other in (b"", b"no database at all" * 100):
        target.unlink()
        target.write_bytes(other)
        os.utime(target, ns=(moment, moment))
        assert not is_current(archive, target)
    shutil.copy2(archive, target)  # an archive itself, without what a copy has besides
    assert not is_current(archive, target)
    with pytest.raises(OSError, match="none"):
        is_current(tmp_path / "none.db", target)


def test_to_count_by_what_browsers_ask_for_reads_no_texts(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "browse.db"
    publish(archive, target)
    with closing(sqlite3.connect(target)) as copy:
        for column in ("lang", "category", "status", "template"):
            plan = copy.execute(f"explain query plan select {column}, count(*) from articles group by 1").fetchall()
            assert "USING COVERING INDEX" in plan[0][3], plan
        assert copy.execute("pragma user_version").fetchone() > (0,)


def test_progress_is_told_and_ctrl_c_leaves_nothing(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.archive.copies.publication._STEPS_BETWEEN_PROGRESS", 100)
    told: list[tuple[int, int]] = []
    target = tmp_path / "browse.db"
    publish(archive, target, progress=lambda _, done, of: told.append((done, of or 0)))
    assert told
    assert max(done for done, _ in told) <= told[0][1] == archive.stat().st_size
    before = target.read_bytes()

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(archive, target, progress=stop)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob(".browse.db*"))


def test_a_copy_of_an_older_archive_is_of_todays_schema(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    with closing(sqlite3.connect(old)) as db:
        db.executescript((Path(__file__).parents[1] / "schema" / "archives" / "1.sql").read_text(encoding="utf-8"))
    before = old.read_bytes()
    publish(old, tmp_path / "browse.db")
    assert old.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*browse*")] == ["browse.db"]
    with closing(sqlite3.connect(f"file:{tmp_path / 'browse.db'}?immutable=1", uri=True)) as copy:
        assert copy.execute("select value from meta where name = 'schema'").fetchone() == (VERSION,)
        assert copy.execute("select count(*) from articles_fts").fetchone() is not None


def test_a_copy_that_becomes_an_archive_keeps_no_sums(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "browse.db"
    publish(archive, copy)
    copy.chmod(0o600)
    with closing(open_to_read(copy)) as db:
        assert is_published(db)
    with closing(create_or_open(copy)) as db:
        assert not is_published(db)
        names = {row[0] for row in db.execute("select name from sqlite_master where type = 'table'")}
        assert not names & set(COPY_TABLES)
        _make_tables_of_the_user(db)
    with closing(create_or_open(copy)) as db:
        assert db.execute("select note from browse_coverage").fetchall() == [("mine",)]


def _make_tables_of_the_user(db: Database) -> None:
    for table in COPY_TABLES:
        db.execute(f"create table {table} (note)")
        db.execute(f"insert into {table} values ('mine')")


def test_tables_of_the_user_named_as_the_sums_stay(archive: Path, tmp_path: Path) -> None:
    with closing(create_or_open(archive)) as db:
        _make_tables_of_the_user(db)
    copy = tmp_path / "browse.db"
    publish(archive, copy)
    with closing(open_to_read(copy)) as db:
        assert is_published(db)
    with closing(create_or_open(archive)) as db:
        assert not is_published(db)
        for table in COPY_TABLES:
            assert db.execute(f"select note from {table}").fetchall() == [("mine",)]


def test_what_is_no_copy_of_this_archive_is_not_replaced(archive: Path, tmp_path: Path) -> None:
    precious = fill(tmp_path / "precious.db", [(capture(1), answered(article()))])
    journal = precious.with_name("precious.db-wal")
    of_precious, one_that_grows, foreign, folder = (tmp_path / name for name in ("p.db", "g.db", "f.db", "folder.db"))
    publish(precious, of_precious)
    publish(archive, one_that_grows)
    one_that_grows.chmod(0o600)
    with (
        closing(create_or_open(precious)) as db,
        closing(create_or_open(one_that_grows)) as other,
        closing(sqlite3.connect(foreign)) as third,
    ):
        for each in (db, other):  # what is new stands in the journal beside
            each.execute("insert into meta values ('later', 'yes')")
        third.execute("create table mine (x)")
        third.execute("pragma user_version = 1")
        (tmp_path / "text.db").write_text("catatan", encoding="utf-8")
        (tmp_path / "empty.db").touch()
        folder.mkdir()
        refused = {
            precious: "this is an archive itself, not a copy of one",
            one_that_grows: "this is an archive itself, not a copy of one",
            archive: "this is an archive itself, not a copy of one",
            of_precious: "this is a copy of another archive",
            foreign: "this is not a copy of an archive",
            tmp_path / "text.db": "this is not a copy of an archive",
            tmp_path / "empty.db": "this is not a copy of an archive",
            folder: "this is not a copy of an archive",
        }
        before = {path: path.read_bytes() for path in (*refused, journal) if path.is_file()}
        for target, why in refused.items():
            with pytest.raises(FileExistsError) as raised:
                publish(archive, target)
            assert raised.value.filename == str(target)
            assert raised.value.strerror == f"{why}, and is not replaced; move it away"
            assert not is_current(archive, target)
        assert {path: path.read_bytes() for path in before} == before
        assert not list(tmp_path.glob("*.partial"))
    with closing(create_or_open(precious)) as db:
        assert db.execute("select value from meta where name = 'later'").fetchone() == ("yes",)


def test_what_stood_beside_an_older_file_does_not_spoil_the_copy(archive: Path, tmp_path: Path) -> None:
    other = fill(tmp_path / "other.db", [(capture(1), answered(article()))])
    with closing(create_or_open(other)) as db:
        db.execute("insert into meta values ('later', 'yes')")
        stray = other.with_name("other.db-wal").read_bytes()
    target = tmp_path / "browse.db"
    for _ in range(2):  # where there is no copy yet, and where there is one
        for ending in ("-wal", "-shm", "-journal"):
            target.with_name(f"browse.db{ending}").write_bytes(stray)
        publish(archive, target)
        assert [path.name for path in tmp_path.glob("*browse*")] == ["browse.db"]
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("pragma integrity_check").fetchone() == ("ok",)
        assert copy.execute("select count(*) from meta where name = 'later'").fetchone() == (0,)


def test_a_copy_names_nobody_who_crawls(archive: Path, tmp_path: Path) -> None:
    who = "rina@contoh.example"
    with closing(create_or_open(archive)) as db:
        remember_contact(db, who)
        begin(
            db,
            NewRun(
                run="22222222-2222-4222-8222-222222222222", kind="crawl articles", arguments="{}", site="x",
                user_agent=user_agent(who), robots="obey", pid=1, started_at="2026-10-01T00:00:00.000Z",
            ),
        )  # fmt: skip
        target = tmp_path / "browse.db"
        publish(archive, target)
        assert contact_of(db) == who
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("select user_agent from runs").fetchall() == [(user_agent(who).partition(" ")[0],)]
        assert copy.execute("select count(*) from meta where name = 'contact'").fetchone() == (0,)
    assert who.encode() in archive.read_bytes()
    assert who.encode() not in target.read_bytes()


def test_a_name_that_is_no_text_is_refused(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / os.fsdecode(b"salinan\xff.db")
    with pytest.raises(OSError, match="SQLite makes no file whose name is not UTF-8; give another one") as raised:
        publish(archive, target)
    assert raised.value.filename == str(target)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failure_names_the_file_that_is_at_fault(archive: Path, tmp_path: Path) -> None:
    for target in (Path("/proc/browse.db"), Path("/proc/none/browse.db")):
        with pytest.raises(OSError, match="No such file") as raised:
            publish(archive, target)
        assert ".partial" not in str(raised.value)
        assert str(raised.value.filename) in {str(target), str(target.parent)}
    with closing(open_to_read(archive)) as db:
        ((page,),) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'texts'")
        ((size,),) = db.execute("PRAGMA page_size")
    content = bytearray(archive.read_bytes())
    content[(page - 1) * size : page * size] = bytes(size)
    archive.with_name("archive.db-wal").unlink(missing_ok=True)
    archive.write_bytes(content)
    with pytest.raises(ArchiveError) as failed:
        publish(archive, tmp_path / "browse.db")
    assert str(failed.value) == (
        f"{archive}: database disk image is malformed; `arsip repair` mends what can be mended"
    )
