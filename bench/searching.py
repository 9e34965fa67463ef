"""Times searches: `python -m bench.searching large.db`, an archive that `python -m bench.large` has filled.

Each query is asked once in a new process, with the file in the system's memory and nothing in SQLite's; and then
several times, of which the median holds. The time is that of `scraper.archive.search.search`: words understood,
articles counted and ranked, the best twenty given with their snippets.
"""

import argparse
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from scraper.archive.database import open_to_read
from scraper.archive.search import search

_QUERIES = (
    "banjir rob", "sumur resapan", "Rian Rukmana", "satpol pp", "dinas lingkungan hidup", "sertifikat aset",
    "training school", '"sumur resapan" -jakut', "pelayanan kelurahan", "jakarta utara", "pengaduan warga", "jakarta",
)  # fmt: skip
"""From rare words to one that nearly every article has; of the made-up corpus's vocabulary."""

_AGAIN = 9


def _timed(path: Path, query: str) -> tuple[int, float, float]:
    """How many articles one query finds, and the seconds of the first and of the median later time."""
    db = open_to_read(path)
    taken = []
    for _ in range(1 + _AGAIN):
        began = time.perf_counter()
        results = search(db, query)
        taken.append(time.perf_counter() - began)
    db.close()
    return results.total, taken[0], statistics.median(taken[1:])


def main() -> None:
    """Print a line for each query."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archive", type=Path, help="File of the archive.")
    options = parser.parse_args()
    print("| words | articles | first, ms | again, ms |\n|---|---:|---:|---:|")
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        measured = pool.map(partial(_timed, options.archive), _QUERIES)
        for query, (total, first, again) in zip(_QUERIES, measured, strict=True):
            print(f"| `{query}` | {total:,} | {first * 1000:.0f} | {again * 1000:.0f} |")


if __name__ == "__main__":
    main()
