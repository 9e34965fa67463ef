"""The commands `crawl …`: fetch from the site and archive. Each is made from the options of a spider."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from arsip.cli.crawl_options import crawl_parameters, run_spider
from scraper.counts import count
from scraper.crawl.options import SPIDER_OPTIONS, RunOptions, SpiderOptions, SweepOptions


@click.group()
def crawl() -> None:
    """Fetch articles from the site and archive them."""


def _command(options: type[SpiderOptions]) -> click.Command:
    def run(*, quiet: bool, **given: Any) -> None:  # noqa: ANN401 - click hands on what the options say
        if options is SweepOptions and given.pop("forget"):
            _forget(given)
            return
        run_spider(options, given, quiet=quiet)

    parameters: list[click.Parameter] = crawl_parameters(options)
    if options is SweepOptions:
        help_ = "Request nothing; drop the unanswered ids of earlier sweeps from the frontier."
        parameters.append(click.Option(["--forget"], is_flag=True, help=help_))
    return click.Command(options.spider, callback=run, params=parameters, help=options.__doc__)


for _options in SPIDER_OPTIONS:
    crawl.add_command(_command(_options))


def _forget(given: dict[str, Any]) -> None:
    """Drop the ids that sweeps have left on the frontier, and print how many."""
    from arsip.cli.errors import error_handling
    from scraper.archive.database import create_or_open, open_to_read
    from scraper.archive.frontier import sweeps
    from scraper.lock import ArchiveLock

    if any(given[name] is not None for name in ("from_id", "to_id", "limit")):
        raise click.UsageError("--forget drops what all sweeps have left: leave out --from-id, --to-id and --limit")
    db = Path(given["db"] or RunOptions().db)
    with error_handling(db, interrupted="interrupted; run the same command to resume"):
        path = db.resolve()
        open_to_read(path).close()
        with ArchiveLock(path), closing(create_or_open(path)) as archive:
            dropped = sum(sweeps.drop_unanswered(archive))
            is_half_empty = sweeps.is_half_empty(archive)
    click.echo(f"{count(dropped, 'id')} dropped that sweeps had left unanswered.")
    if dropped and is_half_empty:
        click.echo(
            f"Most of the file is free for later pages now; `sqlite-utils vacuum {db}` gives it back to the disk."
        )
