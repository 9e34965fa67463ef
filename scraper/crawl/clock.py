"""The one place that asks what time it is; everything else takes the time as an argument."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


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
