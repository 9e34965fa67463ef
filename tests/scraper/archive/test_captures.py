"""A page that is asked for by name is the newest that was fetched whole, whatever came of it."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.archive.captures import kept_as, newest_at, newest_of
from scraper.archive.opening import create_or_open
from tests.scraper.archive.making import answered, article, capture, missing, write


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """An article that was fetched twice, then was not there any more."""
    archive = create_or_open(tmp_path / "archive.db")
    moments = [f"2026-10-0{day}T03:00:00.000Z" for day in (1, 2, 3)]
    write(
        archive,
        [
            (capture(1, 101, at=moments[0]), answered(article(101))),
            (capture(2, 101, at=moments[1]), answered(article(101, title="Judul Baru"))),
            (capture(3, 101, at=moments[2], status=404), missing(101)),
        ],
    )
    return archive


def test_the_newest_page_of_an_article_is_no_404(db: Database) -> None:
    newest = newest_of(db, 101)
    assert newest is not None
    assert (newest.fetched_at, newest.outcome) == ("2026-10-02T03:00:00.000Z", "article")
    assert newest_at(db, newest.url) == newest
    assert kept_as(db, newest.capture) == newest


def test_a_capture_by_name_may_be_any(db: Database) -> None:
    (name,) = db.execute("SELECT capture FROM captures WHERE status = 404").fetchone()
    kept = kept_as(db, name)
    assert kept is not None
    assert kept.outcome == "missing"
    place = db.execute("SELECT warc, offset FROM captures WHERE capture = ?", [name]).fetchone()
    assert (kept.place.warc, kept.place.offset) == place


def test_what_is_not_there_is_none(db: Database) -> None:
    assert newest_of(db, -101) is None
    assert newest_at(db, "https://m.beritajakarta.id/read/7") is None
    assert kept_as(db, "urn:uuid:0") is None
