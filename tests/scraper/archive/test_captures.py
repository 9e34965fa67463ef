"""A page that is asked for by name is the newest that was fetched whole, whatever came of it."""

from pathlib import Path

import pytest

from scraper.archive.captures import kept_as, newest_at, newest_of, of_article
from scraper.archive.database import Database, create_or_open
from scraper.items import Answer
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


def test_an_articles_captures_go_by_the_beginning_of_their_names_and_its_photo_is_one(db: Database) -> None:
    photo = "https://m.beritajakarta.id/images/1.jpg"
    read = answered(article(101, photo_url=photo))
    write(
        db,
        [
            (capture(4, 101, at="2026-10-04T03:00:00.000Z"), read),
            (capture(0x50, None, url=photo, at="2026-10-05T03:00:00.000Z"), Answer(outcome="photo")),
            (capture(0x51, 102), answered(article(102))),
        ],
    )
    assert [kept.outcome for kept in of_article(db, 101, "0")] == ["photo", "article", "missing", "article", "article"]
    (one,) = of_article(db, 101, capture(4).capture)
    assert one == kept_as(db, capture(4).capture)
    assert of_article(db, 101, capture(0x51).capture) == of_article(db, 101, "%") == []
