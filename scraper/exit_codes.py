"""Why a run ends, and the exit status that tells the truth about it."""

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
    }
)
"""Exit status by the reason for which Scrapy closed the spider; any other reason is a failure."""

VERDICT: Mapping[str, str] = MappingProxyType(
    {"finished": "done", "shutdown": "interrupted; the same command goes on where this run ended"}
)
"""What to say of a run that ended for a reason and gave no words of its own."""


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Show control characters as escapes, line breaks and tabs left: what a site says must not command a terminal."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class CannotRun(Exception):  # noqa: N818 - it says what is so, not that a function failed
    """A run cannot begin.

    Args:
        why: one line that names the thing and what to do.
        exit_status: as DESIGN lists them.
    """

    def __init__(self, why: str, *, exit_status: int) -> None:
        super().__init__(why)
        self.exit_status = exit_status
