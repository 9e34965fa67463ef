"""The workers of a Dask cluster, as a pool like that of local processes; and which of the two a caller gets.

What is read there must be there: the workers have this version of Arsip, and see the archive's folder under the same
path, or the WARC files at the same URL.
"""

import logging
import re
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from scraper.exit_codes import FAILED, USAGE, CannotRun
from scraper.maintenance.workers import QUEUED, Pool, Result, Task, Workers
from scraper.parser import PARSER

CONNECT_SECONDS = 10
"""How long the scheduler may take to answer, and a first worker to be there."""

LOOK_SECONDS = 5.0
"""How long a result is waited for between two looks at whether there is a worker at all."""

WORKERLESS_SECONDS = 60.0
"""How long a cluster may be without a worker: where one dies, another may be started in its place."""

RETRIES = 2
"""How often a task that failed is tried again, on any worker: a shared disk or an object store may fail for a moment.

A task whose worker died is given to another one by the scheduler, which gives up after three (`allowed-failures`).
"""

_ADDRESS = re.compile(r"(?:tcp|tls|wss?)://\S+:[0-9]{1,5}")

_COUNTED_EVERY = 20
"""Tasks between two looks at how many workers there are: they come and go."""


def pool_of(workers: int | str, *places: Path) -> Pool:
    """Return a pool of so many processes of this machine, or of a Dask scheduler by its address.

    Its workers have to be able to read the places.
    """
    return Workers(workers) if isinstance(workers, int) else Cluster(workers, *places)


class Cluster:
    """The workers of a Dask cluster.

    Raises, where it is entered or gives a result:
        CannotRun: where `distributed` is not installed, no scheduler or worker answers, a worker has another version
            or does not see one of the places, the cluster is lost, or has no worker any more.
    """

    def __init__(self, address: str, *places: Path) -> None:
        self._address = address
        self._places = places
        self._client: Any = None

    def __enter__(self) -> Self:
        if _ADDRESS.fullmatch(self._address) is None:
            why = "expected the address of a Dask scheduler, such as tcp://127.0.0.1:8786"
            raise self._error(why, exit_status=USAGE)
        try:
            from distributed import Client  # noqa: PLC0415 - an extra, which takes a second to import
        except ModuleNotFoundError as error:
            raise CannotRun("--cluster needs distributed: pip install 'arsip[cluster]'") from error
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said in one line
        try:
            self._client = Client(self._address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError) as error:
            raise self._error("no Dask scheduler answers there; `dask scheduler` starts one") from error
        try:
            self._check()
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):  # the scheduler may be gone
            self._client.close()

    def each(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Callable[[], Result]]:
        """Do some work for each task, as `Workers.each` does. A task may be done twice, where a worker died over it."""
        under_way: deque[Any] = deque()
        limit = 0
        try:
            for number, task in enumerate(tasks):
                if number % _COUNTED_EVERY == 0:
                    limit = max(1, self._threads()) * QUEUED
                under_way.append(self._client.submit(work, task, pure=False, retries=RETRIES))
                if len(under_way) >= limit:
                    yield partial(self._result, under_way.popleft())
            while under_way:
                yield partial(self._result, under_way.popleft())
        finally:
            for future in under_way:  # the caller has failed
                with suppress(Exception):
                    future.cancel()

    def _result(self, future: Any) -> Any:  # noqa: ANN401 - of the work
        from distributed.comm.core import CommClosedError  # noqa: PLC0415 - an extra
        from distributed.scheduler import KilledWorker  # noqa: PLC0415 - an extra

        try:
            return self._wait_for(future)
        except KilledWorker as error:
            raise self._error("several workers died over one task, perhaps of too little memory") from error
        except (CancelledError, CommClosedError) as error:
            raise self._error("the scheduler is gone; give the same command again") from error
        except ModuleNotFoundError as error:
            raise self._incomplete(error) from error

    def _wait_for(self, future: Any) -> Any:  # noqa: ANN401 - of the work
        """Return the result of a task, which never comes where no worker is left."""
        last_seen = time.monotonic()
        while True:
            try:
                return future.result(timeout=LOOK_SECONDS)
            except TimeoutError:
                if future.status == "error":  # the task's own time-out, or its error at this very moment
                    return future.result()
            now = time.monotonic()
            if self._threads():
                last_seen = now
            elif now - last_seen >= WORKERLESS_SECONDS:
                raise self._error(f"for {now - last_seen:.0f} s no worker has been there; give the same command again")

    def _threads(self) -> int:
        """Return how many tasks the workers can do at once; 0 where there is no worker, or the scheduler is silent."""
        try:
            cores = self._client.sync(self._client.scheduler.ncores, callback_timeout=CONNECT_SECONDS)
        except (OSError, TimeoutError):
            return 0
        return sum(cores.values())

    def _check(self) -> None:
        """Wait for a worker, and refuse workers that would read otherwise than this process."""
        with suppress(TimeoutError):
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        try:
            found = self._client.run(_about, self._places)
        except ModuleNotFoundError as error:
            raise self._incomplete(error) from error
        if not found:
            raise self._error(f"it has no worker; `dask worker {self._address}` starts one")
        ours, _ = _about(())
        for worker, (theirs, unseen) in sorted(found.items()):
            if theirs != ours:
                why = f"worker {worker} has Arsip {theirs}, and this is {ours}; install the same there"
            elif unseen:
                why = f"worker {worker} does not see {unseen[0]}; share it under the same path"
            else:
                continue
            raise self._error(why)

    def _incomplete(self, error: ModuleNotFoundError) -> CannotRun:
        return self._error(
            f"its workers have no {error.name}; install this version of Arsip there, with the same extras"
        )

    def _error(self, why: str, *, exit_status: int = FAILED) -> CannotRun:
        return CannotRun(f"--cluster {self._address}: {why}", exit_status=exit_status)


def _about(places: Collection[Path]) -> tuple[str, list[Path]]:
    """Return the version of Arsip and its parser, and the places that are not there."""
    return f"{version('arsip')} with parser {PARSER}", [place for place in places if not place.exists()]
