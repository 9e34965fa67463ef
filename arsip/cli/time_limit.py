"""Ends a command at SIGINT, SIGTERM or its time limit within a second, even while SQLite is inside one long function.

SQLite calls its progress handler only between two steps of its machine, and one function call is one step: `instr` of
two long texts takes half a minute (measured 2026-11-30), during which no Python handler of a signal runs. So a thread
waits for the signal too, and ends the process if the command does not end by itself.
"""

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

GRACE_SECONDS = 0.6
"""How long the command may take to end by itself; then the process ends."""


@contextmanager
def time_limit(seconds: float | None, clean_up: Callable[[bool], int]) -> Iterator[threading.Event]:
    """Raise KeyboardInterrupt in the block at a signal or the time limit; end the process where that has no effect.

    Args:
        seconds: time limit; None for none.
        clean_up: called in another thread just before the process is ended, with whether the time limit was reached;
            returns the exit status.

    Yields:
        an event that is set when the time limit was reached.
    """
    reached = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield reached
        return
    signals, waker = os.pipe()  # Python writes the number of each signal into it, whatever the main thread does
    os.set_blocking(waker, False)
    done, deciding = threading.Event(), threading.Lock()

    def watch() -> None:
        deadline = None if seconds is None else time.monotonic() + seconds
        while not done.is_set():
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select([signals], [], [], left)
            if ready and os.read(signals, 1)[0] not in {signal.SIGINT, signal.SIGTERM}:
                continue
            with deciding:  # the work must not end between this look and the signal
                if done.is_set():
                    return
                if not ready:
                    reached.set()
                    signal.raise_signal(signal.SIGTERM)  # its handler runs in the main thread
            if not done.wait(GRACE_SECONDS):
                status = clean_up(reached.is_set())
                sys.stderr.flush()
                os._exit(status)

    before_wakeup = signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    watcher = threading.Thread(target=watch, daemon=True, name="time limit")
    watcher.start()
    try:
        yield reached
    finally:
        with deciding:
            done.set()
        signal.set_wakeup_fd(before_wakeup)
        signal.signal(signal.SIGTERM, before)
        os.write(waker, b"\0")
        watcher.join()
        os.close(signals)
        os.close(waker)
