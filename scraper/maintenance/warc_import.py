"""Brings WARC files from elsewhere into the folder of an archive, so that it holds the pages that its rows tell of."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from scraper.exit_codes import FAILED, CannotRun
from scraper.maintenance.warc_files import ENDINGS
from scraper.warc.foreign import copy
from scraper.warc.fsync import sha256_of, sync
from scraper.warc.records import WarcError, records
from scraper.warc.writer import OPEN

PART = ".arsip-part"
"""Ending of a copy that is not whole yet."""


def bring_in(sources: Iterable[Path], folder: Path) -> dict[str, bool]:
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
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(f"*{PART}"):
        leftover.unlink()
    brought_in: dict[str, bool] = {}
    for source in sources:
        _refuse_what_is_none(source)
        part, target = folder / f"{source.name}{PART}", folder / source.name
        try:
            copy(source, part)
        except WarcError as error:
            part.unlink(missing_ok=True)
            raise CannotRun(str(error), exit_status=FAILED) from error
        digest = sha256_of(part)
        there = next((p for p in _of_size(folder, part.stat().st_size, part) if sha256_of(p) == digest), None)
        if there is not None:
            part.unlink()
            brought_in.setdefault(there.name, False)
            continue
        if target.exists():
            part.unlink()
            raise CannotRun(f"{source}: {folder.name}/ has another file of this name; rename yours", exit_status=FAILED)
        sync(part)
        part.rename(target)
        brought_in[target.name] = True
    sync(folder)
    return brought_in


def _refuse_what_is_none(source: Path) -> None:
    """Refuse a file that is no WARC file.

    Raises:
        CannotRun: where it is none; names it.
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


def _of_size(folder: Path, size: int, but: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path != but and path.is_file() and path.stat().st_size == size)
