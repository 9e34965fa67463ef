"""`arsip read`: the article of a saved page."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from arsip.cli.errors import Failure
from arsip.cli.options import page_url_option

if TYPE_CHECKING:
    from rich.table import Table

    from scraper.items import Article, Link

_TEXTS = ("quote", "body")
_LISTS = ("related", "read_also", "popular")


@click.command()
@click.argument("file", metavar="FILE")
@page_url_option
@click.option("--table", is_flag=True, help="Print tables instead of JSON.")
def read(file: str, url: str | None, *, table: bool) -> None:
    """Print the article of a saved page, as JSON.

    FILE is a saved page, or - for standard input. Exit status 1 and one line on standard error if it cannot be read.
    """
    from arsip.cli.page_source import address_in, file_name, read_file
    from arsip.cli.views.console import print_json
    from scraper.parser import Refusal, parse_article

    html = read_file(file)
    try:
        article = parse_article(html, url or address_in(html, file))
    except Refusal as error:
        raise Failure(f"{file_name(file)}: {error.reason}") from error
    if table:
        _print_tables(article)
    else:
        print_json(asdict(article))


def _print_tables(article: "Article") -> None:
    """Print a line for each short field (a dash where the page has nothing), then the texts, then the lists."""
    from rich.table import Table
    from rich.text import Text

    from arsip.cli.views.console import Console

    console = Console()
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in asdict(article).items():
        if name not in {*_TEXTS, *_LISTS}:
            grid.add_row(name, "-" if value is None else str(value))
    console.print(grid)
    for name in (*_TEXTS, *_LISTS):
        value = getattr(article, name)
        if value:
            console.print(Text(f"\n{name}", style="bold"))
            console.print(value if name in _TEXTS else _link_table(value))


def _link_table(links: "tuple[Link, ...]") -> "Table":
    from arsip.cli.views.console import new_table
    from scraper.urls import article_name, key_of

    table = new_table(None)
    table.add_column(justify="right")
    table.add_column("title", overflow="fold")
    table.add_column("date", no_wrap=True)
    table.add_column("views", justify="right", no_wrap=True)
    table.add_column("article", no_wrap=True)
    for link in links:
        name = "-" if link.id is None else article_name(key_of(link.lang or "id", link.id))
        views = "-" if link.views is None else str(link.views)
        table.add_row(str(link.position), link.title or link.photo_alt or link.url, link.date or "-", views, name)
    return table
