"""Each id that is known, or lies between two that are, is counted once, in its month or in that of its neighbours."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.database import Database
from scraper.archive.frontier.store import Discovered, add_discovered, mark_absent
from scraper.archive.statistics.coverage import CoverageFilter, Month, by_month, id_ranges, ranges, store_by_day
from scraper.archive.statistics.monthly_sums import store_monthly_sums
from scraper.items import Answer, Lang
from tests.conftest import examples
from tests.scraper.archive.making import answered, archive, article, capture, missing, write

ALL = CoverageFilter()
LANGS: tuple[Lang | None, ...] = (None, "id", "en")


@pytest.fixture
def held() -> Iterator[Database]:
    """Ids 100 to 200 of a September and an October, and some of the English edition."""
    history = [
        (capture(1, 100), answered(article(100, date="2026-09-11"))),
        (capture(2, 101), answered(article(101, date="2026-09-11"))),
        (capture(3, 104, status=404), missing(104)),
        (capture(4, 105), Answer(outcome="unreadable", key=105, reader="1", reason="no headline")),
        (capture(5, 110), answered(article(110, date="2026-09-21"))),
        (capture(6, 150), answered(article(150, date="2026-10-31"))),
        (capture(7, 150, at="2026-11-02T03:00:00.000Z", status=404), missing(150)),
        (capture(8, 150, at="2026-11-04T03:00:00.000Z", status=404), missing(150)),
        (capture(9, -7), answered(article(-7, date="2026-09-30"))),
        (capture(10, -9), answered(article(-9, date="2026-10-02"))),
    ]
    with archive() as db:
        write(db, history)
        add_discovered(
            db, [Discovered(107, "https://m.example/read/107", None, "related"), Discovered(160, "x", None, "sweep")]
        )
        add_discovered(db, [Discovered(90, "x", None, "sweep"), Discovered(91, "x", None, "sweep")])
        mark_absent(db, [91])
        yield db


def test_each_month_says_what_is_known(held: Database) -> None:
    september = {"archived": 3, "absent": 1, "problematic": 1, "pending": 1, "unknown": 14}
    found = by_month(held, ALL)
    assert [(month.lang, month.month) for month in found] == [
        ("id", "2026-09"),
        ("id", "2026-10"),
        ("id", None),
        ("en", "2026-09"),
        ("en", "2026-10"),
    ]
    # 110 to 150 are 40 ids in 40 days: 111 to 119 are of 22 to 30 September.
    assert found[0].counts == Counter(september)
    assert found[1].counts == Counter({"gone": 1, "unknown": 30})
    assert found[2].counts == Counter({"absent": 1})
    assert found[3].counts == Counter({"archived": 1})
    assert found[4].counts == Counter({"archived": 1, "unknown": 1})


def test_a_published_copy_has_it_summed_up_by_day(held: Database) -> None:
    filters = [
        CoverageFilter(lang=lang, since=since, until=until)
        for lang in LANGS
        for since in (None, "2026-09-11", "2026-09-30", "2026-10-02")
        for until in (None, "2026-09-30", "2026-10-02", "2026-10-31")
    ]
    expected = [by_month(held, each) for each in filters]
    store_by_day(held)
    store_monthly_sums(held)
    held.execute("PRAGMA user_version = 1")
    held.execute("UPDATE articles SET date = '1999-01-01'")  # whatever is counted now comes from the sums
    assert [by_month(held, each) for each in filters] == expected


def test_one_edition_is_looked_at_alone(held: Database) -> None:
    assert {month.lang for month in by_month(held, CoverageFilter(lang="en"))} == {"en"}
    assert {month.lang for month in by_month(held, CoverageFilter(lang="id"))} == {"id"}


def test_days_part_the_ids_between_two_that_have_one(held: Database) -> None:
    wish = CoverageFilter(lang="id", since="2026-09-30", until="2026-10-02")
    assert by_month(held, wish) == [
        Month("id", "2026-09", Counter({"unknown": 1})),
        Month("id", "2026-10", Counter({"unknown": 2})),
    ]
    assert list(ranges(held, wish, "unknown")) == [("id", 119, 121)]


def test_ids_are_named_as_ranges(held: Database) -> None:
    assert list(ranges(held, ALL, "unknown")) == [
        ("id", 102, 103),
        ("id", 106, 106),
        ("id", 108, 109),
        ("id", 111, 149),
        ("en", 8, 8),
    ]
    assert list(ranges(held, ALL, "pending")) == [("id", 107, 107)]
    assert list(ranges(held, ALL, "gone")) == [("id", 150, 150)]


def test_an_article_with_an_older_day_than_the_ids_before_it_misplaces_no_more_than_its_neighbours() -> None:
    days = {100: "2026-10-01", 104: "2026-08-01", 108: "2026-10-03"}
    with archive([(capture(key, key), answered(article(key, date=day))) for key, day in days.items()]) as db:
        placed = [(each.first, each.last, each.month) for each in id_ranges(db, ALL) if each.state == "unknown"]
        assert placed[0] == (101, 103, "2026-10")
        assert [first for first, *_ in placed[1:]] == [105, 106]
        assert placed[-1][1] == 107


def test_an_article_whose_year_cannot_be_right_is_of_the_month_of_its_neighbours() -> None:
    days = {100: "2026-09-11", 101: "1970-01-01", 102: "9999-12-31", 103: "2026-09-12", 104: "0001-01-01"}
    with archive() as db:
        write(db, [(capture(key, key), answered(article(key, date=day))) for key, day in days.items()])
        found = [(month.month, month.counts) for month in by_month(db, ALL)]
    assert found == [("2026-09", Counter({"archived": 4})), (None, Counter({"archived": 1}))]


def test_the_numbers_that_the_english_edition_leapt_over_are_not_missing() -> None:
    pairs = [
        (capture(n, key), answered(article(key, date=f"2026-0{n}-20"))) for n, key in ((1, -61_638), (2, -150_700))
    ]
    with archive(pairs) as db:
        assert list(ranges(db, ALL, "unknown")) == []
        add_discovered(db, [Discovered(-61_640, "x", "2026-01-21", "related")])
        assert list(ranges(db, ALL, "unknown")) == [("en", 61_639, 61_639)]
        assert sum(month.counts.total() for month in by_month(db, ALL)) == 4


def test_nothing_is_known_of_an_empty_archive() -> None:
    with archive() as db:
        assert by_month(db, ALL) == []
        assert list(ranges(db, ALL, "unknown")) == []


DAYS = ("2026-08-30", "2026-09-01", "2026-09-17", "2026-12-31", "2027-01-01")


@examples(30)
@given(
    dated=st.dictionaries(st.integers(1, 60), st.sampled_from(DAYS), max_size=6),
    waiting=st.dictionaries(st.integers(1, 80), st.sampled_from((None, *DAYS)), max_size=8),
    given_up=st.sets(st.integers(1, 80)),
    day=st.sampled_from(DAYS),
)
def test_every_id_is_counted_once_and_a_day_parts_them(
    dated: dict[int, str], waiting: dict[int, str | None], given_up: set[int], day: str
) -> None:
    with archive([(capture(key, key), answered(article(key, date=at))) for key, at in dated.items()]) as db:
        add_discovered(db, [Discovered(key, "x", at, "related") for key, at in waiting.items()])
        mark_absent(db, given_up)
        found = list(id_ranges(db, ALL))
        ids = [number for each in found for number in range(each.first, each.last + 1)]
        assert ids == sorted(set(ids))
        with_day = {*dated, *(key for key, at in waiting.items() if at)}
        between = range(min(with_day, default=1), max(with_day, default=0) + 1)
        assert set(ids) == {*between, *dated, *waiting}
        assert {each.first for each in found if each.month is None} <= set(waiting)
        months = {month.month: month.counts for month in by_month(db, ALL)}
        assert sum(counts.total() for counts in months.values()) == len(ids)
        before, after = CoverageFilter(until=day), CoverageFilter(since=day)
        undated = months.get(None, Counter()).total()
        on_it = sum(month.counts.total() for month in by_month(db, CoverageFilter(since=day, until=day)))
        parted = sum(month.counts.total() for wish in (before, after) for month in by_month(db, wish))
        assert parted == len(ids) - undated + on_it
