"""Ends a verb at SIGINT, SIGTERM or its time limit within a second, even while SQLite is inside one long function.

SQLite looks for an interrupt only between two steps of its machine, and one function call is one step: `instr` of two
long texts takes half a minute (measured 2026-11-30), during which no Python handler of a signal runs.
"""

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

GRACE_SECONDS = 0.6
"""How long the verb may take to end by itself; then the process ends."""


@dataclass(slots=True)
class TimeLimit:
    """The time limit of a verb.

    Attributes:
        seconds: it may take; None for no limit.
        reached: whether it has.
    """

    seconds: float | None
    reached: bool = False


@contextmanager
def ending(seconds: float | None, clean_up: Callable[[TimeLimit], int]) -> Iterator[TimeLimit]:
    """Raise KeyboardInterrupt in the block at SIGINT, SIGTERM or the time limit; end the process where that is in vain.

    Args:
        seconds: time limit; None for none.
        clean_up: called in another thread just before the process is ended; returns its exit status.

    Yields:
        the time limit, which tells whether it was reached.

    Raises:
        KeyboardInterrupt: at a signal or the time limit.
    """
    limit = TimeLimit(seconds)
    if threading.current_thread() is not threading.main_thread():
        yield limit
        return
    heard, waker = os.pipe()
    os.set_blocking(waker, False)
    done, deciding = threading.Event(), threading.Lock()

    def watch() -> None:
        deadline = None if seconds is None else time.monotonic() + seconds
        while not done.is_set():
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            told, _, _ = select.select([heard], [], [], left)
            if done.is_set():
                return
            if told:
                numbers = os.read(heard, 1)
                if numbers[0] not in {signal.SIGINT, signal.SIGTERM}:
                    continue
            else:
                with deciding:  # the work must not end between this look and the signal
                    if done.is_set():
                        return
                    limit.reached = True
                    signal.raise_signal(signal.SIGTERM)  # the handler runs in the main thread
            if not done.wait(GRACE_SECONDS):
                status = clean_up(limit)
                sys.stderr.flush()
                os._exit(status)
            return

    before_wakeup = signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    watcher = threading.Thread(target=watch, daemon=True, name="time limit")
    watcher.start()
    try:
        yield limit
    finally:
        with deciding:
            done.set()
        signal.set_wakeup_fd(before_wakeup)
        signal.signal(signal.SIGTERM, before)
        os.write(waker, b"\0")
        watcher.join()
        os.close(heard)
        os.close(waker)
