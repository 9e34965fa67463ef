"""Brings WARC files from elsewhere into the folder of an archive, for a rebuild or a merge."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from scraper.atomic_file import move_into_place, remove_leftovers, sync, temporary_beside
from scraper.exit_codes import FAILED, CannotRun
from scraper.maintenance.warc_files import ENDINGS, sha256_of
from scraper.warc.foreign import copy
from scraper.warc.records import WarcError, records
from scraper.warc.writer import OPEN


def import_files(sources: Iterable[Path], folder: Path) -> dict[str, bool]:
    """Copy WARC files into a folder; one that is there already, under whatever name, is not copied again.

    Args:
        sources: the files; they are left as they are.
        folder: `warc/`; made where it is missing.

    Returns:
        the name of each file in the folder, and whether it was copied.

    Raises:
        CannotRun: where one is no WARC file, is still being written, or has the name of another one; names it.
        OSError: where the disk fails.
    """
    imported: dict[str, bool] = {}
    for source in sources:
        _refuse_other(source)
        target = folder / source.name
        with temporary_beside(target) as part:
            try:
                copy(source, part)
            except WarcError as error:
                raise CannotRun(str(error), exit_status=FAILED) from error
            if (same := _same_content(part, folder)) is not None:
                imported.setdefault(same.name, False)
                continue
            if target.exists():
                raise CannotRun(
                    f"{source}: {folder.name}/ has another file of this name; rename yours", exit_status=FAILED
                )
            move_into_place(part, target)
            imported[target.name] = True
    return imported


def link_or_copy(source: Path, target: Path) -> bool:
    """Give a closed WARC file a second name; where that cannot be, on another disk, copy it.

    Returns:
        whether it was linked. The target is whole and on the disk then.

    Raises:
        OSError: where the disk fails.
    """
    if not target.parent.exists():
        target.parent.mkdir(parents=True)
        sync(target.parent.parent)
    remove_leftovers(target)
    try:
        os.link(source, target)
    except OSError:
        with temporary_beside(target) as part:
            shutil.copyfile(source, part)
            move_into_place(part, target)
        return False
    sync(target)
    sync(target.parent)
    return True


def _refuse_other(source: Path) -> None:
    """Refuse a file that is no WARC file, or not whole.

    Raises:
        CannotRun: names it.
    """
    if source.name.endswith(OPEN):
        why = "a run is still writing this file, or has died over it; `arsip crawl` closes those of its archive"
        raise CannotRun(f"{source}: {why}", exit_status=FAILED)
    if not source.name.endswith(ENDINGS):
        raise CannotRun(f"{source}: the name of a WARC file ends in .warc or .warc.gz", exit_status=FAILED)
    try:
        with source.open("rb") as stream:
            if next(records(stream, source), None) is None:
                raise CannotRun(f"{source}: there is no WARC record in it", exit_status=FAILED)
    except WarcError as error:
        raise CannotRun(str(error), exit_status=FAILED) from error


def _same_content(path: Path, folder: Path) -> Path | None:
    """Return another file in a folder with the same content; None where there is none."""
    size, digest = path.stat().st_size, sha256_of(path)
    others = (each for each in folder.iterdir() if each != path and each.is_file() and each.stat().st_size == size)
    return next((each for each in others if sha256_of(each) == digest), None)
