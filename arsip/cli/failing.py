"""Turns what goes wrong with an archive into one line on standard error and an exit status."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


class WrongUsage(click.ClickException):
    """What the person named is not there, or is not what was meant: one line, exit status 2."""

    exit_code = 2


@contextmanager
def no_traceback(ctx: click.Context) -> Iterator[None]:
    """Run a verb to the last byte of its output; what it raises becomes a line that names the thing, and a status.

    The net below every verb: most know better than this what failed, and say so (`failing`).

    Args:
        ctx: of the command line; names the verb by then.
    """
    logging.raiseExceptions = False  # a log that cannot be written is no reason for a traceback
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except (click.ClickException, click.Abort, click.exceptions.Exit):
        raise
    except BrokenPipeError:
        _drop_output()
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None:
            _drop_output()
        click.echo(f"arsip {ctx.invoked_subcommand}: {_in_a_line(error)}", err=True)
        if os.environ.get("ARSIP_TRACEBACK"):
            raise
        raise SystemExit(getattr(error, "exit_status", 1)) from error


def _in_a_line(error: Exception) -> str:
    """Say what was raised: of what the archive and the disk raise the words, of a bug where it is."""
    from scraper.archive.opening import ArchiveError, DatabaseError
    from scraper.crawl.stops import CannotRun
    from scraper.warc.records import WarcError

    if isinstance(error, OSError):
        return f"{error.filename or 'the output could not be written'}: {error.strerror or error}"
    if isinstance(error, ArchiveError | DatabaseError | WarcError | CannotRun):
        return " ".join(str(error).split())
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return f"this is a bug of Arsip, please report it: {what}{where} (ARSIP_TRACEBACK=1 shows more)"


def _drop_output() -> None:
    """Have what could not be written discarded, so that Python does not try once more when it ends."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


@contextmanager
def failing(verb: str, db: Path, *, hint: str = "") -> Iterator[None]:
    """Do the work of a verb; where it fails, say why and exit.

    Args:
        verb: its name.
        db: the archive's file.
        hint: what to do where the database itself cannot be read or written.
    """
    from concurrent.futures.process import BrokenProcessPool

    from arsip.night.backup.manifest import BackupError, WrongPlaceError
    from scraper.archive.opening import ArchiveError, DatabaseError, WrongArchiveError
    from scraper.crawl.stops import CannotRun
    from scraper.warc.records import WarcError

    try:
        yield
    except CannotRun as error:
        click.echo(f"arsip {verb}: {error}", err=True)
        raise SystemExit(error.exit_status) from error
    except (WrongArchiveError, WrongPlaceError) as error:
        raise WrongUsage(str(error)) from error
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    except (ArchiveError, WarcError) as error:
        of_database = isinstance(error.__cause__, DatabaseError)
        raise click.ClickException(f"{error}{hint if of_database else ''}") from error
    except DatabaseError as error:
        raise click.ClickException(f"{db}: {' '.join(str(error).split())}{hint}") from error
    except UnicodeDecodeError as error:  # SQLite's message about a damaged database may be no text
        raise click.ClickException(f"{db}: the database is damaged; `arsip repair --db {db}` rebuilds it") from error
    except BrokenProcessPool as error:
        why = "a process that shared the work was killed; the archive is as it was"
        raise click.ClickException(f"{db}: {why}") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or db}: {error.strerror or error}") from error
