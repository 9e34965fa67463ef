"""Totals of an archive, and that they cost no reading of its texts."""

from scraper.archive.database import Database
from scraper.archive.statistics.overview import _EDITIONS, Edition, overview
from tests.scraper.archive.making import answered, article, capture, missing, write


def test_each_edition_is_summed_up(db: Database) -> None:
    pairs = [
        (capture(1), answered(article())),
        (capture(2, at="2026-10-03T03:00:00.000Z"), answered(article(title="Pasar Baru Ditutup"))),
        (capture(3, 102), answered(article(102, date="2026-09-30", published_at=None, editor=None))),
        (capture(4, 102, at="2026-10-04T03:00:00.000Z", status=404), missing(102)),
        (capture(5, 102, at="2026-10-06T03:00:00.000Z", status=404), missing(102)),
        (capture(6, -7), answered(article(-7))),
    ]
    write(db, pairs)
    assert overview(db).editions == (
        Edition("id", 2, "2026-09-30", "2026-10-01", with_editor=1, gone=1, changed=1),
        Edition("en", 1, "2026-10-01", "2026-10-01", with_editor=1, gone=0, changed=0),
    )


def test_no_text_is_read_for_it(db: Database) -> None:
    plan = [detail for *_, detail in db.execute(f"EXPLAIN QUERY PLAN {_EDITIONS}")]
    assert "SCAN articles USING COVERING INDEX articles_by_version" in plan
