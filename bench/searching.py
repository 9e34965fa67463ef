"""`python -m bench.searching large.db`: times searches in an archive that `python -m bench.large` has filled.

Each query is asked once in a new process, with the file in the system's memory and nothing in SQLite's; and then
several times, of which the median holds. The time is that of `scraper.archive.search.search`: words understood,
articles counted and ranked, the best twenty given with their snippets.
"""

import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import click

from bench.markdown import table
from scraper.archive.database import open_to_read
from scraper.archive.search import search

_QUERIES = (
    "banjir rob", "sumur resapan", "Rian Rukmana", "satpol pp", "dinas lingkungan hidup", "sertifikat aset",
    "training school", '"sumur resapan" -jakut', "pelayanan kelurahan", "jakarta utara", "pengaduan warga", "jakarta",
)  # fmt: skip
"""From rare words to one that nearly every article has; of the made-up corpus's vocabulary."""

_AGAIN = 9


def _row(path: Path, query: str) -> list[str]:
    db = open_to_read(path)
    taken = []
    for _ in range(1 + _AGAIN):
        began = time.perf_counter()
        results = search(db, query)
        taken.append(1000 * (time.perf_counter() - began))
    db.close()
    return [f"`{query}`", f"{results.total:,}", f"{taken[0]:.0f}", f"{median(taken[1:]):.0f}"]


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(archive: Path) -> None:
    """Print a line for each query."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        rows = list(pool.map(partial(_row, archive), _QUERIES))
    click.echo(table(("words", "articles", "first, ms", "again, ms"), rows))


if __name__ == "__main__":
    main()
