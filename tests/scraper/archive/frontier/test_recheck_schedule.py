"""When an article is looked at again, and which article tells whether the site can be believed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.database import Database
from scraper.archive.frontier import claims, recheck_schedule, store
from scraper.archive.frontier.claims import Claimed
from scraper.items import Answer
from tests.scraper.archive.making import Pair, answered, archive, article, capture, missing, write

NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)


def ago(**span: float) -> str:
    return (NOW - timedelta(**span)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def published(key: int, days: float, *, looked_at: float, number: int | None = None) -> Pair:
    """An article published so many days ago and last looked at so many days ago."""
    moment = (NOW - timedelta(days=days)).astimezone().isoformat(timespec="minutes")[:16]
    read = article(key, date=moment[:10], published_at=f"{moment}+07:00")
    return capture(number or key, key, at=ago(days=looked_at)), answered(read)


def due(db: Database, *, now: str | None = None, **chosen: Any) -> list[int]:
    recheck_schedule.select_due(db, now=now or ago(), **chosen)
    found, at = [], 0
    while True:
        claimed, at = recheck_schedule.next_due(db, at, 2)
        if not claimed:
            return found
        found += [each.key for each in claimed]


@pytest.mark.parametrize(
    ("age", "least"),
    [(1.5, 0.25), (10, 1), (60, 7), (400, 30), (2000, 180)],
    ids=["days", "weeks", "months", "year", "old"],
)
def test_the_pause_between_two_looks_grows_with_age(db: Database, age: float, least: float) -> None:
    write(db, [published(101, age, looked_at=least * 0.9), published(102, age, looked_at=min(least * 1.1, age))])
    assert due(db) == [102]


@given(st.lists(st.tuples(st.integers(1, 900), st.floats(0, 900)), min_size=1, max_size=8))
def test_no_article_is_due_right_after_a_look_and_all_are_in_the_end(ages: list[tuple[int, float]]) -> None:
    pairs = [published(100 + n, age + look, looked_at=look) for n, (age, look) in enumerate(ages)]
    with archive(pairs) as db:
        for n, (_, look) in enumerate(ages):
            if look < 0.2:
                assert 100 + n not in due(db)
        assert set(due(db, now=ago(days=-181))) == {100 + n for n in range(len(ages))}


def test_what_may_be_gone_comes_first_and_no_sooner_than_it_may_count(db: Database) -> None:
    write(db, [published(key, 500, looked_at=45) for key in (101, 102)])
    write(db, [(capture(7, 101, at=ago(hours=23)), missing(101))])
    assert due(db) == [102]
    assert due(db, now=ago(hours=-2)) == [101, 102]
    assert due(db, confirm_gone=3, now=ago(hours=-2)) == [102]
    assert due(db, confirm_gone=0.1) == [102], "a day is the least there is"


def test_what_only_web_archives_have_captured_comes_last(db: Database) -> None:
    """Recovered articles are overdue by years, and would keep a crawl from young ones for weeks."""
    recovered, answer = published(102, 3000, looked_at=2500)
    write(db, [published(101, 500, looked_at=31), (replace(recovered, source="wayback"), answer)])
    assert due(db) == [101, 102]
    write(db, [published(102, 3000, looked_at=400, number=7)])
    assert due(db) == [102, 101]


def test_older_than_takes_the_place_of_the_schedule(db: Database) -> None:
    write(db, [published(101, 500, looked_at=3), published(102, 500, looked_at=1)])
    assert due(db) == []
    assert due(db, older_than=2) == [101]
    assert due(db, older_than=0.5) == [101, 102]
    assert due(db, older_than=0.5, limit=1) == [101]
    assert due(db, older_than=0.5, lang="en") == []


def test_a_failure_is_no_look_and_is_put_off(db: Database) -> None:
    write(db, [published(101, 500, looked_at=45)])
    write(db, [(capture(7, 101, at=ago(hours=1)), Answer(outcome="server-error", key=101))])
    db.execute("UPDATE frontier SET next_try = ?", [ago(minutes=-1)])
    assert due(db) == [], "its next try has not come"
    db.execute("UPDATE frontier SET next_try = ?", [ago(minutes=1)])
    assert due(db) == [101]


def test_it_asks_whether_the_page_that_it_has_still_holds(db: Database) -> None:
    where, read = published(101, 500, looked_at=45)
    write(db, [(capture(1, at=where.fetched_at, etag='"a"', last_modified="Tue, 06 Oct 2026"), read)])
    recheck_schedule.select_due(db, now=ago())
    claimed, _ = recheck_schedule.next_due(db, 0, 10)
    assert claimed == [
        Claimed(101, "https://m.beritajakarta.id/read/101", '"a"', "Tue, 06 Oct 2026", capture(1).capture)
    ]


def test_it_asks_for_the_whole_page_where_a_web_archive_has_the_newest(db: Database) -> None:
    """Its validators may be of the desktop page, or of a server of long ago."""
    where, read = published(101, 500, looked_at=45)
    kept = capture(1, at=where.fetched_at, etag='"a"', last_modified="Tue, 06 Oct 2026")
    write(db, [(replace(kept, source="commoncrawl"), read)])
    recheck_schedule.select_due(db, now=ago())
    (claimed,), _ = recheck_schedule.next_due(db, 0, 10)
    assert (claimed.etag, claimed.last_modified) == (None, None)


def test_the_article_that_tells_is_a_live_one_and_each_time_another(db: Database) -> None:
    write(db, [published(key, 500, looked_at=45) for key in (101, 102, 103)])
    write(db, [(capture(7, 101, at=ago(hours=1)), missing(101))])
    asked: list[int] = []
    while (claimed := recheck_schedule.canary(db, asked)) is not None:
        asked.append(claimed.key)
    assert sorted(asked) == [102, 103]


def test_articles_named_by_hand_are_asked_for_unless_they_are_archived(db: Database) -> None:
    write(db, [(capture(1), answered(article())), (capture(2, 102), missing(102))])
    assert store.request(db, [101, 102, -7]) == 2
    claimed = claims.claim(db, claims.Scope(among="requested"), 9, now=ago(), lease_until=ago(hours=-1))
    assert {each.key for each in claimed} == {102, -7}
