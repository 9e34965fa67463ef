"""`arsip read`: print the article that a saved page holds."""

from dataclasses import asdict
from typing import TYPE_CHECKING, NoReturn

import click

from arsip.cli.errors import Failure

if TYPE_CHECKING:
    from rich.table import Table

    from scraper.items import Article, Link


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--url", help="The address the page was fetched by. Left out, the page's own: rel=canonical or og:url.")
@click.option("--table", is_flag=True, help="Print it for the eye instead of as JSON.")
def read(file: str, url: str | None, *, table: bool) -> None:
    """Print the article that a saved page holds, as JSON.

    FILE is a saved page, or - for standard input. Exit status 1 and one line on standard error where it cannot be read.
    """
    import json

    from arsip.cli.page_source import PageError, bytes_of
    from scraper.parser import Refusal, own_url, parse_article

    try:
        html = bytes_of(file)
        address = url or own_url(html)
        if address is None:
            _fail(file, "the page does not say which article it is; give its address with --url")
        article = parse_article(html, address)
    except PageError as error:
        _fail(file, str(error))
    except Refusal as error:
        _fail(file, error.reason)
    if table:
        _print_table(article)
    else:
        click.echo(json.dumps(asdict(article), ensure_ascii=False, indent=2))


def _fail(file: str, reason: str) -> NoReturn:
    name = "standard input" if file == "-" else file
    raise Failure(f"{name}: {reason}")


def _print_table(article: "Article") -> None:
    """Print one line a field, then the text, then the lists."""
    from rich.text import Text

    from arsip.cli.views.console import Console

    console = Console(highlight=False, soft_wrap=False)
    console.print(_facts(article))
    for name in ("quote", "body"):
        text = getattr(article, name)
        if text:
            console.print(Text(f"\n{name}", style="bold"))
            console.print(Text(text))
    for name in ("related", "read_also", "popular"):
        links = getattr(article, name)
        if links:
            console.print(Text(f"\n{name}", style="bold"))
            console.print(_links(links))


def _facts(article: "Article") -> "Table":
    """The short fields; a dash where the page has nothing."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in asdict(article).items():
        if name not in {"quote", "body", "related", "read_also", "popular"}:
            grid.add_row(name, Text("-" if value is None else str(value)))
    return grid


def _links(links: "tuple[Link, ...]") -> "Table":
    """A list of articles: place, headline, day or minute, counter, number."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, justify in (("", "right"), ("title", "left"), ("date", "left"), ("views", "right"), ("article", "left")):
        grid.add_column(name, justify="right" if justify == "right" else "left", no_wrap=name != "title")
    for link in links:
        number = "-" if link.id is None else f"en/{link.id}" if link.lang == "en" else str(link.id)
        views = "-" if link.views is None else str(link.views)
        title = link.title or link.photo_alt or link.url
        grid.add_row(str(link.position), Text(title, overflow="fold"), link.date or "-", views, number)
    return grid
