"""From the command line to a crawl's end: parameters made of the declared options, Scrapy's settings, the summary."""

import gc
import logging
import signal
import sys
from collections.abc import Callable, Collection
from dataclasses import Field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from arsip.cli.errors import Failure
from arsip.cli.options import remembered_contact, with_config
from arsip.cli.parameter_types import Parsed
from scraper.counts import count
from scraper.crawl.option_types import flag_of, setting_of
from scraper.crawl.options import RunOptions, SpiderOptions, on_command_line
from scraper.crawl.site import user_agent
from scraper.exit_codes import INTERRUPTED, CannotRun, printable

if TYPE_CHECKING:
    from scraper.crawl.run import Run

Parser: TypeAlias = Callable[[str], object]

_GC_THRESHOLDS = (10_000, 20, 20)
"""A crawl makes few cycles: Python's own thresholds (700, 10, 10) cost it 7 % of its time, for 2 MB less memory."""


def crawl_parameters(options: type[SpiderOptions]) -> list[click.Parameter]:
    """Return the parameters of a command that runs a spider, its own and those of every crawl; values stay text."""
    shared = {declared.name: declared for declared in (*fields(SpiderOptions), *on_command_line())}
    own = [declared for declared in fields(options) if declared.name not in shared]
    quiet = click.Option(["--quiet"], is_flag=True, help="Print nothing but errors.")
    return [*(_parameter(each, _checked) for each in [*own, *shared.values()]), quiet]


def shared_parameters(*, but: Collection[str]) -> list[click.Parameter]:
    """Return the options of every crawl for another command that crawls, with their values parsed.

    An empty value is none: a script may have an empty variable there.
    """
    shared = (*fields(SpiderOptions), *on_command_line())
    return [
        _parameter(each, lambda parse: lambda text: parse(text) if text else None)
        for each in shared
        if each.name not in but
    ]


def _checked(parse: Parser) -> Parser:
    """Return a parser that accepts the same text and returns it: Scrapy's arguments and settings are text."""

    def check(text: str) -> object:
        parse(text)
        return text

    return check


def _parameter(declared: "Field[Any]", convert: Callable[[Parser], Parser]) -> click.Parameter:
    metadata = declared.metadata
    type_ = Parsed("text", convert(metadata["parse"]))
    if metadata.get("argument"):
        return click.Argument([declared.name], type=type_, required=bool(metadata.get("required")))
    if isinstance(declared.default, bool):
        switch = f"{flag_of(declared)}/--no-{flag_of(declared).removeprefix('--')}"  # the latter where a file has it on
        return click.Option([switch], help=metadata["help"])
    default = metadata.get("shown", declared.default)
    names_archive = declared.name == "db"
    return click.Option(
        [flag_of(declared)],
        type=type_,
        metavar=metadata["metavar"],
        envvar=metadata.get("envvar"),
        is_eager=names_archive,
        callback=with_config if names_archive else None,
        help=metadata["help"] + ("" if default is None else f"  [default: {default}]"),
    )


def run_spider(
    options: type[SpiderOptions], given: dict[str, Any], *, quiet: bool, conclude: "Callable[[Run], int] | None" = None
) -> None:
    """Run a spider to its end, and exit with the status of the run.

    Args:
        options: the spider's.
        given: its options and the run's, as text, by name; None where one was not given.
        quiet: whether to print nothing but errors.
        conclude: prints the result of a run that has ended, and returns the exit status; default a summary, unless
            quiet, and the run's.
    """
    arguments = {declared.name: given[declared.name] for declared in fields(options)}
    for declared in fields(options):
        if declared.metadata.get("required") and arguments[declared.name] is None:
            raise click.MissingParameter(param_hint=f"'{flag_of(declared)}'", param_type="option")
    try:
        options.from_arguments(arguments)
    except ValueError as error:
        raise click.UsageError(_as_typed(options, str(error))) from error
    on_terminal = sys.stderr.isatty() and not quiet
    db = Path(given["db"] or RunOptions().db).absolute()
    contact = given["contact"] or remembered_contact(db)
    chosen = {**given, "db": str(db), "contact": contact}
    settings = {
        setting_of(declared): chosen[declared.name]
        for declared in fields(RunOptions)
        if chosen.get(declared.name) is not None
    }
    settings |= {"ARSIP_PROGRESS": on_terminal, "LOG_INSTALL_ROOT_HANDLER": False, "USER_AGENT": user_agent(contact)}
    _log(quiet=quiet, on_terminal=on_terminal)
    run = _run(options, arguments, settings)
    if run is None or run.exit_status is None:
        sys.exit(INTERRUPTED)
    if conclude is not None:
        sys.exit(conclude(run))
    if not quiet:
        click.echo(summary(run))
    sys.exit(run.exit_status)


