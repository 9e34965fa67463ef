"""`python -m bench.scaling`: rebuilds and verifies an archive with local workers and Dask's; prints a table.

What a worker does for a page (read the record, unpack, parse, pickle) and what the one writer does (unpickle, insert)
are measured in processor seconds, which hold on a busy machine too; wall-clock seconds are the median of rounds. The
yardstick is the least that could be done with each page: FastWARC reads the record, and the parser the page.

Each worker process imports this module, so it imports what only the measurement needs where that is used.
"""

import gzip
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

import click
from fastwarc import ArchiveIterator, WarcRecordType

from arsip.cli.site import site_of_pages
from bench.markdown import table
from bench.timing import rounds
from scraper.maintenance.reparse import reparse
from scraper.maintenance.verify.verification import verify
from scraper.parser.classify import interpret

Report = TypeVar("Report")

_YARDSTICK = "FastWARC and the parser"
_ORIGIN = "http://127.0.0.1:8899"
_HEADS = (
    "what", "seconds", "pages a second", "efficiency", "workers, ms a page", "command, ms a page",
    "together, times the yardstick",
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
class Usage:
    """What a command took: wall-clock seconds, and processor seconds of its process and of all workers together."""

    seconds: float
    command: float
    workers: float

    @property
    def together(self) -> float:
        """Processor seconds."""
        return self.command + self.workers


def make(folder: Path, pages: int) -> None:
    """Write the WARC files of so many pages, as a crawl does; there is no database."""
    from replica.clock import Clock  # noqa: PLC0415 - see above
    from replica.options import Options  # noqa: PLC0415
    from replica.routes import Routes  # noqa: PLC0415
    from replica.site import Site  # noqa: PLC0415
    from scraper.clock import stamp  # noqa: PLC0415
    from scraper.warc.exchange import Exchange  # noqa: PLC0415
    from scraper.warc.writer import WarcWriter  # noqa: PLC0415

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


def read_alone(folder: Path) -> Usage:
    """Read every page with FastWARC, and parse it."""
    began, used = time.perf_counter(), time.process_time()
    for path in sorted((folder / "warc").iterdir()):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
                page, headers = gzip.decompress(record.reader.read()), record.http_headers
                url = record.headers["WARC-Target-URI"]
                interpret(url, headers.status_code or 0, page, content_type=headers["Content-Type"])
    return Usage(time.perf_counter() - began, time.process_time() - used, 0)


def rebuild(folder: Path, workers: int | str) -> Usage:
    """Rebuild the archive of which there are only the WARC files."""
    archive = folder / "archive.db"
    archive.unlink(missing_ok=True)
    report, usage = _measured(workers, partial(reparse, archive, site_of_pages()))
    if not report.is_whole:
        raise click.ClickException(f"the rebuild with {workers} workers was not whole")
    return usage


def check(folder: Path, workers: int | str) -> Usage:
    """Verify the archive that was rebuilt last."""
    report, usage = _measured(workers, partial(verify, folder / "archive.db"))
    if report.faults:
        raise click.ClickException(f"the archive has faults: {report.faults}")
    return usage


def _measured(workers: int | str, command: Callable[..., Report]) -> tuple[Report, Usage]:
    """Give a command its workers; return its report, and what it took."""
    before, began = _used(workers), time.perf_counter()
    report = command(workers=workers)
    seconds = time.perf_counter() - began
    return report, Usage(seconds, *(now - then for now, then in zip(_used(workers), before, strict=True)))


def _used(workers: int | str) -> tuple[float, float]:
    """Return the processor seconds of this process and of the workers: its own that have ended, or a cluster's."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, children = (used.ru_utime + used.ru_stime for used in both)
    if isinstance(workers, int):
        return own, children
    from distributed import Client  # noqa: PLC0415 - see above

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
        commands = {"rebuild": rebuild, "verify": check}
        contestants = {_YARDSTICK: lambda _: read_alone(folder)} | {
            f"{what}, {where}": partial(lambda command, at, _: command(folder, at), command, at)
            for what, command in commands.items()
            for where, at in workers.items()
        }
        measured = rounds(contestants, turns)
    click.echo(table(_HEADS, _rows(measured, pages)))


def _rows(measured: Sequence[Mapping[str, Usage]], pages: int) -> Iterator[list[str]]:
    for name in measured[0]:
        turns = [each[name] for each in measured]
        what, _, number = name.rpartition(", ")
        alone = f"{what.partition(',')[0]}, local, 1"
        seconds = median(turn.seconds for turn in turns)
        efficiency = median(each[alone].seconds / each[name].seconds for each in measured) / int(number) if what else 1
        times = median(each[name].together / each[_YARDSTICK].together for each in measured)
        workers, command = median(turn.workers for turn in turns), median(turn.command for turn in turns)
        yield [
            name,
            f"{seconds:.1f}",
            f"{pages / seconds:,.0f}",
            *(f"{cost:.2f}" for cost in (efficiency, 1000 * workers / pages, 1000 * command / pages, times)),
        ]


if __name__ == "__main__":
    main()
