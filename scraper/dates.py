"""Dates as the site prints them, in Indonesian and English, to a day in Jakarta and, where printed, a minute.

One regular expression parses the known forms, alone or within a longer text; dateutil, with this module's words, parses
any other whole date. Nothing is guessed: a date that is partial, impossible or contradicts its weekday is an error.
Forms seen on the site's pages: `Kamis, 06 Februari 2025 14:50 WIB`, `Jumat, 20 April 2018`, `08-10-2026` (day
first), `Kamis, 24 Juni 2021 21:31`, and in the English edition `October 22 2017 03:20 PM`, `July 09, 2018 03:51 PM`,
`Saturday, May 11th 2024`, `December 27th, 2019 04:47 PM 16:47 WIB`. A clock without a zone is Jakarta's, WIB, UTC+7.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from dateutil.parser import parser, parserinfo


class DateError(ValueError):
    """A text is not exactly one possible date."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)  # both, so that the error survives pickling
        self.text = text
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.text!r}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day in Jakarta, `YYYY-MM-DD`, and the minute, `YYYY-MM-DDTHH:MM+07:00`, where it is printed."""

    date: str
    published_at: str | None


_WEEKDAYS = [
    ("senin", "sen", "monday", "mon"),
    ("selasa", "sel", "tuesday", "tues", "tue"),
    ("rabu", "rab", "wednesday", "wed"),
    ("kamis", "kam", "thursday", "thurs", "thur", "thu"),
    ("jumat", "jum", "friday", "fri"),
    ("sabtu", "sab", "saturday", "sat"),
    ("minggu", "ahad", "min", "sunday", "sun"),
]
_MONTHS = [
    ("januari", "january", "jan"),
    ("februari", "pebruari", "february", "feb", "peb"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agust", "agu", "ags", "agt", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
]
_FILLERS = [" ", ".", ",", ";", "-", "/", "pukul", "jam", "tanggal", "at", "on", "of", "st", "nd", "rd", "th"]


class Words(parserinfo):
    """Names of days and months in Indonesian and English, whole, short and in the spellings that occur; day first."""

    JUMP = _FILLERS
    WEEKDAYS = _WEEKDAYS  # type: ignore[assignment]  # the stub knows only two names a day
    MONTHS = _MONTHS  # type: ignore[assignment]  # and at most three a month

    def __init__(self) -> None:
        super().__init__(dayfirst=True)


_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
WEEKDAY_NAMES = frozenset(_WEEKDAY)
MONTH_NAMES = frozenset(_MONTH)
"""In lower case, without apostrophes, whole and short, in both languages."""

_OTHER_WORDS = frozenset({*_FILLERS, "am", "pm", "t"})
_PARSER = parser(Words())

_WORD = r"[^\W\d_]+(?:['\u2018\u2019\u02bc`\u00b4][^\W\d_]+)?\.?"
_LEAD = rf"(?:(?P<weekday>{_WORD})(?:\s*,\s*|\s+))?"
_NUMBER = r"[0-9]{1,2}"
_ORDINAL = rf"{_NUMBER}(?:st|nd|rd|th)?"
_ZONE = r"\(?(?:wib|(?:(?:utc|gmt)\s?)?\+\s?0?7(?::?00)?)\)?(?!\w)"


def _clock(serial: int) -> str:
    return (
        rf"(?P<hour{serial}>{_NUMBER})[:.](?P<minute{serial}>[0-9]{{2}})"
        rf"(?:[:.](?P<second{serial}>[0-9]{{2}})(?:\.[0-9]{{1,9}})?)?(?![0-9])(?![.,:][0-9])"
        rf"(?:\s?(?P<half{serial}>[ap]\.?m\b\.?))?(?:\s?{_ZONE})?"
    )


_DATE = re.compile(
    rf"{_LEAD}(?:(?P<day1>{_ORDINAL})\s+(?P<name1>{_WORD}),?\s+(?P<year1>[0-9]{{4}})"
    rf"|(?P<name2>{_WORD})\s+(?P<day2>{_ORDINAL}),?\s+(?P<year2>[0-9]{{4}})"
    rf"|(?P<day3>{_NUMBER})(?P<mark>[-/])(?P<month3>{_NUMBER})(?P=mark)(?P<year3>[0-9]{{4}})"
    r"|(?P<year4>[0-9]{4})-(?P<month4>[0-9]{2})-(?P<day4>[0-9]{2}))(?![0-9])(?![-/.][0-9])"
    rf"(?:(?:t|(?:\s*[,|\u2022\u00b7-])?\s+(?:(?:pukul|jam|at)\s+)?){_clock(1)}"
    rf"(?:\s*[,|/\u2022\u00b7(-]?\s*{_clock(2)})?)?",
    re.IGNORECASE,
)
"""The forms known from the site: day, month, year in one of four orders, then a clock, which may be printed twice."""

_FOREIGN_ZONE = re.compile(r"\s?\(?(?:wita?|utc|gmt|z|\+[0-9]{1,2}:?(?:[0-9]{2})?)(?!\w)\)?", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff'\u2018\u2019\u02bc`\u00b4]")
"""Invisible characters, and the apostrophes of `Jum'at`."""

_ZONE_AT_END = re.compile(r" ?(?:wib|(?:(?:utc|gmt) ?)?\+ ?0?7(?::?00)?)$")
_BRACKETS = re.compile(r"[()\[\]|]")
_DOTTED_CLOCK = re.compile(r"(?<![0-9.])([0-9]{1,2})\.([0-9]{2})(?![0-9.])")
_A_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
"""A year outside these is a typing error."""

_MAX_DIGITS = 4
_MAX_LENGTH = 200
"""Digits of a number, and characters of a text, that may be a date; the limit also keeps the cache small."""


def read_moment(text: str) -> Moment:
    """Parse a date as printed, without any label, and the time of day if any; case and blanks do not matter.

    Raises:
        DateError: the text is no date, a partial, impossible or contradictory one, or one of another time zone.
    """
    if len(text) > _MAX_LENGTH:
        raise DateError(f"{text[:_MAX_LENGTH]}...", "too long for a date")
    return _read(text)


@lru_cache(maxsize=4096)
def _read(text: str) -> Moment:
    """Parse a date, cached: the dates in the list of popular articles are the same on every page of a day."""
    tidy = " ".join(_UNSEEN.sub("", text).split()).lower()
    match = _DATE.fullmatch(tidy)
    moment = _moment_of(text, match) if match is not None else None
    return moment if moment is not None else _other_form(text, tidy)


def moment_at(text: str, start: int = 0) -> tuple[Moment, int] | None:
    """Parse the date, with its time of day, that begins at a position in a text, where a word or number begins.

    Return the moment and where it ends; None where no date of a known form begins there.

    Raises:
        DateError: one does, and is impossible, contradictory or of another time zone.
    """
    match = _DATE.match(text, start)
    moment = _moment_in(match[0]) if match is not None else None
    if match is None or moment is None:
        return None
    zone = _FOREIGN_ZONE.match(text, match.end()) if moment.published_at is not None else None
    if zone is not None:
        raise DateError(text[start : zone.end()], f"{zone[0].strip()!r} is no time zone of Jakarta")
    return moment, match.end()


@lru_cache(maxsize=4096)
def _moment_in(text: str) -> Moment | None:
    """Parse a date of a known form, cached: the dates in lists of articles are the same on the pages of a day."""
    match = _DATE.fullmatch(text)
    return _moment_of(text, match) if match is not None else None


def _moment_of(text: str, match: re.Match[str]) -> Moment | None:
    """Return the moment of a match; None where a word in it names neither a day nor a month."""
    groups: tuple[str | Any, ...] = match.groups()
    weekday, day1, name1, year1, name2, day2, year2, day3, _, month3, year3, year4, month4, day4, *clocks = groups
    name = name1 or name2
    month = _number(name, _MONTH) if name else int(month3 or month4)
    if month is None or (weekday and _number(weekday, _WEEKDAY) is None):
        return None
    clock, again = (_clock_of(text, *clocks[at : at + 4]) for at in (0, 4))
    if clock is not None and again is not None and clock[:2] != again[:2]:
        raise DateError(text, "not one whole date, but one with two clocks that differ")
    day = (int(year1 or year2 or year3 or year4), month, int((day1 or day2 or day3 or day4).rstrip("sthndrSTHNDR")))
    return _moment(text, day, clock, [weekday] if weekday else [])


def _clock_of(
    text: str, hour: str | None, minute: str | None, second: str | None, half: str | None
) -> tuple[int, int, int] | None:
    return (_hour(text, int(hour), half), int(minute), int(second or 0)) if hour and minute else None


def _number(word: str, numbers: dict[str, int]) -> int | None:
    """Return the number of a day or a month by its name as printed; None where it is none."""
    word = word.rstrip(".").lower()
    number = numbers.get(word)
    return number if number is not None or word.isalpha() else numbers.get(_UNSEEN.sub("", word))


def _other_form(text: str, tidy: str) -> Moment:
    """Parse any other whole date by dateutil, and check its answer against the words and numbers of the text."""
    bare = _DOTTED_CLOCK.sub(r"\1:\2", _ZONE_AT_END.sub("", _BRACKETS.sub(" ", tidy).strip()))
    words = re.findall(r"[^\W\d_]+", bare)
    strange = [word for word in words if word not in _WEEKDAY and word not in _MONTH and word not in _OTHER_WORDS]
    if strange:
        raise DateError(text, f"{strange[0]!r} is no word of a date in Jakarta")
    clocks = _A_CLOCK.findall(bare)
    numerals = re.findall(r"[0-9]+", _A_CLOCK.sub(" ", bare))
    months = [word for word in words if word in _MONTH]
    if (
        len(clocks) > 1
        or len(months) > 1
        or len(numerals) != (2 if months else 3)
        or max(map(len, numerals)) > _MAX_DIGITS
    ):
        raise DateError(text, "not one whole date of a day, a month and a year")
    numbers = [int(numeral) for numeral in numerals]
    moment = _by_dateutil(text, bare)
    expected = [moment.day, moment.year] if months else [moment.day, moment.month, moment.year]
    if (sorted(numbers) if months else numbers) != expected:
        raise DateError(text, "not one whole date of a day, a month and a year, in this order")
    clock = (moment.hour, moment.minute, moment.second) if clocks else None
    day = (moment.year, moment.month, moment.day)
    return _moment(text, day, clock, [word for word in words if word in _WEEKDAY])


def _by_dateutil(text: str, bare: str) -> datetime:
    """Parse twice, with other defaults: whatever differs was not in the text."""
    try:
        one = _PARSER.parse(bare, default=datetime(2000, 1, 1, 0, 0))  # noqa: DTZ001 - Jakarta's, as printed
        two = _PARSER.parse(bare, default=datetime(2001, 2, 2, 1, 1))  # noqa: DTZ001 - Jakarta's, as printed
    except (ValueError, OverflowError, TypeError) as error:
        raise DateError(text, "no possible date") from error
    has_no_clock = one.time() != two.time() and ":" not in bare
    if one.date() != two.date() or not (one == two or has_no_clock) or one.tzinfo is not None:
        raise DateError(text, "only a part of a date")
    return one


def _hour(text: str, hour: int, half: str | None) -> int:
    """Convert an hour to the 24-hour clock; `half` is `am`, `pm` or nothing."""
    if not half:
        return hour
    if not 1 <= hour <= 12:  # noqa: PLR2004 - a dial
        raise DateError(text, f"no hour {hour} {half}")
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _moment(text: str, day: tuple[int, int, int], clock: tuple[int, int, int] | None, weekdays: list[str]) -> Moment:
    """Make a moment of its numbers, if it exists and each weekday named is its own."""
    year, month, number = day
    try:
        when = date(year, month, number)
        if clock is not None:
            time(*clock)
    except ValueError as error:
        raise DateError(text, f"impossible: {error}") from error
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise DateError(text, f"no likely year: {year}")
    for name in weekdays:
        if _number(name, _WEEKDAY) != when.weekday():
            raise DateError(text, f"{when} is no {name.lower()}")
    printed = when.isoformat()
    return Moment(printed, None if clock is None else f"{printed}T{clock[0]:02}:{clock[1]:02}+07:00")
