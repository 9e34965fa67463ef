"""The one clock, Jakarta's time zone, and the days and moments that people give or read.

The archive keeps UTC, and programs read it (JSON, exports, the database itself). Whatever shows a moment to a person
converts it to Jakarta's time here. SQL that groups by days for people says `date(moment, '+7 hours')`.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

JAKARTA = timezone(timedelta(hours=7), "WIB")
"""UTC+7 the whole year."""

_DAYS_AGO = re.compile(r"([0-9]{1,5})\s*d", re.ASCII)
_YEAR_SECONDS = 365 * 86_400
_TICK = timedelta(milliseconds=1)
_PRECISION = {len("2026-10-31 22:15"): timedelta(minutes=1), len("2026-10-31 22:15:09"): timedelta(seconds=1)}
"""How long a moment lasts, by the length of its text."""


WEB_ARCHIVED_SINCE = "1996-01-01T00:00:00.000Z"
"""No web archive has captures from before that year."""

NOT_OF_THE_WEB = "moment before 1996 or in the future"
"""Counts captures for which `is_of_the_web` does not hold."""


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Format a moment (with its time zone) as the archive does: UTC with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now_stamp() -> str:
    """Return the moment as the archive writes it."""
    return stamp(now())


def later(seconds: float) -> str:
    """Return the moment some seconds from now as the archive writes it."""
    return stamp(now() + timedelta(seconds=seconds))


def is_of_the_web(moment: str) -> bool:
    """Whether a capture can have been made at a moment: its clock may be a day fast, and no more."""
    return WEB_ARCHIVED_SINCE <= moment <= stamp(now() + timedelta(days=1))


def days_ago(text: str) -> int | None:
    """Return how many days ago a day is that is named as `today`, `yesterday` or `7d`; None for any other text."""
    word = text.strip().lower()
    if (ago := _DAYS_AGO.fullmatch(word)) is not None:
        return int(ago[1])
    return {"today": 0, "yesterday": 1}.get(word)


def parse_day(text: str) -> str:
    """Parse a day in Jakarta: `2026-10-31`, `today`, `yesterday`, or `7d` for seven days ago; return `YYYY-MM-DD`.

    Raises:
        ValueError: with a message for the user.
    """
    try:
        days = days_ago(text)
        day = date.fromisoformat(text) if days is None else now().astimezone(JAKARTA).date() - timedelta(days=days)
    except (ValueError, OverflowError):
        day = date.min
    if not date.min < day < date.max:  # the begin of the first and the end of the last have no moment in UTC
        raise ValueError(f"invalid date {text!r}: expected YYYY-MM-DD, today, yesterday or 7d")
    return day.isoformat()


def parse_optional_day(option: str, text: str | None) -> str | None:
    """Parse the day that an option gives, if any; the message of a ValueError begins with the option's name."""
    if text is None:
        return None
    try:
        return parse_day(text)
    except ValueError as error:
        raise ValueError(f"{option}: {error}") from error


def check_period(since: str | None, until: str | None) -> None:
    """Refuse a first day that is after the last one.

    Raises:
        ValueError: begins with `since: `.
    """
    if since and until and since > until:
        raise ValueError(f"since: {since} is after {until}")


def begin_of(day: str) -> datetime:
    """Return the first millisecond of a day in Jakarta, `YYYY-MM-DD`, with the zone."""
    return datetime.combine(date.fromisoformat(day), time(), JAKARTA)


def end_of(text: str) -> datetime:
    """Parse a day as `parse_day` does, or a minute, second or moment (ISO 8601, Jakarta's time unless it names a zone).

    Return its last millisecond, with the zone.

    Raises:
        ValueError: with a message for the user.
    """
    try:
        if len(text) <= len("YYYY-MM-DD"):
            return begin_of(parse_day(text)) + timedelta(days=1) - _TICK
        moment = datetime.fromisoformat(text)
        if (length := _PRECISION.get(len(text))) is not None:
            moment += length - _TICK
        return (moment if moment.tzinfo else moment.replace(tzinfo=JAKARTA)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"invalid date or time {text!r}: expected YYYY-MM-DD, today, yesterday, 7d or 'YYYY-MM-DD HH:MM'"
        ) from error


def at_jakarta(moment: str) -> datetime | None:
    """Parse a moment of the archive into Jakarta's time; None where it is invalid, or after the year 9999 there."""
    try:
        return datetime.fromisoformat(moment).astimezone(JAKARTA)
    except (ValueError, OverflowError):
        return None


def in_jakarta(moment: str) -> str:
    """Format a moment of the archive as `2026-10-31 22:15`, Jakarta's time; return an invalid one as it is."""
    there = at_jakarta(moment)
    return moment if there is None else there.replace(tzinfo=None).isoformat(" ", "minutes")


def day_in_jakarta(moment: str) -> str:
    """Return the day in Jakarta of a moment of the archive, as `2026-10-31`; return an invalid one as it is."""
    there = at_jakarta(moment)
    return moment if there is None else there.date().isoformat()


def duration(seconds: float) -> str:
    """Format a duration briefly: `9 s`, `12 min`, `3:05 h`, `more than a year`."""
    if seconds >= _YEAR_SECONDS:
        return "more than a year"
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004 - seconds of a minute
        return f"{whole} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02d} h"  # noqa: PLR2004 - likewise
