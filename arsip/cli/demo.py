"""The verb `demo`: crawls the made-up site and shows what comes of it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

NEXT = (
    ("Read one article as JSON", "arsip export - --format jsonl --where 'views > 5000' | head -1"),
    ("Ask in SQL", "sqlite3 archive.db 'select date, reporter, editor, views, title from articles limit 5'"),
    (
        "Who writes most",
        "sqlite3 archive.db 'select person, count(*) n from bylines group by 1 order by n desc limit 9'",
    ),
    ("One category, for a spreadsheet", "arsip export ekonomi.csv --category ekonomi --bom"),
    (
        "The real site, ten articles",
        "arsip crawl articles --db jakarta/archive.db --limit 10 --contact you@example.org",
    ),
)
"""What to try next, and how."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--articles", type=click.IntRange(2, 1_000_000), default=300, show_default=True, help="How many to make up."
)
@click.option(
    "--db", type=click.Path(path_type=Path), default=Path("archive.db"), show_default=True, help="The archive."
)
@click.option(
    "--exports", type=click.Path(path_type=Path), default=Path("exports"), show_default=True, help="Folder for exports."
)
def demo(articles: int, db: Path, exports: Path) -> None:
    """Crawl a made-up site on this machine, archive it, export it, and show what is in it."""
    arsip = [sys.executable, "-m", "arsip"]
    began = time.monotonic()
    with _replica(arsip, articles) as site:
        crawl = [*arsip, "crawl", "articles", "--site", site, "--db", str(db), "--delay", "0", "--concurrency", "8"]
        _run(crawl, shown="crawl articles --site … --delay 0 --concurrency 8")
    for name in ("articles.json", "articles.csv"):
        _run([*arsip, "export", str(exports / name), "--db", str(db)], shown=f"export {exports / name}")
    _run([*arsip, "info", "--db", str(db)], shown="info")
    click.secho(f"That took {time.monotonic() - began:.0f} seconds. To try next:", bold=True)
    for what, how in NEXT:
        click.echo(f"  {what}:\n    " + click.style(how, fg="cyan"))


@contextmanager
def _replica(arsip: list[str], articles: int) -> Iterator[str]:
    """Serve the made-up site while the block runs; give its address."""
    command = [*arsip, "replica", "--articles", str(articles), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        if "http://" not in line:
            raise click.ClickException("the made-up site did not start; try `arsip replica` to see why")
        click.secho(f"» {line.strip().removesuffix(', Ctrl-C stops)')})", dim=True)
        yield "http://" + line.split("http://", 1)[1].split("/", 1)[0]
    finally:
        server.terminate()
        server.wait()


def _run(command: list[str], *, shown: str) -> None:
    """Run one of our verbs, and end with its status where it fails."""
    click.secho(f"» arsip {shown}", dim=True)
    status = subprocess.run(command, check=False).returncode  # noqa: S603 - ourselves
    if status:
        sys.exit(status)
