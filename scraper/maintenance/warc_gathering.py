"""Brings the WARC files of other archives into the folder of one, before it takes in the rows that name them."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scraper.archive.merge import About
from scraper.exit_codes import FAILED, CannotRun
from scraper.maintenance.warc_files import Listed
from scraper.maintenance.warc_import import PART
from scraper.warc.fsync import sha256_of, sync
from scraper.warc.reader import file_in

NAMED = 5
"""Files that an error names; the others are counted."""


@dataclass(slots=True)
class Plan:
    """Which files are brought in, from where.

    Attributes:
        folder: `warc/` of the archive that grows.
        files: by archive and name, the file that has it; those that are there already are none of them.
        missing: by archive, names of the files that its rows name and that are nowhere.
    """

    folder: Path
    files: dict[Path, dict[str, Path]] = field(default_factory=dict)
    missing: dict[Path, list[str]] = field(default_factory=dict)


def plan(folder: Path, archives: Iterable[About]) -> Plan:
    """Say which files have to be brought in.

    Args:
        folder: `warc/` of the archive that grows.
        archives: those that are taken in.

    Raises:
        CannotRun: where a run is writing one of the files, or has died over it, or two of one name differ; names it.
        WarcError: where a row names a file outside of its folder.
        OSError: where the disk fails.
    """
    found = Plan(folder)
    coming: dict[str, Path] = {}
    for archive in archives:
        beside = Listed.beside(archive.path)
        beside = beside.without(beside.not_of(archive.archive) - archive.warcs)
        _refuse_unfinished(archive.path, beside)
        files = found.files[archive.path] = {}
        for name in sorted(archive.warcs):
            source, target = file_in(beside.folder, name), file_in(folder, name)
            there = coming.get(name) or (target if target.exists() else None)
            if there is None and source.exists():
                files[name] = coming[name] = source.resolve()
            elif there is None:
                found.missing.setdefault(archive.path, []).append(name)
            elif source.exists() and not _same(source, there):
                raise CannotRun(f"{source}: {there} has the same name and is another file", exit_status=FAILED)
    return found


def refuse_missing(found: Plan) -> None:
    """Refuse to go on without files that rows name.

    Raises:
        CannotRun: where there are any; names them.
    """
    for archive, names in found.missing.items():
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        raise CannotRun(
            f"{archive}: its warc/ lacks {', '.join(names[:NAMED])}{more}; restore them from a backup, or take rows "
            "without their pages by --without-warc",
            exit_status=FAILED,
        )


def bring(found: Plan, archive: Path) -> tuple[int, int]:
    """Bring the files of one archive in, each whole and on the disk before it has its name.

    What lies on the same disk is not copied: closed WARC files never change, so one file may have two names.

    Args:
        found: the plan.
        archive: its file.

    Returns:
        how many were given a second name, and how many were copied.

    Raises:
        OSError: where the disk fails.
    """
    folder = found.folder
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(f"*{PART}"):  # of a merge that was killed
        leftover.unlink()
    linked = copied = 0
    for name, source in found.files[archive].items():
        part = folder / f"{name}{PART}"
        try:
            os.link(source, part)
            linked += 1
        except OSError:  # another disk, or one whose files have but one name
            shutil.copyfile(source, part)
            copied += 1
        sync(part)
        part.rename(folder / name)
    sync(folder)
    sync(folder.parent)
    return linked, copied


def _refuse_unfinished(archive: Path, beside: Listed) -> None:
    """Refuse an archive with files whose captures may have no rows yet."""
    if beside.alive:
        why = "a crawl is under way in it; wait for its end or stop it first"
    elif beside.left:
        why = f"a run has died and left warc/ unfinished; `arsip reparse --db {archive}` takes in what it left"
    else:
        return
    raise CannotRun(f"{archive}: {why}", exit_status=FAILED)


def _same(one: Path, other: Path) -> bool:
    if one.samefile(other):
        return True
    return one.stat().st_size == other.stat().st_size and sha256_of(one) == sha256_of(other)
