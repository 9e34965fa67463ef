"""Days as people name them, by Jakarta's calendar; moments are written by its clock, their day included."""

from datetime import UTC, datetime

import pytest

from scraper import clock


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-31", "2026-10-31"),
        ("20261031", "2026-10-31"),
        ("today", "2026-11-01"),
        ("Yesterday", "2026-10-31"),
        ("0d", "2026-11-01"),
        ("7d", "2026-10-25"),
        (" 30 d ", "2026-10-02"),
    ],
)
def test_a_day_is_jakartas(monkeypatch: pytest.MonkeyPatch, text: str, day: str) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 31, 17, 30, tzinfo=UTC))  # 00:30 the next day there
    assert clock.parse_day(text) == day


@pytest.mark.parametrize("text", ["", "tomorrow", "7", "-1d", "7w", "2026-02-30", "31-10-2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"invalid date .*: expected YYYY-MM-DD, today, yesterday or 7d"):
        clock.parse_day(text)


@pytest.mark.parametrize(("text", "day"), [("today", 25), ("yesterday", 24), ("7d", 18), ("2026-11-25", 25)])
def test_a_day_ends_where_a_moment_is_expected(monkeypatch: pytest.MonkeyPatch, text: str, day: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 19, tzinfo=UTC))
    assert clock.stamp(clock.end_of(text)) == f"2026-11-{day}T16:59:59.999Z"


def test_more_days_ago_than_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(1, 1, 3, tzinfo=UTC))
    with pytest.raises(ValueError, match="invalid date"):
        clock.parse_day("99999d")


@pytest.mark.parametrize(
    ("moment", "day", "minute"),
    [
        ("2026-10-31T16:59:59.999Z", "2026-10-31", "2026-10-31 23:59"),
        ("2026-10-31T17:00:00.000Z", "2026-11-01", "2026-11-01 00:00"),
        ("2025-12-31T23:30:00.000Z", "2026-01-01", "2026-01-01 06:30"),
        ("2026-10-31T09:30+07:00", "2026-10-31", "2026-10-31 09:30"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
        ("unknown", "unknown", "unknown"),
    ],
)
def test_a_moment_is_written_by_the_clock_of_jakarta(moment: str, day: str, minute: str) -> None:
    assert (clock.day_in_jakarta(moment), clock.in_jakarta(moment)) == (day, minute)
    assert (clock.at_jakarta(moment) is None) == (moment == day)
