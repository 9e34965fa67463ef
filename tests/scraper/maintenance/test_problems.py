"""Problems are read again from the WARC files: what comes of it is what reading everything again gives."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from scraper.archive.database import open_to_read
from scraper.archive.schema.tables import RECORD_TABLES, WORKING_TABLES
from scraper.crawl.site import site_name
from scraper.exit_codes import CannotRun
from scraper.items import Answer
from scraper.lock import ArchiveLock
from scraper.maintenance import ingest
from scraper.maintenance.reparse import reparse, reread
from scraper.maintenance.site import Site
from scraper.maintenance.verify.verification import verify
from scraper.parser import PARSER
from scraper.warc.exchange import Exchange
from tests.scraper.archive.making import record_rows
from tests.scraper.maintenance.keeping import everything

SITE = Site(name_of=site_name, contains=lambda url, name: site_name(url) == name, default="replica")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive made by a reader that could not read every other page."""
    answer = ingest.interpret_exchange

    def poorer(exchange: Exchange) -> Answer:
        said = answer(exchange)
        if said.reader is None:
            return said
        if len(exchange.url) % 2 and said.outcome in {"article", "list"}:
            return Answer(outcome="unreadable", key=said.key, reader="1", list=said.list, reason="tidak terbaca")
        return replace(said, reader=PARSER)

    monkeypatch.setattr(ingest, "interpret_exchange", poorer)
    made = everything(tmp_path / "archive")
    monkeypatch.undo()
    return made


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    db = open_to_read(path)
    found = {table: record_rows(db, table) for table in RECORD_TABLES}
    found |= {table: sorted(db.execute(f"select * from {table}").fetchall(), key=repr) for table in WORKING_TABLES}
    db.close()
    return found


def test_it_gives_what_reading_everything_again_gives(path: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(path.parent, tmp_path / "other")) / "archive.db"
    before = len(tables(path)["problems"])
    done = reread(path)
    reparse(other, SITE)
    left = len(tables(path)["problems"])
    assert (done.tried, done.damaged) == (before, [])
    assert done.became["article"] + done.became["list"] == before - left > 5
    assert tables(path) == tables(other)
    assert verify(path).faults == 0


def test_a_page_that_cannot_be_had_is_named_and_stays_a_problem(path: Path) -> None:
    db = open_to_read(path)
    name, count = db.execute(
        "select warc, count(*) from problems join captures using (capture) group by 1 order by 2 desc"
    ).fetchone()
    kept = db.execute("select p.* from problems p join captures c using (capture) where warc = ?", [name]).fetchall()
    db.close()
    (path.parent / "warc" / name).unlink()
    done = reread(path)
    assert [damage.file for damage in done.damaged].count(name) == count
    assert set(kept) <= set(tables(path)["problems"])


def test_a_run_that_holds_the_archive_is_waited_for(path: Path) -> None:
    lock = ArchiveLock(path, started_at="2026-10-09T03:00:00.000Z")
    with pytest.raises(CannotRun) as raised:
        reread(path)
    lock.release()
    assert raised.value.exit_status == 6
