"""Every form of date in SITE.md and its near misses; and that none is guessed."""

import pickle
from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import dates
from scraper.dates import DateError, Moment, moment_at, read_moment

DAYS_ID = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
DAYS_EN = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS_ID = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
             "November", "Desember"]  # fmt: skip
MONTHS_EN = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
             "November", "December"]  # fmt: skip
SHORT_ID = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des"]
SHORT_EN = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def named(day: date, names: list[str]) -> str:
    return names[day.month - 1]


FORMS: list[Callable[[date], str]] = [
    lambda d: f"{DAYS_ID[d.weekday()]}, {d.day:02} {named(d, MONTHS_ID)} {d.year}",
    lambda d: f"{DAYS_ID[d.weekday()]},{d.day} {named(d, MONTHS_ID)} {d.year}".upper(),
    lambda d: f"{DAYS_ID[d.weekday()]} {d.day} {named(d, SHORT_ID)} {d.year}".replace("Jumat", "Jum'at"),
    lambda d: f"{d.day}\u00a0{named(d, SHORT_ID)}.\u00a0{d.year}",
    lambda d: f"{named(d, MONTHS_EN)} {d.day} {d.year}",
    lambda d: f"{DAYS_EN[d.weekday()]}, {named(d, MONTHS_EN)} {d.day:02}, {d.year}",
    lambda d: f"{DAYS_EN[d.weekday()][:3]}, {d.day} {named(d, SHORT_EN)} {d.year}",
    lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    lambda d: d.isoformat(),
]
CLOCKS: list[Callable[[datetime], str]] = [
    lambda t: f"{t:%H:%M} WIB",
    lambda t: f"{t:%H.%M}",
    lambda t: f"{t.hour}:{t:%M} wib",
    lambda t: f"{t:%H:%M:%S}",
    lambda t: f"{t:%I:%M %p}",
    lambda t: f"{t:%H:%M} (WIB)",
    lambda t: f"{t:%H:%M} +07:00",
]
WRITTEN = len(FORMS) - 2  # the last two have no months to tell them by and take fewer clocks
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2035, 12, 31))  # noqa: DTZ001 - as printed


@given(st.dates(date(2010, 1, 1), date(2035, 12, 31)), st.sampled_from(FORMS))
def test_every_day_in_every_form_comes_back(day: date, form: Callable[[date], str]) -> None:
    assert read_moment(form(day)) == Moment(day.isoformat(), None)


def test_every_single_day_of_26_years() -> None:
    for number in range(date(2010, 1, 1).toordinal(), date(2036, 1, 1).toordinal()):
        day = date.fromordinal(number)
        for form in (FORMS[0], FORMS[4], FORMS[7], FORMS[10]):
            assert read_moment(form(day)).date == day.isoformat()


@given(MOMENTS, st.sampled_from(FORMS), st.sampled_from(CLOCKS))
def test_every_minute_in_every_form_comes_back(
    moment: datetime, form: Callable[[date], str], clock: Callable[[datetime], str]
) -> None:
    text = f"{form(moment.date())} {clock(moment)}"
    if form in FORMS[WRITTEN:] and clock(moment).endswith("M"):
        return
    expected = Moment(moment.date().isoformat(), f"{moment:%Y-%m-%dT%H:%M}+07:00")
    assert read_moment(text) == expected


