"""The replica's time: it moves with real time, or stands still, and a test can push it on."""

import time
from datetime import datetime, timedelta, timezone

JAKARTA = timezone(timedelta(hours=7), "WIB")
"""The site's own time, UTC+7 the whole year."""

START = datetime(2026, 10, 8, 12, 0, tzinfo=JAKARTA)
"""When the replica's clock starts: the day the saved pages were taken."""


class Clock:
    """The time at the replica, which need not be ours; a frozen one stands still but for `advance`."""

    def __init__(self, start: datetime = START, frozen: bool = False) -> None:
        self.start = start.astimezone(JAKARTA)
        self.frozen = frozen
        self._pushed = timedelta()
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The time at the replica, in Jakarta's time zone."""
        passed = 0.0 if self.frozen else time.monotonic() - self._began
        return self.start + self._pushed + timedelta(seconds=passed)

    def advance(self, *, seconds: float = 0, days: float = 0) -> None:
        """Push the clock on; ValueError where it would go back: articles do not unhappen."""
        if seconds < 0 or days < 0:
            raise ValueError("the clock cannot go back")
        self._pushed += timedelta(seconds=seconds, days=days)
