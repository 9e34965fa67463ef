"""`python -m bench.known`: measures the same crawl into archives of several sizes, and writes docs/speed.md.

The crawl fetches some hundred new articles of a replica into archives that have 300, 3,000 and 30,000 others, or whose
frontier knows a million ids. Its cost should depend on what is new alone.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bench.large import fill
from bench.markdown import put_into, table
from bench.reading import MANUAL
from bench.site import crawl, served
from bench.timing import Usage, compare, rounds, run
from scraper.archive import records
from scraper.archive.database import claim_site, create_or_open, open_to_read
from scraper.archive.frontier import store
from scraper.clock import now

_HEADS = ("the archive", "CPU s", "times the smallest (middle half)", "peak MB")
_CHUNK = 10_000
"""Ids put on the frontier in one transaction."""

_FAR = 10_000_000
"""Ids from here on are known of and not due: what they are there for is to be many."""

_ELSEWHERE = ("--newest-id", "900000", "--newest-english-id", "900000")
"""The replica's ids that are crawled: none of those that `bench.large` gives its articles."""


def fill_frontier(path: Path, known: int) -> None:
    """Make an archive that knows of so many ids: one in ten is put off, the others never were articles."""
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
                    store.record_failure(db, id_, "made up", now=now(), postponed=True)
    db.close()


def crawl_into(archive: Path, site: str, articles: int, _round: int = 0) -> Usage:
    """Crawl so many articles into a copy of an archive."""
    with TemporaryDirectory(dir=archive.parent) as folder:
        copy = Path(folder) / "archive.db"
        shutil.copyfile(archive, copy)
        usage = run(crawl(site, copy, "--limit", str(articles)), Path(folder) / "printed")
        before, after = (records.count(open_to_read(path), records.Selection()) for path in (archive, copy))
        if after - before != articles:
            raise click.ClickException(f"{after - before} of {articles} articles were new")
        return usage


def _rows(done: Sequence[Mapping[str, Usage]]) -> Iterator[list[str]]:
    yardstick = next(iter(done[0]))
    timings = compare([{name: usage.cpu for name, usage in each.items()} for each in done], yardstick)
    for name, each in timings.items():
        peak = max(usages[name].peak for usages in done)
        yield [name, f"{each.seconds:.1f}", each.spread, f"{peak / 1e6:.0f}"]


@click.command()
@click.option("--archived", type=int, multiple=True, default=(300, 3_000, 30_000), help="Articles of an archive.")
@click.option("--known", type=int, multiple=True, default=(1_000_000,), help="Ids on the frontier of an archive.")
@click.option("--articles", type=int, default=300, show_default=True, help="Articles to crawl.")
@click.option("--rounds", "count", type=click.IntRange(1), default=3, show_default=True, help="Crawls into each.")
@click.option("--write/--print", default=True, help="Write docs/speed.md, or only print.")
def main(archived: tuple[int, ...], known: tuple[int, ...], articles: int, count: int, *, write: bool) -> None:
    """Measure a crawl by what the archive has and knows of."""
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        archives = {f"has {number:,} articles": folder / f"{number}.db" for number in archived}
        for number, path in zip(archived, archives.values(), strict=True):
            fill(path, number)
            create_or_open(path).execute("DROP TABLE sqlite_stat1")  # which a crawl does not make
        for number in known:
            path = archives[f"knows of {number:,} ids"] = folder / f"known-{number}.db"
            fill_frontier(path, number)
        site = stack.enter_context(served(articles, *_ELSEWHERE))
        turns = {each: partial(crawl_into, path, site, articles) for each, path in archives.items()}
        rows = list(_rows(rounds(turns, count)))
    text = f"Measured on {now():%Y-%m-%d} with `python -m bench.known`, {articles} new articles, {count} rounds.\n\n"
    text += table(_HEADS, rows)
    click.echo(text)
    if write:
        put_into(MANUAL, "bench-known", text)


if __name__ == "__main__":
    main()
