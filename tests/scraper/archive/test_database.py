"""How an archive is made, opened and refused."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.archive.database import ArchiveError, archive_id, claim_site, create_or_open, open_to_read
from scraper.archive.frontier import store
from scraper.archive.schema.tables import pending
from tests.scraper.archive.making import answered, article, capture, fill


def test_a_fresh_archive_has_an_id_of_its_own(tmp_path: Path) -> None:
    ids = set()
    for name in ("a.db", "sub/folder/b.db"):
        db = create_or_open(tmp_path / name)
        ids.add(archive_id(db))
        db.close()
        again = create_or_open(tmp_path / name)
        ids.add(archive_id(again))
        again.close()
    assert len(ids) == 2
    assert all(len(each) == 36 for each in ids)


def test_the_first_site_stays_and_another_is_refused(path: Path) -> None:
    db = create_or_open(path)
    claim_site(db, "beritajakarta.id")
    claim_site(db, "beritajakarta.id")
    db.close()
    fill(path, [(capture(1), answered(article()))])
    db = create_or_open(path)
    with pytest.raises(ArchiveError, match=r"an archive of beritajakarta\.id, not of replica; name another"):
        claim_site(db, "replica")
    assert db.execute("SELECT value FROM meta WHERE name = 'site'").fetchall() == [("beritajakarta.id",)]
    db.close()


def test_an_archive_without_captures_may_be_bound_to_another_site(path: Path) -> None:
    db = create_or_open(path)
    claim_site(db, "beritajakarta.di")
    store.add_discovered(db, [store.Discovered(101, "https://m.beritajakarta.di/read/101", None, "urls")])
    claim_site(db, "beritajakarta.id")
    assert db.execute("SELECT value FROM meta WHERE name = 'site'").fetchall() == [("beritajakarta.id",)]
    assert db.execute("SELECT count(*) FROM frontier").fetchone() == (0,)
    db.close()


def test_an_empty_file_becomes_an_archive_with_large_pages(path: Path) -> None:
    path.touch()
    db = create_or_open(path)
    assert db.execute("PRAGMA page_size").fetchone() == (16384,)
    assert archive_id(db)
    db.close()


@pytest.mark.parametrize("opens", [create_or_open, open_to_read])
def test_a_foreign_database_is_refused_in_one_line_and_untouched(path: Path, opens: type) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE resep (nama TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="is not an archive of Arsip") as refused:
        opens(path)
    assert len(str(refused.value).splitlines()) == 1
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("opens", [create_or_open, open_to_read])
def test_what_is_no_database_is_refused_in_one_line_and_untouched(path: Path, opens: type) -> None:
    path.write_text("bukan basis data, hanya catatan\n" * 100)
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match=r"archive\.db: ") as refused:
        opens(path)
    assert len(str(refused.value).splitlines()) == 1
    assert path.read_bytes() == before


def test_an_archive_cut_off_between_the_steps_of_its_making_opens(path: Path) -> None:
    db = create_or_open(path)
    for kind, name in db.execute("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall():
        if not name.startswith(("sqlite_", "_sqlite_")):
            db.execute("PRAGMA foreign_keys = OFF")
            db.execute(f"DROP {kind} IF EXISTS {name}")
    db.execute("DELETE FROM _sqlite_migrations")
    db.close()
    again = create_or_open(path)
    assert archive_id(again)
    assert not pending(again)
    again.close()


def test_an_archive_cut_off_before_it_got_its_id_gets_one(path: Path) -> None:
    db = create_or_open(path)
    db.execute("DELETE FROM meta")
    db.close()
    again = create_or_open(path)
    assert archive_id(again)
    again.close()


@pytest.mark.parametrize("unfinished", ["empty file", "no tables yet"])
def test_an_unfinished_archive_is_not_read(path: Path, unfinished: str) -> None:
    if unfinished == "empty file":
        path.touch()
    else:
        half = sqlite3.connect(path)
        half.execute("CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY)")
        half.close()
    with pytest.raises(ArchiveError, match="nothing in it yet"):
        open_to_read(path)


def test_reading_what_is_not_there_makes_nothing(path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive here"):
        open_to_read(path)
    assert list(path.parent.iterdir()) == []


def test_reading_never_writes(path: Path) -> None:
    fill(path, [(capture(1), answered(article()))])
    before = path.read_bytes()
    db = open_to_read(path)
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    for statement in ("DELETE FROM articles", "CREATE TABLE x (y)", "PRAGMA user_version = 7", "VACUUM"):
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute(statement)
    db.close()
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "berkas").touch()
    with pytest.raises(ArchiveError) as refused:
        create_or_open(tmp_path / "berkas" / "archive.db")
    assert len(str(refused.value).splitlines()) == 1


def test_a_name_with_marks_of_an_address_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / "arsip 100% #1?mode=memory.db"
    fill(path, [(capture(1), answered(article()))])
    assert path.stat().st_size > 0
    db = open_to_read(path)
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    db.close()


@pytest.fixture
def at_rest() -> Iterator[Path]:
    """An archive in a folder in which nobody may write anything: for root too, who becomes nobody meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = fill(folder / "archive.db", [(capture(1), answered(article()))])
        path.chmod(0o444)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield path
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_an_archive_is_read_where_nothing_may_be_written(at_rest: Path) -> None:
    db = open_to_read(at_rest)
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    db.close()
    assert [each.name for each in at_rest.parent.iterdir()] == ["archive.db"]
