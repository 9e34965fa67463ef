"""What long work runs in: handled errors, files that their owner alone can read, progress bars, a time limit."""

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from arsip.cli.errors import INTERRUPTED_MESSAGE, Failure, error_handling
from scraper.exit_codes import FAILED, INTERRUPTED
from scraper.file_modes import private_files
from scraper.progress import no_progress

if TYPE_CHECKING:
    from rich.progress import TaskID

    from scraper.progress import Progress

GRACE_SECONDS = 0.6
"""How long work may take to end by itself at a signal; then the process ends."""


@contextmanager
def operation(db: Path, *, quiet: bool, hint: str = "", interrupted: str = INTERRUPTED_MESSAGE) -> Iterator["Progress"]:
    """Run work on an archive, as `error_handling`, `private_files` and `progress_bars` do; yield the latter."""
    with (
        error_handling(db, hint=hint, interrupted=interrupted),
        private_files(db),
        progress_bars(shown=not quiet) as progress,
    ):
        yield progress


@contextmanager
def progress_bars(*, shown: bool = True) -> Iterator["Progress"]:
    """Show a bar for each part of some work where standard error is a terminal; yield what reports progress."""
    if not shown or sys.stderr is None or not sys.stderr.isatty():
        yield no_progress
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from arsip.cli.views.console import Console

    name, left = TextColumn("[bold]{task.description:<9}"), TimeRemainingColumn(compact=True)
    with Progress(name, BarColumn(), TaskProgressColumn(), left, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(part: str, done: int, total: int | None) -> None:
            if total == 0:
                return
            if part not in tasks:
                tasks[part] = bars.add_task(part, total=None)
            bars.update(tasks[part], completed=done, total=None if total is None else max(done, total))

        yield report


@contextmanager
def time_limit(seconds: float | None, *, late: str, interrupted: str) -> Iterator[None]:
    """End the block within a second at SIGINT, at SIGTERM or at the time limit, if any, with these messages.

    SQLite calls its progress handler only between two steps of its machine, and one function call is one step: `instr`
    of two long texts takes half a minute (measured 2026-11-30), during which no Python handler of a signal runs. So a
    thread waits for the signal too, and ends the process if the block does not end by itself.

    Raises:
        Failure: the time limit was reached.
        KeyboardInterrupt: at a signal.
    """
    from scraper.atomic_file import remove_own_temporaries

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signals, waker = os.pipe()  # Python writes the number of each signal into it, whatever the main thread does
    os.set_blocking(waker, False)
    reached, done, deciding = threading.Event(), threading.Event(), threading.Lock()

    def watch() -> None:
        deadline = None if seconds is None else time.monotonic() + seconds
        while not done.is_set():
            left = None if deadline is None else min(max(0.0, deadline - time.monotonic()), threading.TIMEOUT_MAX)
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
                remove_own_temporaries()
                click.echo(f"Error: {late if reached.is_set() else interrupted}", err=True)
                os._exit(FAILED if reached.is_set() else INTERRUPTED)

    before = signal.getsignal(signal.SIGTERM)
    before_wakeup = signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGTERM, partial(_interrupt, before, reached))
    watcher = threading.Thread(target=watch, daemon=True, name="time limit")
    watcher.start()
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        if reached.is_set():
            raise Failure(late) from error
        raise
    finally:
        with deciding:
            done.set()
        signal.set_wakeup_fd(before_wakeup)
        signal.signal(signal.SIGTERM, before)
        os.write(waker, b"\0")
        watcher.join()
        os.close(signals)
        os.close(waker)


def _interrupt(before: object, reached: threading.Event, number: int, frame: FrameType | None) -> None:
    """Handle SIGTERM; the handler that was there before is for those that do not come from the time limit."""
    if callable(before) and not reached.is_set():
        before(number, frame)
    raise KeyboardInterrupt
