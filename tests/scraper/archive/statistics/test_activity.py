"""When an edition has been silent for too long."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from scraper.archive.database import Database
from scraper.archive.statistics.activity import silences

TODAY = date(2026, 11, 24)


def archive(path: Path, days: list[date], lang: str = "id") -> Database:
    db = Database(sqlite3.connect(path / "a.db", isolation_level=None))
    db.execute("create table if not exists articles (key integer primary key, lang text, date text)")
    for day in days:
        db.execute("insert into articles (lang, date) values (?, ?)", [lang, day.isoformat()])
    return db


def daily(last: date, number: int, *, every: int = 1) -> list[date]:
    return [last - timedelta(days=every * back) for back in range(number)]


@pytest.mark.parametrize(
    ("every", "silent", "too_long"),
    [(1, 1, False), (1, 3, False), (1, 4, True), (2, 4, False), (2, 5, True), (4, 8, False), (4, 9, True)],
)
def test_twice_the_longest_silence_and_longer_than_a_holiday(
    tmp_path: Path, every: int, silent: int, too_long: bool
) -> None:
    db = archive(tmp_path, daily(TODAY - timedelta(days=silent), 22, every=every))
    (found,) = silences(db, TODAY)
    assert (found.lang, found.days, found.longest, found.is_too_long) == ("id", silent, every, too_long)
    db.close()


def test_too_few_days_are_no_measure_and_each_edition_has_its_own(tmp_path: Path) -> None:
    db = archive(tmp_path, daily(TODAY - timedelta(days=60), 10), "en")
    archive(tmp_path, daily(TODAY, 30), "id")
    assert [(each.lang, each.is_too_long) for each in silences(db, TODAY)] == [("id", False)]
    db.close()
