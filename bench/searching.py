"""Times searches: `python -m bench.searching large.db`, an archive that `python -m bench.large` has filled.

Each query is asked once in a new process, with the file in the system's memory and nothing in SQLite's; and then
several times, of which the median holds. The time is that of `scraper.archive.search.search`: words understood,
articles counted and ranked, the best twenty given with their snippets.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

_QUERIES = (
    "banjir rob", "sumur resapan", "Rian Rukmana", "satpol pp", "dinas lingkungan hidup", "sertifikat aset",
    "training school", '"sumur resapan" -jakut', "pelayanan kelurahan", "jakarta utara", "pengaduan warga", "jakarta",
)  # fmt: skip
"""From rare words to one that nearly every article has; of the made-up corpus's vocabulary."""

_AGAIN = 9


def _timed(path: Path, query: str) -> dict[str, float]:
    """How many articles one query finds, and the seconds of the first and of the median later time."""
    from scraper.archive.database import open_to_read  # noqa: PLC0415 - not in the process that only starts others
    from scraper.archive.search import search  # noqa: PLC0415 - likewise

    db = open_to_read(path)
    taken = []
    for _ in range(1 + _AGAIN):
        began = time.perf_counter()
        results = search(db, query)
        taken.append(time.perf_counter() - began)
    db.close()
    return {"total": results.total, "first": taken[0], "median": statistics.median(taken[1:])}


def main() -> None:
    """Print a line for each query."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archive", type=Path, help="File of the archive.")
    parser.add_argument("--query", help="Ask this one only, and print the figures as JSON.")
    options = parser.parse_args()
    if options.query is not None:
        print(json.dumps(_timed(options.archive, options.query)))
        return
    print("| words | articles | first, ms | again, ms |\n|---|---:|---:|---:|")
    for query in _QUERIES:
        command = [sys.executable, "-m", "bench.searching", str(options.archive), "--query", query]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
        timed = json.loads(done.stdout)
        print(f"| `{query}` | {timed['total']:,} | {timed['first'] * 1000:.0f} | {timed['median'] * 1000:.0f} |")


if __name__ == "__main__":
    main()
