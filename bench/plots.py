"""Times the plots and the report of a given archive, each part in a process of its own, so that its memory is its own.

`python -m bench.plots large.db` prints a table in Markdown. With `--cold` the archive's pages are dropped from the
system's memory before each part, as far as the system does so when asked.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import click

from arsip.web.plots import Period
from arsip.web.plots.drawing import PLOTS, draw, read_all, save
from arsip.web.report import make
from scraper.archive.database import Database, open_to_read

_Part = Callable[[Database], float]
"""Does its work and returns the seconds that it took."""


def _reading(plot: int) -> _Part:
    def part(db: Database) -> float:
        began = time.perf_counter()
        PLOTS[plot](db, Period())
        return time.perf_counter() - began

    return part


def _all_numbers(db: Database) -> float:
    began = time.perf_counter()
    read_all(db, Period())
    return time.perf_counter() - began


def _all_drawings(db: Database) -> float:
    plots = read_all(db, Period())
    began = time.perf_counter()
    draw(plots)
    return time.perf_counter() - began


def _files(db: Database) -> float:
    plots = read_all(db, Period())
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"arsip-plots-{os.getpid()}"  # noqa: S108 - emptied below
    began = time.perf_counter()
    written = save(plots, folder)
    took = time.perf_counter() - began
    for path in written:
        path.unlink()
    folder.rmdir()
    return took


def _report(db: Database) -> float:
    began = time.perf_counter()
    make(db, Period())
    return time.perf_counter() - began


PARTS: dict[str, _Part] = {
    **{f"numbers of {plot.__name__}": _reading(at) for at, plot in enumerate(PLOTS)},
    "numbers of all": _all_numbers,
    "drawing all for a page": _all_drawings,
    "all as PNG and SVG": _files,
    "the whole report": _report,
}


def _measure(archive: Path, name: str, *, cold: bool) -> tuple[float, float]:
    """Return the seconds that a part takes, and the most memory that its process has held, in MB."""
    if cold:
        descriptor = os.open(archive, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
    with closing(open_to_read(archive)) as db:
        seconds = PARTS[name](db)
    return seconds, getrusage(RUSAGE_SELF).ru_maxrss * 1024 / 1e6


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True, help="The quickest of so many counts.")
@click.option("--cold", is_flag=True, help="Let the disk be read anew each time.")
def main(archive: Path, rounds: int, *, cold: bool) -> None:
    """Time the plots and the report of ARCHIVE."""
    click.echo("| part | seconds | MB at most |\n|---|---:|---:|")
    for name in PARTS:
        taken = []
        for _ in range(rounds):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                taken.append(pool.submit(_measure, archive, name, cold=cold).result())
        click.echo(f"| {name} | {min(taken)[0]:.2f} | {max(megabytes for _, megabytes in taken):.0f} |")


if __name__ == "__main__":
    main()
