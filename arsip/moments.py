"""Moments as people in Jakarta give them on the command line, and how long something took."""

from datetime import UTC, date, datetime, time, timedelta

from scraper.moments import JAKARTA

_TO_THE_MINUTE = len("2026-10-31 22:15")
_TO_THE_SECOND = len("2026-10-31 22:15:09")


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
