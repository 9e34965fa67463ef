"""What long work runs in: files that their owner alone can read, progress bars on a terminal, handled errors."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from arsip.cli.errors import INTERRUPTED_MESSAGE, error_handling
from scraper.progress import no_progress

if TYPE_CHECKING:
    from rich.progress import TaskID

    from scraper.progress import Progress

USUAL_UMASK = 0o022
"""The default umask of nearly every system. Any other one was chosen by someone, and is obeyed."""


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
def private_files(archive: Path) -> Iterator[None]:
    """Make files 0600 and folders 0700 in the block, unless the umask was chosen or the archive has another mode.

    Whoever may read an archive that exists may read what is made beside it.
    """
    before = os.umask(USUAL_UMASK)
    os.umask(_umask(archive, before))
    try:
        yield
    finally:
        os.umask(before)


def _umask(archive: Path, usual: int) -> int:
    try:
        shared = stat.S_IMODE(archive.stat().st_mode) & 0o066
    except OSError:
        return usual if usual != USUAL_UMASK else 0o077
    return 0o077 & ~(shared | (shared & 0o044) >> 2)  # whoever may read a file may enter its folder


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
