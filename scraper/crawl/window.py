"""The hours in which a crawl may fetch, by the clock of Jakarta."""

import re
from dataclasses import dataclass
from datetime import datetime

from scraper.clock import JAKARTA

_DAY = 24 * 3600
_TIMES = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})", re.ASCII)  # noqa: RUF001 - as people type it
_HOURS, _MINUTES = 24, 60


@dataclass(frozen=True, slots=True)
class Window:
    """A span of the day, which may go past midnight.

    Attributes:
        start: seconds from midnight in Jakarta at which it opens.
        end: likewise, at which it closes.
    """

    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> "Window":
        """Read a window.

        Args:
            text: `22:00-05:00`.

        Raises:
            ValueError: where it is none; names it.
        """
        match = _TIMES.fullmatch(text.strip())
        parts = [int(part) for part in match.groups()] if match else []
        if not parts or max(parts[::2]) >= _HOURS or max(parts[1::2]) >= _MINUTES or parts[:2] == parts[2:]:
            raise ValueError(f"{text!r} is no window of time; write it as 22:00-05:00")
        return cls(parts[0] * 3600 + parts[1] * 60, parts[2] * 3600 + parts[3] * 60)

    def opens_in(self, now: datetime) -> float:
        """Return the seconds until it is open; 0 where it is.

        Args:
            now: the moment, with its time zone.
        """
        since_start = (_seconds(now) - self.start) % _DAY
        return 0.0 if since_start < (self.end - self.start) % _DAY else _DAY - since_start

    def closes_in(self, now: datetime) -> float:
        """Return the seconds until it closes; 0 where it is closed."""
        since_start = (_seconds(now) - self.start) % _DAY
        return max(0.0, (self.end - self.start) % _DAY - since_start)


def _seconds(now: datetime) -> float:
    """Return the seconds since midnight in Jakarta."""
    there = now.astimezone(JAKARTA)
    return there.hour * 3600 + there.minute * 60 + there.second + there.microsecond / 1e6
