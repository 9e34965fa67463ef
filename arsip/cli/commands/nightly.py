"""The command `nightly`: runs the nightly job, or says what it would fetch."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from arsip.cli.config_file import ConfigError, read_secrets, read_sound_parts
from arsip.cli.crawl_options import shared_parameters
from arsip.cli.errors import wrong_usage
from arsip.cli.options import (
    CONFIG,
    archive_to_read,
    base_url_option,
    keep_options,
    named_config,
    remembered_contact,
    workers_option,
)
from arsip.cli.parameter_types import EXPORT_NAME, FEED_NAME, MOST, SPAN
from arsip.nightly.job import EXPORTS, FEEDS, STEPS
from scraper.clock import in_jakarta
from scraper.crawl.options import RunOptions, on_command_line
from scraper.file_modes import private_files

if TYPE_CHECKING:
    from arsip.nightly.job import NightlyConfig

RECENT_HOURS = 20
"""A nightly run that began less than so many hours ago was not missed."""

_WORDS = "arsip.nightly.words"
"""Key of `click.Context.meta`: the arguments of the command."""


def _refuse_overlaps(_ctx: click.Context, _param: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a file of exports that another one writes too: a CSV file has a second one, of its links."""
    from export.csv_tables import links_file
    from export.formats import format_of

    links = {links_file(Path(name)).name: name for name in names if format_of(name)[0].suffix == "csv"}
    for name in names:
        if name in links:
            raise click.BadParameter(f"{name} is the file of the links of {links[name]} too; give one another name")
    return names


