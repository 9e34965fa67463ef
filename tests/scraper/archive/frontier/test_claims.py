"""What is to be fetched next: newest first, one claimant each, and nothing before its time."""

import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.database import Database
from scraper.archive.frontier import claims, store, sweeps
from scraper.archive.frontier.claims import Scope
from scraper.archive.frontier.id_ranges import Range
from scraper.archive.frontier.retry_policy import RETRY_POLICY
from scraper.archive.frontier.store import Discovered, State
from scraper.clock import stamp
from tests.conftest import examples
from tests.scraper.archive.making import archive, capture, listed, rows, write

NOW = "2026-10-05T12:00:00.000Z"
SOON = "2026-10-05T13:00:00.000Z"
LATER = "2026-10-06T12:00:00.000Z"
MOMENT = datetime.fromisoformat(NOW)
ALL = Scope()


def known(key: int, date: str | None = None, seen_in: str = "berita/terkini") -> Discovered:
    return Discovered(key, f"https://www.beritajakarta.id/read/{abs(key)}", date, seen_in)


def claim(db: Database, scope: Scope = ALL, limit: int = 10, *, now: str = NOW, until: str = SOON) -> list[int]:
    return [claimed.key for claimed in claims.claim(db, scope, limit, now=now, lease_until=until)]


DAYS = st.none() | st.sampled_from(("2026-10-01", "2026-10-02", "2026-10-03"))
HEARD_OF = st.dictionaries(st.integers(-30, 30).filter(bool), DAYS, max_size=25)


@examples(60)
@given(HEARD_OF, st.integers(1, 7))
def test_claims_are_newest_first_and_each_article_is_claimed_once(heard_of: dict[int, str | None], limit: int) -> None:
    with archive() as db:
        store.add_discovered(db, [known(key, day) for key, day in heard_of.items()])
        claimed: list[int] = []
        while batch := claim(db, limit=limit):
            assert len(batch) <= limit
            claimed += batch
        assert claimed == sorted(heard_of, key=lambda key: (heard_of[key] or "", key), reverse=True)


@examples(60)
@given(HEARD_OF, DAYS, DAYS, st.sampled_from((None, "id", "en")))
def test_a_scope_leaves_out_what_it_does_not_mean(
    heard_of: dict[int, str | None], since: str | None, until: str | None, lang: str | None
) -> None:
    scope = Scope(since=since, until=until, lang=lang)  # type: ignore[arg-type]
    meant = {
        key
        for key, day in heard_of.items()
        if (since is None or (day is not None and day >= since))
        and (until is None or (day is not None and day <= until))
        and (lang is None or (key > 0) == (lang == "id"))
    }
    with archive() as db:
        store.add_discovered(db, [known(key, day) for key, day in heard_of.items()])
        assert claims.count_states(db, scope) == ({"pending": len(meant)} if meant else {})
        assert set(claim(db, scope, 100)) == meant


def test_a_category_means_what_its_own_list_showed(db: Database) -> None:
    write(db, [(capture(1, None), listed([101, 102], name="kategori/ekonomi"))])
    write(db, [(capture(2, None), listed([102, 103], name="kategori/wisata")), (capture(3, None), listed([104]))])
    assert claims.count_states(db, Scope(category="wisata")) == {"pending": 2}
    assert claim(db, Scope(category="wisata")) == [103, 102]
    assert claim(db, Scope(category="wisata")) == []
    assert claim(db, Scope(category="olahraga")) == []


def test_a_lease_keeps_others_away_until_it_ends(db: Database) -> None:
    store.add_discovered(db, [known(101), known(102)])
    assert claim(db, limit=1, until=SOON) == [102]
    assert claim(db, limit=5) == [101]
    assert claim(db, limit=5) == []
    assert claim(db, limit=5, now=SOON, until=LATER) == [102, 101]
    claims.release_leases(db, now=MOMENT)
    assert claim(db, limit=5) == [102, 101]


def test_a_run_begins_without_reading_the_frontier(db: Database) -> None:
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    claims.release_leases(db, now=MOMENT)
    claims.next_try(db, ALL)
    db.conn.set_trace_callback(None)
    statements = [sql for sql in asked if "frontier" in sql]
    plans = {step[-1] for sql in statements for step in db.execute(f"EXPLAIN QUERY PLAN {sql}")}
    assert plans == {
        "SEARCH frontier USING INDEX frontier_postponed (next_try>?)",
        "SEARCH frontier USING INDEX frontier_leased (lease_until>?)",
    }


