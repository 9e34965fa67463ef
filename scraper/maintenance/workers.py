"""A pool of worker processes: few tasks under way at once, results in order, so that memory stays flat.

`scraper.maintenance.cluster` has the same for the workers of a Dask cluster.
"""

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Protocol, Self, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

QUEUED = 2
"""Tasks for each process that wait, or are done and not taken yet."""

ALONE_SECONDS = 0.5
"""Work that takes no longer is done in this very process: to start another and to import the parser takes as long."""


class Pool(Protocol):
    """Workers, of this machine or of others."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def each(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Callable[[], Result]]:
        """Do some work for each task; yield, in their order, what gives its result or raises its error.

        The work is a function of a module, or a partial of one: it is pickled. Tasks are taken only a few ahead. A task
        must have no effect but its result.
        """


class Workers:
    """Some processes, started when they are needed; one alone does all in this very process."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def each(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Callable[[], Result]]:
        """Do some work for each task, as a `Pool` does."""
        began = time.monotonic()
        under_way: deque[Future[Result]] = deque()
        for task in tasks:
            if self._number == 1 or (self._pool is None and time.monotonic() - began < ALONE_SECONDS):
                yield partial(work, task)
                continue
            if self._pool is None:
                spawn = get_context("spawn")
                self._pool = ProcessPoolExecutor(self._number, mp_context=spawn, initializer=_follow_parent)
            under_way.append(self._pool.submit(work, task))
            if len(under_way) >= self._number * QUEUED:
                yield under_way.popleft().result
        for future in under_way:
            yield future.result


def batches(tasks: Iterable[Task], size: Callable[[Task], int], *, most: int, most_bytes: int) -> Iterator[list[Task]]:
    """Collect tasks into batches: so many at most, and until they have that many bytes together."""
    batch: list[Task] = []
    of_batch = 0
    for task in tasks:
        batch.append(task)
        of_batch += size(task)
        if len(batch) >= most or of_batch >= most_bytes:
            yield batch
            batch, of_batch = [], 0
    if batch:
        yield batch


def _follow_parent() -> None:
    """Leave Ctrl-C to the parent process, and end with it, even where it is killed.

    Else a pool's processes wait for work for ever once their parent is dead.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None
    Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
