"""Bars for long work of several parts, on a terminal only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bars(*, shown: bool) -> Iterator[Callable[[str, int, int | None], None]]:
    """Show a bar for each part of some work.

    Args:
        shown: whether to show any, if this is a terminal.

    Yields:
        what to tell of progress: the part's name, how much of it is done, of how much.
    """
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from arsip.cli.views.console import Console

    console = Console(stderr=True)
    with Progress(
        TextColumn("[bold]{task.description:<9}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
        disable=not (shown and console.is_terminal),
    ) as progress:
        tasks = {}

        def watch(part: str, done: int, of: int | None) -> None:
            if part not in tasks:
                tasks[part] = progress.add_task(part)
            progress.update(tasks[part], completed=done, total=None if of is None else max(done, of))

        yield watch
