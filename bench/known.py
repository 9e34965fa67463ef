"""Measures a crawl's memory by how many articles the archive knows of: it should be flat.

`python -m bench.known` makes archives whose frontier knows 1,000 and 1,000,000 articles, crawls the same few hundred
articles of a replica into each, and prints the peak memory, the processor time and the requests of each crawl.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.process import run
from scraper.archive.database import claim_site, create_or_open, open_to_read
from scraper.archive.frontier import store

_ARSIP = [sys.executable, "-m", "arsip"]
_CHUNK = 10_000
"""Articles put on the frontier in one transaction."""

_FAR = 10_000_000
"""Ids from here on are known of and not due: what they are there for is to be many."""

_LATER = datetime(2999, 1, 1, tzinfo=UTC)


@contextmanager
def _replica(articles: int) -> Iterator[str]:
    """Serve a frozen replica in a process of its own."""
    clock = ["--frozen", "--start", "2026-10-08T12:00+0700"]
    command = [*_ARSIP, "replica", "--articles", str(articles), "--port", "0", *clock]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own program
        assert server.stdout is not None
        yield "http://" + server.stdout.readline().split("http://")[1].split("/")[0]
        server.terminate()


def _knowing(path: Path, known: int) -> None:
    """Make an archive that knows of so many articles: one in ten is put off, the others never were articles."""
    db = create_or_open(path)
    claim_site(db, "replica")
    for first in range(0, known, _CHUNK):
        ids = range(_FAR + first, _FAR + min(first + _CHUNK, known))
        with db.atomic():
            urls = {id_: f"https://www.beritajakarta.id/read/{id_}/judul" for id_ in ids}
            store.add_discovered(db, (store.Discovered(id_, url, "2020-01-01", "list") for id_, url in urls.items()))
            store.record_states(db, [(id_, url, "absent") for id_, url in urls.items() if id_ % 10])
            for id_ in ids:
                if id_ % 10 == 0:
                    store.record_failure(db, id_, "made up", now=_LATER)
    db.close()


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--known", type=int, nargs="+", default=[1_000, 1_000_000], help="Sizes of the frontier.")
    parser.add_argument("--articles", type=int, default=300, help="Articles to crawl.")
    options = parser.parse_args()
    print(f"{'known of':>12} {'peak MB':>8} {'CPU s':>6} {'requests':>9} {'articles':>9}")
    with tempfile.TemporaryDirectory() as folder, _replica(options.articles) as site:
        for known in options.known:
            path = Path(folder) / str(known) / "archive.db"
            _knowing(path, known)
            crawl = [*_ARSIP, "crawl", "articles", "--site", site, "--db", str(path), "--delay", "0", "--quiet"]
            try:
                usage = run([*crawl, "--limit", str(options.articles)], path.with_name("printed"))
            except subprocess.CalledProcessError as error:
                raise SystemExit(f"the crawl ended with {error.returncode}: {error.stderr}") from error
            db = open_to_read(path)
            requests, articles = db.execute(
                "SELECT count(*), count(*) FILTER (WHERE outcome = 'article') FROM captures"
            ).fetchone()
            print(f"{known:>12,} {usage.peak >> 20:>8,} {usage.cpu:>6.1f} {requests:>9,} {articles:>9,}")


if __name__ == "__main__":
    main()