def test_a_failure_puts_an_article_off_longer_each_time(db: Database) -> None:
    store.add_discovered(db, [known(101)])
    for n, delay in enumerate([*RETRY_POLICY.delays, RETRY_POLICY.delays[-1]], 1):
        assert claim(db, now=LATER, until=stamp(MOMENT)) == [101]
        store.record_failure(db, 101, f"error {n}", now=MOMENT)
        moment = MOMENT + timedelta(seconds=delay)
        assert claims.next_try(db, ALL) == stamp(moment)
        assert claim(db, now=stamp(moment - timedelta(milliseconds=1))) == []
        assert rows(db, "SELECT state, tries, last_error, lease_until FROM frontier") == [
            {"state": "pending", "tries": n, "last_error": f"error {n}", "lease_until": None}
        ]


def test_what_is_of_no_use_soon_is_postponed_at_once(db: Database) -> None:
    store.record_failure(db, 101, "error", now=MOMENT, postponed=True)
    assert claims.next_try(db, ALL) == stamp(MOMENT + timedelta(seconds=RETRY_POLICY.delays[-1]))


def test_an_article_is_due_at_its_very_moment(db: Database) -> None:
    store.record_failure(db, 101, "error", now=MOMENT)
    due = MOMENT + timedelta(seconds=RETRY_POLICY.delays[0])
    assert claim(db, now=stamp(due - timedelta(milliseconds=1))) == []
    assert claim(db, now=stamp(due)) == [101]


@pytest.mark.parametrize("state", ["archived", "suspect", "gone", "absent", "problem"])
def test_what_is_settled_is_not_claimed_again_and_its_failures_are_forgotten(db: Database, state: State) -> None:
    store.add_discovered(db, [known(101, "2026-10-01")])
    store.record_failure(db, 101, "error", now=MOMENT)
    store.record_states(db, [(101, "https://www.beritajakarta.id/read/101/judul", state)])
    assert claim(db) == []
    assert claims.next_try(db, ALL) is None
    store.add_discovered(db, [known(101, "2026-10-09")])
    assert rows(db, "SELECT state, date, tries, next_try, last_error, lease_until FROM frontier") == [
        {"state": state, "date": "2026-10-01", "tries": 0, "next_try": None, "last_error": None, "lease_until": None}
    ]


def test_hearing_of_an_article_again_only_fills_in_its_day(db: Database) -> None:
    store.add_discovered(
        db, [known(101, None, "related"), known(101, "2026-10-01", "popular"), known(101, "2026-10-02")]
    )
    assert rows(db, "SELECT date, seen_in FROM frontier") == [{"date": "2026-10-01", "seen_in": "related"}]


def test_what_was_asked_for_by_hand_is_counted_too(db: Database) -> None:
    store.record_states(db, [(101, "https://www.beritajakarta.id/read/101", "archived")])
    store.add_discovered(db, [known(102), known(-3)])
    assert claims.count_states(db, ALL) == {"archived": 1, "pending": 2}
    assert claims.count_states(db, Scope(lang="en")) == {"pending": 1}


def many(number: int) -> Iterator[Discovered]:
    for key in range(1, number + 1):
        yield known(key, f"2026-{1 + key % 12:02d}-{1 + key % 28:02d}")


def test_two_hundred_thousand_articles_cost_no_memory_and_no_sorting(db: Database) -> None:
    with db.atomic():
        store.add_discovered(db, many(200_000))
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    claim(db, limit=100)
    db.conn.set_trace_callback(None)
    plan = next(db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in asked if "LIMIT" in sql)
    steps = " / ".join(step[-1] for step in plan)
    assert "USING INDEX frontier_due" in steps
    assert "TEMP B-TREE" not in steps
    tracemalloc.start()
    for _ in range(10):
        assert len(claim(db, limit=100)) == 100
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_what_only_a_sweep_knows_is_left_to_sweeps(db: Database) -> None:
    store.add_discovered(
        db,
        [store.Discovered(key, f"https://www.beritajakarta.id/read/{key}", None, "sweep") for key in (101, 102, 103)],
    )
    assert claim(db) == []
    store.add_discovered(db, [store.Discovered(102, "https://www.beritajakarta.id/read/102/judul", None, "related")])
    assert claim(db) == [102]
    sweeps.set_ranges(db, [Range("id", 1, 500)])
    assert claim(db, Scope(among="swept")) == [103, 101]
