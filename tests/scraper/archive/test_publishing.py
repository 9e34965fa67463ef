"""The copy to look at: one file at rest, whole, and never the archive itself."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scraper.archive.opening import ArchiveError, create_or_open
from scraper.archive.publishing import publish
from tests.scraper.crawl.keeping import everything


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return everything(tmp_path / "site")


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
