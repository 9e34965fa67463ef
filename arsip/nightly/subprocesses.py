"""Starts the crawls of a night, each in a process of its own, and hands signals on to the one under way."""

import logging
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

logger = logging.getLogger("arsip.nightly")

_LINE = re.compile(r"[0-9-]{10} [0-9:,]{12} (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)")
"""A line of a crawl's log."""


class Children:
    """Runs one crawl after the other; Ctrl-C and SIGTERM end the one under way in good order, and none follows.

    Attributes:
        interrupted: whether a signal has come.
    """

    def __init__(self) -> None:
        self.interrupted = False
        self._child: subprocess.Popen[str] | None = None

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM: a crawl gets them handed on, anything else is broken off by KeyboardInterrupt."""
        before = {number: signal.signal(number, self._hear) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self.interrupted = True
        if self._child is None:
            raise KeyboardInterrupt
        self._child.send_signal(number)

    def crawl(self, arguments: Sequence[str], *, pass_fds: Sequence[int]) -> int:
        """Run `arsip crawl` and log what it says.

        Args:
            arguments: of the verb.
            pass_fds: open files that it is to have, such as a lock's.

        Returns:
            its exit status; below 0 where a signal has killed it.

        Raises:
            OSError: where it cannot be started.
        """
        command = [sys.executable, "-m", "arsip", "crawl", *arguments]
        # a session of its own: a Ctrl-C reaches it once, through us
        with subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", pass_fds=tuple(pass_fds), start_new_session=True,
        ) as self._child:  # fmt: skip
            assert self._child.stdout is not None
            for line in self._child.stdout:
                _log(line.rstrip())
            status = self._child.wait()
        self._child = None
        return status


def _log(line: str) -> None:
    match = _LINE.fullmatch(line)
    if match:
        logger.log(logging.getLevelNamesMapping()[match[1]], "%s", match[2])
    elif line:
        logger.info("%s", line)
