"""An archive whose schema is not ours is refused before anything is read from it; verify names it, repair drops it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from arsip.cli.site import site_of_pages
from arsip.nightly.repair import repair
from scraper.archive.database import ArchiveError, create_or_open, open_to_read
from scraper.archive.schema.tables import RECORD_TABLES
from scraper.maintenance.merge import merge
from scraper.maintenance.verify.verification import verify
from tests.scraper.archive.making import record_rows
from tests.scraper.maintenance.keeping import Keeper

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
IDLE = "AFTER INSERT ON articles BEGIN SELECT 1; END"
DELETING = "AFTER INSERT ON captures BEGIN DELETE FROM texts; END"
RENAMED = """
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET name = 'sqlite_hapus', sql = replace(sql, 'hapus', 'sqlite_hapus') WHERE name = 'hapus';
    PRAGMA writable_schema = RESET
"""
PLANTED = {
    "a trigger of a name that SQLite keeps for itself": (
        f"CREATE TRIGGER hapus {DELETING}; {RENAMED}",
        "no such trigger on captures",
    ),
    "a view of a table's name in other letters": (
        f"DROP TABLE view_counts; CREATE VIEW View_Counts AS {ENDLESS}",
        "view_counts: it should be a table and is a view",
    ),
    "an index that refuses rows": (
        "CREATE UNIQUE INDEX satu ON captures (outcome) WHERE fetched_at > '2026-11-01'",
        "no such index on captures",
    ),
    "a trigger that deletes": (
        "CREATE TRIGGER hapus AFTER INSERT ON captures BEGIN DELETE FROM texts; END",
        "no such trigger on captures",
    ),
    "a trigger of ours that does nothing": (
        f"DROP TRIGGER articles_fts_insert; CREATE TRIGGER articles_fts_insert {IDLE}",
        "articles_fts_insert: the trigger is declared otherwise",
    ),
    "an index that computes": (
        "CREATE INDEX berat ON captures (length(printf('%.9000c', url)))",
        "no such index on captures",
    ),
    "a view in place of a table": (
        f"DROP TABLE problems; CREATE VIEW problems AS {ENDLESS}",
        "problems: it should be a table and is a view",
    ),
    "an endless view of ours": (
        f"DROP VIEW versions; CREATE VIEW versions AS {ENDLESS}",
        "versions: the view is declared otherwise",
    ),
    "a table without its checks": (
        "ALTER TABLE runs RENAME TO gone; CREATE TABLE runs AS SELECT * FROM gone; DROP TABLE gone",
        "runs",
    ),
    "a table that another module makes": (
        "DROP TABLE problems; CREATE VIRTUAL TABLE problems USING fts5 (capture)",
        "problems: the table is declared otherwise",
    ),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    keeper = Keeper(tmp_path / "a", begin="2026-10-01T03:00:00")
    for page in keeper.paths[:2]:
        keeper.keep(page)
    keeper.close()
    return tmp_path / "a" / "archive.db"


def plant(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)


def records(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(open_to_read(path)) as db:
        return {table: record_rows(db, table) for table in RECORD_TABLES}


@pytest.mark.parametrize(("script", "named"), PLANTED.values(), ids=PLANTED)
def test_what_is_planted_is_refused_named_and_dropped(path: Path, tmp_path: Path, script: str, named: str) -> None:
    before = records(path)
    plant(path, script)
    into = tmp_path / "into" / "archive.db"
    for opening in (create_or_open, open_to_read, lambda each: merge([each], into, site_of_pages())):
        with pytest.raises(ArchiveError, match=r"not Arsip's: .*arsip repair") as refused:
            opening(path)
        assert named in str(refused.value)
    assert not (tmp_path / "into" / "archive.db").exists()
    found = [fault for check in verify(path).checks for fault in check.faults]
    assert any(fault.table == named.split(":", maxsplit=1)[0] or named in fault.what for fault in found), found
    done = repair(path, site_of_pages(), backups=None, now=datetime(2026, 11, 24, 19, 17, 2, tzinfo=UTC))
    assert done.is_sound
    assert records(path) == before


def test_what_somebody_has_added_is_mentioned_and_stays(path: Path) -> None:
    plant(path, "CREATE TABLE catatan (a); CREATE VIEW terbaru AS SELECT 1; CREATE INDEX cepat ON articles (views)")
    report = verify(path)
    assert report.faults == 0
    assert [notice.split(" is not")[0] for notice in report.notices] == ["table catatan", "index cepat", "view terbaru"]
    create_or_open(path).close()


def test_a_file_with_countless_objects_is_refused(path: Path) -> None:
    plant(path, "".join(f"CREATE TABLE t{number} (a);" for number in range(1001)))
    with pytest.raises(ArchiveError, match="more than 1,000 tables"):
        open_to_read(path)


def test_an_archive_that_claims_an_earlier_schema_brings_no_trigger_along(path: Path) -> None:
    plant(
        path,
        "UPDATE meta SET value = '2' WHERE name = 'schema';"
        "CREATE TRIGGER hapus AFTER UPDATE ON meta BEGIN DELETE FROM articles; END",
    )
    with pytest.raises(ArchiveError, match="no such trigger on meta"):
        create_or_open(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone()[0] > 0
