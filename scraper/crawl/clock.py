"""The one place that asks what time it is, and reads days that depend on it; all else takes the time as an argument."""

import re
from datetime import UTC, date, datetime, timedelta

from scraper.moments import JAKARTA

_DAYS_AGO = re.compile(r"([0-9]{1,5})\s*d", re.ASCII)


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
