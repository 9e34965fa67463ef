"""Periods: what they are called, and between which moments they lie."""

import pytest

from arsip.web.period import Period


@pytest.mark.parametrize(
    ("since", "until", "opening"),
    [
        (None, None, "In all"),
        ("2026-01-01", "2026-12-31", "In 2026"),
        ("2024-01-01", "2026-12-31", "From 2024 to 2026"),
        ("2024-02-01", "2024-02-29", "In February 2024"),
        ("2026-02-01", "2026-02-27", "From 1 February 2026 to 27 February 2026"),
        ("2026-02-03", "2026-02-03", "On 3 February 2026"),
        ("2026-02-03", None, "Since 3 February 2026"),
        (None, "2026-02-03", "Up to 3 February 2026"),
    ],
)
def test_how_a_sentence_about_it_begins(since: str | None, until: str | None, opening: str) -> None:
    assert Period.of(since, until).opening == opening
    assert Period.of(since, until, "en").opening == f"{opening}, in the English edition"


def test_days_are_read_as_people_write_them() -> None:
    assert Period.of("20261001", None) == Period("2026-10-01")
    with pytest.raises(ValueError, match=r"^since: invalid date 'besok': expected YYYY-MM-DD, today, yesterday or 7d$"):
        Period.of("besok", None)
    with pytest.raises(ValueError, match=r"^until: invalid date '2026-02-30'"):
        Period.of(None, "2026-02-30")
    with pytest.raises(ValueError, match=r"^since 2026-10-02 lies after until 2026-10-01"):
        Period.of("2026-10-02", "2026-10-01")


def test_days_begin_and_end_in_jakarta() -> None:
    assert Period("2026-10-01", "2026-10-01").moments == {
        "begin": "2026-09-30T17:00:00.000Z",
        "end": "2026-10-01T17:00:00.000Z",
    }
    assert Period().moments == {"begin": "", "end": "~"}
    with pytest.raises(ValueError, match=r"^until: invalid date '9999-12-31'"):
        Period.of(None, "9999-12-31")


@pytest.mark.parametrize(
    ("since", "until", "months", "days"),
    [
        (None, None, ("0000-01", "~"), []),
        ("2026-02-01", "2026-02-28", ("2026-02", "2026-02"), []),
        ("2026-02-02", "2026-02-28", None, [("2026-02-02", "2026-02-28")]),
        ("2026-02-02", "2026-03-30", None, [("2026-02-02", "2026-03-30")]),
        (
            "2025-12-31",
            "2026-02-01",
            ("2026-01", "2026-01"),
            [("2025-12-31", "2025-12-31"), ("2026-02-01", "2026-02-01")],
        ),
        ("2026-02-02", None, ("2026-03", "~"), [("2026-02-02", "2026-02-28")]),
        (None, "2026-01-30", ("0000-01", "2025-12"), [("2026-01-01", "2026-01-30")]),
        ("0001-01-01", "9999-12-31", ("0001-01", "9999-12"), []),
        ("9999-12-02", None, ("10000-01", "~"), [("9999-12-02", "9999-12-31")]),
        (None, "0001-01-01", ("0000-01", "0000-12"), [("0001-01-01", "0001-01-01")]),
    ],
)
def test_it_is_parted_into_whole_months_and_days(
    since: str | None, until: str | None, months: tuple[str, str] | None, days: list[tuple[str, str]]
) -> None:
    assert Period(since, until, "en").whole_months() == (months, [Period(*each, "en") for each in days])
