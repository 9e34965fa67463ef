"""The one clock, Jakarta's time, and the days and moments that people give or read.

The archive keeps UTC, and programs read it (JSON, exports, the database itself). Whatever shows a moment to a person
converts it to Jakarta's time here. SQL that groups by days for people says `date(moment, '+7 hours')`.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

JAKARTA = timezone(timedelta(hours=7), "WIB")
"""Jakarta's time: UTC+7 the whole year."""

_DAYS_AGO = re.compile(r"([0-9]{1,5})\s*d", re.ASCII)
_TO_THE_MINUTE = len("2026-10-31 22:15")
_TO_THE_SECOND = len("2026-10-31 22:15:09")


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


def read_day(text: str) -> str:
    """Read a day as people name it: `2026-10-31`, `today`, `yesterday`, or `7d` for seven days ago, in Jakarta.

    Returns:
        the day, `YYYY-MM-DD`.

    Raises:
        ValueError: where it is none; says how to write one.
    """
    word = text.strip().lower()
    ago = _DAYS_AGO.fullmatch(word)
    try:
        if word in {"today", "yesterday"} or ago is not None:
            days = int(ago[1]) if ago is not None else int(word == "yesterday")
            return (now().astimezone(JAKARTA).date() - timedelta(days=days)).isoformat()
        return date.fromisoformat(text).isoformat()
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no day; write it as 2026-10-31, today, yesterday or 7d") from error


def stamp(moment: datetime) -> str:
    """Write a moment as the archive does: UTC with milliseconds and `Z`.

    Args:
        moment: with its time zone.
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now_stamp() -> str:
    """Return the moment as the archive writes it."""
    return stamp(now())


def later(seconds: float) -> str:
    """Return the moment some seconds from now as the archive writes it."""
    return stamp(now() + timedelta(seconds=seconds))


def at_jakarta(moment: str) -> datetime | None:
    """Read a moment by the clock of Jakarta.

    Args:
        moment: UTC, as the archive writes it.

    Returns:
        None where it is none, or the calendar has no such day there: it ends with the year 9999.
    """
    try:
        return datetime.fromisoformat(moment).astimezone(JAKARTA)
    except (ValueError, OverflowError):
        return None


def in_jakarta(moment: str) -> str:
    """Write a moment of the archive for the eye: `2026-10-31 22:15`, Jakarta's time; what is none there stays as it is.

    Args:
        moment: UTC, as the archive writes it.
    """
    there = at_jakarta(moment)
    return moment if there is None else there.replace(tzinfo=None).isoformat(" ", "minutes")


def day_in_jakarta(moment: str) -> str:
    """Write the day on which a moment of the archive falls in Jakarta: `2026-10-31`; what is none there stays.

    Args:
        moment: UTC, as the archive writes it.
    """
    there = at_jakarta(moment)
    return moment if there is None else there.date().isoformat()


def end_of(text: str) -> datetime:
    """Read a day, minute, second or moment, and return when it is over.

    Args:
        text: ISO 8601; Jakarta's time where it names no zone.

    Returns:
        the last millisecond of it, with its zone.

    Raises:
        ValueError: where it is none.
    """
    tick = timedelta(milliseconds=1)
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), JAKARTA) - tick
    except ValueError:
        moment = datetime.fromisoformat(text)
    if len(text) == _TO_THE_MINUTE:
        moment += timedelta(minutes=1) - tick
    elif len(text) == _TO_THE_SECOND:
        moment += timedelta(seconds=1) - tick
    return (moment if moment.tzinfo else moment.replace(tzinfo=JAKARTA)).astimezone(UTC)


def duration(seconds: float) -> str:
    """Write how long something took, in few letters: `9 s`, `12 min`, `3:05 h`."""
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004 - seconds of a minute
        return f"{whole} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02d} h"  # noqa: PLR2004 - likewise
