"""The verbs `crawl …`: fetch from the site and keep."""

import logging
import math
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scraper.crawl.run import Run

HELP = {"help_option_names": ["-h", "--help"]}


@click.group(context_settings=HELP)
def crawl() -> None:
    """Fetch articles from the site and keep them."""


@crawl.command(context_settings=HELP)
@click.option(
    "--site",
    default="https://m.beritajakarta.id",
    show_default=True,
    metavar="URL",
    help="Scheme and host to fetch from.",
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="ARSIP_DB",
    default=Path("archive.db"),
    show_default=True,
    help="The archive; warc/ stands beside it.",
)
@click.option("--since", metavar="DAY", help="First day of publication, as 2026-10-31, inclusive.")
@click.option("--until", metavar="DAY", help="Last day of publication, inclusive.")
@click.option("--category", metavar="SLUG", help="Walk the list of one category, such as ekonomi.")
@click.option("--lang", type=click.Choice(["id", "en"]), help="One edition only.  [default: both]")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Fetch at most N articles.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0, max=86_400),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Least time between two requests.",
)
@click.option(
    "--concurrency", type=click.IntRange(1, 64), default=1, show_default=True, help="Requests under way at once."
)
@click.option(
    "--contact", envvar="ARSIP_CONTACT", metavar="WHO", help="Who crawls, for the User-Agent: mail address or web page."
)
@click.option("--ignore-robots", is_flag=True, help="Do not ask robots.txt; the run records that you decided so.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def articles(**options: Any) -> None:  # noqa: ANN401 - click hands on what the options say
    """From the lists to the articles, newest first; goes on where the last run ended."""
    options["db"] = options["db"].absolute()
    if math.isnan(options["delay"]):
        raise click.BadParameter("nan is no number of seconds", param_hint="--delay")
    arguments = {name: options.pop(name) for name in ("site", "since", "until", "category", "lang", "limit")}
    sys.exit(_run("articles", arguments, **options))


def _run(
    spider: str,
    arguments: dict[str, Any],
    *,
    db: Path,
    delay: float,
    concurrency: int,
    contact: str | None,
    ignore_robots: bool,
    quiet: bool,
) -> int:
    """Run a spider to its end, and return the exit status."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from scraper.crawl.identity import user_agent
    from scraper.crawl.run import Run
    from scraper.crawl.stops import INTERRUPTED, CannotRun

    on_terminal = sys.stderr.isatty() and not quiet
    settings = Settings()
    settings.setmodule("scraper.settings", priority="project")
    settings.update(
        {
            "ARSIP_DB": str(db),
            "ARSIP_DELAY": delay,
            "ARSIP_IGNORE_ROBOTS": ignore_robots,
            "ARSIP_PROGRESS": on_terminal,
            "CONCURRENT_REQUESTS": concurrency,
            "LOG_INSTALL_ROOT_HANDLER": False,
            "USER_AGENT": user_agent(contact),
        },
        priority="cmdline",
    )
    _log(quiet=quiet, on_terminal=on_terminal)
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(spider)
    task = process.crawl(crawler, **arguments)
    process.start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run is over: let its status get out
    if not task.done() or task.cancelled():
        return INTERRUPTED
    error = task.exception()
    if isinstance(error, CannotRun):
        click.echo(f"arsip crawl: {error}", err=True)
        return error.exit_status
    if error is not None:
        raise error
    run = crawler.get_extension(Run)
    if run is None or run.exit_status is None:
        return INTERRUPTED
    if not quiet:
        click.echo(_summary(run))
    return run.exit_status


def _log(*, quiet: bool, on_terminal: bool) -> None:
    """Write what people want to read to stderr: our own lines, and Scrapy's where they warn."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        logging.Formatter("arsip: %(message)s" if on_terminal else "%(asctime)s %(levelname)s %(message)s")
    )
    handler.setLevel("ERROR" if quiet else "WARNING" if on_terminal else "INFO")
    handler.addFilter(
        lambda record: record.levelno >= logging.WARNING or not record.name.startswith(("scrapy", "asyncio"))
    )
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel("INFO")


def _summary(run: "Run") -> str:
    """Say in a line or two what a run did."""
    tally = run.writer.tally
    requests = f" ({tally.captures / tally.articles:.2f} requests an article)" if tally.articles else ""
    lines = [
        f"{tally.articles:,} articles fetched in {run.seconds:.0f} s{requests}",
        f"{tally.new:,} new, {tally.changed:,} changed, {tally.problems:,} problems",
    ]
    if tally.failures:
        lines.append(f"{tally.failures:,} requests failed; the next run asks again for what they were for")
    return "\n".join(lines)