class NightlyCommand(click.Command):
    """Reports a configuration that cannot be used as a run that failed: nobody sees what a schedule prints."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, with `arsip.toml`."""
        ctx.meta[_WORDS] = list(args)
        try:
            return super().parse_args(ctx, args)
        except ConfigError as error:
            _report_refusal(ctx, error.message)
            raise

    def invoke(self, ctx: click.Context) -> object:
        """Run the job; without archive and file, wrong usage is an error on the terminal alone, and nothing is made."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if ctx.meta.get(CONFIG) or Path(ctx.params["db"]).exists():
                _report_refusal(ctx, error.message)
            raise


@click.command(cls=NightlyCommand)
@archive_to_read
@click.option("--crawl-budget", type=MOST, metavar="N", help="Requests of crawl, and of retry, at most.")
@click.option(
    "--recheck-budget", type=MOST, default=2000, show_default=True, metavar="N",
    help="Requests for known articles, at most.",
)  # fmt: skip
@click.option(
    "--backup-to", default="", metavar="DIR|URL", help="Where backups go.  [default: backups/ beside the archive]"
)
@keep_options
@click.option(
    "--export", "exports", multiple=True, type=EXPORT_NAME, default=EXPORTS, show_default=True, metavar="NAME",
    callback=_refuse_overlaps, help="Write this file into exports/ beside the archive; repeatable.",
)  # fmt: skip
@click.option(
    "--feed", "feeds", multiple=True, type=FEED_NAME, default=FEEDS, show_default=True, metavar="NAME",
    help="Write this feed of changes there too, *.atom or *.json; repeatable.",
)  # fmt: skip
@base_url_option
@workers_option
@click.option("--only", multiple=True, type=click.Choice(STEPS), metavar="STEP", help="Run only this step; repeatable.")
@click.option("--skip", multiple=True, type=click.Choice(STEPS), metavar="STEP", help="Skip this step; repeatable.")
@click.option("--dry-run", is_flag=True, help="Print what would be fetched and why, and do nothing.")
@click.option("--notify", multiple=True, envvar="ARSIP_NOTIFY", metavar="URL", help="Notify of a failure (apprise).")
@click.option("--notify-always/--notify-failures", help="Notify of every run, or of failures only (default).")
@click.option(
    "--ping", envvar="ARSIP_PING", metavar="URL", help="Ping a dead-man check, as healthchecks.io defines it."
)
@click.option(
    "--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Lines of the log."
)
@click.option("--jitter", type=SPAN, help="Wait first, for a random time up to this, as 30m.")
@click.option("--if-missed", is_flag=True, help=f"Do nothing where a run began less than {RECENT_HOURS} hours ago.")
def nightly(db: Path, **options: Any) -> None:  # noqa: ANN401 - click hands on what the options say
    """Run the nightly job: crawl, recheck, verify, back up, export, report.

    A step that fails does not keep the others from running; the result names it, and the exit status is that of the
    most severe failure. The steps, in order: salvage, crawl, recheck, retry, reread, verify, backup, export, publish,
    prune, health, watches, report.
    """
    from arsip.cli.errors import error_handling

    if options["only"] and click.get_current_context().get_parameter_source("skip") is ParameterSource.DEFAULT_MAP:
        options["skip"] = ()  # --only goes before the file
    steps = [step for step in options["only"] or STEPS if step not in options["skip"]]
    config = _config(db.resolve(), options, steps)
    if options["dry_run"]:
        from arsip.nightly.forecast import forecast

        with error_handling(config.archive):
            click.echo("\n".join(forecast(config)))
        return
    if options["if_missed"] and (last := _last_run(config.archive)) is not None:
        click.echo(f"The last nightly run began at {in_jakarta(last)}, Jakarta's time; none was missed.", err=True)
        return
    with error_handling(config.archive), private_files(config.archive):
        status = _run(config, steps, options)
    sys.exit(status)


nightly.params[1:1] = shared_parameters(but={"db", "budget"})


def _config(archive: Path, options: dict[str, Any], steps: list[str]) -> "NightlyConfig":
    """Return the configuration; refuse what a crawl would refuse, before anything is begun."""
    from arsip.cli.watch_config import watches_of
    from arsip.nightly.backup.retention import Retention
    from arsip.nightly.job import NightlyConfig
    from scraper.crawl.option_types import parse_contact
    from scraper.crawl.site import site_name
    from scraper.urls import REPLICA

    given = {name: value for name, value in options.items() if value is not None}
    try:
        if "contact" not in given and (contact := remembered_contact(archive)):
            given["contact"] = parse_contact(contact)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    run = {each.name: given[each.name] for each in on_command_line() if each.name in given}
    names = ("site", "photos", "crawl_budget", "recheck_budget", "backup_to", "exports", "feeds", "base_url", "workers")
    config = NightlyConfig(
        crawl=RunOptions(db=archive, **run),
        keep=Retention(given["keep_daily"], given["keep_weekly"], given["keep_monthly"]),
        watches=watches_of(click.get_current_context().meta.get(CONFIG), options["notify"]),
        **{name: given[name] for name in names if name in given},
    )
    if not config.crawl.contact and site_name(config.site) != REPLICA and {"crawl", "recheck", "retry"} & set(steps):
        raise click.UsageError(
            "say who is crawling, so that the site can reach you: --contact you@example.org, or contact in arsip.toml"
        )
    if twice := set(config.exports) & set(config.feeds):
        raise click.UsageError(f"{min(twice)} is both an export and a feed; give one of them another name")
    if both := set(options["only"]) & set(options["skip"]):
        raise click.UsageError(f"--only and --skip both name {', '.join(sorted(both))}")
    return config


def _last_run(archive: Path) -> str | None:
    """Return when the last nightly run began; None where that is too long ago, or there was none."""
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


def _run(config: "NightlyConfig", steps: list[str], options: dict[str, Any]) -> int:
    """Run the job, report its result everywhere, and return its exit status."""
    import random
    import time

    from arsip.nightly.delivery import Recipients, deliver
    from arsip.nightly.logs import logging_to, summary
    from arsip.nightly.notifications import NotificationError, Pings, check_addresses
    from arsip.nightly.runner import CrawlProcesses, NightlyRun

    watched = [address for watch in config.watches for address in watch.notify]
    secrets = [*options["notify"], *watched, *filter(None, [options["ping"]])]
    with wrong_usage(NotificationError, ValueError):
        check_addresses(options["notify"])
        pings = Pings(options["ping"])
    recipients = Recipients(notify=options["notify"], always=options["notify_always"], pings=pings)
    if options["jitter"]:
        time.sleep(random.uniform(0, options["jitter"]))  # noqa: S311 - no secret
    processes = CrawlProcesses()
    with logging_to(config.folder / "logs", kind=options["log_format"], secrets=secrets):
        run = NightlyRun(config, steps, processes.run)
        pings.start(run.job.run)
        with processes.forwarding_signals():
            result = run.execute()
        deliver(result, recipients)
    click.echo(summary(result), err=True)
    return result.status


def _report_refusal(ctx: click.Context, message: str) -> None:
    """Report that the job could not begin, to whom options, variables and the sound parts of the file name."""
    from arsip.nightly.delivery import deliver_refusal

    command = click.Command("nightly", params=ctx.command.params)
    lenient = command.make_context("nightly", list(ctx.meta[_WORDS]), parent=ctx.parent, resilient_parsing=True)
    given, archive = lenient.params, Path(lenient.params["db"])
    if given["dry_run"]:
        return
    named = named_config(ctx)
    file = read_sound_parts(named, archive)
    read: dict[str, list[str]] = {}
    for section, name in (("archive", "db"), ("notifications", "notify_file"), ("notifications", "ping_file")):
        table = {} if file is None else file.table.get(section, {})
        path = table.get(name) if isinstance(table, dict) else None
        with suppress(ConfigError):
            if file is not None and isinstance(path, str):
                read[name] = [file.beside(path)] if name == "db" else read_secrets(Path(file.beside(path)))
    if lenient.get_parameter_source("db") is ParameterSource.DEFAULT:
        archive = Path(*read.get("db", [str(archive)]))
    if not archive.absolute().parent.is_dir():
        return
    with private_files(archive):
        deliver_refusal(
            archive.resolve(),
            message,
            f"arsip {f'--config {named} ' if named else ''}config --db {archive.resolve()}",
            notify=given["notify"] or read.get("notify_file", ()),
            ping=given["ping"] or next(iter(read.get("ping_file", ())), None),
            log_format=given["log_format"] or "text",
        )
