"""Merges archives of one site into one: of each first the WARC files, then the rows in one transaction."""

from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from scraper import clock
from scraper.archive.database import WrongArchiveError, create_or_open
from scraper.archive.merge import About, Taken, about, refuse_unlike, take_in
from scraper.archive.statistics.overview import Overview, overview
from scraper.exit_codes import FAILED, USAGE, CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance.origin import create_unless_lost
from scraper.maintenance.warc_files import WarcFiles, sha256_of
from scraper.maintenance.warc_import import link_or_copy
from scraper.warc.reader import file_in

Watch: TypeAlias = Callable[[Path, Taken], None]
"""Called with each archive that was taken in, and what was added from it."""

MAX_NAMED = 5
"""Files that an error names; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The result of a merge.

    Attributes:
        taken: what was added, by archive, in the order in which they were given.
        linked: WARC files that have a second name now.
        copied: WARC files that were copied, from another disk.
        missing: by archive, WARC files that its rows name and that were not there.
        held: what the archive holds now.
    """

    taken: dict[Path, Taken]
    linked: int
    copied: int
    missing: dict[Path, list[str]] = field(default_factory=dict)
    held: Overview


@dataclass(slots=True)
class Plan:
    """Which WARC files are brought in, from where.

    Attributes:
        files: by archive and name, the path of the file; those that are there already are left out.
        missing: by archive, names of the files that its rows name and that are nowhere.
    """

    files: dict[Path, dict[str, Path]] = field(default_factory=dict)
    missing: dict[Path, list[str]] = field(default_factory=dict)


def merge(sources: Sequence[Path], into: Path, *, without_warc: bool = False, watch: Watch = lambda *_: None) -> Merged:
    """Merge archives into one. What is refused is refused before anything is changed.

    Killed at any moment, it leaves an archive that is whole, of those taken in so far; the same call goes on.

    Args:
        sources: files of the archives; they are only read.
        into: file of the archive that grows; made where it is missing.
        without_warc: take rows in even where the WARC files that they name are missing.
        watch: called with progress.

    Raises:
        CannotRun: where another run holds the archive, it is among the sources, they are of several sites, or WARC
            files are missing, unfinished, or of one name and not the same.
        ArchiveError: where one is no archive, of another schema, or read by another version of the parser.
        scraper.archive.database.DatabaseError: where the disk or a database fails.
        OSError: where the disk fails.
    """
    sources = list(dict.fromkeys(source.resolve() for source in sources))
    into = into.resolve()
    if any(source == into or (into.exists() and source.exists() and source.samefile(into)) for source in sources):
        raise CannotRun(
            f"{into}: this is the archive that grows; name only the others before --into", exit_status=USAGE
        )
    abouts = [about(source) for source in sources]
    _refuse_unlike(abouts)
    folder = into.parent / "warc"
    lock = ArchiveLock(into, started_at=clock.now_stamp())
    try:
        if into.exists() and into.stat().st_size:
            with closing(create_or_open(into)):
                pass  # brings it to today's schema
            _refuse_unlike([about(into), *abouts])
        plan = _plan(folder, abouts)
        if not without_warc:
            _refuse_missing(plan.missing)
        linked = copied = 0
        with closing(create_unless_lost(into, brought_in={name for each in abouts for name in each.warcs})) as db:
            taken = {}
            for source in sources:
                for name, path in plan.files[source].items():
                    is_linked = link_or_copy(path, folder / name)
                    linked, copied = linked + is_linked, copied + (not is_linked)
                taken[source] = take_in(db, source)
                watch(source, taken[source])
            held = overview(db)
    finally:
        lock.release()
    return Merged(taken=taken, linked=linked, copied=copied, missing=plan.missing, held=held)


def _refuse_unlike(archives: Sequence[About]) -> None:
    try:
        refuse_unlike(archives)
    except WrongArchiveError as error:
        raise CannotRun(str(error), exit_status=USAGE) from error


def _plan(folder: Path, archives: Collection[About]) -> Plan:
    """Find the WARC files that have to be brought into a folder.

    Raises:
        CannotRun: where a run is writing one of the files, or has died over it, or two of one name differ; names it.
        WarcError: where a row names a file outside of its folder.
        OSError: where the disk fails.
    """
    plan = Plan()
    planned: dict[str, Path] = {}
    for archive in archives:
        beside = WarcFiles.beside(archive.path)
        beside = beside.without(beside.not_of(archive.archive) - archive.warcs)
        _refuse_unfinished(archive.path, beside)
        files = plan.files[archive.path] = {}
        for name in sorted(archive.warcs):
            source, target = file_in(beside.folder, name), file_in(folder, name)
            there = planned.get(name) or (target if target.exists() else None)
            if there is None and source.exists():
                files[name] = planned[name] = source.resolve()
            elif there is None:
                plan.missing.setdefault(archive.path, []).append(name)
            elif source.exists() and not _is_same(source, there):
                raise CannotRun(f"{source}: {there} has the same name and is another file", exit_status=FAILED)
    return plan


def _refuse_missing(missing: dict[Path, list[str]]) -> None:
    for archive, names in missing.items():
        more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
        raise CannotRun(
            f"{archive}: its warc/ lacks {', '.join(names[:MAX_NAMED])}{more}; restore them from a backup, or take "
            "rows without their pages by --without-warc",
            exit_status=FAILED,
        )


def _refuse_unfinished(archive: Path, beside: WarcFiles) -> None:
    """Refuse an archive with files whose captures may have no rows yet."""
    if beside.alive:
        why = "a crawl is under way in it; wait for its end or stop it first"
    elif beside.left:
        why = f"a run has died and left warc/ unfinished; `arsip reparse --db {archive}` takes in what it left"
    else:
        return
    raise CannotRun(f"{archive}: {why}", exit_status=FAILED)


def _is_same(one: Path, other: Path) -> bool:
    if one.samefile(other):
        return True
    return one.stat().st_size == other.stat().st_size and sha256_of(one) == sha256_of(other)
