"""`python -m bench.serving large.db`: what the pages of `arsip serve` cost, and how large they are on the wire.

The archive is one that `python -m bench.large` has made; its copy is made beside it. Processor time is measured, of the
first answer by a new server that has computed nothing yet, and the median of those after it.
"""

import asyncio
import time
from contextlib import closing
from pathlib import Path
from statistics import median

import click
from datasette.app import Datasette

from arsip.web.served_copy import open_connections, served
from arsip.web.site import Site
from bench.markdown import table
from scraper.archive.copies.publication import is_current, publish
from scraper.archive.database import open_to_read
from scraper.urls import article_name

_ROUNDS = 5
_CODINGS = ("identity", "gzip", "br", "zstd")


def pages(copy: Path) -> dict[str, str]:
    """Return the addresses that are measured, by what they are."""
    with closing(open_to_read(copy)) as db:
        key, day = db.execute("SELECT key, date FROM articles WHERE version > 1 ORDER BY date DESC LIMIT 1").fetchone()
    article = f"/article/{article_name(key)}"
    return {
        "home": "/",
        "a search of two words": "/search?q=banjir+rob",
        "the same as JSON, with all facets": "/search.json?q=banjir+rob",
        "a search of nearly all articles": "/search?q=jakarta",
        "an article with its history": article,
        "diff of two versions": f"{article}/changes",
        "changes": "/changes",
        "the same, of 50 words and more": "/changes?kind=changed&min_words=50",
        "feed": "/feed.atom",
        "dashboard": "/dashboard",
        "dashboard of a month": f"/dashboard?since={day[:7]}-01&until={day[:7]}-28",
        "dashboard of an edition": "/dashboard?lang=en",
        "table of articles with four facets": "/archive/articles",
        "the same as JSON": "/archive/articles.json",
        "style sheet": "/assets/arsip.css",
    }


async def measure(copy: Path, path: str) -> list[str]:
    """Return milliseconds of the first answer, of those after it and of a 304; and sizes in kB by coding."""
    first, then, unchanged = [], [], []
    sizes: dict[str, int] = {}
    for _ in range(_ROUNDS):
        with served(Site(copy=copy, warc=copy.parent / "warc", hosts=None)) as datasette:
            await open_connections(datasette)
            await _answer(datasette, "/-/versions", "identity")  # starts Datasette
            first.append((await _answer(datasette, path, "zstd"))[0])
            for coding in _CODINGS:
                took, sizes[coding], etag = await _answer(datasette, path, coding)
                then.append(took)
            unchanged.append((await _answer(datasette, path, "zstd", etag))[0])
    return [
        *(f"{median(each):,.1f}" for each in (first, then, unchanged)),
        *(f"{sizes[coding] / 1000:,.0f}" for coding in _CODINGS),
    ]


async def _answer(datasette: Datasette, path: str, coding: str, etag: str = "") -> tuple[float, int, str]:
    """Return milliseconds, bytes on the wire, and the ETag."""
    began = time.process_time()
    answer = await datasette.client.get(path, headers={"Accept-Encoding": coding, "If-None-Match": etag})
    took = 1000 * (time.process_time() - began)
    return took, answer.num_bytes_downloaded, answer.headers.get("etag", "")


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(archive: Path) -> None:
    """Print a table."""
    copy = archive.with_name("browse.db")
    if not is_current(archive, copy):
        began = time.process_time()
        publish(archive, copy)
        click.echo(
            f"the copy: {time.process_time() - began:.1f} s of processor time, {copy.stat().st_size / 1e6:,.0f} MB"
        )
    header = ["page", "first, ms", "then, ms", "304, ms", *(f"{coding}, kB" for coding in _CODINGS)]
    rows = [[name, *asyncio.run(measure(copy, path))] for name, path in pages(copy).items()]
    click.echo(table(header, rows))


if __name__ == "__main__":
    main()
