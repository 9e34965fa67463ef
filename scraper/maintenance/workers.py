"""Shares work among processes: few tasks under way at once, results in order, so memory stays flat."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from types import TracebackType
from typing import Self, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

WAITING = 2
"""Tasks for each process that wait or have come back and not been taken yet."""


class Workers:
    """Some processes; with one, all is done in this very process.

    Args:
        jobs: how many.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self._jobs > 1:
            self._pool = ProcessPoolExecutor(
                self._jobs, mp_context=get_context("spawn"), initializer=_live_and_die_with_the_first
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def each(
        self, work: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Callable[[], Result]]]:
        """Do some work for each task.

        Args:
            work: a function of a module, and of nothing but its task.
            tasks: taken only a few ahead of their turn.

        Yields:
            each task in its order, with what gives its result, or raises what the work raised.
        """
        if self._pool is None:
            for task in tasks:
                yield task, lambda task=task: work(task)  # type: ignore[misc]
            return
        under_way: deque[tuple[Task, Future[Result]]] = deque()
        for task in tasks:
            under_way.append((task, self._pool.submit(work, task)))
            if len(under_way) >= self._jobs * WAITING:
                first, future = under_way.popleft()
                yield first, future.result
        for last, future in under_way:
            yield last, future.result


def _live_and_die_with_the_first() -> None:
    """Let Ctrl-C end the process that shares the work; it ends the others, even where it is killed itself.

    A pool's processes else wait for work for ever once the one that gives it is dead.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    first = parent_process()
    assert first is not None
    Thread(target=_end_with, args=(first.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
