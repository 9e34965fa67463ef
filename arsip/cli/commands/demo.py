"""`arsip demo`: crawls the made-up site, sees it change, and shows the results."""

import asyncio
import os
import shlex
import shutil
import sys
import time
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.urls import article_name, key_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from replica.server import Running
    from replica.site import Site

PORT = 8899
"""Where the made-up site is served if the port is free: at the same address a second crawl knows how far it got."""

ADDED = {
    "id": "Keterangan ini ditambahkan kemudian oleh redaksi.",
    "en": "This remark was added by the editors later.",
}
"""What the made-up newsroom adds to an article, by edition."""

UPDATED = {"id": "Diperbarui", "en": "Updated"}

START = "2026-10-08T12:00+0700"
"""When the made-up site's clock starts, so that days that the README names have articles whenever it is run."""

HOURS, EDITED = 6, 3
"""How many hours pass before the second crawl, and how many articles are edited meanwhile."""

NEXT = (
    ("Search for articles", "{arsip} search{at} penertiban spanduk"),
    ("Show what changed in an article", "{arsip} show{at} {changed} --diff"),
    ("Browse the archive, after `make web`", "{arsip} serve{at}"),
    (
        "Count the articles of each day in SQL",
        "{sqlite_utils} {db} 'select date, count(*) from articles group by 1 order by 1 desc limit 5' -t",
    ),
    ("Export one category as CSV", "{arsip} export {exports}/ekonomi.csv{at} --category ekonomi"),
    (
        "Crawl ten articles of the real site",
        "{arsip} crawl articles --db jakarta/archive.db --limit 10 --contact you@example.org",
    ),
)
"""What to try next, and how."""


@click.command()
@click.option(
    "--articles", type=click.IntRange(2, 1_000_000), default=300, show_default=True, help="Number of made-up articles."
)
@click.option(
    "--db", type=click.Path(dir_okay=False, path_type=Path), default=Path("archive.db"), show_default=True,
    help="The archive; warc/ is beside it.",
)  # fmt: skip
@click.option(
    "--exports", type=click.Path(file_okay=False, path_type=Path), default=Path("exports"), show_default=True,
    help="Folder for exports.",
)  # fmt: skip
def demo(articles: int, db: Path, exports: Path) -> None:
    """Crawl a made-up site on this machine, see it change, export the archive, and show what is in it."""
    began = time.monotonic()
    for name in ("NO_PROXY", "no_proxy"):  # no proxy leads to this machine
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1")))
    at = [] if db == Path("archive.db") and "ARSIP_DB" not in os.environ else ["--db", str(db)]
    changed = asyncio.run(_demo(articles, db, exports, at))
    _print_files(db, exports, time.monotonic() - began)
    click.secho("\nSix commands to try next", bold=True)
    words = {
        "arsip": _program("arsip"),
        "sqlite_utils": _program("sqlite-utils"),
        "db": shlex.quote(str(db)),
        "exports": shlex.quote(str(exports)),
        "changed": changed,
        "at": f" {shlex.join(at)}" if at else "",
    }
    for what, how in NEXT:
        click.echo(f"  {what}")
        click.secho(f"  $ {how.format_map(words)}", fg="cyan")
    click.echo()


async def _demo(articles: int, db: Path, exports: Path, at: list[str]) -> str:
    """Crawl, recheck and export; return the name of an article that was edited."""
    async with _replica(articles) as running:
        crawling = ["--site", running.url, *at, "--delay", "0", "--concurrency", "8", "--min-free", "0"]
        await _run("Crawl it and keep every page", "crawl", "articles", *crawling)
        changed = _let_hours_pass(running.site, db)
        await _run("Recheck every article", "crawl", "recheck", "--older-than", "0h", *crawling)
    await _run("Export it as JSON", "export", str(exports / "articles.json"), *at)
    await _run("Export it as CSV", "export", str(exports / "articles.csv"), *at)
    await _run("Show what is in the archive", "info", *at)
    return changed


@asynccontextmanager
async def _replica(articles: int) -> "AsyncIterator[Running]":
    from replica.clock import Clock
    from replica.options import Options
    from replica.server import serve
    from replica.site import Site

    command = ["replica", "--articles", str(articles), "--start", START, "--control"]
    _print_head("Serve a made-up site on this machine", command)
    site = Site(Options(articles=articles), Clock(datetime.fromisoformat(START)))
    async with AsyncExitStack() as stack:
        try:
            running = await stack.enter_async_context(serve(site, port=PORT))
        except OSError:
            click.echo(f"Port {PORT} is taken, so this crawl does not know how far an earlier one read the lists.")
            running = await stack.enter_async_context(serve(site, port=0))
        click.echo(f"Serving {articles} articles on {running.url}/")
        yield running


def _let_hours_pass(site: "Site", db: Path) -> str:
    """Let time pass on the made-up site, and its newsroom edit some articles and delete one; return one edited."""
    from scraper.archive.database import open_to_read

    newest = (
        "SELECT lang, id, title, body, quote FROM articles WHERE status = 'live' "
        "ORDER BY quote IS NOT NULL, date DESC, key DESC"
    )
    with closing(open_to_read(db)) as archive:  # which may be of an earlier demo, of a site with more articles
        rows = (row for row in archive.execute(newest) if site.index(*row[:2]) is not None)
        (lang, id_, *_), *edited = islice(rows, 1 + EDITED)
    site.clock.advance(seconds=HOURS * 3600)
    site.delete(lang, id_)
    for lang, id_, title, body, quote in edited:
        if quote:  # it repeats a sentence of the text, which a new text would have to have too
            site.edit(lang, id_, title=f"{title} ({UPDATED[lang]})")
        else:
            first, *rest = body.split("\n\n")
            site.edit(lang, id_, paragraphs=[first, ADDED[lang], *rest])
    click.secho(f"\n{HOURS} hours later: {len(edited)} articles were edited and one was deleted", bold=True)
    click.echo("The archive calls the missing one suspect, and gone if it is missing a day later too.")
    return article_name(key_of(lang, id_))


async def _run(what: str, *command: str) -> None:
    _print_head(what, command)
    here = ("--config", os.devnull)  # a file beside the archive speaks of another site
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "arsip", *here, *command)
    if status := await process.wait():
        sys.exit(status)


def _print_head(what: str, command: "Sequence[str]") -> None:
    click.secho(f"\n{what}", bold=True)
    click.secho(f"$ arsip {shlex.join(command)}", fg="cyan")


def _print_files(db: Path, exports: Path, seconds: float) -> None:
    click.secho(f"\nThat took {seconds:.0f} seconds. Files made:", bold=True)
    made = (
        (db, "the archive: one SQLite file"),
        (db.parent / "warc", "the raw pages, in WARC files"),
        (exports / "articles.json", "every article, its links nested"),
        (exports / "articles.csv", "every article, a row each"),
        (exports / "articles-links.csv", "their links, a row each"),
    )
    width = max(len(str(path)) for path, _ in made)
    for path, what in made:
        click.echo(f"  {path!s:<{width}}  {what}")


def _program(name: str) -> str:
    """Return what to type for a program beside this Python: its name if the shell would find it."""
    beside = Path(sys.executable).parent / name
    if (found := shutil.which(name)) is not None and Path(found).resolve() == beside.resolve():
        return name
    here = Path.cwd()
    return shlex.quote(os.path.relpath(beside, here) if beside.is_relative_to(here) else str(beside))
