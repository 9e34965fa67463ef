"""Exit statuses, the reasons for which a run ends, and the error of a run that cannot begin."""

import re
from collections.abc import Mapping
from types import MappingProxyType

DONE, FAILED, USAGE, UNHEALTHY, BREAKER, INTERRUPTED, BUSY = range(7)

EXIT_STATUS: Mapping[str, int] = MappingProxyType(
    {
        "finished": DONE,
        "budget": DONE,
        "window": DONE,
        "breaker": BREAKER,
        "impatient": BREAKER,
        "shutdown": INTERRUPTED,
        "capture-failed": FAILED,
        "archive-failed": FAILED,
        "disk-low": FAILED,
        "robots-unreadable": FAILED,
        "unreachable": FAILED,
        "assumption-failed": UNHEALTHY,
        "assumption-untested": FAILED,
    }
)
"""Exit status by the reason for which Scrapy closed the spider; any other reason is a failure."""

VERDICT: Mapping[str, str] = MappingProxyType(
    {"finished": "done", "shutdown": "interrupted; run the same command to resume"}
)
"""Verdict on a run that gave none of its own, by the reason for which it ended."""

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters of C0 and C1 but tab and line feed (ECMA-48), and those of writing direction (UAX 9)."""


def printable(text: str) -> str:
    """Escape control characters but line breaks and tabs: text of the site must not control a terminal."""
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class CannotRun(Exception):  # noqa: N818 - it says what is so, not that a function failed
    """A run cannot begin; the message is one line that names the thing and what to do.

    The exit status is 1 unless another is given.
    """

    def __init__(self, message: str, *, exit_status: int = FAILED) -> None:  # pickled without, by a worker
        super().__init__(message)
        self.exit_status = exit_status
