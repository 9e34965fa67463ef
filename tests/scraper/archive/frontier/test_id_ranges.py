"""A long run of ids of which nothing was ever seen is unknown numbering; a short one is articles that are missing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.frontier import id_ranges
from scraper.archive.frontier.id_ranges import LONGEST_RUN, Range, holes, newest_seen, outside
from scraper.archive.frontier.store import Discovered, add_discovered, mark_absent
from scraper.archive.frontier.sweeps import claim, open_keys
from scraper.archive.statistics.coverage import CoverageFilter, by_month
from tests.scraper.archive.making import Pair, answered, archive, article, capture, listed, missing, write

LEAP = {-61_638: "2026-01-20", -150_700: "2026-02-20"}
HOLE = Range("en", 61_639, 150_699)
NOW, LATER = "2026-10-05T12:00:00.000Z", "2026-10-05T13:00:00.000Z"


def pairs(days: dict[int, str]) -> list[Pair]:
    return [(capture(n, key), answered(article(key, date=day))) for n, (key, day) in enumerate(days.items(), 1)]


def test_the_leap_of_the_english_edition_is_a_hole() -> None:
    with archive(pairs({**LEAP, 61_638: "2018-06-01", 61_700: "2018-06-02"})) as db:
        assert holes(db) == holes(db, "en") == [HOLE]
        assert holes(db, "id") == []
        assert (len(HOLE), str(HOLE)) == (89_061, "en/61639 to 150699 (89,061 ids)")
        assert HOLE.sweep == "arsip crawl sweep --lang en --from-id 61639 --to-id 150699"


_NAMES = st.tuples(st.sampled_from(("related", "list", "hand")), st.booleans(), st.sampled_from(("pending", "absent")))


@given(st.dictionaries(st.integers(-40, 40).filter(bool), _NAMES, max_size=12))
def test_holes_are_the_long_runs_between_ids_that_were_seen(named: dict[int, tuple[str, bool, str]]) -> None:
    def is_seen(key: int, *, dated: bool = False) -> bool:
        where, has_day, state = named[key]
        return where != "hand" and state == "pending" and (has_day or (where == "list" and not dated))

    expected = []
    for lang, sign in (("id", 1), ("en", -1)):
        seen = sorted(abs(key) for key in named if key * sign > 0 and is_seen(key))
        days = [number for number in seen if is_seen(sign * number, dated=True)]
        expected += [
            Range(lang, before + 1, after - 1)
            for before, after in pairwise(seen)
            if after - before > 6 and days and before >= days[0] and after <= days[-1]
        ]
    with archive() as db, pytest.MonkeyPatch.context() as patch:
        patch.setattr(id_ranges, "LONGEST_RUN", 5)
        for key, (where, has_day, state) in named.items():
            add_discovered(db, [Discovered(key, "x", "2026-01-01" if has_day else None, where)])
            if state == "absent":
                mark_absent(db, [key])
        assert holes(db) == expected


@pytest.mark.parametrize(("ids", "found"), [(LONGEST_RUN, []), (LONGEST_RUN + 1, [Range("id", 101, 10_101)])])
def test_a_run_may_be_so_long(ids: int, found: list[Range]) -> None:
    with archive(pairs({100: "2025-01-01", 101 + ids: "2025-12-31"})) as db:
        assert holes(db) == found


def test_what_was_heard_of_parts_a_run_and_what_was_only_asked_for_does_not() -> None:
    with archive(pairs({100: "2025-01-01", 30_000: "2026-01-01"})) as db:
        write(db, [(capture(9, 20_000, status=404), missing(20_000))])
        add_discovered(
            db,
            [
                Discovered(12_000, "x", None, "hand"),
                Discovered(13_000, "x", None, "related"),
                Discovered(13_001, "x", None, "list"),
            ],
        )
        mark_absent(db, [13_000])
        claim(db, open_keys(db, [Range("id", 14_000, 14_009)]), 10, now=NOW, lease_until=LATER)
        assert holes(db) == [Range("id", 101, 13_000), Range("id", 13_002, 29_999)]


def test_a_link_without_a_day_does_not_say_how_far_the_numbers_go() -> None:
    with archive(pairs({100: "2025-01-01"})) as db:
        add_discovered(db, [Discovered(99_999_999, "x", None, "read_also")])
        assert holes(db) == []
        add_discovered(db, [Discovered(50_000, "x", "2025-06-01", "related")])
        assert holes(db) == [Range("id", 101, 49_999)]


@pytest.mark.parametrize("state", ["pending", "problem"])
def test_a_link_without_a_day_parts_no_hole(state: str) -> None:
    with archive(pairs(LEAP)) as db:
        add_discovered(db, [Discovered(-142_433, "x", None, "read_also")])
        db.execute("UPDATE frontier SET state = ? WHERE key = -142433", [state])
        assert holes(db) == [HOLE]
        counts = {month.month: month.counts for month in by_month(db, CoverageFilter(lang="en"))}
        assert sum(each["unknown"] for each in counts.values()) == 0
        db.execute("UPDATE frontier SET date = '2026-02-18' WHERE key = -142433")
        assert holes(db) == [Range("en", 61_639, 142_432)]


def test_the_newest_seen_is_of_either_edition_and_no_link_counts() -> None:
    with archive() as db:
        assert newest_seen(db) == 0
        write(db, pairs({101: "2025-01-01", -300_000: "2025-01-02"}))
        add_discovered(db, [Discovered(99_999_999, "x", None, "related")])
        assert newest_seen(db) == 300_000
        write(db, [(capture(9, None), listed([300_001]))])
        assert newest_seen(db) == 300_001


def ids_of(each: Range) -> range:
    return range(each.first, each.last + 1)


IDS = st.integers(1, 40)
RANGES = st.tuples(IDS, IDS).map(lambda ends: Range("id", min(ends), max(ends)))


@given(RANGES, st.lists(RANGES, max_size=4))
def test_outside_of_holes_is_every_id_in_none(whole: Range, some: list[Range]) -> None:
    apart: list[Range] = []
    for each in sorted(some, key=lambda each: each.first):
        if not apart or apart[-1].last < each.first:
            apart.append(each)
    found = [number for each in outside(whole, [Range("en", 1, 40), *apart]) for number in ids_of(each)]
    assert found == [number for number in ids_of(whole) if not any(number in each for each in apart)]
