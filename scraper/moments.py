"""Writes the archive's moments, which are UTC, as people in Jakarta read them: the one place that does.

What programs read (JSON, exports, the database itself) keeps UTC with its `Z`. SQL that groups by days for people says
`date(moment, '+7 hours')`.
"""

from datetime import datetime, timedelta, timezone

JAKARTA = timezone(timedelta(hours=7), "WIB")
"""Jakarta's time: UTC+7 the whole year."""


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