def _as_typed(options: type[SpiderOptions], message: str) -> str:
    """Return a message that begins with the name of an option with the name that the command line has for it."""
    name, _, rest = message.partition(": ")
    declared = next((each for each in fields(options) if each.name == name), None)
    if declared is None:
        return message
    return rest if declared.metadata.get("argument") else f"{flag_of(declared)}: {rest}"


def _run(options: type[SpiderOptions], arguments: dict[str, Any], chosen: dict[str, Any]) -> "Run | None":
    """Run a spider; return the run, None where it was interrupted before it began or ended."""
    gc.set_threshold(*_GC_THRESHOLDS)
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from scraper.crawl.run import Run

    settings = Settings()
    settings.setmodule("scraper.settings", priority="project")
    settings.update(chosen, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(logging.INFO)  # else it makes a record of every page, for nobody
    crawler = process.create_crawler(options.spider)
    gc.freeze()
    task = process.crawl(crawler, **arguments)
    process.start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run is over: let its status get out
    if not task.done() or task.cancelled():
        return None
    error = task.exception()
    if isinstance(error, CannotRun):
        raise Failure(_as_typed(options, str(error)), error.exit_status)
    if error is not None:
        raise error
    return crawler.get_extension(Run)


class _Printable(logging.Formatter):
    """Escapes control characters: text of the site must not control the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record; line breaks and tabs stay."""
        return printable(super().format(record))


def _log(*, quiet: bool, on_terminal: bool) -> None:
    """Log to stderr what people want to read: our own lines, and Scrapy's warnings."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Printable("arsip: %(message)s" if on_terminal else "%(asctime)s %(levelname)s %(message)s"))
    handler.setLevel("ERROR" if quiet else "WARNING" if on_terminal else "INFO")
    handler.addFilter(
        lambda record: record.levelno >= logging.WARNING or not record.name.startswith(("scrapy", "asyncio"))
    )
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel("INFO")


def summary(run: "Run") -> str:
    """Summarise a run in a few lines."""
    tally = run.writer.tally
    requests = f" ({tally.captures / tally.seen:.2f} requests an article)" if tally.seen else ""
    versions = f"{tally.new:,} new, {tally.changed:,} changed, {tally.unchanged:,} unchanged"
    lines = [
        f"{count(tally.articles, 'article')} fetched in {run.seconds:.0f} s{requests}",
        f"{versions}, {count(tally.problems, 'problem')}",
    ]
    if tally.absent:
        lines.append(f"{tally.absent:,} missing")
    if tally.incomplete:
        lines.append(f"{count(tally.incomplete, 'page')} read but for an odd link; `arsip problems` lists them")
    if tally.failures:
        ((why, times),) = run.errors.most_common(1) or [("", 0)]
        mostly = f", {times:,} of them: {printable(why)}" if times else ""
        lines.append(f"{count(tally.failures, 'request')} failed{mostly}; the next run repeats them")
    if run.exit_status == 0 and run.verdict != "done":
        lines.append(str(run.verdict))
    return "\n".join(lines)
