"""An archive that is whole passes, by shares and by several processes too; what cannot be verified is refused."""

import os
import random
import shutil
import sqlite3
from fractions import Fraction
from pathlib import Path

import pytest

from scraper.archive.database import ArchiveError, create_or_open, open_to_read
from scraper.archive.merge import take_in
from scraper.archive.schema.tables import RECORD_TABLES, VERSION
from scraper.maintenance import ingest, workers
from scraper.maintenance.reparse import reread
from scraper.maintenance.verify.check import Share
from scraper.maintenance.verify.verification import verify
from scraper.warc.writer import OPEN
from tests.conftest import Crawl, Serve
from tests.scraper.archive.making import record_rows
from tests.scraper.maintenance.keeping import Keeper
from tests.scraper.maintenance.verify.damage import faults, tamper, warcs
from tests.scraper.warc.making import check


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
    ingest.ingest_files(writer, warcs(path)[:-1])
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


@pytest.mark.parametrize("schema", ["1", "2", "3", "4", "5"])
def test_an_archive_of_an_older_schema_is_no_damaged_one(schema: str, tmp_path: Path) -> None:
    dump = Path(__file__).parents[2] / "archive" / "schema" / "archives" / f"{schema}.sql"
    path = tmp_path / "archive.db"
    connection = sqlite3.connect(path)
    connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()
    (tmp_path / "warc").mkdir()
    verified = f"schema {schema}, and {VERSION} is verified; .*`arsip problems --reread`"
    with pytest.raises(ArchiveError, match=verified):
        verify(path)
    reread(path)
    assert verify(path).checks


def test_pages_that_an_older_parser_read_are_counted_and_no_fault(path: Path) -> None:
    db = create_or_open(path)
    db.execute("insert into carries select template, '1', field from carries")
    db.execute("update captures set reader = '1' where reader is not null and outcome = 'article'")
    db.execute("delete from carries where reader <> '1'")
    db.close()
    report = verify(path)
    assert faults(report) == []
    assert ["parser 1" in notice and "arsip reparse" in notice for notice in report.notices] == [True]


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


def test_an_archive_of_an_older_schema_is_refused_with_what_to_do(path: Path) -> None:
    tamper(path, "update meta set value = '1' where name = 'schema'")
    with pytest.raises(ArchiveError, match="arsip problems --reread"):
        verify(path)
