"""Runs the crawls of a nightly run, each in a process of its own, and forwards signals to the one under way."""

import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from scraper.lock import LENT

logger = logging.getLogger("arsip.nightly")

_LOG_LINE = re.compile(r"[0-9-]{10} [0-9:,]{12} (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)")


class CrawlProcesses:
    """Runs one crawl after the other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    @contextmanager
    def forwarding_signals(self) -> Iterator[None]:
        """Forward SIGINT and SIGTERM to the crawl under way; without one, raise KeyboardInterrupt."""
        before = {number: signal.signal(number, self._forward) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _forward(self, number: int, _frame: FrameType | None) -> None:
        if self._process is None:
            raise KeyboardInterrupt
        self._process.send_signal(number)

    def run(self, arguments: Sequence[str]) -> int:
        """Run `arsip crawl` with arguments under the lock that is lent, log its output, and return its exit status.

        It is below 0 where a signal has killed it. OSError where it cannot be started.
        """
        command = [sys.executable, "-m", "arsip", "crawl", *arguments]
        # a session of its own: a Ctrl-C reaches it once, through us
        with subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", pass_fds=[int(os.environ[LENT])], start_new_session=True,
        ) as self._process:  # fmt: skip
            assert self._process.stdout is not None
            for line in self._process.stdout:
                _log(line.rstrip())
            status = self._process.wait()
        self._process = None
        return status


def _log(line: str) -> None:
    match = _LOG_LINE.fullmatch(line)
    if match:
        logger.log(logging.getLevelNamesMapping()[match[1]], "%s", match[2])
    elif line:
        logger.info("%s", line)