@given(MOMENTS, st.sampled_from(FORMS[:WRITTEN]), st.integers(0, 4))
def test_the_fast_way_and_the_slow_way_agree(moment: datetime, form: Callable[[date], str], clock: int) -> None:
    text = " ".join(f"{form(moment.date())} {CLOCKS[clock](moment)}".replace("'", "").split()).lower()
    known = dates._DATE.fullmatch(text)
    fast = dates._moment_of(text, known) if known else None
    slow = dates._other_form(text, text)
    assert fast in {None, slow}
    assert slow == read_moment(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Kamis, 06 Februari 2025 14:50 WIB", Moment("2025-02-06", "2025-02-06T14:50+07:00")),
        ("Jumat, 20 April 2018", Moment("2018-04-20", None)),
        ("Jum\u2019at , 20 April 2018 | 09.30 WIB", Moment("2018-04-20", "2018-04-20T09:30+07:00")),
        ("Jumat,20 April 2018 9:05 WIB", Moment("2018-04-20", "2018-04-20T09:05+07:00")),
        ("08-10-2026", Moment("2026-10-08", None)),
        ("October 22 2017 03:20 PM", Moment("2017-10-22", "2017-10-22T15:20+07:00")),
        ("October 22 2017 12:00 AM", Moment("2017-10-22", "2017-10-22T00:00+07:00")),
        ("October 22 2017 12:05 PM", Moment("2017-10-22", "2017-10-22T12:05+07:00")),
        ("22nd October 2017", Moment("2017-10-22", None)),
        ("Minggu, 5 Nopember 2017", Moment("2017-11-05", None)),
        ("Ahad, 5 Pebruari 2017 pukul 07.00 WIB", Moment("2017-02-05", "2017-02-05T07:00+07:00")),
        ("29 Februari 2024", Moment("2024-02-29", None)),
        ("2018-04-20T09:30:00+07:00", Moment("2018-04-20", "2018-04-20T09:30+07:00")),
        ("2018-04-20 09:30:59.123 WIB", Moment("2018-04-20", "2018-04-20T09:30+07:00")),
        ("20 April 2018 09:30 UTC+7", Moment("2018-04-20", "2018-04-20T09:30+07:00")),
        ("\ufeffSenin,\u00a001\u2003Januari\u200b 2018 ", Moment("2018-01-01", None)),
        ("May 11th 2024", Moment("2024-05-11", None)),
        ("Saturday, May 11th 2024", Moment("2024-05-11", None)),
        ("Thursday, August 1st, 2024", Moment("2024-08-01", None)),
        ("Monday 3rd June 2024", Moment("2024-06-03", None)),
        ("July 09, 2018 03:51 PM", Moment("2018-07-09", "2018-07-09T15:51+07:00")),
        ("July 09, 2018 03:51 p.m.", Moment("2018-07-09", "2018-07-09T15:51+07:00")),
        ("July 09, 2018 12:05 A.M. 00:05 WIB", Moment("2018-07-09", "2018-07-09T00:05+07:00")),
        ("April 09 2021 06:55 PM", Moment("2021-04-09", "2021-04-09T18:55+07:00")),
        ("Kamis, 24 Juni 2021 21:31", Moment("2021-06-24", "2021-06-24T21:31+07:00")),
        ("December 27th, 2019 04:47 PM 16:47 WIB", Moment("2019-12-27", "2019-12-27T16:47+07:00")),
        ("December 27th, 2019 12:07 AM | 00:07 WIB", Moment("2019-12-27", "2019-12-27T00:07+07:00")),
    ],
)
def test_forms_of_the_site(text: str, moment: Moment) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Kamis, 20 April 2018", "2018-04-20 is no kamis"),
        ("Monday, October 22 2017", "is no monday"),
        ("Kamis Jumat 20 April 2018", "is no kamis"),
        ("31 Februari 2018", "impossible"),
        ("29 Februari 2023", "impossible"),
        ("0 April 2018", "impossible"),
        ("04-20-2018", "impossible"),
        ("00-00-0000", "impossible"),
        ("2018-13-01", "impossible"),
        ("20 April 2018 24:00", "impossible"),
        ("20 April 2018 10:60 WIB", "impossible"),
        ("20 April 2018 14:50 PM", "no hour 14 pm"),
        ("20 April 2018 00:10 AM", "no hour 0 am"),
        ("20 April 1018", "no likely year"),
        ("April 2018", "not one whole date"),
        ("20 April", "not one whole date"),
        ("Jumat", "not one whole date"),
        ("2018", "not one whole date"),
        ("10:30", "not one whole date"),
        ("20 April 2018 10", "not one whole date"),
        ("1 2 April 2018", "not one whole date"),
        ("20 April Mei 2018", "not one whole date"),
        ("20-04-18", "not one whole date"),
        ("2018/04/20", "not one whole date"),
        ("20180420", "not one whole date"),
        ("20 April 2018 10:30 11:30", "not one whole date"),
        ("December 27th, 2019 04:47 PM 15:47 WIB", "two clocks that differ"),
        ("December 27th, 2019 04:47 16:47 WIB", "two clocks that differ"),
        ("Friday, May 11th 2024", "2024-05-11 is no friday"),
        ("May 32nd 2024", "impossible"),
        ("Tuesday (5/19)", "not one whole date"),
        ("Rabu (13/10)", "not one whole date"),
        ("20 April 2018 14:50 WITA", "'wita' is no word"),
        ("20 April 2018 14:50 WIT", "'wit' is no word"),
        ("2018-04-20T09:30:00Z", "'z' is no word"),
        ("20 April 2018 14:50 +08:00", "not one whole date"),
        ("Rabo, 20 April 2018", "'rabo' is no word"),
        ("hari ini", "'hari' is no word"),
        ("2 jam yang lalu", "is no word"),
        ("\u0662\u0660 April \u0662\u0660\u0661\u0668", "not one whole date"),
        ("", "not one whole date"),
    ],
)
def test_nothing_is_guessed(text: str, reason: str) -> None:
    with pytest.raises(DateError, match=reason) as caught:
        read_moment(text)
    assert caught.value.text == text
    assert isinstance(caught.value, ValueError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - our own


@given(st.dates(date(2010, 1, 1), date(2035, 12, 31)), st.integers(1, 6))
def test_any_wrong_weekday_is_an_error(day: date, off: int) -> None:
    with pytest.raises(DateError, match="is no"):
        read_moment(f"{DAYS_ID[(day.weekday() + off) % 7]}, {day.day} {named(day, MONTHS_ID)} {day.year}")


@given(
    st.one_of(
        st.text(), st.text(alphabet="0123456789 .:-/,|()+apmwibtz"), st.from_regex(r"[0-9]{1,4} \w{3,9} [0-9]{2,5}.*")
    )
)
def test_any_text_is_a_moment_or_a_date_error(text: str) -> None:
    try:
        moment = read_moment(text)
    except DateError:
        return
    assert date.fromisoformat(moment.date).isoformat() == moment.date
    assert moment.published_at is None or moment.published_at.startswith(moment.date)


@given(MOMENTS, st.sampled_from(["", "X ", "X: "]), st.sampled_from(["", " ", " Nama", " 152", "|152", " (X)"]))
def test_a_date_is_found_where_it_begins_and_ends_where_it_ends(moment: datetime, before: str, after: str) -> None:
    for form in (*FORMS[:9], FORMS[10]):
        for clock in ("", f" {moment:%H:%M}", f" {moment:%H:%M} WIB", f" {moment:%I:%M %p} {moment:%H:%M} WIB"):
            text = f"{form(moment.date())}{clock}"
            found = moment_at(f"{before}{text}{after}", len(before))
            assert found == (read_moment(text), len(before) + len(text))


@pytest.mark.parametrize(
    "text",
    ["Nama 20 April 2018", "20 Pohon 2018", "Tuesday (5/19)", "20 April", "2018", "20 April 20181", "20-04-18",
     "Rabo, 20 April 2018", "20-04-2018/3", ""],
)  # fmt: skip
def test_no_date_begins(text: str) -> None:
    assert moment_at(text) is None


@pytest.mark.parametrize("zone", ["WITA", "(WIT)", "UTC", "Z", "+08:00", "GMT+8"])
def test_a_date_within_a_text_is_of_jakarta(zone: str) -> None:
    with pytest.raises(DateError, match="zone"):
        moment_at(f"20 April 2018 14:50 {zone}, Nama")
    assert moment_at(f"20 April 2018 {zone}") == (Moment("2018-04-20", None), 13)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("20 April 2018 3329", 13),
        ("20 April 2018 3.329", 13),
        ("20 April 2018 10.30", 19),
        ("20 April 2018 10.304", 13),
        ("20 April 2018 1.050.300", 13),
        ("20 April 2018, 10:30:15 Nama", 23),
    ],
)
def test_a_counter_behind_a_date_is_no_clock(text: str, end: int) -> None:
    found = moment_at(text)
    assert found is not None
    assert found[1] == end


@given(st.text(alphabet="0123456789 .:-/,|()+apmwibtz\nmei"), st.integers(0, 5))
def test_any_place_in_any_text_has_a_date_or_none(text: str, start: int) -> None:
    try:
        found = moment_at(text, start)
    except DateError:
        return
    assert found is None or read_moment(text[start : found[1]]) == found[0]
