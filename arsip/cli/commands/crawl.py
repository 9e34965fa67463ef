"""The verbs `crawl …`: fetch from the site and keep."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from arsip.cli.crawl_options import crawl_options, run_spider

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
@click.option("--from-id", type=click.IntRange(min=1), metavar="A", help="Lowest id.")
@click.option("--to-id", type=click.IntRange(min=1), metavar="B", help="Highest id, inclusive.")
@click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True, help="The edition.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Ask for at most N ids.")
@click.option("--forget", is_flag=True, help="Ask for nothing; drop the ids that earlier sweeps have left on the list.")
@crawl_options
def sweep(*, forget: bool, **options: Any) -> None:  # noqa: ANN401 - as above
    """Every id of a range that is not settled, for articles that no list shows any more."""
    given = [name for name in ("from_id", "to_id", "limit") if options[name] is not None]
    if forget and given:
        raise click.UsageError("--forget drops what all sweeps have left: leave out --from-id, --to-id and --limit")
    if forget:
        _forget(options["db"])
        return
    for name in ("from_id", "to_id"):
        if name not in given:
            raise click.UsageError(f"Missing option '--{name.replace('_', '-')}'.")
    _run("sweep", options, "from_id", "to_id", "lang", "limit")


def _forget(db: Path) -> None:
    """Drop what sweeps have left on the frontier, and say how much that was."""
    from arsip.cli.errors import error_handling
    from scraper.archive.database import create_or_open, open_to_read
    from scraper.archive.frontier import sweeps
    from scraper.clock import now_stamp
    from scraper.lock import ArchiveLock

    with error_handling(db, interrupted="interrupted; the same command goes on"):
        path = db.resolve()
        open_to_read(path).close()
        lock = ArchiveLock(path, started_at=now_stamp())
        try:
            with closing(create_or_open(path)) as archive:
                dropped = sum(sweeps.drop_unanswered(archive))
                is_half_empty = sweeps.is_half_empty(archive)
        finally:
            lock.release()
    click.echo(f"{dropped:,} ids dropped that sweeps had left unanswered.")
    if dropped and is_half_empty:
        click.echo(
            f"Most of the file is free for later pages now; `sqlite-utils vacuum {db}` gives it back to the disk."
        )


@crawl.command(context_settings=HELP)
@click.option("--since", metavar="DAY", help="First day, as 2026-10-31, yesterday or 7d, inclusive.")
@click.option("--until", metavar="DAY", help="Last day, inclusive.")
@_lang
@click.option(
    "--ids",
    type=click.Choice(["unknown", "pending"]),
    default="unknown",
    show_default=True,
    help="Those that nobody has looked at, or those heard of and not fetched.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Ask for at most N ids.")
@crawl_options
def gaps(**options: Any) -> None:  # noqa: ANN401 - as above
    """The ids that `arsip gaps` shows as missing, all in one run."""
    _run("gaps", options, "since", "until", "lang", "ids", "limit")


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
