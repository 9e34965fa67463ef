"""The verb `export`: the archive to a file, or to standard output."""

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from arsip.cli.options import archive_to_read


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("out", metavar="OUT")
@archive_to_read
@click.option(
    "--format", "kind", type=click.Choice(["json", "jsonl", "csv"]), help="Format for standard output (OUT is -)."
)
@click.option("--since", metavar="DAY", help="First day of publication, as 2026-10-31, inclusive.")
@click.option("--until", metavar="DAY", help="Last day of publication, inclusive.")
@click.option("--changed-since", metavar="TIME", help="Only what was new, changed or gone since (UTC day or moment).")
@click.option("--category", metavar="NAME", help="One category, by slug or name.")
@click.option("--lang", type=click.Choice(["id", "en"]), help="One edition.")
@click.option("--reporter", metavar="NAME", help="One person's articles.")
@click.option("--fields", metavar="A,B,…", help="Only these fields, in this order.")
@click.option("--where", metavar="SQL", help="A condition on the columns of articles, such as 'views > 1000'.")
@click.option("--bom", is_flag=True, help="CSV: begin with a byte order mark, for Excel.")
@click.option("--defuse-formulas", is_flag=True, help="CSV: put ' before text that a spreadsheet would run.")
def export(out: str, db: Path, kind: str | None, fields: str | None, **options: Any) -> None:  # noqa: ANN401
    """Write records to OUT: *.json, *.jsonl or *.csv, with .gz if you like; - is standard output.

    JSON nests the related, read-also and popular links; CSV has them in a second file, OUT-links.csv.
    """
    from export.formats import Dialect, ExportError, fields_of, format_of, write
    from scraper.archive.opening import ArchiveError, open_to_read
    from scraper.archive.records import Selection

    dialect = Dialect(bom=options.pop("bom"), defuse_formulas=options.pop("defuse_formulas"))
    try:
        _check_days(options)
        selection = Selection(**options)
        names = fields_of(fields)
        if out == "-":
            _to_stdout(db, kind, selection, names, dialect)
            return
        if kind is not None and kind != format_of(out)[0]:
            raise click.UsageError(f"--format {kind} does not fit {out}; the name says the format")
        with closing(open_to_read(db)) as archive:
            written = write(archive, Path(out), selection, names, dialect)
        for path, number in written.items():
            click.echo(f"{path}: {number:,} {'links' if path != Path(out) else 'articles'}", err=True)
    except ExportError as error:
        raise click.UsageError(str(error)) from error
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        raise click.ClickException(f"{error.filename2 or error.filename or out}: {error.strerror}") from error


def _to_stdout(db: Path, kind: Any, selection: Any, fields: Any, dialect: Any) -> None:  # noqa: ANN401 - see export
    """Stream to standard output."""
    from export.formats import lines
    from export.output import copy
    from scraper.archive.opening import open_to_read

    if kind is None:
        raise click.UsageError("standard output has no name to tell the format by: give --format json, jsonl or csv")
    with closing(open_to_read(db)) as archive:
        copy(lines(archive, kind, selection, fields, dialect), sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _check_days(options: dict[str, Any]) -> None:
    """Refuse what is no day or moment before anything is asked of the archive."""
    from datetime import UTC, date, datetime

    from scraper.crawl.clock import stamp

    for name in ("since", "until", "changed_since"):
        text = options[name]
        if text is None:
            continue
        try:
            if name == "changed_since" and len(text) > len("2026-10-31"):
                moment = datetime.fromisoformat(text)
                options[name] = stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
            else:
                options[name] = date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise click.UsageError(f"--{name.replace('_', '-')}: {text!r} is no day; write it as 2026-10-31") from error
