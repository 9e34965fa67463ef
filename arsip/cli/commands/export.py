"""`arsip export`: the archive to a file, or to standard output."""

import shlex
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.errors import Failure, error_handling, wrong_usage
from arsip.cli.operation import progress_bars, time_limit
from arsip.cli.options import (
    archive_to_read,
    category_option,
    lang_option,
    reporter_option,
    search_option,
    selected_articles,
    since_option,
    until_option,
)
from arsip.cli.parameter_types import SECONDS, TEXT
from export.formats import ExportError, either, format_of, text_formats
from scraper.counts import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from export.request import Request
    from scraper.archive.database import Database
    from scraper.archive.records import Selection

_SELECTION = ("since", "until", "changed_since", "category", "lang", "reporter", "search", "where")
"""Options that select articles."""


@click.command()
@click.argument("out", metavar="OUT")
@archive_to_read
@click.option("--format", "kind", type=click.Choice(text_formats()), help="Format for standard output (OUT is -).")
@since_option
@until_option
@click.option(
    "--changed-since",
    type=TEXT,
    metavar="TIME",
    help="Only articles that were new, changed or gone since: 7d, or a day or time in UTC.",
)
@category_option
@lang_option
@reporter_option
@search_option
@click.option("--fields", type=TEXT, metavar="A,B,…", help="Only these fields, in this order.")
@click.option("--where", type=TEXT, metavar="SQL", help="Condition on the columns of articles, such as 'views > 1000'.")
@click.option("--table", type=TEXT, metavar="NAME", help="Instead of articles, a whole table or view of the archive.")
@click.option("--sql", type=TEXT, metavar="SELECT", help="Instead of articles, the rows of a read-only SELECT.")
@click.option(
    "--timeout", type=SECONDS, metavar="SECONDS", help="Stop --sql or --where after this time.  [default: no limit]"
)
@click.option("--partition", is_flag=True, help="Parquet: make OUT a folder with a file for each year.")
@click.option("--bom", is_flag=True, help="CSV: begin with a byte order mark, for Excel.")
@click.option("--defuse-formulas", is_flag=True, help="CSV: put ' before text that a spreadsheet would run.")
def export(
    out: str,
    db: Path,
    kind: Any,  # noqa: ANN401 - one of the choices
    *,
    timeout: float | None,
    **options: Any,  # noqa: ANN401 - the rest of those above
) -> None:
    """Write articles to OUT: *.json, *.jsonl or *.csv, also with .gz; *.parquet, *.xlsx, *.zip or *.wacz.

    If OUT is -, they go to standard output. CSV has the related, read-also and popular links in a second file,
    OUT-links.csv. A *.zip is a Frictionless Data Package, a *.wacz the raw pages for a web archive player.
    """
    from export.lines import copy
    from export.request import Options
    from export.writer import stream, write
    from scraper.archive.database import open_to_read
    from scraper.archive.sql_guard import read_only

    of_format = Options(**{name: options.pop(name) for name in ("bom", "defuse_formulas", "partition")})
    _refuse_contradictions(options, timeout)
    _check_format(out, kind, partition=of_format.partition)
    interrupted = "interrupted; what was there before is unchanged"
    late = f"--timeout {timeout or 0:g}: the time is up, and nothing was written; ask for less, or give more time"
    with (
        error_handling(db, interrupted=interrupted),
        time_limit(timeout, late=late, interrupted=interrupted),
        _errors(out, db, options),
    ):
        with closing(open_to_read(db)) as archive:
            read_only(archive)
            request = _request(archive, options)
            if out == "-":
                with archive.atomic():
                    copy(stream(archive, kind, request, options=of_format), sys.stdout.buffer)
                sys.stdout.buffer.flush()
                return
            with progress_bars() as progress:
                written = write(archive, Path(out), request, options=of_format, progress=progress)
        for file in written:
            counts = (count(number, what.replace("_", " ").removesuffix("s")) for what, number in file.counts.items())
            for note in (", ".join(counts), *file.notes):
                click.echo(f"{file.path}: {note}", err=True)


