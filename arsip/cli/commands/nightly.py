"""The verb `nightly`: all that a night is for, in one go."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.file_modes import private_files
from arsip.cli.options import archive_to_read, remembered_contact
from arsip.cli.parameter_types import Span, min_free_option
from arsip.nightly.results import ORDER
from scraper.clock import in_jakarta

if TYPE_CHECKING:
    from arsip.nightly.config import Wanted
    from arsip.nightly.results import Night

RECENT_HOURS = 20
"""A night that began less than so many hours ago was not missed."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@archive_to_read
@click.option("--site", default="https://m.beritajakarta.id", show_default=True, metavar="URL", help="Scheme and host.")
@click.option("--contact", envvar="ARSIP_CONTACT", metavar="WHO", help="Who crawls; the archive remembers it.")
@min_free_option("Begin only with so much disk free, and fetch no more with less.")
@click.option(
    "--crawl-budget", type=click.IntRange(min=1), metavar="N", help="Requests of crawl, and of retry, at most."
)
@click.option(
    "--recheck-budget", type=click.IntRange(min=1), default=2000, show_default=True, metavar="N",
    help="Requests for known articles, at most.",
)  # fmt: skip
@click.option("--between", metavar="TIMES", help="Fetch only within these hours of Jakarta's time, as 22:00-05:00.")
@click.option(
    "--delay", type=click.FloatRange(min=0, max=86_400), default=2.0, show_default=True, metavar="SECONDS",
    help="Least time between two requests.",
)  # fmt: skip
@click.option("--photos", is_flag=True, help="Keep the photo of each article too.")
@click.option("--ignore-robots", is_flag=True, help="Do not ask robots.txt; the runs record that you decided so.")
@click.option("--backup-to", default="", metavar="DIR|URL", help="Where backups go.  [default: backups/ beside it]")
@click.option(
    "--only", multiple=True, type=click.Choice(ORDER), metavar="STEP", help="Make only this step; repeatable."
)
@click.option(
    "--skip", multiple=True, type=click.Choice(ORDER), metavar="STEP", help="Leave out this step; repeatable."
)
@click.option("--dry-run", is_flag=True, help="Say what would be fetched and why, and do nothing.")
@click.option("--notify", multiple=True, envvar="ARSIP_NOTIFY", metavar="URL", help="Tell of a failure (apprise).")
@click.option("--notify-always", is_flag=True, help="Tell of every night.")
@click.option("--ping", envvar="ARSIP_PING", metavar="URL", help="Tell a dead-man check, as healthchecks.io has it.")
@click.option(
    "--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Lines of the log."
)
@click.option("--jitter", type=Span(), metavar="TIME", help="Wait for a random time of up to so long, as 30m, first.")
@click.option("--if-missed", is_flag=True, help=f"Do nothing where a night began less than {RECENT_HOURS} hours ago.")
def nightly(db: Path, **options: Any) -> None:  # noqa: ANN401 - click hands on what the options say
    """Do all that a night is for: fetch, look again, verify, back up, export, report.

    A step that fails does not keep the others from being made, and the verdict names it. Steps, in their order:
    salvage, crawl, recheck, retry, reread, verify, backup, export, publish, prune, health, report.
    """
    wanted = _wanted(db.resolve(), options)
    if options["dry_run"]:
        _tell(wanted)
        return
    if options["if_missed"] and (last := _last_night(wanted.archive)) is not None:
        click.echo(f"The last night began at {in_jakarta(last)}, Jakarta's time; none was missed.", err=True)
        return
    from arsip.cli.errors import error_handling

    with error_handling(wanted.archive), private_files(wanted.archive):
        status = _spend(wanted, options)
    sys.exit(status)


def _wanted(archive: Path, options: dict[str, Any]) -> "Wanted":
    """Read what a night is to do; refuses what a crawl would refuse, before anything is begun."""
    from arsip.nightly.config import Wanted
    from scraper.crawl.identity import checked_contact
    from scraper.crawl.window import Window
    from scraper.urls import REPLICA
    from spiders.arguments import site, site_name

    try:
        Window.parse(options["between"]) if options["between"] else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--between") from error
    try:
        address = site(options["site"])
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    steps = [step for step in options["only"] or ORDER if step not in options["skip"]]
    contact = options["contact"] or remembered_contact(archive)
    try:
        contact = checked_contact(contact) if contact else None
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if not contact and site_name(address) != REPLICA and {"crawl", "recheck", "retry"} & set(steps):
        raise click.UsageError("say who is crawling, so that the site can reach you: --contact you@example.org")
    if both := set(options["only"]) & set(options["skip"]):
        raise click.UsageError(f"--only and --skip both name {', '.join(sorted(both))}")
    names = ("min_free", "crawl_budget", "recheck_budget", "between", "delay", "photos", "ignore_robots", "backup_to")
    return Wanted(archive=archive, site=address, contact=contact, **{name: options[name] for name in names})


