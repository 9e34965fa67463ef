"""Which format a file's name asks for, and who writes it."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TypeAlias, get_args

from export import streams
from export.output import Watch, Written
from export.request import Asked, ExportError, Records
from export.streams import Dialect, Stream
from scraper.archive.database import Database
from scraper.archive.records import FIELDS


class MissingExtraError(Exception):
    """A format needs packages that are not installed; the text says how to install them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An export to a file.

    Attributes:
        db: the archive, inside a transaction.
        target: the file.
        asked: what for.
        dialect: for CSV.
        partition: for Parquet: a folder with a file a year.
        watch: told of progress.
    """

    db: Database
    target: Path
    asked: Asked
    dialect: Dialect
    partition: bool
    watch: Watch | None


Writer: TypeAlias = Callable[[Job], tuple[Written, ...]]


def write(
    db: Database,
    target: Path,
    asked: Asked,
    *,
    dialect: Dialect = Dialect(),  # noqa: B008 - it is frozen
    partition: bool = False,
    watch: Watch | None = None,
) -> tuple[Written, ...]:
    """Write what is asked for to a file; it is written beside and then takes the place of what was there.

    Args:
        db: the archive.
        target: the file; its name says the format.
        asked: what for.
        dialect: for CSV.
        partition: for Parquet: a folder with a file a year.
        watch: told of progress.

    Returns:
        each file written; CSV has a second one with the links.

    Raises:
        ExportError: where the format does not fit what is asked for.
        MissingExtraError: where the format needs packages that are not installed.
        scraper.archive.sql_guard.StatementError: where the SQL is wrong.
        scraper.archive.database.ArchiveError: where the archive is damaged, or not all there that the format needs.
        scraper.warc.records.WarcError: where it names a WARC file that cannot be one of its own.
        OSError: where a file cannot be written.
    """
    kind, _ = format_of(target.name)
    refuse_unfit(kind, asked, dialect=dialect, partition=partition)
    with db.atomic():  # all of one moment, though a crawl may be writing
        return FORMATS[kind](Job(db=db, target=target, asked=asked, dialect=dialect, partition=partition, watch=watch))


def format_of(name: str) -> tuple[str, bool]:
    """Tell a file's format by its name.

    Args:
        name: such as `articles.json` or `articles.csv.gz`.

    Returns:
        the format, one of `FORMATS`, and whether the file is to be compressed.

    Raises:
        ExportError: where the name ends otherwise.
    """
    plain = name.removesuffix(".gz")
    kind = next((kind for kind in FORMATS if plain.endswith(f".{kind}")), None)
    if kind is None:
        raise ExportError(
            f"{name}: its format is not known; end it in .json, .jsonl or .csv, and .gz if you like, "
            "or in .parquet, .xlsx, .zip or .wacz"
        )
    if plain != name and kind not in get_args(Stream):
        raise ExportError(f"{name}: a .{kind} is compressed already; leave .gz out")
    return kind, plain != name


def refuse_unfit(kind: str, asked: Asked, *, dialect: Dialect, partition: bool = False) -> None:
    """Refuse what a format has no place for.

    Args:
        kind: the format, one of `FORMATS`.
        asked: what for.
        dialect: as for `write`.
        partition: as for `write`.

    Raises:
        ExportError: where there is such.
    """
    given = [f"--{each.name.replace('_', '-')}" for each in fields(dialect) if getattr(dialect, each.name)]
    if given and kind != "csv":
        raise ExportError(f"{', '.join(given)}: only CSV is written so")
    if partition and (kind != "parquet" or not isinstance(asked, Records)):
        raise ExportError("only articles are parted by year, and only in .parquet")
    if kind in {"zip", "wacz"} and not isinstance(asked, Records):
        raise ExportError(f"a .{kind} holds articles with what belongs to them; it takes no table and no SQL")
    if kind in {"zip", "wacz"} and isinstance(asked, Records) and asked.fields != FIELDS:
        raise ExportError(f"a .{kind} holds every field; it takes no choice of them")


def _stream(kind: Stream, job: Job) -> tuple[Written, ...]:
    return streams.write(
        job.db,
        job.target,
        kind,
        job.asked,
        compressed=job.target.name.endswith(".gz"),
        dialect=job.dialect,
        watch=job.watch,
    )


def _parquet(job: Job) -> tuple[Written, ...]:
    parquet = _module("export.parquet")
    write = parquet.write_years if job.partition else parquet.write
    return (write(job.db, job.target, job.asked, watch=job.watch),)


def _excel(job: Job) -> tuple[Written, ...]:
    return (_module("export.excel").write(job.db, job.target, job.asked, watch=job.watch),)


def _package(job: Job) -> tuple[Written, ...]:
    return (_module("export.package").write(job.db, job.target, job.asked, watch=job.watch),)


def _wacz(job: Job) -> tuple[Written, ...]:
    assert isinstance(job.asked, Records)
    archive = Path(job.db.execute("PRAGMA database_list").fetchone()[2])
    notes: list[str] = []
    watch = {} if job.watch is None else {"watch": job.watch}
    pages = _module("export.wacz").write(job.db, archive, job.target, job.asked.selection, hint=notes.append, **watch)
    return (Written(path=job.target, counts={"articles": pages}, notes=tuple(notes)),)


def _module(name: str) -> ModuleType:
    """Load the module of a format when it is asked for: what it needs is large, and may not be there."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] in {"export", "scraper"}:
            raise
        raise MissingExtraError(
            f"{error.name} is not installed, which this format needs: `make web` installs it, "
            "with all of the extra `data`"
        ) from error


FORMATS: dict[str, Writer] = {
    **{kind: partial(_stream, kind) for kind in get_args(Stream)},
    "parquet": _parquet,
    "xlsx": _excel,
    "zip": _package,
    "wacz": _wacz,
}
"""Each format, by the end of its files' names."""
