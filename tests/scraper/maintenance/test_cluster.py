"""A Dask cluster shares the reading, and loses a worker: the same rows; WARC files in a mirror of `warc/`."""

import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from scraper.archive.database import open_to_read
from scraper.archive.schema.tables import RECORD_TABLES, WORKING_TABLES
from scraper.crawl.site import site_name
from scraper.exit_codes import FAILED, USAGE, CannotRun
from scraper.maintenance import cluster as cluster_module
from scraper.maintenance import rebuild
from scraper.maintenance.cluster import Cluster, pool_of
from scraper.maintenance.reparse import compare, reparse
from scraper.maintenance.site import Site
from scraper.maintenance.verify.verification import verify
from scraper.maintenance.warc_files import mirror_at
from scraper.maintenance.workers import Workers
from tests.scraper.archive.making import record_rows

SITE = Site(name_of=site_name, contains=lambda url, name: site_name(url) == name, default="beritajakarta.id")


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(open_to_read(path)) as db:
        return {table: record_rows(db, table) for table in (*RECORD_TABLES, *WORKING_TABLES)}


def square(number: int) -> int:
    time.sleep(0.01)
    if number == -1:
        raise ValueError("minus one")
    return number * number


def kill_once(task: tuple[Path, int]) -> int:
    """Kill the worker that comes to number 5 first."""
    mark, number = task
    if number == 5 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def time_out(_: int) -> int:
    raise TimeoutError("of the disk")


def import_missing(_: int) -> int:
    raise ModuleNotFoundError("No module named 'bukan'", name="bukan")


ignoring = pytest.mark.filterwarnings("ignore")  # of Dask's own


@ignoring
def test_results_come_in_order_few_are_under_way_and_errors_are_the_tasks_own(
    cluster_address: str, tmp_path: Path
) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in [*range(30), -1]:
            taken.append(number)
            yield number

    found = []
    with pool_of(cluster_address, tmp_path) as pool:
        for result in pool.each(square, tasks()):
            if len(found) == 30:
                with pytest.raises(ValueError, match="minus one"):
                    result()
            else:
                found.append(result())
            assert len(taken) <= len(found) + 5
    assert found == [number * number for number in range(30)]
    assert isinstance(pool_of(2, tmp_path), Workers)


@ignoring
def test_a_task_whose_worker_is_killed_is_done_by_another(cluster_address: str, tmp_path: Path) -> None:
    with Cluster(cluster_address, tmp_path) as pool:
        tasks = ((tmp_path / "mark", number) for number in range(12))
        assert [result() for result in pool.each(kill_once, tasks)] == list(range(12))
    assert (tmp_path / "mark").exists()


