"""Which part of an archive is looked at on which day, and what a fault says."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scraper.maintenance.verify.check import ALL, MAX_FAULTS, Check, Share, shown

SHARES = st.fractions(min_value=Fraction(1, 50), max_value=1)


@given(SHARES, st.integers(0, 800_000), st.one_of(st.text(), st.integers()))
def test_shares_in_a_row_see_everything_at_least_once(size: Fraction, first: int, name: str | int) -> None:
    days = -(-size.denominator // size.numerator)
    assert any(Share.nth(first + day, size).has(name) for day in range(days))


@given(st.integers(1, 60), st.integers(0, 1000), st.one_of(st.text(), st.integers()))
def test_parts_of_a_whole_number_share_nothing(parts: int, first: int, name: str | int) -> None:
    assert sum(Share.nth(first + part, Fraction(1, parts)).has(name) for part in range(parts)) == 1


def test_a_share_is_about_as_large_as_it_says() -> None:
    share = Share.nth(3, Fraction(1, 20))
    assert 400 < sum(share.has(number) for number in range(10_000)) < 600
    assert share.part_of(10_000) == 500
    assert not share.is_all
    assert ALL.is_all
    assert Share.nth(7, Fraction(1)).is_all
    assert all(ALL.has(number) for number in range(100))


def test_of_countless_faults_some_are_kept_and_all_are_counted() -> None:
    check, other = Check("captures"), Check("captures")
    for number in range(MAX_FAULTS + 50):
        check.fault("it is wrong", "run it again", table="captures", row=f"capture {number}")
        other.fault("it is wrong", "run it again", table="captures", row=f"capture {number}")
    check.add(other)
    assert (len(check.faults), check.found) == (MAX_FAULTS, 2 * (MAX_FAULTS + 50))


def test_a_value_is_shown_short_on_one_line_and_null_is_no_text() -> None:
    assert shown("a\nb" * 100).startswith("'a ba ba")
    assert len(shown("panjang" * 100)) < 70
    assert (shown(None), shown("null"), shown(7)) == ("null", "'null'", "7")
