"""When the next request may be sent: the rules with a clock of our own, gaps between requests, window and budget."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.database import open_to_read
from scraper.clock import JAKARTA
from scraper.crawl import progress
from scraper.crawl.middlewares import pace as pace_module
from scraper.crawl.middlewares.pace import (
    FIRST_BACKOFF,
    GOOD_ANSWERS,
    JITTER,
    LEAST_SLOW_PAUSE,
    LONGEST_BACKOFF,
    LONGEST_SLOW_PAUSE,
    Pace,
    retry_after,
)
from scraper.crawl.session import ArchiveSession
from tests.conftest import Crawl, Serve

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def test_the_first_request_goes_at_once() -> None:
    assert Pace(5).wait(100.0) == 0


@given(pause=st.floats(0, 60), delay=st.floats(0, 60), jitter=st.floats(0, 1))
def test_the_greater_of_pause_and_crawl_delay_counts_and_jitter_only_lengthens(
    pause: float, delay: float, jitter: float
) -> None:
    pace = Pace(pause, jitter=lambda: jitter)
    pace.crawl_delay = delay
    pace.started(1000.0)
    least = max(pause, delay)
    assert least <= pace.wait(1000.0) + 1e-9 <= least * (1 + JITTER) + 1e-6
    assert pace.wait(1000.0 + least * (1 + JITTER) + 0.001) == 0


def test_failures_in_a_row_double_the_pause_and_an_answer_ends_it() -> None:
    pace = Pace(0)
    for failure in range(12):
        pace.failed(0.0)
        assert pace.wait(0.0) == min(FIRST_BACKOFF * 2**failure, LONGEST_BACKOFF)
    pace.answered()
    pace.failed(LONGEST_BACKOFF)
    assert pace.wait(LONGEST_BACKOFF) == FIRST_BACKOFF


def test_a_crawl_delay_counts_from_the_request_that_told_of_it_and_the_longest_stays() -> None:
    pace = Pace(0, jitter=lambda: 0)
    pace.started(10.0)
    pace.asked_for_delay(3)
    pace.asked_for_delay(1)
    assert pace.wait(10.0) == 3
    assert pace.crawl_delay == 3


def test_a_retry_after_is_never_shortened_by_anything() -> None:
    pace = Pace(1, jitter=lambda: 0)
    pace.asked_to_wait(0.0, 120)
    pace.started(0.0)
    pace.failed(0.0)
    pace.answered()
    assert pace.wait(0.0) == 120


def test_a_site_that_asks_for_less_gets_longer_pauses_for_the_whole_run() -> None:
    pace = Pace(1, jitter=lambda: 0)
    pauses = []
    for _ in range(8):
        pace.asked_for_less(0.0)
        pauses.append(pace.slow_pause)
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    assert max(pauses) == LONGEST_SLOW_PAUSE
    pace.started(1000.0)
    assert pace.wait(1000.0) == 60
    for _ in range(GOOD_ANSWERS - 1):
        pace.answered()
    assert pace.slow_pause == 60
    for _ in range(GOOD_ANSWERS * 6):
        pace.answered()
    assert pace.slow_pause == 0


Act = st.one_of(
    st.tuples(st.sampled_from(["started", "failed", "asked_for_less", "answered"]), st.just(0.0)),
    st.tuples(st.sampled_from(["asked_to_wait", "asked_for_delay"]), st.floats(0, 500)),
)


@given(st.floats(0, 30), st.lists(st.tuples(st.floats(0, 400), Act), max_size=20), st.floats(0, 1))
def test_no_request_is_allowed_sooner_than_any_rule_says(
    pause: float, acts: list[tuple[float, tuple[str, float]]], jitter: float
) -> None:
    """Whatever happened, in whatever order, the next request waits for the latest of all that was asked."""
    pace, now, earliest, failures, slow, delay, last = Pace(pause, jitter=lambda: jitter), 1000.0, 0.0, 0, 0.0, 0.0, 0.0
    for passed, (act, seconds) in acts:
        now += passed
        getattr(pace, act)(*([] if act == "answered" else [seconds] if act == "asked_for_delay" else [now])
                           , *([seconds] if act == "asked_to_wait" else []))  # fmt: skip
        if act == "started":
            last = now
            earliest = max(earliest, now + max(pause, slow, delay))
        elif act in {"failed", "asked_for_less"}:
            failures += 1
            earliest = max(earliest, now + min(FIRST_BACKOFF * 2 ** (failures - 1), LONGEST_BACKOFF))
            if act == "asked_for_less":
                slow = min(2 * max(slow, pause, LEAST_SLOW_PAUSE), LONGEST_SLOW_PAUSE)
        elif act == "answered":
            failures = 0
        elif act == "asked_to_wait":
            earliest = max(earliest, now + seconds)
        else:
            delay = max(delay, seconds)
            earliest = max(earliest, last + delay)
        assert now + pace.wait(now) >= earliest - 1e-6


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 23 Nov 2026 20:02:00 GMT", 120.0),
        ("Mon, 23 Nov 2026 19:00:00 GMT", 0.0),
        ("9" * 400, 1e10),
        ("Mon, 23 Nov 9999 19:00:00 GMT", 1e10),
    ],
)
def test_both_forms_of_retry_after_are_read(value: str, seconds: float) -> None:
    assert retry_after(value, now=NOW) == seconds


@given(st.one_of(st.none(), st.text(max_size=40)))
def test_any_other_retry_after_says_nothing_or_a_time_to_come(value: str | None) -> None:
    seconds = retry_after(value, now=NOW)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(("settings", "options"), [({"ARSIP_DELAY": 0.15}, {}), ({}, {"crawl_delay": 0.15})])
async def test_no_request_comes_sooner_than_allowed(
    replica: Serve,
    crawl: Crawl,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, float],
    options: dict[str, float],
) -> None:
    """The gaps are taken where requests are sent: on the way, one may be held up and the next one not."""
    sent: list[tuple[float, datetime]] = []
    started = Pace.started

    def recorded(pace: Pace, now: float) -> None:
        sent.append((now, datetime.now(UTC)))
        started(pace, now)

    monkeypatch.setattr(Pace, "started", recorded)
    async with replica(articles=60, **options) as running:
        await crawl(running.url, settings=settings, limit=6, lang="id")
        arrivals = [datetime.fromisoformat(entry["time"]) for entry in running.requests]
    gaps = [after - before for (before, _), (after, _) in pairwise(sent)]
    assert len(gaps) == 7
    assert all(gap >= 0.15 - 1e-6 for gap in gaps[1:])  # the Crawl-delay is known from the first answer on
    if settings:
        assert gaps[0] >= 0.15 - 1e-6
    # No request reached the site that was not sent so; its log has milliseconds.
    assert len(arrivals) == len(sent)
    assert all(arrived >= at - timedelta(milliseconds=1) for arrived, (_, at) in zip(arrivals, sent, strict=True))


def around(now: datetime, before: float, after: float) -> str:
    """A window from so many minutes before a moment to so many after it."""
    ends = [(now + timedelta(minutes=minutes)).astimezone(JAKARTA) for minutes in (-before, after)]
    return "-".join(f"{end:%H:%M}" for end in ends)


async def test_a_run_ends_in_good_order_when_its_window_closes(
    replica: Serve, crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, asked = datetime(2026, 11, 23, 20, 0, tzinfo=UTC), 0

    def now() -> datetime:
        nonlocal asked
        asked += 1
        return began + timedelta(seconds=2 * asked)

    monkeypatch.setattr(pace_module, "now", now)
    async with replica(articles=60) as running:
        run = await crawl(running.url, settings={"ARSIP_BETWEEN": around(began, 60, 1), "CONCURRENT_REQUESTS": 1})
        assert (run.exit_status, run.verdict) == (0, "done: the window has closed; the next run resumes")
        assert running.requests is not None
        assert 5 < len(running.requests) < 30
        monkeypatch.undo()
        again = await crawl(running.url)
        assert again.exit_status == 0
        count = running.site.count("id") + running.site.count("en")
    assert open_to_read(tmp_path / "archive.db").execute("select count(*) from articles").fetchone() == (count,)
    paths = [entry["path"] for entry in running.requests if "/read/" in entry["path"]]
    assert len(paths) == len(set(paths))


async def test_a_run_waits_for_its_window_and_says_so_once(
    replica: Serve, crawl: Crawl, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    began, asked = datetime(2026, 11, 23, 20, 0, tzinfo=UTC), 0

    def now() -> datetime:
        nonlocal asked
        asked += 1
        return began + timedelta(minutes=min(asked, 12))

    monkeypatch.setattr(pace_module, "now", now)
    monkeypatch.setattr(pace_module, "SLICE", 0.01)
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.02)
    monkeypatch.setattr(progress, "now", lambda: began)
    caplog.set_level("INFO", logger="arsip")
    async with replica(articles=20) as running:
        run = await crawl(running.url, settings={"ARSIP_BETWEEN": around(began, -10, 60)}, limit=3)
    said = [each.getMessage() for each in caplog.records]
    assert [each for each in said if "waiting" in each or each.endswith(", 0.0 pages/s")] == [
        "waiting until 2026-11-24 03:10 Jakarta's time: the hours of --between have not begun"
    ]
    assert run.exit_status == 0
    assert run.writer.tally.articles == 3
    assert asked > 10


async def test_a_wait_beyond_the_window_ends_the_run(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=20, crawl_delay=3000) as running:
        run = await crawl(running.url, settings={"ARSIP_BETWEEN": around(datetime.now(UTC), 60, 30)})
        assert running.requests is not None
        assert [entry["path"] for entry in running.requests] == ["/robots.txt"]
    assert run.exit_status == 0
    assert "beyond the window" in (run.verdict or "")


async def test_a_budget_does_not_hide_that_the_archive_failed_at_the_end(
    replica: Serve, crawl: Crawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = ArchiveSession.close_warc

    def failing(session: ArchiveSession, status: int, verdict: str) -> None:
        close(session, status, verdict)
        raise OSError("the disk is gone")

    monkeypatch.setattr(ArchiveSession, "close_warc", failing)
    async with replica(articles=40) as running:
        run = await crawl(running.url, settings={"ARSIP_BUDGET": 2})
    assert run.exit_status == 1
    assert "could not be read or written: the disk is gone" in (run.verdict or "")


@pytest.mark.parametrize("concurrency", [1, 8])
@pytest.mark.parametrize("budget", [1, 2, 9])
async def test_a_budget_is_never_passed_and_the_next_run_goes_on(
    replica: Serve, crawl: Crawl, tmp_path: Path, budget: int, concurrency: int
) -> None:
    settings: dict[str, Any] = {"ARSIP_BUDGET": budget, "CONCURRENT_REQUESTS": concurrency}
    async with replica(articles=40) as running:
        run = await crawl(running.url, settings=settings)
        assert running.requests is not None
        assert len(running.requests) == budget
        assert run.exit_status == 0
        assert f"budget of {budget} requests" in (run.verdict or "")
        assert (await crawl(running.url)).exit_status == 0
        paths = [entry["path"] for entry in running.requests if "/read/" in entry["path"]]
        assert len(paths) == len(set(paths)) == running.site.count("id") + running.site.count("en")
    errors = open_to_read(tmp_path / "archive.db").execute("select count(*) from frontier where last_error is not null")
    assert errors.fetchone() == (0,)