@pytest.fixture
def small() -> Iterator[Any]:
    """A cluster in this process, whose one worker nobody starts again."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, host="127.0.0.1", protocol="tcp://", dashboard_address=None
    ) as cluster:
        yield cluster


def lose(cluster: Any) -> None:
    """Close the workers of a cluster."""
    for worker in list(cluster.workers.values()):
        cluster.sync(worker.close, executor_wait=False)
    assert not cluster.scheduler.workers


@ignoring
def test_a_cluster_without_workers_is_given_up(small: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(cluster_module, "WORKERLESS_SECONDS", 0.5)
    found = []
    with (  # noqa: PT012 - what comes before is part of it
        pytest.raises(CannotRun, match=r"no worker has been there; give the same command again") as lost,
        Cluster(small.scheduler_address, tmp_path) as pool,
    ):
        for result in pool.each(square, range(30)):
            if len(found) == 3:
                lose(small)
            found.append(result())
    assert lost.value.exit_status == FAILED
    assert "\n" not in str(lost.value)
    assert found == [number * number for number in range(len(found))]


@ignoring
def test_a_worker_that_is_started_in_time_goes_on(small: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import Worker  # noqa: PLC0415 - an extra

    monkeypatch.setattr(cluster_module, "LOOK_SECONDS", 0.1)
    found, started = [], []

    async def start() -> None:
        started.append(await Worker(small.scheduler_address, nthreads=1, dashboard_address=None))

    def later() -> None:
        time.sleep(0.5)
        small.sync(start)

    thread = Thread(target=later)
    with Cluster(small.scheduler_address, tmp_path) as pool:
        for result in pool.each(square, range(30)):
            if len(found) == 3:
                lose(small)
                thread.start()
            found.append(result())
    thread.join()
    small.sync(started[0].close)
    assert found == [number * number for number in range(30)]


@ignoring
def test_a_time_out_of_the_work_is_its_own_and_a_missing_package_is_named(
    small: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "RETRIES", 0)
    with Cluster(small.scheduler_address, tmp_path) as pool:
        (result,) = pool.each(time_out, [1])
        with pytest.raises(TimeoutError, match="of the disk"):
            result()
        (result,) = pool.each(import_missing, [1])
        with pytest.raises(CannotRun, match="its workers have no bukan; install this version of Arsip there"):
            result()


@ignoring
def test_a_rebuild_and_a_verification_are_the_same_though_a_worker_is_killed(
    cluster_address: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "CHUNK_BYTES", 7_001)
    before = rows(path)
    submit = Cluster.each
    killed = []

    def each(self: Cluster, work: object, tasks: object) -> object:
        for number, result in enumerate(submit(self, work, tasks)):  # type: ignore[arg-type]
            if number == 2 and not killed:
                killed.append(min(self._client.run(os.getpid).values()))
                os.kill(killed[0], signal.SIGKILL)
            yield result

    monkeypatch.setattr(Cluster, "each", each)
    assert reparse(path, SITE, workers=cluster_address).is_whole
    assert killed
    assert rows(path) == before
    alone, shared = verify(path), verify(path, workers=cluster_address)
    assert [(check.name, check.looked_at, check.found) for check in shared.checks] == [
        (check.name, check.looked_at, check.found) for check in alone.checks
    ]
    assert {each.name for each in path.parent.iterdir()} <= {
        "archive.db", "archive.db.lock", "archive.db-wal", "archive.db-shm", "warc",
    }  # fmt: skip


@ignoring
def test_workers_that_would_read_otherwise_are_refused(
    cluster_address: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(path)
    with monkeypatch.context() as context:
        context.setattr(cluster_module, "PARSER", "99")
        with pytest.raises(CannotRun, match=r"has Arsip .* and this is .*99"):
            reparse(path, SITE, workers=cluster_address)
    with pytest.raises(CannotRun, match="does not see"), Cluster(cluster_address, path.parent / "lain"):
        pass
    assert rows(path) == before


@ignoring
@pytest.mark.parametrize(
    ("cluster", "status", "word"),
    [("tcp://127.0.0.1:{port}", FAILED, "no Dask scheduler answers there"), ("bukan:x", USAGE, "expected the address")],
)
def test_a_cluster_that_is_none_is_named(
    path: Path, cluster: str, status: int, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(CannotRun, match=word) as refused:
            verify(path, workers=cluster.format(port=free.getsockname()[1]))
    assert refused.value.exit_status == status


def test_without_the_extra_the_message_names_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setitem(sys.modules, "upath", None)
    for work in (lambda: verify(path, workers="tcp://127.0.0.1:1"), lambda: mirror_at("memory://warc")):
        with pytest.raises(CannotRun, match=r"pip install 'arsip\[cluster\]'"):
            work()


# -- WARC files elsewhere


def test_an_archive_is_rebuilt_from_an_object_store(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one of which there is nothing but its WARC files."""
    upath = pytest.importorskip("upath")
    monkeypatch.setattr(rebuild, "REMOTE_CHUNK_BYTES", 7_001)
    before = rows(path)
    store = upath.UPath("memory://rebuilt/warc")
    store.mkdir(parents=True, exist_ok=True)
    for file in (path.parent / "warc").iterdir():
        (store / file.name).write_bytes(file.read_bytes())
    mirror = mirror_at(str(store))
    shutil.rmtree(path.parent / "warc")
    changes = compare(path, SITE, examples=1, mirror=mirror).changes
    assert changes is not None
    assert changes.is_none
    assert reparse(path, SITE, mirror=mirror).is_whole
    assert rows(path) == before
    path.unlink()
    assert reparse(path, SITE, mirror=mirror).is_whole
    assert {table: rows(path)[table] for table in RECORD_TABLES} == {table: before[table] for table in RECORD_TABLES}


@ignoring
def test_a_cluster_reads_a_mirror(cluster_address: str, path: Path, tmp_path: Path) -> None:
    before = rows(path)
    (path.parent / "warc").rename(tmp_path / "elsewhere")
    assert reparse(path, SITE, workers=cluster_address, mirror=mirror_at(f"file://{tmp_path}/elsewhere")).is_whole
    assert rows(path) == before


@pytest.mark.parametrize("place", ["tidak-ada", "memory://tidak-ada", "bukan://x", "file:///dev/null"])
def test_a_mirror_that_is_none_is_named(place: str) -> None:
    pytest.importorskip("upath")
    with pytest.raises(CannotRun, match=place):
        mirror_at(place)
