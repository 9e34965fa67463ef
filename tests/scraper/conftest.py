"""A Dask cluster of two processes, for the tests of whatever is shared among workers."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVER = """
import multiprocessing, sys
import dask
from distributed import LocalCluster
dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"})
multiprocessing.set_forkserver_preload(["distributed", "scraper.maintenance.rebuild"])
if __name__ == "__main__":
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, worker_dashboard_address=None
    )
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
    cluster.close()
"""


@pytest.fixture(scope="module")
def cluster_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The scheduler of a cluster of two processes, which Dask starts again where they are killed."""
    pytest.importorskip("distributed")
    script = tmp_path_factory.mktemp("cluster") / "server.py"
    script.write_text(SERVER)
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(
        [sys.executable, str(script)], cwd=script.parent, env=environment, text=True, stdin=-1, stdout=-1, stderr=-3
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.communicate("")
