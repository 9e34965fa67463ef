"""The verbs `crawl …`: fetch from the site and keep."""

from pathlib import Path
from typing import Any

import click

from arsip.cli.crawling import crawl_options, run_spider

HELP = {"help_option_names": ["-h", "--help"]}

_limit = click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Fetch at most N articles.")
_lang = click.option("--lang", type=click.Choice(["id", "en"]), help="One edition only.  [default: both]")


@click.group(context_settings=HELP)
def crawl() -> None:
    """Fetch articles from the site and keep them."""


@crawl.command(context_settings=HELP)
@click.option("--since", metavar="DAY", help="First day of publication, as 2026-10-31, yesterday or 7d, inclusive.")
@click.option("--until", metavar="DAY", help="Last day of publication, inclusive.")
@click.option("--category", metavar="NAME", help="Walk the list of one category, by slug or name.")
@_lang
@_limit
@crawl_options
def articles(**options: Any) -> None:  # noqa: ANN401 - click hands on what the options say
    """From the lists to the articles, newest first; goes on where the last run ended."""
    _run("articles", options, "since", "until", "category", "lang", "limit")


@crawl.command(context_settings=HELP)
@click.option("--from-id", type=click.IntRange(min=1), required=True, metavar="A", help="Lowest id.")
@click.option("--to-id", type=click.IntRange(min=1), required=True, metavar="B", help="Highest id, inclusive.")
@click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True, help="The edition.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Ask for at most N ids.")
@crawl_options
def sweep(**options: Any) -> None:  # noqa: ANN401 - as above
    """Every id of a range that is not settled, for articles that no list shows any more."""
    _run("sweep", options, "from_id", "to_id", "lang", "limit")


@crawl.command(context_settings=HELP)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@crawl_options
def urls(file: Path, **options: Any) -> None:  # noqa: ANN401 - as above
    """The articles that FILE names (- is standard input), a line each: 142433, en/43425, or any address."""
    _run("urls", {"file": str(file), **options}, "file")


@crawl.command(context_settings=HELP)
@click.argument("words")
@_limit
@crawl_options
def search(**options: Any) -> None:  # noqa: ANN401 - as above
    """What the site's own search finds for WORDS."""
    _run("search", options, "words", "limit")


@crawl.command(context_settings=HELP)
@click.option("--older-than", metavar="TIME", help="What was not looked at for so long (36h, 30d, 2w).")
@click.option(
    "--confirm-gone",
    metavar="TIME",
    default="24h",
    show_default=True,
    help="Ask again for what may be gone after so long; a day at least.",
)
@_lang
@_limit
@crawl_options
def recheck(**options: Any) -> None:  # noqa: ANN401 - as above
    """Archived articles again, young ones often and old ones rarely: for edits, removals and counters."""
    _run("recheck", options, "older_than", "confirm_gone", "lang", "limit")


@crawl.command(context_settings=HELP)
@_lang
@_limit
@crawl_options
def retry(**options: Any) -> None:  # noqa: ANN401 - as above
    """What is known and was not fetched yet, without reading a list: what failed and is due, what links led to."""
    _run("retry", options, "lang", "limit")


@crawl.command(context_settings=HELP)
@click.argument("url", required=False)
@_limit
@crawl_options
def sitemap(**options: Any) -> None:  # noqa: ANN401 - as above
    """The articles that the site's sitemap names; robots.txt says where it is, or URL does."""
    _run("sitemap", options, "url", "limit")


def _run(spider: str, options: dict[str, Any], *names: str) -> None:
    """Run a spider with its own arguments; the other options are every crawl's."""
    arguments = {name: options.pop(name) for name in names}
    run_spider(spider, arguments, **options)
