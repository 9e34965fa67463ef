"""Merges archives of one site into one: of each first the WARC files, then the rows in one transaction."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from scraper.archive.database import WrongArchiveError, create_or_open
from scraper.archive.merge import About, Taken, about, refuse_unlike, take_in
from scraper.archive.statistics.overview import Overview, overview
from scraper.exit_codes import USAGE, CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance.imports import note_imports_of, resolve_revisits
from scraper.maintenance.origin import create_unless_lost
from scraper.maintenance.site import Site
from scraper.maintenance.warc_files import WarcFiles, link_or_copy, sha256_of, some_of
from scraper.progress import Progress, no_progress
from scraper.warc.reader import file_in


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
    missing: dict[Path, list[str]]
    held: Overview


def merge(
    sources: Sequence[Path], into: Path, site: Site, *, without_warc: bool = False, progress: Progress = no_progress
) -> Merged:
    """Merge archives, which are only read, into one. What is refused is refused before anything is changed.

    Imported files are copied, whether or not captures in them have rows, and revisits in them are resolved again.
    Killed at any moment, it leaves an archive that is whole, of those taken in so far; the same call goes on.
    `without_warc` takes rows in even where the WARC files that they name are missing.

    Raises:
        CannotRun: where another run holds the archive, it is among the sources, they are of several sites, or WARC
            files are missing, unfinished, or of one name and not the same.
        ArchiveError: where one is no archive, of another schema, or read by another version of the parser.
        DatabaseError: where the disk or a database fails.
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
    with ArchiveLock(into):
        if into.exists() and into.stat().st_size:
            with closing(create_or_open(into)):
                pass  # brings it to today's schema
            _refuse_unlike([about(into), *abouts])
        files, missing = _plan(folder, abouts)
        for archive, names in missing.items() if not without_warc else ():
            raise CannotRun(
                f"{archive}: its warc/ lacks {some_of(names)}; restore them from a backup, or take "
                "rows without their pages by --without-warc"
            )
        linked = copied = 0
        imported = {name for each in abouts for name in each.warcs | each.imported}
        with closing(create_unless_lost(into, imported=imported)) as db:
            taken = {}
            for number, source in enumerate(sources, 1):
                for name, path in files[source].items():
                    is_linked = link_or_copy(path, folder / name)
                    linked, copied = linked + is_linked, copied + (not is_linked)
                note_imports_of(db, folder, abouts[number - 1])
                taken[source] = take_in(db, source)
                progress("merging", number, len(sources))
            resolve_revisits(db, folder, site)
            held = overview(db)
    return Merged(taken=taken, linked=linked, copied=copied, missing=missing, held=held)


def _refuse_unlike(archives: Sequence[About]) -> None:
    try:
        refuse_unlike(archives)
    except WrongArchiveError as error:
        raise CannotRun(str(error), exit_status=USAGE) from error


def _plan(folder: Path, archives: Sequence[About]) -> tuple[dict[Path, dict[str, Path]], dict[Path, list[str]]]:
    """Find the WARC files that have to be copied into a folder.

    Returns:
        by archive and name, the paths of the files that are not there already; by archive, the names of those that
        its rows name and that are nowhere.

    Raises:
        CannotRun: where a run is writing one of the files, or has died over it, or two of one name differ; names it.
        WarcError: where a row names a file outside of its folder.
        OSError: where the disk fails.
    """
    found: dict[Path, dict[str, Path]] = {}
    missing: dict[Path, list[str]] = {}
    planned: dict[str, Path] = {}
    for archive in archives:
        beside = WarcFiles.beside(archive.path)
        beside = beside.without(beside.not_of(archive.archive) - archive.warcs - archive.imported)
        _refuse_unfinished(archive.path, beside)
        files = found[archive.path] = {}
        for name in sorted(archive.warcs | archive.imported):
            source, target = file_in(beside.folder, name), file_in(folder, name)
            there = planned.get(name) or (target if target.exists() else None)
            if there is None and source.exists():
                files[name] = planned[name] = source.resolve()
            elif there is None and name in archive.warcs:
                missing.setdefault(archive.path, []).append(name)
            elif there is not None and source.exists() and not _is_same(source, there):
                raise CannotRun(f"{source}: {there} has the same name and is another file")
    return found, missing


def _refuse_unfinished(archive: Path, beside: WarcFiles) -> None:
    """Refuse an archive with files whose captures may have no rows yet."""
    if beside.alive:
        why = "a crawl is under way in it; wait for its end or stop it first"
    elif beside.left:
        why = f"a run has died and left warc/ unfinished; `arsip reparse --db {archive}` takes in what it left"
    else:
        return
    raise CannotRun(f"{archive}: {why}")


def _is_same(one: Path, other: Path) -> bool:
    if one.samefile(other):
        return True
    return one.stat().st_size == other.stat().st_size and sha256_of(one) == sha256_of(other)
