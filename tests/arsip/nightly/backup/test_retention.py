"""Which backups stay."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from arsip.nightly.backup.retention import Retention, kept
from scraper.clock import JAKARTA

START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.sets(st.integers(0, 60_000).map(lambda minutes: START + timedelta(minutes=15 * minutes)), max_size=60)
KEEP = st.builds(Retention, st.integers(0, 10), st.integers(0, 6), st.integers(0, 14))


def test_a_year_of_nights_leaves_a_week_of_days_a_month_of_weeks_and_a_year_of_months() -> None:
    nights = [START + timedelta(days=day, hours=19) for day in range(365)]
    stay = sorted(kept(nights, Retention(7, 4, 12)))
    assert stay[-7:] == nights[-7:]
    assert {(moment.astimezone(JAKARTA).year, moment.astimezone(JAKARTA).month) for moment in stay} >= {
        (2026, month) for month in range(2, 13)
    }
    assert len(stay) <= 7 + 4 + 12


@given(MOMENTS, KEEP)
def test_the_newest_always_stays_and_nothing_is_made_up(moments: set[datetime], keep: Retention) -> None:
    stay = kept(moments, keep)
    assert stay <= moments
    assert not moments or max(moments) in stay


@given(MOMENTS, KEEP)
def test_to_clear_away_twice_is_to_do_it_once(moments: set[datetime], keep: Retention) -> None:
    stay = kept(moments, keep)
    assert kept(stay, keep) == stay


@given(MOMENTS, KEEP, st.sampled_from(["daily", "weekly", "monthly"]))
def test_to_keep_more_never_loses_one(moments: set[datetime], keep: Retention, which: str) -> None:
    numbers = {name: getattr(keep, name) for name in ("daily", "weekly", "monthly")}
    more = Retention(**{**numbers, which: numbers[which] + 1})
    assert kept(moments, keep) <= kept(moments, more)


@given(MOMENTS, KEEP)
def test_there_are_never_more_than_asked_for(moments: set[datetime], keep: Retention) -> None:
    assert len(kept(moments, keep)) <= max(1, keep.daily + keep.weekly + keep.monthly)
