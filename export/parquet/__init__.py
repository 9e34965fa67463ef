"""Parquet: typed columns in row groups, zstd, what each column means and where the dataset comes from inside the file.

One file, or a folder of one a year in Hive's layout (`year=2026/part-0.parquet`), which DuckDB, pyarrow, polars and
pandas read as one table. Both are replaced as a whole.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from export.folder import replacing_folder
from export.output import Watch, Written, counted, replacing
from export.parquet.files import fill, is_ours
from export.profile import survey
from export.provenance import provenance
from export.request import Asked, ExportError, Records, what
from scraper.archive.database import Database
from scraper.archive.records import Selection
from scraper.archive.sql_guard import stream_rows

PART = "part-0.parquet"

_YEAR = re.compile(r"year=\d{4}", re.ASCII)


def write(db: Database, target: Path, asked: Asked, *, watch: Watch | None = None) -> Written:
    """Write one file.

    Args:
        db: the archive, inside a transaction.
        target: the file.
        asked: what for.
        watch: told of progress.

    Returns:
        what was written.

    Raises:
        scraper.archive.database.ArchiveError: where the SQL is wrong.
        OSError: where the file cannot be written.
    """
    found = survey(db, asked)
    origin = provenance(db, asked, found)
    with replacing(target, compressed=False) as out:
        fill(out, db, asked, found.columns, origin=origin, told=counted(watch, "writing", found.count))
    return Written(path=target, counts={what(asked): found.count})


def write_years(db: Database, target: Path, asked: Records, *, watch: Watch | None = None) -> Written:
    """Write a folder with a file a year.

    Args:
        db: the archive, inside a transaction.
        target: the folder.
        asked: which records, and what of them.
        watch: told of progress.

    Returns:
        what was written.

    Raises:
        ExportError: where there is no record, so no year either; or there is a folder of that name that holds other
            things than such files; or a link has that name.
        scraper.archive.database.ArchiveError: where the selection's SQL is wrong.
        OSError: where a file cannot be written.
    """
    _refuse_foreign(target)
    found = survey(db, asked)
    years = list(_years(db, asked.selection))
    if not years:
        raise ExportError(f"{target}: no record fits, so there is no year to write a file of")
    origin = provenance(db, asked, found)
    written = 0
    with replacing_folder(target) as folder:
        for year in years:
            part = folder / f"year={year}" / PART
            part.parent.mkdir()
            of_year = replace(asked, selection=_within(asked.selection, year))
            told = counted(watch, "writing", found.count, before=written)
            with part.open("xb") as out:
                written += fill(out, db, of_year, found.columns, origin=origin, told=told)
    return Written(path=target, counts={what(asked): found.count, "files": len(years)})


def _refuse_foreign(target: Path) -> None:
    """Refuse to replace a folder that such an export has not made."""
    if target.is_symlink():
        raise ExportError(f"{target}: this is a link; name the folder that it leads to")
    other = next(_foreign(target), None) if target.is_dir() else None
    if other is not None:
        raise ExportError(f"{target}: this folder holds other things too, such as {other}; name another one")


def _foreign(folder: Path) -> Iterator[Path]:
    """Give what is in a folder, or deeper, besides files that Arsip has written there."""
    for year in folder.iterdir():
        if not _YEAR.fullmatch(year.name) or year.is_symlink() or not year.is_dir():
            yield year
            continue
        parts = list(year.iterdir())
        if not parts:
            yield year
        yield from (part for part in parts if part.name != PART or part.is_symlink() or not is_ours(part))


def _years(db: Database, selection: Selection) -> Iterator[str]:
    """Give the years of publication of a selection, oldest first."""
    condition, values = selection.condition()
    statement = f"SELECT DISTINCT substr(date, 1, 4) AS year FROM articles WHERE {condition} ORDER BY year"  # noqa: S608
    return (str(year) for (year,) in stream_rows(db, statement, values))


def _within(selection: Selection, year: str) -> Selection:
    """Narrow a selection down to a year."""
    since, until = f"{year}-01-01", f"{year}-12-31"
    return replace(
        selection,
        since=max(selection.since or since, since),
        until=min(selection.until or until, until),
    )
