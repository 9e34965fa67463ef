"""What the verbs `crawl …` share: their options, and the way from them to a spider's end."""

import logging
import math
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from arsip.cli.file_modes import private_files
from arsip.cli.options import remembered_contact
from arsip.cli.parameter_types import min_free_option

if TYPE_CHECKING:
    from scraper.crawl.run import Run

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--site",
        default="https://m.beritajakarta.id",
        show_default=True,
        metavar="URL",
        help="Scheme and host to fetch from.",
    ),
    click.option(
        "--db",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="ARSIP_DB",
        default=Path("archive.db"),
        show_default=True,
        help="The archive; warc/ stands beside it.",
    ),
    click.option(
        "--delay",
        type=click.FloatRange(min=0, max=86_400),
        default=2.0,
        show_default=True,
        metavar="SECONDS",
        help="Least time between two requests.",
    ),
    click.option(
        "--concurrency", type=click.IntRange(1, 64), default=1, show_default=True, help="Requests under way at once."
    ),
    click.option("--budget", type=click.IntRange(min=1), metavar="N", help="Make at most N requests of any kind."),
    click.option("--between", metavar="TIMES", help="Fetch only within these hours of Jakarta's time, as 22:00-05:00."),
    min_free_option("Begin only with so much disk free, and end with less."),
    click.option("--photos", is_flag=True, help="Keep the photo of each article too."),
    click.option(
        "--contact",
        envvar="ARSIP_CONTACT",
        metavar="WHO",
        help="Who crawls, for the User-Agent: mail address or web page. The archive remembers it.",
    ),
    click.option("--ignore-robots", is_flag=True, help="Do not ask robots.txt; the run records that you decided so."),
    click.option("--quiet", is_flag=True, help="Print nothing but errors."),
)


def crawl_options(verb: F) -> F:
    """Give a verb the options that every crawl has."""
    for option in reversed(_OPTIONS):
        verb = option(verb)
    return verb


def run_spider(  # noqa: D417 - the rest are the options above
    spider: str,
    arguments: dict[str, Any],
    *,
    site: str,
    db: Path,
    delay: float,
    concurrency: int,
    budget: int | None,
    between: str | None,
    min_free: int,
    photos: bool,
    contact: str | None,
    ignore_robots: bool,
    quiet: bool,
) -> None:
    """Run a spider to its end, and exit with the status that tells the truth about it.

    Args:
        spider: its name.
        arguments: its own, as the command line gives them.
        site: and the rest, as the options say.
    """
    from scraper.crawl.window import Window

    if math.isnan(delay):
        raise click.BadParameter("nan is no number of seconds", param_hint="--delay")
    try:
        Window.parse(between) if between else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--between") from error
    on_terminal = sys.stderr.isatty() and not quiet
    db = db.absolute()
    contact = contact or remembered_contact(db)
    settings = {
        "ARSIP_DB": str(db),
        "ARSIP_DELAY": delay,
        "ARSIP_BUDGET": budget or 0,
        "ARSIP_BETWEEN": between or "",
        "ARSIP_MIN_FREE": min_free,
        "ARSIP_CONTACT": contact,
        "ARSIP_IGNORE_ROBOTS": ignore_robots,
        "ARSIP_PROGRESS": on_terminal,
        "CONCURRENT_REQUESTS": concurrency,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
    _log(quiet=quiet, on_terminal=on_terminal)
    with private_files(db):
        status = _run(spider, {**arguments, "site": site, "photos": photos}, settings, quiet=quiet)
    sys.exit(status)


def _run(spider: str, arguments: dict[str, Any], chosen: dict[str, Any], *, quiet: bool) -> int:
    """Run a spider; return the exit status."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from scraper.crawl.identity import user_agent
    from scraper.crawl.run import Run
    from scraper.exit_codes import INTERRUPTED, CannotRun

    settings = Settings()
    settings.setmodule("scraper.settings", priority="project")
    settings.update({**chosen, "USER_AGENT": user_agent(chosen["ARSIP_CONTACT"])}, priority="cmdline")
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


class _Printable(logging.Formatter):
    """Shows control characters as escapes: a site's words must not reach the terminal as commands to it."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record; line breaks and tabs stay."""
        from scraper.exit_codes import printable

        return printable(super().format(record))


def _log(*, quiet: bool, on_terminal: bool) -> None:
    """Write what people want to read to stderr: our own lines, and Scrapy's where they warn."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Printable("arsip: %(message)s" if on_terminal else "%(asctime)s %(levelname)s %(message)s"))
    handler.setLevel("ERROR" if quiet else "WARNING" if on_terminal else "INFO")
    handler.addFilter(
        lambda record: record.levelno >= logging.WARNING or not record.name.startswith(("scrapy", "asyncio"))
    )
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel("INFO")


def _summary(run: "Run") -> str:
    """Say in a line or two what a run did."""
    tally = run.writer.tally
    looked_at = tally.articles + tally.unchanged
    requests = f" ({tally.captures / looked_at:.2f} requests an article)" if looked_at else ""
    lines = [
        f"{tally.articles:,} articles fetched in {run.seconds:.0f} s{requests}",
        f"{tally.new:,} new, {tally.changed:,} changed, {tally.problems:,} problems",
    ]
    if tally.unchanged or tally.absent:
        lines.append(f"{tally.unchanged:,} answers that nothing has changed, {tally.absent:,} that there is no article")
    if tally.incomplete:
        lines.append(f"{tally.incomplete:,} pages were read but for an odd link; `arsip problems` lists them")
    if tally.failures:
        lines.append(f"{tally.failures:,} requests failed; the next run asks again for what they were for")
    if run.exit_status == 0 and run.verdict != "done":
        lines.append(str(run.verdict))
    return "\n".join(lines)
