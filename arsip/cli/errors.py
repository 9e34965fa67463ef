"""Maps errors to one line on standard error and an exit status."""

import logging
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING

import click

from scraper.exit_codes import FAILED, INTERRUPTED, USAGE, CannotRun, printable
from scraper.signals import STOPPING, handled_by

if TYPE_CHECKING:
    from scraper.archive.database import Database

INTERRUPTED_MESSAGE = "interrupted; give the same command again"


class Failure(click.ClickException):
    """An error that ends the command: `Error: ` and one line on standard error, which says what to do."""

    def __init__(self, message: str, exit_status: int = FAILED) -> None:
        super().__init__(printable(" ".join(message.split())))
        self.exit_code = exit_status  # type: ignore[misc]  # a ClassVar in click's types alone


@contextmanager
def wrong_usage(*kinds: type[Exception]) -> Iterator[None]:
    """Turn errors of these kinds into a UsageError with their message."""
    try:
        yield
    except kinds as error:
        raise click.UsageError(str(error)) from error


@contextmanager
def error_handling(db: Path, *, hint: str = "", interrupted: str = INTERRUPTED_MESSAGE) -> Iterator[None]:
    """Turn the errors of an archive, and Ctrl-C and SIGTERM, into a `Failure`.

    Exit status 2 where the file is not the archive that was meant (none there, no archive, another site's), 5 where
    the command was interrupted, 1 for the rest. `hint` says what to do where the database cannot be read or written.
    """
    from scraper.archive.database import refuse_interrupted

    received: list[int] = []
    try:
        with _signals_as_interrupt(received):
            try:
                yield
            except Exception as error:
                refuse_interrupted(error.__cause__ or error)
                if received:  # what it raised in a function that SQL calls has become an error of the database
                    raise KeyboardInterrupt from error
                raise
    except KeyboardInterrupt as error:
        raise Failure(interrupted, INTERRUPTED) from error
    except Exception as error:
        if (failure := _failure(error, db, hint, interrupted)) is None:
            raise
        raise failure from error


@contextmanager
def open_archive(db: Path) -> Iterator["Database"]:
    """Open an archive to read it, with its errors handled."""
    from scraper.archive.database import open_to_read

    with error_handling(db), closing(open_to_read(db)) as archive:
        yield archive


@contextmanager
def last_resort() -> Iterator[None]:
    """Run a command until its output is flushed; no error or Ctrl-C that it did not handle ends in a traceback.

    ARSIP_TRACEBACK=1 prints the traceback too.
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
    except KeyboardInterrupt as error:  # click would end with 1, as if the command had failed
        raise Failure(INTERRUPTED_MESSAGE, INTERRUPTED) from error
    except BrokenPipeError:
        _discard_output()
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None:
            _discard_output()
        if os.environ.get("ARSIP_TRACEBACK"):
            traceback.print_exc()
        raise _failure(error) or _bug(error) from error


def _failure(
    error: Exception, db: Path | None = None, hint: str = "", interrupted: str = INTERRUPTED_MESSAGE
) -> Failure | None:
    """Return the message and exit status of an error; None for what no archive, disk or network raises."""
    from concurrent.futures.process import BrokenProcessPool

    from arsip.nightly.backup.manifest import BackupError, WrongPlaceError
    from export.formats import MissingExtraError
    from scraper.archive.database import ArchiveError, DatabaseError, WrongArchiveError, explain
    from scraper.warc.records import WarcError

    exit_status = FAILED
    match error:
        case CannotRun():
            message, exit_status = str(error), error.exit_status
        case WrongArchiveError() | WrongPlaceError():
            message, exit_status = str(error), USAGE
        case MissingExtraError():
            message = str(error)
        case ArchiveError() | BackupError() | WarcError():
            message = f"{error}{hint if isinstance(error.__cause__, DatabaseError) else ''}"
        case DatabaseError():
            message = f"{f'{db}: ' if db else ''}{explain(error)}{hint}"
        case OSError() if not isinstance(error, BrokenPipeError):
            message = f"{error.filename or db or 'the output cannot be written'}: {error.strerror or error}"
        case RuntimeError() if "Symlink loop" in str(error):  # pathlib's, before Python 3.13
            message, exit_status = f"{error}; name a file", USAGE
        case UnicodeDecodeError() if db:  # SQLite's message about a damaged database may be no text
            message = f"{db}: the database is damaged; `arsip repair --db {db}` rebuilds it"
        case BrokenProcessPool() if db:
            message = f"{db}: a worker process was killed{interrupted.removeprefix('interrupted')}"
        case _:
            return None
    return Failure(message, exit_status)


def _bug(error: Exception) -> Failure:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return Failure(
        f"this is a bug of Arsip, please report it: {type(error).__name__}: {error}{where} "
        "(ARSIP_TRACEBACK=1 shows more)"
    )


def _discard_output() -> None:
    """Send what is still buffered to /dev/null, so that Python does not try to write it again when it exits."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
        os.dup2(nowhere.fileno(), descriptor)


@contextmanager
def _signals_as_interrupt(received: list[int]) -> Iterator[None]:
    """Note SIGINT and SIGTERM and raise KeyboardInterrupt, in the main thread and where they have no other handler."""

    def interrupt(number: int, _: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    plain = (signal.SIG_DFL, signal.default_int_handler)
    numbers = STOPPING if current_thread() is main_thread() else ()
    with handled_by(interrupt, *(number for number in numbers if signal.getsignal(number) in plain)):
        yield
