"""Writes an export to a file or streams it, in whichever format was chosen."""

import gzip
from collections.abc import Generator, Sequence
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path

from export.formats import FORMATS, ExportError, Format, either, format_of
from export.lines import BackgroundWriter, TextFile, Writer, copy
from export.request import Job, Options, Records, Request, Rows, Written
from scraper.archive.database import Database
from scraper.archive.records import FIELDS
from scraper.atomic_file import replace_file
from scraper.progress import Progress, no_progress


def write(
    db: Database,
    target: Path,
    request: Request,
    *,
    options: Options = Options(),  # noqa: B008 - it is frozen
    progress: Progress = no_progress,
) -> tuple[Written, ...]:
    """Write an export to a file, which takes the place of what was there once it is complete.

    The name of the file says the format.

    Returns:
        each file written; CSV has a second one with the links.

    Raises:
        ExportError: where the format cannot hold what is requested.
        export.formats.MissingExtraError: where the format needs packages that are not installed.
        scraper.archive.sql_guard.StatementError: where the SQL is wrong.
        scraper.archive.database.ArchiveError: where the archive is damaged, or lacks files that the format needs.
        scraper.warc.records.WarcError: where it names a WARC file that cannot be one of its own.
        OSError: where a file cannot be written.
    """
    chosen, compressed = format_of(target.name)
    _check(chosen, request, options)
    job = Job(db=db, target=target, request=request, options=options, progress=progress)
    with db.atomic():  # of one moment, though a crawl may be writing
        made = chosen.load()(job)
        return _write_text(job, made, compressed=compressed) if chosen.text else (made,)


def stream(
    db: Database,
    suffix: str,
    request: Request,
    *,
    options: Options = Options(),  # noqa: B008 - it is frozen
) -> Generator[bytes, None, None]:
    """Stream an export in a text format, from an archive inside a transaction; CSV leaves out the links.

    Raises:
        ExportError: where the format cannot hold what is requested.
    """
    chosen = FORMATS[suffix]
    _check(chosen, request, options)
    files: Sequence[TextFile] = chosen.load()(Job(db=db, target=Path(f"-.{suffix}"), request=request, options=options))
    return files[0].lines


def _check(chosen: Format, request: Request, options: Options) -> None:
    for name in (each.name for each in fields(options) if getattr(options, each.name)):
        if name not in chosen.options:
            takes_it = [suffix for suffix, each in FORMATS.items() if name in each.options]
            raise ExportError(
                f"--{name.replace('_', '-')}: .{chosen.suffix} has no such option, only {either(takes_it)}"
            )
    if chosen.whole_articles and not isinstance(request, Records):
        raise ExportError(f"a .{chosen.suffix} holds articles with what belongs to them; it takes no table and no SQL")
    if chosen.whole_articles and isinstance(request, Records) and request.fields != FIELDS:
        raise ExportError(f"a .{chosen.suffix} holds every field; it takes no choice of them")


def _write_text(job: Job, files: Sequence[TextFile], *, compressed: bool) -> tuple[Written, ...]:
    """Write files of lines; none takes its place before all are complete."""
    uncounted = isinstance(job.request, Rows) and job.request.table is None  # only running the SELECT would tell
    total = 0 if uncounted else job.count_all(each.table for each in files)
    done = 0
    written = []
    with ExitStack() as open_files:
        for each in files:
            file = open_files.enter_context(replace_file(each.path))
            out: Writer = file
            if compressed:
                packed = gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0)
                out = open_files.enter_context(BackgroundWriter(open_files.enter_context(packed)))
            rows = copy(each.lines, out, job.report(total, before=done)) - each.extra
            done += rows
            written.append(Written(path=each.path, counts={each.table.unit: rows}))
    return tuple(written)
