"""`python -m bench.known`: measures a crawl's memory by how many articles the archive knows of: it should be flat.

It makes archives whose frontier knows 1,000 and 1,000,000 articles, crawls the same few hundred
articles of a replica into each, and prints the peak memory, the processor time and the requests of each crawl.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bench.markdown import table
from bench.timing import run
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


@click.command()
@click.option("--known", type=int, multiple=True, default=(1_000, 1_000_000), help="Size of the frontier.")
@click.option("--articles", type=int, default=300, show_default=True, help="Articles to crawl.")
def main(known: tuple[int, ...], articles: int) -> None:
    """Print a line for each size."""
    rows = []
    with TemporaryDirectory() as folder, _replica(articles) as site:
        for number in known:
            path = Path(folder) / str(number) / "archive.db"
            _knowing(path, number)
            crawl = [*_ARSIP, "crawl", "articles", "--site", site, "--db", str(path), "--delay", "0", "--quiet"]
            try:
                usage = run([*crawl, "--limit", str(articles)], path.with_name("printed"))
            except subprocess.CalledProcessError as error:
                raise click.ClickException(f"the crawl ended with {error.returncode}: {error.stderr}") from error
            outcomes = [outcome for (outcome,) in open_to_read(path).execute("SELECT outcome FROM captures")]
            counts = (number, usage.peak >> 20, len(outcomes), outcomes.count("article"))
            rows.append([*(f"{each:,}" for each in counts), f"{usage.cpu:.1f}"])
    click.echo(table(("known of", "peak MB", "requests", "articles", "CPU s"), rows, left=0))


if __name__ == "__main__":
    main()
