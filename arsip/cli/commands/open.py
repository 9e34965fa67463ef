"""`arsip open`: an article in the browser, on the site or in `arsip serve`."""

import webbrowser
from pathlib import Path
from urllib.parse import urlsplit

import click

from arsip.cli.errors import Failure, open_archive
from arsip.cli.options import archive_to_read, key_of_article
from scraper.exit_codes import printable
from scraper.urls import article_name, article_url, from_key


@click.command()
@click.argument("article", metavar="ARTICLE")
@archive_to_read
@click.option("--served", metavar="URL", help="Open it in an `arsip serve` there, such as http://127.0.0.1:8001.")
@click.option("--print", "only_print", is_flag=True, help="Print the address only.")
def open(article: str, db: Path, *, served: str | None, only_print: bool) -> None:  # noqa: A001 - the command's name
    """Open an article in the browser: the live page, or the archived one with --served.

    ARTICLE is 142433, en/43425 or any URL of the article. The address is printed too.
    """
    from arsip.api.citation import Source
    from scraper.archive.history import History

    key = key_of_article(article)
    name = article_name(key)
    with open_archive(db) as archive:
        record, source = History(archive, key).at(), Source.of(archive)
    if served is not None:
        url = f"{_base(served)}/article/{name}"
    elif source.is_made_up:
        raise Failure(f"{db.name} is of a made-up site, which is not on the web; open it with --served")
    elif record is None:
        url = article_url(*from_key(key), None)
        click.echo(f"article {name} is not in {db.name}; this is its address if the site has it", err=True)
    else:
        url = record["url"]
        if record["status"] != "live":
            click.echo(f"the site no longer has article {name}, it seems; `arsip show {name}` prints it", err=True)
    click.echo(printable(url))
    if not only_print and not webbrowser.open(url):
        raise Failure("no browser can be started here; open the address above in one")


def _base(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(map(str.isspace, address)):
        raise click.UsageError(f"--served: invalid address {address!r}: expected http://127.0.0.1:8001, for example")
    return address.rstrip("/")
