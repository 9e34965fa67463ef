"""Moments are written by the clock of Jakarta, their day included."""

import pytest

from scraper.clock import at_jakarta, day_in_jakarta, in_jakarta


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
    assert (day_in_jakarta(moment), in_jakarta(moment)) == (day, minute)
    assert (at_jakarta(moment) is None) == (moment == day)