def _last_night(archive: Path) -> str | None:
    """Return when the last night began; None where that is too long ago, or there was none."""
    from contextlib import closing
    from datetime import timedelta

    from scraper import clock
    from scraper.archive.database import ArchiveError, open_to_read
    from scraper.archive.runs import nightly_runs

    try:
        with closing(open_to_read(archive)) as db:
            found = nightly_runs(db, 1)
    except ArchiveError:
        return None
    recent = clock.stamp(clock.now() - timedelta(hours=RECENT_HOURS))
    return found[0].started_at if found and found[0].started_at > recent else None


def _spend(wanted: "Wanted", options: dict[str, Any]) -> int:
    """Spend the night, tell of it, and return its exit status."""
    import random
    import time

    from arsip.nightly import notifications
    from arsip.nightly.logs import logging_to, summary
    from arsip.nightly.pings import Pings
    from arsip.nightly.runner import Spending
    from arsip.nightly.subprocesses import Children

    secrets = [*options["notify"], *filter(None, [options["ping"]])]
    try:
        notifications.check(options["notify"])
        pings = Pings(options["ping"])
    except (notifications.NoticeError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    if options["jitter"]:
        time.sleep(random.uniform(0, options["jitter"]))  # noqa: S311 - no secret
    children = Children()
    steps = [step for step in options["only"] or ORDER if step not in options["skip"]]
    with logging_to(wanted.folder / "logs", kind=options["log_format"], secrets=secrets):
        spending = Spending(wanted, steps)
        pings.start(spending.run)
        with children.listening():
            night = spending.spend(lambda lock: lambda arguments: children.crawl(arguments, pass_fds=[lock]))
        _measure(wanted.folder / "metrics.prom", night)
        notifications.notify(options["notify"], night, always=options["notify_always"])
        pings.end(night)
    click.echo(summary(night), err=True)
    return night.status


def _measure(path: Path, night: "Night") -> None:
    """Write the metrics; a full disk is no reason not to tell of the night."""
    import logging

    from arsip.nightly import metrics

    try:
        metrics.write(path, night)
    except OSError as error:
        logging.getLogger("arsip.nightly").warning("%s: %s", path, error.strerror)


def _tell(wanted: "Wanted") -> None:
    """Print what would be fetched."""
    from arsip.cli.errors import error_handling
    from arsip.nightly.forecast import forecast
    from scraper.clock import now_stamp

    with error_handling(wanted.archive):
        told = forecast(wanted, now=now_stamp(), named=10)
    if told.is_first:
        _tell_first(wanted, told.requests)
        return
    click.echo(f"About {told.requests:,} requests to {wanted.site}, and one for each article that the lists show anew.")
    click.echo("\nNew: the heads of the lists of both editions; and what is known and was not fetched yet:")
    _tell_reasons(told.waiting)
    for article in told.first:
        click.echo(f"      {article.url}  {article.why}")
    click.echo(f"\nAgain, at most {told.budget:,} requests, in this order:")
    _tell_reasons(told.again)
    click.echo(f"\nTo be read again without asking the site: {told.problems:,} pages that could not be read.")


def _tell_first(wanted: "Wanted", requests: int) -> None:
    """Print what the first night would do."""
    many = (
        f"every article of the site, a request each {wanted.delay:g} s; --crawl-budget 500 makes it many nights"
        if wanted.crawl_budget is None
        else f"of these at most {wanted.crawl_budget:,} by each of the steps crawl and retry, the rest in later nights"
    )
    click.echo(f"{wanted.archive}: there is no archive here yet; the first night makes it.")
    click.echo(f"About {requests:,} requests to {wanted.site}, and one for each article that its lists show: {many}.")


def _tell_reasons(reasons: dict[str, int]) -> None:
    for why, number in reasons.items():
        click.echo(f"  {number:>9,}  {why}")
    if not reasons:
        click.echo("  nothing")