def _refuse_contradictions(options: dict[str, Any], timeout: float | None) -> None:
    """Refuse to select articles where something else is exported, before the archive is opened."""
    from arsip.api.selection import moment
    from scraper.archive.database import ArchiveError

    if timeout is not None and options["sql"] is None and options["where"] is None:
        raise click.UsageError("--timeout: only --sql and --where have a time limit; give one of them")
    instead = [f"--{name}" for name in ("table", "sql") if options[name] is not None]
    if len(instead) > 1:
        raise click.UsageError("--table and --sql name two different things; give one of them")
    given = [f"--{name.replace('_', '-')}" for name in (*_SELECTION, "fields") if options[name] is not None]
    if instead and given:
        raise click.UsageError(
            f"{', '.join(given)}: only articles can be selected this way; select other rows with --sql"
        )
    with wrong_usage(ArchiveError):
        options["changed_since"] = moment("--changed-since", options["changed_since"])


def _check_format(out: str, kind: str | None, *, partition: bool) -> None:
    """Refuse a format that is not given, or given twice, before the archive is opened."""
    if out == "-":
        if partition:
            raise click.UsageError("--partition makes a folder; name one that ends in .parquet, not standard output")
        if kind is None:
            raise click.UsageError(f"standard output has no file name: give --format {either(text_formats(), dot='')}")
        if sys.stdout is None:  # so Python has it where it was closed, as by `>&-`
            raise Failure("standard output is closed; name a file")
        return
    with wrong_usage(ExportError):
        named = format_of(out)[0].suffix
    if kind not in {None, named}:
        raise click.UsageError(f"--format {kind} does not fit {out}; the name gives the format")


@contextmanager
def _errors(out: str, db: Path, options: dict[str, Any]) -> "Iterator[None]":
    """Map the errors of an export, of which some are of what was typed."""
    from scraper.archive.sql_guard import StatementError

    try:
        with wrong_usage(ExportError):
            yield
    except StatementError as error:
        typed = next((f"--{name}" for name in ("sql", "where") if options[name] is not None), None)
        if typed is None:
            raise Failure(f"{db}: {error}") from error
        raise click.UsageError(f"{typed}: {error}") from error
    except OSError as error:
        if error.filename is None and not isinstance(error, BrokenPipeError):
            raise Failure(f"{out}: {error.strerror}") from error
        raise


def _request(archive: "Database", options: dict[str, Any]) -> "Request":
    from export.request import Records, fields_of, rows_of_sql, rows_of_table
    from scraper.archive.records import Selection
    from scraper.archive.records import count as count_records

    if options["table"] is not None:
        return rows_of_table(archive, options["table"])
    if options["sql"] is not None:
        return rows_of_sql(archive, options["sql"])
    selected = {name: options[name] for name in _SELECTION}
    selection = selected_articles(archive, selected)
    if (words := selected.pop("search")) is not None and not count_records(archive, selection):
        click.echo(f"--search: {_shortfall(archive, words, Selection(**selected))}", err=True)
    return Records(selection=selection, fields=fields_of(options["fields"]))


def _shortfall(archive: "Database", words: str, selection: "Selection") -> str:
    """Say why no article of a selection matches a search, as `arsip search` does."""
    from scraper.archive.search import search

    results = search(archive, words, selection, limit=0)
    number = count(results.total, "article")
    if results.omitted:
        reason = f"no article has all of it; {number} without {', '.join(results.omitted)}: {results.searched}"
    elif results.only_people:
        reason = f"no text has these words; they are in the bylines of {number}: {results.searched}"
    else:
        reason = results.reason
    if results.suggestion:
        reason += f". Did you mean {results.suggestion}? --search {shlex.quote(results.suggestion)}"
    return reason
