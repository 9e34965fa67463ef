"""Runs are noted when they begin and when they end, and found again by the beginning of their names."""

import pytest

from scraper.archive.database import ArchiveError, Database
from scraper.archive.runs import NewRun, begin, by_prefix, end, newest


def note(db: Database, run: str, day: int) -> None:
    moment = f"2026-10-{day:02d}T03:00:00.000Z"
    about = {"kind": "crawl articles", "arguments": "{}", "site": "http://127.0.0.1", "user_agent": "arsip"}
    begin(db, NewRun(run=run, **about, robots="obey", pid=7, started_at=moment))


def test_the_newest_come_first_and_no_more_than_asked_for(db: Database) -> None:
    for day, run in enumerate(("aa-1", "ab-2", "ac-3"), 1):
        note(db, run, day)
    assert [each.run for each in newest(db, 2)] == ["ac-3", "ab-2"]
    assert [each.run for each in by_prefix(db, "A")] == ["ac-3", "ab-2", "aa-1"]
    assert [each.run for each in by_prefix(db, "ab")] == ["ab-2"]
    assert by_prefix(db, "%") == []


def test_a_run_that_has_not_ended_has_counted_nothing(db: Database) -> None:
    note(db, "aa-1", 1)
    (run,) = newest(db, 1)
    assert (run.ended_at, run.exit_status, run.counts) == (None, None, {})
    ending = {"ended_at": "2026-10-01T04:00:00.000Z", "reason": "finished", "verdict": "done"}
    end(db, "aa-1", **ending, exit_status=0, counts='{"captures": 3, "presence": {"editor": 0.5}}')
    (run,) = newest(db, 1)
    assert run.counts == {"captures": 3, "presence": {"editor": 0.5}}
    assert run.verdict == "done"


def test_a_run_that_never_began_does_not_end(db: Database) -> None:
    ending = {"ended_at": "2026-10-01T04:00:00.000Z", "reason": "finished", "verdict": "done"}
    with pytest.raises(ArchiveError, match="run aa-1 is not in the archive"):
        end(db, "aa-1", **ending, exit_status=0, counts="{}")
