"""Turns what goes wrong with an archive into one line on standard error and an exit status."""

import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread

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
            if sys.stdout is not None:  # so Python has it where it was closed
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
    from scraper.archive.database import ArchiveError, DatabaseError
    from scraper.exit_codes import CannotRun
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
def failing(
    verb: str, db: Path, *, hint: str = "", interrupted: str = "interrupted; give the same command again"
) -> Iterator[None]:
    """Do the work of a verb; where it fails or is interrupted, say why and exit.

    The one mapping of errors to exit statuses: 2 where the file named is not the archive that was meant (nothing there,
    no archive, another site's), 5 at Ctrl-C or SIGTERM, 1 for the rest.

    Args:
        verb: its name.
        db: the archive's file.
        hint: what to do where the database itself cannot be read or written.
        interrupted: what to say at Ctrl-C or SIGTERM.
    """
    from scraper.archive.database import refuse_interrupted
    from scraper.exit_codes import INTERRUPTED, CannotRun

    try:
        with sigterm_as_interrupt():
            try:
                yield
            except Exception as error:
                refuse_interrupted(error.__cause__ or error)
                raise
    except KeyboardInterrupt as error:
        click.echo(f"arsip {verb}: {interrupted}", err=True)
        raise SystemExit(INTERRUPTED) from error
    except CannotRun as error:
        click.echo(f"arsip {verb}: {error}", err=True)
        raise SystemExit(error.exit_status) from error
    except Exception as error:
        if (failure := _failure(error, db, hint)) is None:
            raise
        raise failure from error


def _failure(error: Exception, db: Path, hint: str) -> click.ClickException | None:
    """Say what failed, with the exit status that it has; None of what is none of an archive's failures."""
    from concurrent.futures.process import BrokenProcessPool

    from arsip.nightly.backup.manifest import BackupError, WrongPlaceError
    from scraper.archive.database import ArchiveError, DatabaseError, WrongArchiveError
    from scraper.warc.records import WarcError

    match error:
        case WrongArchiveError() | WrongPlaceError():
            return WrongUsage(str(error))
        case ArchiveError() | BackupError() | WarcError():
            said = f"{error}{hint if isinstance(error.__cause__, DatabaseError) else ''}"
        case DatabaseError():
            said = f"{db}: {' '.join(str(error).split())}{hint}"
        case UnicodeDecodeError():  # SQLite's message about a damaged database may be no text
            said = f"{db}: the database is damaged; `arsip repair --db {db}` rebuilds it"
        case BrokenProcessPool():
            said = f"{db}: a process that shared the work was killed; the archive is as it was"
        case OSError():
            said = f"{error.filename or db}: {error.strerror or error}"
        case _:
            return None
    return click.ClickException(said)


@contextmanager
def sigterm_as_interrupt() -> Iterator[None]:
    """Let SIGTERM end what Ctrl-C ends, in the same way; only where nobody else has taken it."""
    if current_thread() is not main_thread() or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
