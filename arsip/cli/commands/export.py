"""The verb `export`: the archive to a file, or to standard output."""

import os
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.options import archive_to_read
from export.formats import text_formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from export.request import Options, Request, Watch, Written
    from scraper.archive.database import Database

_CHOICE = ("since", "until", "changed_since", "category", "lang", "reporter", "where")
"""Options that choose articles."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("out", metavar="OUT")
@archive_to_read
@click.option("--format", "kind", type=click.Choice(text_formats()), help="Format for standard output (OUT is -).")
@click.option("--since", metavar="DAY", help="First day of publication, as 2026-10-31, yesterday or 7d, inclusive.")
@click.option("--until", metavar="DAY", help="Last day of publication, inclusive.")
@click.option("--changed-since", metavar="TIME", help="Only what was new, changed or gone since (UTC day or moment).")
@click.option("--category", metavar="NAME", help="One category, by slug or name.")
@click.option("--lang", type=click.Choice(["id", "en"]), help="One edition.")
@click.option("--reporter", metavar="NAME", help="One person's articles.")
@click.option("--fields", metavar="A,B,…", help="Only these fields, in this order.")
@click.option("--where", metavar="SQL", help="A condition on the columns of articles, such as 'views > 1000'.")
@click.option("--table", metavar="NAME", help="Instead of articles, a whole table or view of the archive.")
@click.option("--sql", metavar="SELECT", help="Instead of articles, the rows of a SELECT; it can only read.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Stop --sql or --where after so long.  [default: no limit]",
)
@click.option("--partition", is_flag=True, help="Parquet: make OUT a folder with a file a year.")
@click.option("--bom", is_flag=True, help="CSV: begin with a byte order mark, for Excel.")
@click.option("--defuse-formulas", is_flag=True, help="CSV: put ' before text that a spreadsheet would run.")
def export(
    out: str,
    db: Path,
    kind: str | None,
    *,
    timeout: float | None,
    **options: Any,  # noqa: ANN401
) -> None:
    """Write articles to OUT: *.json, *.jsonl or *.csv, with .gz if you like; *.parquet, *.xlsx, *.zip or *.wacz.

    Where OUT is -, they go to standard output. CSV has the related, read-also and popular links in a second file,
    OUT-links.csv. A *.zip is a Frictionless Data Package, a *.wacz the raw pages to be browsed.
    """
    from export.request import Options
    from export.writer import write
    from scraper.archive.database import open_to_read
    from scraper.archive.sql_guard import read_only

    of_format = Options(**{name: options.pop(name) for name in ("bom", "defuse_formulas", "partition")})
    if timeout is not None and options["sql"] is None and options["where"] is None:
        raise click.UsageError("--timeout: only --sql and --where have a time limit; give one of them")
    with _failing(out, db, options), _interruptible(timeout):
        _refuse_both(options)
        _check_texts(options)
        _check_format(out, kind, partition=of_format.partition)
        with closing(open_to_read(db)) as archive:
            read_only(archive)
            request = _request(archive, options)
            if out == "-":
                _to_stdout(archive, kind, request, of_format)
                return
            with _watch() as watch:
                written = write(archive, Path(out), request, options=of_format, watch=watch)
        for file in written:
            _print(file)


@contextmanager
def _failing(out: str, db: Path, options: dict[str, Any]) -> "Iterator[None]":
    """Do the work; where it fails, say why in a line and exit."""
    from arsip.cli.errors import error_handling
    from export.formats import ExportError, MissingExtraError
    from scraper.archive.sql_guard import StatementError

    with error_handling(db, interrupted=_INTERRUPTED):
        try:
            yield
        except ExportError as error:
            raise click.UsageError(str(error)) from error
        except StatementError as error:
            typed = next((f"--{name}" for name in ("sql", "where") if options[name] is not None), None)
            if typed is None:
                raise click.ClickException(f"{db}: {error}") from error
            raise click.UsageError(f"{typed}: {error}") from error
        except MissingExtraError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except OSError as error:
            raise click.ClickException(f"{error.filename or out}: {error.strerror}") from error


_INTERRUPTED = "interrupted; what was there before is as it was"


@contextmanager
def _interruptible(timeout: float | None) -> "Iterator[None]":
    """Let SIGINT, SIGTERM and the time limit end the work within a second.

    Raises:
        click.ClickException: at the time limit.
        KeyboardInterrupt: at a signal.
    """
    from arsip.cli.time_limit import TimeLimit, ending
    from scraper.atomic_file import remove_own_temporaries
    from scraper.exit_codes import FAILED, INTERRUPTED

    late = (
        f"--timeout {timeout:g}: the time is up, and nothing was written; ask for less, or give more time"
        if timeout
        else ""
    )

    def clean_up(limit: TimeLimit) -> int:
        remove_own_temporaries()
        click.echo(f"Error: {late}" if limit.reached else f"Error: {_INTERRUPTED}", err=True)
        return FAILED if limit.reached else INTERRUPTED

    with ending(timeout, clean_up) as limit:
        try:
            yield
        except KeyboardInterrupt as error:
            if limit.reached:
                raise click.ClickException(late) from error
            raise


def _request(archive: "Database", options: dict[str, Any]) -> "Request":
    """Put together what is asked for."""
    from export.request import Records, fields_of, rows_of_sql, rows_of_table
    from scraper.archive.records import Selection, UnknownNameError, refuse_unknown

    if options["table"] is not None:
        return rows_of_table(archive, options["table"])
    if options["sql"] is not None:
        return rows_of_sql(archive, options["sql"])
    selection = Selection(**{name: options[name] for name in _CHOICE})
    try:
        refuse_unknown(archive, selection)
    except UnknownNameError as error:
        raise click.UsageError(str(error)) from error
    return Records(selection=selection, fields=fields_of(options["fields"]))


def _refuse_both(options: dict[str, Any]) -> None:
    """Refuse to choose articles where something else than articles is asked for."""
    instead = [f"--{name}" for name in ("table", "sql") if options[name] is not None]
    if len(instead) > 1:
        raise click.UsageError("--table and --sql name two different things; give one of them")
    given = [f"--{name.replace('_', '-')}" for name in (*_CHOICE, "fields") if options[name] is not None]
    if instead and given:
        raise click.UsageError(f"{', '.join(given)}: only articles are chosen so; of other rows choose in --sql")


def _check_format(out: str, kind: str | None, *, partition: bool) -> None:
    """Refuse a format that is not said, or is said twice, before anything is asked of the archive."""
    from export.formats import format_of

    if out == "-":
        if partition:
            raise click.UsageError("--partition makes a folder; name one that ends in .parquet, not standard output")
        if kind is None:
            raise click.UsageError(
                f"standard output has no name to tell the format by: give --format {', '.join(text_formats())}"
            )
        if sys.stdout is None:  # so Python has it where it was closed, as by `>&-`
            raise click.ClickException("standard output is closed; name a file")
    elif kind not in {None, format_of(out)[0].suffix}:
        raise click.UsageError(f"--format {kind} does not fit {out}; the name says the format")


def _check_texts(options: dict[str, Any]) -> None:
    """Refuse what is no text, day or moment before anything is asked of the archive."""
    from arsip.api.selection import day, moment
    from scraper.archive.database import ArchiveError

    for name, text in options.items():
        try:
            (text or "").encode()
        except UnicodeEncodeError as error:
            raise click.UsageError(f"--{name.replace('_', '-')}: this is no text in UTF-8") from error
    try:
        options["since"] = day("--since", options["since"])
        options["until"] = day("--until", options["until"])
        options["changed_since"] = moment("--changed-since", options["changed_since"])
    except ArchiveError as error:
        raise click.UsageError(str(error)) from error


def _to_stdout(archive: "Database", kind: Any, request: "Request", options: "Options") -> None:  # noqa: ANN401 - see `export`
    """Stream to standard output."""
    from export.lines import copy
    from export.writer import stream

    with archive.atomic():
        copy(stream(archive, kind, request, options=options), sys.stdout.buffer)
    sys.stdout.buffer.flush()


@contextmanager
def _watch() -> "Iterator[Watch | None]":
    """Show bars on a terminal; elsewhere watch nothing."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from arsip.cli.progress import bars

    with bars(shown=True) as watch:
        yield watch


def _print(written: "Written") -> None:
    """Say what was written, and what has to be known of it."""
    counts = ", ".join(_counted(number, what.replace("_", " ")) for what, number in written.counts.items())
    click.echo(f"{written.path}: {counts}", err=True)
    for note in written.notes:
        click.echo(f"{written.path}: {note}", err=True)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what.removesuffix('s') if number == 1 else what}"
