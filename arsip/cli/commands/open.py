"""The verb `open`: an article in the browser, on the site or in `arsip serve`."""

from contextlib import closing
from pathlib import Path

import click

from arsip.cli.options import archive_to_read


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("article", metavar="ARTICLE")
@archive_to_read
@click.option("--served", metavar="ADDRESS", help="Open it in an `arsip serve` there, such as http://127.0.0.1:8001.")
@click.option("--print", "only_print", is_flag=True, help="Print the address and open nothing.")
def open(article: str, db: Path, *, served: str | None, only_print: bool) -> None:  # noqa: A001 - the verb's name
    """Open an article in the browser: the live page, or the archive's own with --served.

    ARTICLE is named 142433, en/43425 or by any of its addresses. Its address is printed too.
    """
    import webbrowser

    from arsip.api.citation import Source
    from arsip.cli.errors import error_handling
    from scraper.archive.database import open_to_read
    from scraper.archive.history import History
    from scraper.urls import article_url, key_of, reference

    try:
        lang, id_ = reference(article)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    with error_handling(db), closing(open_to_read(db)) as archive:
        record, source = History(archive, key_of(lang, id_)).at(), Source.of(archive)
    if source.is_made_up and served is None:
        raise click.ClickException(f"{db.name} is of a made-up site, which is not on the web; open it with --served")
    if served is not None:
        url = _served(served, f"{'en/' if lang == 'en' else ''}{id_}")
    elif record is None:
        url = article_url(lang, id_, None)
        click.echo(f"{article} is not in {db.name}; this is where the site has it, if it has", err=True)
    else:
        url = record["url"]
        if record["status"] != "live":
            click.echo(f"the site has taken it down, it seems; `arsip show {article}` shows what it said", err=True)
    click.echo(url)
    if not only_print and not webbrowser.open(url):
        raise click.ClickException("no browser could be started here; open the address above in one")


def _served(address: str, name: str) -> str:
    """Return an article's address in an `arsip serve`.

    Raises:
        click.UsageError: where its own address is none of the web.
    """
    from urllib.parse import urlsplit

    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(map(str.isspace, address)):
        raise click.UsageError(f"--served: {address!r} is no address; write it as http://127.0.0.1:8001")
    return f"{address.rstrip('/')}/article/{name}"
