"""When the next request may be sent: the rules with a clock of our own, and the gaps in a server's log."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        came = [datetime.fromisoformat(entry["time"]) for entry in running.requests]
    gaps = [after - before for (before, _), (after, _) in pairwise(sent)]
    assert len(gaps) == 7
    assert all(gap >= 0.15 - 1e-6 for gap in gaps[1:])  # the Crawl-delay is known from the first answer on
    if settings:
        assert gaps[0] >= 0.15 - 1e-6
    # No request reached the site that was not sent so; its log has milliseconds.
    assert len(came) == len(sent)
    assert all(arrived >= at - timedelta(milliseconds=1) for arrived, (_, at) in zip(came, sent, strict=True))
