"""Turns what goes wrong with an archive into one line on standard error and an exit status."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


class WrongUsage(click.ClickException):
    """What the person named is not there, or is not what was meant: one line, exit status 2."""

    exit_code = 2


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
