"""Days as people name them, by Jakarta's calendar."""

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
    assert clock.read_day(text) == day


@pytest.mark.parametrize("text", ["", "tomorrow", "7", "-1d", "7w", "2026-02-30", "31-10-2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no day; write it as 2026-10-31, today, yesterday or 7d"):
        clock.read_day(text)


def test_more_days_ago_than_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(1, 1, 3, tzinfo=UTC))
    with pytest.raises(ValueError, match="is no day"):
        clock.read_day("99999d")
