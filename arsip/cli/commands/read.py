"""`arsip read`: the article of a saved page."""

from typing import TYPE_CHECKING

import click

from arsip.cli.errors import Failure
from arsip.cli.options import page_url_option, print_json
from scraper.items import ARTICLE_FIELDS, LINK_LISTS
from scraper.urls import article_name, key_of

if TYPE_CHECKING:
    from rich.table import Table

    from scraper.items import Article, Link

_TEXTS = ("quote", "body")


@click.command()
@click.argument("file", metavar="FILE")
@page_url_option
@click.option("--table", is_flag=True, help="Print tables instead of JSON.")
def read(file: str, url: str | None, *, table: bool) -> None:
    """Print the article of a saved page, as JSON.

    FILE is a saved page, or - for standard input. One line on standard error if it cannot be read: exit status 1, or 2
    if there is no such file.
    """
    from arsip.cli.page_source import from_file
    from scraper.parser import Refusal, parse_article

    source = from_file(file, url)
    try:
        article = parse_article(source.html, source.url)
    except Refusal as error:
        raise Failure(f"{source.about}: {error.reason}") from error
    if table:
        _print_tables(article)
    else:
        print_json(article)


def _print_tables(article: "Article") -> None:
    """Print a line for each short field (a dash where the page has nothing), then the texts, then the lists."""
    from rich.table import Column, Table
    from rich.text import Text

    from arsip.cli.views.console import Console, print_table

    console = Console()
    grid = Table.grid(Column(style="bold", no_wrap=True), Column(overflow="fold"), padding=(0, 2))
    for name in ARTICLE_FIELDS:
        if name not in {*_TEXTS, *LINK_LISTS}:
            value = getattr(article, name)
            grid.add_row(name, "-" if value is None else str(value))
    console.print(grid)
    for name in (*_TEXTS, *LINK_LISTS):
        if value := getattr(article, name):
            console.print(Text(f"\n{name}", style="bold"))
            if name in _TEXTS:
                console.print(value)
            else:
                print_table(console, _link_table(value))


def _link_table(links: "tuple[Link, ...]") -> "Table":
    from rich.table import Column

    from arsip.cli.views.console import new_table, right

    columns = (Column(justify="right"), Column("title", overflow="fold"), "date", right("views"), "article")
    table = new_table(None, *columns)
    for link in links:
        name = "-" if link.id is None else article_name(key_of(link.lang or "id", link.id))
        views = "-" if link.views is None else str(link.views)
        table.add_row(str(link.position), link.title or link.photo_alt or link.url, link.date or "-", views, name)
    return table
