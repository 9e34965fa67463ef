"""Progress bars of long work, on a terminal only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scraper.progress import no_progress

if TYPE_CHECKING:
    from rich.progress import TaskID

    from scraper.progress import Progress


@contextmanager
def progress_bars(*, shown: bool = True) -> Iterator["Progress"]:
    """Show a bar for each part of some work, while the block runs.

    Args:
        shown: whether to show any where standard error is a terminal.

    Yields:
        what reports progress.
    """
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
