"""`python -m bench.scaling`: rebuilds an archive with 1 and 2 workers, local ones and a Dask cluster's; prints a table.

What a worker does for a page (read the record, unpack, parse, pickle) and what the one writer does (unpickle, insert)
are measured in processor seconds, which hold on a busy machine too; wall-clock seconds are the median of rounds.
"""

import gzip
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
from distributed import Client

from arsip.cli.site import site_of_pages
from bench.markdown import table
from bench.timing import rounds
from replica.clock import Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import Site
from scraper.clock import stamp
from scraper.maintenance.reparse import reparse
from scraper.warc.exchange import Exchange
from scraper.warc.writer import WarcWriter

_ORIGIN = "http://127.0.0.1:8899"
_HEADS = (
    "workers", "seconds", "pages a second", "efficiency", "workers, ms a page", "writer, ms a page",
    "together, times one process",
)  # fmt: skip

_CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    options = {"threads_per_worker": 1, "dashboard_address": None, "worker_dashboard_address": None}
    cluster = LocalCluster(n_workers=int(sys.argv[1]), host="127.0.0.1", **options)
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
    cluster.close()
"""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild took: wall-clock seconds, and processor seconds of the writer and of all workers together."""

    seconds: float
    writer: float
    workers: float


def make(folder: Path, pages: int) -> None:
    """Write the WARC files of so many pages, as a crawl does; there is no database."""
    site = Site(Options(articles=pages, template="mixed"), Clock(frozen=True))
    routes, seconds, begin = Routes(site), count(), site.clock.now()

    def now() -> str:
        return stamp(begin + timedelta(seconds=next(seconds)))

    writer = WarcWriter(
        folder / "warc",
        archive="5ca1ab1e-0000-4000-8000-000000000000",
        run="5ca1ab1e-1111-4111-8111-111111111111",
        source="site",
        user_agent="arsip",
        robots="obey",
        software="arsip",
        now=now,
        max_bytes=20_000_000,
    )
    for lang in ("id", "en"):
        for id_ in site.ids(lang):
            path = f"/{'en/' if lang == 'en' else ''}read/{id_}/{site.brief(lang, id_).slug}"
            answer = routes.answer(path, "", _ORIGIN)
            writer.write(
                Exchange(
                    url=_ORIGIN + path,
                    method="GET",
                    request_headers=(),
                    status=answer.status,
                    headers=(("Content-Type", answer.content_type), ("Content-Encoding", "gzip")),
                    body=gzip.compress(answer.body, 6, mtime=0),
                    fetched_at=now(),
                )
            )
    writer.close()


def rebuild(folder: Path, workers: int | str) -> Rebuilt:
    """Rebuild the archive of which there are only the WARC files."""
    archive = folder / "archive.db"
    archive.unlink(missing_ok=True)
    before = _used(workers)
    began = time.perf_counter()
    report = reparse(archive, site_of_pages(), workers=workers)
    seconds = time.perf_counter() - began
    if not report.is_whole:
        raise click.ClickException(f"the rebuild with {workers} workers was not whole")
    return Rebuilt(seconds, *(now - then for now, then in zip(_used(workers), before, strict=True)))


def _used(workers: int | str) -> tuple[float, float]:
    """Return the processor seconds of this process and of the workers: its own that have ended, or a cluster's."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, children = (used.ru_utime + used.ru_stime for used in both)
    if isinstance(workers, int):
        return own, children
    with Client(workers, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        return own, sum(client.run(time.process_time).values())


@contextmanager
def cluster(folder: Path, number: int) -> Iterator[str]:
    """Start a Dask cluster of so many processes; yield the address of its scheduler."""
    script = folder / "cluster.py"
    script.write_text(_CLUSTER)
    command = [sys.executable, str(script), str(number)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(command, text=True, stdin=-1, stdout=-1, stderr=-3, env=environment) as server:  # noqa: S603 - ours
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.communicate("")


@click.command()
@click.option("--pages", type=click.IntRange(min=100), default=6_000, show_default=True, help="Pages of the archive.")
@click.option("--rounds", "turns", type=click.IntRange(min=1), default=3, show_default=True)
def main(pages: int, turns: int) -> None:
    """Measure and print."""
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        make(folder, pages)
        clusters = {f"Dask, {n}": stack.enter_context(cluster(folder, n)) for n in (1, 2)}
        workers: dict[str, int | str] = {"local, 1": 1, "local, 2": 2, **clusters}
        contestants = {each: partial(lambda at, _: rebuild(folder, at), at) for each, at in workers.items()}
        measured = rounds(contestants, turns)
    click.echo(table(_HEADS, _rows(measured, pages)))


def _rows(measured: Sequence[Mapping[str, Rebuilt]], pages: int) -> Iterator[list[str]]:
    alone = [each["local, 1"] for each in measured]
    for name in measured[0]:
        turns = [each[name] for each in measured]
        seconds = median(turn.seconds for turn in turns)
        efficiency = median(turn.seconds for turn in alone) / seconds / int(name.rpartition(" ")[2])
        workers, writer = median(turn.workers for turn in turns), median(turn.writer for turn in turns)
        times = (workers + writer) / median(turn.workers + turn.writer for turn in alone)
        costs = (1000 * workers / pages, 1000 * writer / pages, times)
        yield [
            name,
            f"{seconds:.1f}",
            f"{pages / seconds:,.0f}",
            f"{efficiency:.2f}",
            *(f"{cost:.2f}" for cost in costs),
        ]


if __name__ == "__main__":
    main()
