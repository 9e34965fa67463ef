"""A sweep takes ids from its ranges as it goes; what is settled is passed over, and nothing is put down beforehand."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from scraper.archive.database import Database
from scraper.archive.frontier import claims, store, sweeps
from scraper.archive.frontier.id_ranges import Range
from tests.scraper.archive.making import answered, archive, article, capture, missing, write

NOW, LATER = "2026-10-05T12:00:00.000Z", "2026-10-05T13:00:00.000Z"


@pytest.fixture
def db() -> Iterator[Database]:
    with archive() as made:
        yield made


def claim(db: Database, ranges: list[Range], limit: int) -> list[int]:
    keys = sweeps.open_keys(db, ranges)
    return [each.key for each in sweeps.claim(db, keys, limit, now=NOW, lease_until=LATER)]


def rows(db: Database) -> int:
    return int(db.execute("SELECT count(*) FROM frontier").fetchone()[0])


def test_a_sweep_knows_what_is_settled(db: Database) -> None:
    write(db, [(capture(1), answered(article())), (capture(2, 102), missing(102))])
    known = rows(db)
    both = [Range("id", 100, 104), Range("en", 100, 101)]
    assert claim(db, both, 4) == [104, 103, 100, -101]
    assert rows(db) == known + 4
    sweeps.set_ranges(db, both)
    assert claims.count_states(db, claims.Scope(among="swept")) == {"archived": 1, "absent": 1, "pending": 4}
    assert claim(db, both, 9) == [-100]  # the others are leased


def test_a_huge_range_costs_no_more_than_what_is_claimed(db: Database) -> None:
    assert claim(db, [Range("id", 1, 2_000_000_000)], 2) == [2_000_000_000, 1_999_999_999]
    assert rows(db) == 2


def test_what_was_put_off_or_heard_of_meanwhile_is_claimed_once_and_when_it_is_due(db: Database) -> None:
    store.add_discovered(db, [store.Discovered(102, "https://m.example/read/102/judul", "2026-10-01", "related")])
    store.record_failure(db, 103, "HTTP 503", now=datetime.fromisoformat(NOW))
    keys = sweeps.open_keys(db, [Range("id", 100, 104)])
    first = sweeps.claim(db, keys, 1, now=NOW, lease_until=LATER)
    store.mark_absent(db, [101])
    store.add_discovered(db, [store.Discovered(100, "https://m.example/read/100", None, "related")])
    claims.claim(db, claims.Scope(), 9, now=NOW, lease_until=LATER)
    assert [each.key for each in first] == [104]
    assert [each.key for each in sweeps.claim(db, keys, 9, now=NOW, lease_until=LATER)] == [101]
    sweeps.set_ranges(db, [Range("id", 100, 104)])
    assert claims.next_try(db, claims.Scope(among="swept")) == "2026-10-05T12:00:10.000Z"


def test_only_what_a_sweep_alone_knows_and_nobody_answered_for_is_forgotten(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "CHUNK", 3)
    write(db, [(capture(1), answered(article())), (capture(2, 102), missing(102))])
    store.add_discovered(db, [store.Discovered(301, "x", None, "related")])
    before = rows(db)
    claim(db, [Range("id", 310, 316)], 9)
    assert (sweeps.count_unanswered(db), list(sweeps.drop_unanswered(db))) == (7, [3, 3, 1])
    assert (sweeps.count_unanswered(db), rows(db)) == (0, before)
